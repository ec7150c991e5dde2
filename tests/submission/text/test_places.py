"""Whatever a page is, its statements stand where they say, and reading it takes time by its length alone."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tutor.submission.statement import Link, Page
from tutor.submission.text.page import MOST_CHARACTERS, MOST_LINKS, MOST_STATEMENTS, statements_of

FORMULAS = st.sampled_from(
    [
        "a", "z_1", r"\frac{\partial L}{\partial w}", r"\sum_{i=1}^n x_i", "(y - t)", r"\boxed{b}", "ŷ", "（x）",
        r"\underbrace{a}_{b = c}", r"\begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}", r"W\,x", "0.5", r"\tag{1}",
        r"\left( q \right)",
    ]
)  # fmt: skip
BETWEEN = st.sampled_from(
    [
        " = ", "=", " &= ", r" \\ ", r" \\ &+ ", ", ", r" \quad ", "\n", " ", r" \Rightarrow ",
        r" \text{ and } ", "，其中 ",
        " + ", "$ and $", "$\n\n$", "$$\n\n$$", "\u200b", "% note\n", "<!-- x -->", "`", r"\[", r"\]", "\r\n",
        "{", "}", "(", ")",
        r"\begin{aligned}", r"\end{aligned}", r"\vdots", "~~", "where ", "# ", r"\left.", "&", ";", "。",
    ]
)  # fmt: skip
PAGES = st.lists(st.one_of(FORMULAS, BETWEEN), max_size=25).map("".join)


def plain(text: str) -> str:
    """A text without blanks and signs of no width, wide signs as plain ones."""
    return re.sub(r"[\s\u200b]", "", "".join(unicodedata.normalize("NFKC", c) if ord(c) > 0xFF00 else c for c in text))


def stands_there(page: Page, link: Link) -> bool:
    """Whether each run of a link's characters stands at its line and column in the file."""
    lines = page.text.split("\n")
    for found in re.finditer(r"\S+", link.text):
        line, column = link.place(found.start())
        there = lines[line - 1][column - 1 :].rstrip("\r")
        if not plain(there).startswith(plain(found[0])):
            return False
    return True


@settings(max_examples=150)
@given(PAGES, st.sampled_from(["markdown", "latex"]), st.sampled_from([("$", "$"), ("$$", "$$"), ("", "")]))
def test_every_link_stands_at_its_place(text: str, kind: str, around: tuple[str, str]) -> None:
    page = statements_of(around[0] + text + around[1], kind)
    for statement in page.statements:
        for link in statement.links:
            assert link.expanded or stands_there(page, link), (link, page.text)


@settings(max_examples=60)
@given(st.text("ab=+-&\\\n{}[]()$#:<>_^.1~`%!,;\x00\x1b\ud7ff ", max_size=80), st.sampled_from(["markdown", "latex"]))
def test_any_text_is_a_page_in_order(text: str, kind: str) -> None:
    page = statements_of(text, kind)
    places = [(statement.line, statement.column) for statement in page.statements]
    assert places == sorted(places)
    assert page.text == text


def test_what_is_too_long_is_left_out_and_said_once() -> None:
    page = statements_of("$a = b$ and words\n" * 20_000, "markdown")
    assert [one.reason.partition(";")[0] for one in page.unread][:1] == [
        f"the most I read of a page is {MOST_STATEMENTS} statements, and {MOST_LINKS} sides of them"
    ]
    assert len(page.statements) == MOST_STATEMENTS
    assert page.unread[0].line == MOST_STATEMENTS + 1
    assert any(str(MOST_CHARACTERS) in one.reason for one in page.unread)


@pytest.mark.parametrize(
    "part",
    [
        "$",
        "$$",
        r"\[",
        "`",
        "{",
        "}",
        "(",
        r"\left(",
        r"\sout{",
        r"\newcommand{\a}{",
        "= [1] w ",
        r"\begin{cases}",
        "i, ",
    ],
)
@pytest.mark.parametrize("around", ["", "$$"])
def test_a_page_of_openings_is_read_to_its_end(part: str, around: str) -> None:
    page = statements_of(f"{around}{part * 1500}{around}\n\n$$a = b$$\n", "markdown")
    assert page.text.endswith("$$a = b$$\n")
    assert all(statement.text for statement in page.statements)
