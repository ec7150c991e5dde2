"""Open lines of a page that are true or false by themselves, whatever the network is."""

from __future__ import annotations

from tutor.submission.claims import judged as says
from tutor.submission.claims.judged import Judged
from tutor.submission.identities.lines import ALWAYS
from tutor.submission.identities.page import LetterPage
from tutor.submission.statement import CLAIM

BY_LETTERS = "by what the page says of its letters"
_WRONG = (says.WRONG, says.FOLLOWS)
_OPEN = (says.NOT_READ, says.NOT_JUDGED)


def with_identities(found: Judged, text: str, *, sure: bool) -> Judged:
    """The verdicts, with those on open lines that follow from what the page itself says of their letters.

    A line that says what a letter is, and that a judged one rests on, is a definition then. A page of which clearly
    more is wrong than right is not about what it was taken for. Where it is not ``sure`` that the page is about the
    problems it was judged by, what is right by itself is not wrong by them.
    """
    places = [at for at, one in enumerate(found.verdicts) if one.link.kind == CLAIM]
    open_places = {at for at in places if found.verdicts[at].verdict in _OPEN}
    if not open_places:
        return found
    page = LetterPage([found.verdicts[at] for at in places], text)
    told = [one.verdict for one in page.found]
    doubted = told.count(says.WRONG) > told.count(says.RIGHT) + 1
    verdicts = list(found.verdicts)
    rests: set[str] = set()
    for at, one in zip(places, page.found, strict=True):
        is_open = at in open_places or (not sure and one.verdict == says.RIGHT and verdicts[at].verdict in _WRONG)
        if is_open and one.verdict and (one.verdict == says.RIGHT or not doubted):
            rests |= one.rests
            verdicts[at] = verdicts[at].replace(
                kind=says.LAW, verdict=one.verdict, diagnosis=one.diagnosis, follows=one.follows, note=BY_LETTERS
            )
    for at in page.defined(frozenset(rests)):
        if at != ALWAYS and places[at] in open_places and verdicts[places[at]].verdict in _OPEN:
            verdicts[places[at]] = verdicts[places[at]].replace(kind=says.DEFINITION, verdict=says.DEFINES, note="")
    return found.replace(verdicts=tuple(verdicts))
