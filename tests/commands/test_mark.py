"""`tutor mark`: a worked solution goes in, and every statement comes out with its verdict."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.commands.conftest import Tutor

PAGE = """\
# My solution

We have $h = o \\tanh(c)$ and $L = \\frac{1}{2}(h - d)^2$, so that

$$\\frac{\\partial L}{\\partial h} = d - h$$

$$\\frac{\\partial L}{\\partial o} = (d - h) \\tanh(c)$$

and, after all, $\\frac{\\partial h}{\\partial o} = \\tanh(c)$.
"""

CODE = """\
import numpy as np

tc = np.tanh(c)
dh = d - h
do = dh * tc
"""


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("page.md").write_text(PAGE)
    Path("code.py").write_text(CODE)


def test_gradescopes_results_are_those_of_one_file(tutor: Tutor) -> None:
    done = tutor("mark", "page.md", "--problem", "lstm-cell", "--format", "gradescope")
    assert (done.code, [test["score"] for test in done.json["tests"]]) == (1, [1, 1, 0, 1, 1])
    refused = tutor("mark", "page.md", "code.py", "--format", "gradescope")
    assert (refused.code, refused.out) == (2, "")
    assert "Gradescope's results are those of one file" in refused.err


def test_a_page_comes_back_with_marks_beside_its_lines_and_the_mistake_below(tutor: Tutor) -> None:
    done = tutor("mark", "page.md", "--problem", "lstm-cell")
    assert done.code == 1
    lines = done.out.splitlines()
    assert lines[0] == "Marked as lstm-cell."
    marks = {int(line[0]): line[2:4].strip() for line in lines if line[:1].isdigit()}
    assert (marks[1], marks[3], marks[5], marks[7], marks[9]) == ("", "✓", "✗", "↪", "✓")
    assert "      ✗ The size is right, but a sign is turned round." in lines
    assert "      ↪ This follows from line 5." in lines
    assert "Claims: 5, of which 5 judged (100%): 3 right, 1 wrong, 1 follows" in done.out
    assert "First wrong: line 5." in lines
    assert "Mistakes: sign." in lines
    assert "To practise: tutor quiz lstm-cell (dL/dh)" in lines


def test_a_kind_of_mistake_is_explained_once_and_unknown_ones_are_not_taken_for_one_another(tutor: Tutor) -> None:
    wrong = ("L/h = d - h", "h/o = -\\tanh(c)", "c/f = c c c", "c/i = c^7")
    sides = (line.partition(" = ") for line in wrong)
    fractions = ((*left.split("/"), right) for left, _, right in sides)
    page = (f"$\\frac{{\\partial {above}}}{{\\partial {below}}} = {right}$" for above, below, right in fractions)
    Path("page.md").write_text("\n\n".join(page))
    done = tutor("mark", "page.md", "--problem", "lstm-cell")
    said = [line.strip() for line in done.out.splitlines() if "✗" in line and "$" not in line]
    assert said == [
        "✗ The size is right, but a sign is turned round.",
        "✗ The same kind of mistake as in line 1.",
        *["✗ I do not recognise this slip."] * 2,
    ]


def test_code_is_marked_assignment_by_assignment(tutor: Tutor) -> None:
    done = tutor("mark", "code.py", "--problem", "lstm-cell", "--format", "json")
    assert done.code == 1
    found = {one["left"]: one for one in done.json["statements"]}
    assert {name: one["verdict"] for name, one in found.items()} == {"tc": "definition", "dh": "wrong", "do": "follows"}
    assert [part["code"] for part in found["dh"]["diagnosis"]] == ["sign"]
    assert found["do"]["follows"] == 4
    assert done.json["summary"]["first_wrong_line"] == 4


def test_what_is_right_throughout_ends_with_0_and_what_says_nothing_with_2(tutor: Tutor) -> None:
    assert tutor("mark", "-", "--problem", "lstm-cell", stdin="$h = o \\tanh(c)$").code == 0
    assert tutor("mark", "-", "--problem", "lstm-cell", stdin="I do not know.").code == 2


def test_the_right_formula_is_shown_only_where_it_is_asked_for(tutor: Tutor) -> None:
    plain = tutor("mark", "page.md", "--problem", "lstm-cell").out
    assert "hₜ − d" not in plain
    assert "right: ∂L/∂hₜ = hₜ − d\n" in tutor("mark", "page.md", "--problem", "lstm-cell", "--key").out


def test_without_a_problem_the_page_finds_its_own(tutor: Tutor) -> None:
    assert tutor("mark", "page.md", "--format", "json").json["problems"] == ["lstm-cell"]


def test_a_network_file_is_a_problem_too(tutor: Tutor) -> None:
    Path("mine.net").write_text("input x[d]\nweights w[d]\ntarget y\nz = sum_d(w x)\nL = 1/2 (z - y)^2\n")
    page = "$\\frac{\\partial L}{\\partial z} = z - y$ and $\\frac{\\partial L}{\\partial w} = (z - y)$"
    Path("mine.md").write_text(page)
    done = tutor("mark", "mine.md", "--network", "mine.net", "--format", "json")
    assert [one["verdict"] for one in done.json["statements"]] == ["right", "wrong"]


def test_several_files_have_a_report_each_and_a_table_and_a_bad_one_stops_nothing(tutor: Tutor) -> None:
    Path("bad.ipynb").write_text("{")
    done = tutor("mark", "bad.ipynb", "code.py", "page.md", "--problem", "lstm-cell", "--jobs", "2")
    assert done.code == 1
    assert "`bad.ipynb` cannot be read as a notebook" in done.err
    table = done.out.splitlines()[-4:]
    assert [line.split()[0] for line in table] == ["file", "bad.ipynb", "code.py", "page.md"]
    assert [line.split()[1:5] for line in table[2:]] == [["2", "0", "1", "1"], ["5", "3", "1", "1"]]


def test_of_a_folder_all_pages_are_marked_in_json_a_line_each(tutor: Tutor) -> None:
    Path("notes.doc").write_text("no page")
    done = tutor("mark", ".", "--problem", "lstm-cell", "--format", "json")
    assert [Path(json.loads(line)["file"]).name for line in done.out.splitlines()] == ["code.py", "page.md"]


def test_a_notebook_is_marked_cell_by_cell(tutor: Tutor) -> None:
    cells = [
        {"cell_type": "markdown", "source": ["We have $dL/dh = h - d$.\n", "Now the code:"]},
        {"cell_type": "code", "source": "do = (d - h) * np.tanh(c)"},
    ]
    Path("book.ipynb").write_text(json.dumps({"cells": cells, "nbformat": 4}))
    done = tutor("mark", "book.ipynb", "--problem", "lstm-cell", "--format", "json")
    assert [(one["line"], one["verdict"]) for one in done.json["statements"]] == [(1, "right"), (3, "wrong")]


class Tags(HTMLParser):
    """Every tag and attribute of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}


