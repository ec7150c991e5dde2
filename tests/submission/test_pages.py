"""Worked solutions in many hands: nothing right is called wrong, no mistake passes, and mistakes have their names."""

from __future__ import annotations

import pytest

import tutor
from tests.submission.deserved import ACCEPTED, FALSE_ALARM, HandIn, hand_in, outcomes, page_names, told
from tutor.submission.marked import MarkedStatement


@pytest.mark.parametrize("name", page_names())
def test_every_statement_of_a_page_gets_what_it_deserves(name: str) -> None:
    page = hand_in(name)
    marked = tutor.mark_page(page.path.read_text(encoding="utf-8"), page.problems, name=page.path.name)
    worse = [told(outcome) for outcome in outcomes(page, marked.statements) if outcome.is_worse]
    assert not worse, "\n" + "\n".join(worse)


def changed(page: HandIn, verdicts: dict[str, str]) -> list[str]:
    """What is said of a page's outcomes if it is marked as its expectations ask, but for these verdicts."""
    as_due = [
        MarkedStatement(one.line, 1, "", one.left, one.right, "", verdicts.get(due, due))
        for one in page.deserved
        for due, _ in one.verdicts[:1]
    ]
    return [outcome.kind for outcome in outcomes(page, tuple(as_due)) if outcome.is_worse]


def test_what_is_right_may_not_be_called_wrong_and_what_is_wrong_not_right() -> None:
    page = hand_in("logreg-explained")
    assert not changed(page, {})
    assert changed(page, {"right": "wrong"}) == [FALSE_ALARM] * len(page.deserved)
    page = hand_in("lineare-regression")
    assert changed(page, {"wrong": "right"}).count(ACCEPTED) == 1
