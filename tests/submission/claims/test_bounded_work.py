"""Pages with more wrong statements than anybody writes: the work on them is bounded, and counted in work."""

from __future__ import annotations

from tutor import host
from tutor.submission.claims import Judged, judge
from tutor.submission.claims.page_pass import PagePass
from tutor.submission.text.page import statements_of

WRONG = "".join(f"$\\frac{{\\partial L}}{{\\partial z_2}} = y - {number} t$\n\n" for number in range(2, 30))


def test_after_so_much_work_causes_are_not_looked_for_and_then_nothing_more_is_judged() -> None:
    page = statements_of(WRONG, "markdown").statements
    found = PagePass(host.problem("softmax-net"), most=1200)
    verdicts = [found.judged(one)[0] for one in page]
    explained = [bool(one.diagnosis) and one.diagnosis[0].code != "unrecognised" for one in verdicts]
    judged = [one.verdict == "wrong" for one in verdicts]
    assert any(explained)
    assert not any(explained[judged.index(False) - 1 :])
    assert judged == sorted(judged, reverse=True)
    assert 1 < sum(judged) < len(judged)


def test_the_same_page_is_judged_alike_every_time() -> None:
    assert _verdicts(WRONG) == _verdicts(WRONG)


def _judged(text: str) -> Judged:
    return judge(statements_of(text, "markdown").statements, [host.problem("softmax-net")])


def _verdicts(text: str) -> list[tuple[str, str]]:
    return [(one.verdict, one.note) for one in _judged(text).verdicts]