def test_html_has_formulas_typeset_and_coloured_and_neither_scripts_nor_addresses(tutor: Tutor) -> None:
    Path("page.md").write_text(PAGE + "\n<script>alert(1)</script> $\\href{javascript:x}{h} = d$\n")
    done = tutor("mark", "page.md", "--problem", "lstm-cell", "--format", "html", "-o", "page.html")
    assert (done.code, done.out) == (1, "")
    page = Path("page.html").read_text(encoding="utf-8")
    seen = Tags(page)
    assert {"math", "mfrac"} <= seen.tags
    assert not seen.tags & {"script", "img", "link", "iframe", "a"}
    assert not {name for name in seen.attributes if name.startswith("on")} | (seen.attributes & {"href", "src"})
    assert 'class="f wrong" title="The size is right, but a sign is turned round."' in page


def test_markdown_lists_the_statements(tutor: Tutor) -> None:
    done = tutor("mark", "page.md", "--problem", "lstm-cell", "--format", "markdown")
    assert "- ✗ line 5: $\\frac{\\partial L}{\\partial h} = d - h$ — The size is right" in done.out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nothing.md"], "`nothing.md` cannot be read: no such file or directory"),
        (["page.md", "--problem", "lstm-sell"], "did you mean `lstm-cell`"),
        (["page.md", "--network", "none.net"], "none.net"),
        (["empty"], "the folder `empty` holds no page"),
        (["binary.md"], "`binary.md` is not a text in UTF-8"),
    ],
)
def test_what_cannot_be_marked_is_said_in_a_sentence(tutor: Tutor, arguments: list[str], said: str) -> None:
    Path("empty").mkdir()
    Path("binary.md").write_bytes(b"\xff\xfe\x00\x01")
    done = tutor("mark", *arguments)
    assert done.code == 2
    assert done.out == ""
    assert said in done.err


def test_nothing_on_a_page_steers_the_terminal(tutor: Tutor) -> None:
    done = tutor("mark", "-", "--problem", "lstm-cell", stdin="\x1b]0;owned\x07 $h = d \x1b[2J$\n")
    assert "\x1b" not in done.out
    assert "\\x1b]0;owned" in done.out
