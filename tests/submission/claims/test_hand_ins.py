"""Whole pages: what is right is never called wrong, and what is wrong is found and named."""

from __future__ import annotations

import re

import pytest

from tests.submission.claims.hand_ins import ALL, HandIn
from tutor import host
from tutor.submission.claims import Judged, Verdict, judge
from tutor.submission.statement import CLAIM
from tutor.submission.text.page import statements_of


@pytest.mark.parametrize("page", ALL, ids=lambda page: page.name)
def test_a_page_is_judged_as_it_deserves(page: HandIn) -> None:
    judged = _judged(page)
    claims = [one for one in judged.verdicts if one.link.kind == CLAIM]
    named = {fragment: _claim(claims, fragment) for fragment in (*page.wrong, *page.follows, *page.open)}
    for fragment, code in page.wrong.items():
        assert named[fragment].verdict == "wrong", _said(named[fragment])
        assert code in [one.code for one in named[fragment].diagnosis], _said(named[fragment])
    for fragment, cause in page.follows.items():
        assert named[fragment].verdict == "follows", _said(named[fragment])
        assert named[fragment].follows == named[cause].link.line
    for fragment in page.open:
        assert named[fragment].verdict in ("not judged", "not read"), _said(named[fragment])
    rest = [one for one in claims if one not in named.values()]
    assert [_said(one) for one in rest if one.verdict not in ("right", "definition")] == []
    if page.layout:
        assert judged.layout == page.layout


def test_what_arrives_may_be_left_out_unless_the_page_names_it() -> None:
    formula = r"$\frac{\partial L}{\partial c_t} = dh \odot o \odot (1 - \tanh^2(c_t))$"
    silent, named = "Given $dh$:\n\n" + formula, "Given $dh$ and $dc$:\n\n" + formula
    own = formula + "\n\nWith $dc = \\frac{\\partial L}{\\partial c_t}$ we go on."
    assert [_verdict_in(text) for text in (silent, named, own)] == ["right", "wrong", "right"]


def _verdict_in(text: str) -> str:
    found = judge(statements_of(text, "markdown").statements, [host.problem("lstm-step")], text)
    return found.verdicts[0].verdict


def _judged(page: HandIn) -> Judged:
    problems = [host.problem(name) for name in page.problems]
    return judge(statements_of(page.text, page.kind).statements, problems, page.text)


def _claim(claims: list[Verdict], fragment: str) -> Verdict:
    """The claim whose right side has this piece; ``$`` at its end says that it ends there."""
    found = [one for one in claims if _plain(fragment.removesuffix("$")) in _plain(one.link.text)]
    if fragment.endswith("$"):
        found = [one for one in found if _plain(one.link.text).endswith(_plain(fragment.removesuffix("$")))]
    assert len(found) == 1, (fragment, [_said(one) for one in found])
    return found[0]


def _plain(text: str) -> str:
    return re.sub(r"[\s&]", "", text)


def _said(one: Verdict) -> str:
    codes = [diagnosis.code for diagnosis in one.diagnosis]
    return f"line {one.link.line}: {one.statement.left} = {one.link.text}: {one.verdict} {codes} {one.note}"
