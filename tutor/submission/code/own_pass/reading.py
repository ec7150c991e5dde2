"""One run of a page held against its own loss: which gradients are right, and which cannot be."""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from tutor.submission.code.assignments.occurrences import Statement, statements
from tutor.submission.code.assignments.page_names import CARRIED, base_of, is_gradient, plain
from tutor.submission.code.interpreter.state import MOST_RECORDED
from tutor.submission.code.own_pass.fitting import Fitted
from tutor.submission.code.own_pass.hints import BIAS, WEIGHT
from tutor.submission.code.own_pass.implied_losses import implied_losses
from tutor.submission.code.own_pass.losses import losses
from tutor.submission.code.own_pass.matching import Paired, along, pairings, turns_of
from tutor.submission.code.own_pass.named_values import NamedValues
from tutor.submission.code.own_pass.scale import scale_of_values
from tutor.submission.code.own_pass.sites import sites_of
from tutor.submission.code.own_pass.slopes import Site, Slopes
from tutor.submission.code.own_pass.smaller import ARGUMENT
from tutor.submission.code.runtime.record_of_run import RETURNED, Run
from tutor.submission.code.runtime.values import Unknown
from tutor.submission.verdicts import DEFINES, NOT_JUDGED, RIGHT, WRONG

TOLERANCE = 3e-6
_CLEARLY_OFF = 1e-3
_SCALED = 1e-5
OTHER_SHAPE = "its shape or its loops are not those of a value of this name"
"""Why a gradient is not judged whose name is that of a value."""


class Found(NamedTuple):
    """What one statement comes to, beside which value of the forward pass."""

    statement: Statement
    verdict: str
    site: Site | None = None
    paired: Paired = ()
    ratio: float = 1.0
    """What its gradient is of the right one, along one direction."""
    reason: str = ""


class OwnReading:
    """The statements of a run, each by itself."""

    def __init__(self, page: Fitted, run: Run) -> None:
        self.page, self.run = page, run
        self._statements = statements(run.assigned)
        self.losses = losses(run, list(page.handed.upstream.values())) or implied_losses(
            run.assigned, page.handed.arrays
        )
        self.loss = 0
        self.found: list[Found] = []
        if not self.losses:
            return
        self.slopes = Slopes(page, self.losses)
        self._made_in = [{run.assigned[order].function for order, _ in loss.parts} for loss in self.losses]
        self.sites = list(sites_of(self._statements, page.handed.arrays, self.losses))
        self.values = NamedValues(self.sites)
        self.gradients = [one for one in self._statements if _is_claim(one)]
        self._by_name = {site.key for one in self.gradients for site in self.values.of(one)} & {
            base_of(one.key) for one in self.gradients if one.last
        }
        """The values that the page names a gradient of its own for: no other gradient is taken for that."""
        self.loss = self._likeliest()
        ratios = ((site.is_root, abs(self.ratio(one, site))) for one, site in self._beside_values())
        self.scale = scale_of_values(ratios, self.sites)
        self.found = self.read(self._statements)

    @property
    def score(self) -> tuple[bool, int, int, int]:
        """Whether nothing fails, how much is right, how little is wrong or open, and how much is by what it names."""
        right = [one for one in self.found if one.verdict == RIGHT]
        others = sum(one.verdict in (WRONG, NOT_JUDGED) for one in self.found)
        named = sum(
            one.site is not None and one.site.key.lower().startswith(base_of(one.statement.key).lower())
            for one in right
        )
        return not any(failed.known for failed in self.run.failed), len(right), -others, named

    @property
    def is_whole(self) -> bool:
        """Whether nothing fails, and no gradient is wrong, but most are right."""
        count = Counter(one.verdict for one in self.found)
        fails = any(failed.known for failed in self.run.failed)
        return not fails and not count[WRONG] and count[RIGHT] > count[NOT_JUDGED]

    @property
    def end(self) -> int:
        """So many assignments bring a run to the last gradient and to the loss, where none of them fails."""
        if any(failed.known for failed in self.run.failed):
            return MOST_RECORDED
        claims = [one.statement.all[-1].order for one in self.found if one.verdict != DEFINES]
        return 1 + max([loss.last for loss in self.losses] + claims)

    def beside(self, page: Fitted, run: Run) -> OwnReading:
        """The reading of a run in which a gradient is made otherwise, beside the same slopes."""
        other = copy.copy(self)
        other.page, other.run = page, run
        other.found = other.again(run)
        return other

    def again(self, run: Run) -> list[Found]:
        """The gradients of another run, with something put right, beside the same slopes."""
        return self.read(statements(run.assigned))

    def read(self, ones: Sequence[Statement]) -> list[Found]:
        """The verdicts on some statements."""
        return [self._judged(one) for one in ones if not one.place[1].startswith(ARGUMENT)]

    # -- values of the forward pass ------------------------------------------------------------------------------

    def due(self, site: Site) -> float:
        """What gradients by a value are of the right ones in the scale of the page."""
        return 1.0 if site.is_root else self.scale

    def _beside_values(self) -> Iterator[tuple[Statement, Site]]:
        """The gradients, each with the first value of its name."""
        yield from ((one, site) for one in self.gradients for site in self.values.of(one)[:1] if one.last)

    def ratio(self, one: Statement, site: Site) -> float:
        """What a gradient is of the right one, along one direction; 0 where that cannot be told."""
        for paired in pairings(one, site):
            slope = self.slopes.slope(site)
            change = float(slope.changes[self.loss]) if slope is not None else 0.0
            if slope is not None and change:
                return along(paired, slope.directions)[0] / change
        return 0.0

    # -- verdicts ------------------------------------------------------------------------------------------------

    def _likeliest(self) -> int:
        """The loss of which most gradients are right: first those by weights, where only the page's mean is open."""
        right = np.zeros(len(self.losses), int)
        for one in self.gradients:
            if not one.last:
                continue  # a later line goes on with it: it may be that of a part of the loss
            found = np.zeros(len(self.losses), bool)
            by_weights = False
            for site in self.values.of(one):
                found |= self._right(one, site)
                by_weights |= site.is_root
            right += found * (len(self.gradients) if by_weights and self.losses[0].implied else 1)
        return int(np.argmax(right))

    def is_right(self, one: Statement, site: Site) -> bool:
        """Whether a statement is the gradient of the page's loss by a value."""
        if self._right(one, site)[self.loss]:
            return True
        due = self.due(site)
        return due != 1.0 and abs(self.ratio(one, site) - due) <= _SCALED * due

    def _right(self, one: Statement, site: Site) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """Of which losses a statement is the gradient by a value."""
        found = np.zeros(len(self.losses), bool)
        slope = None
        for paired in pairings(one, site):
            slope = slope or self.slopes.slope(site)
            if slope is not None:
                got, most = along(paired, slope.directions)
                found |= np.abs(got - slope.changes) <= TOLERANCE * most
        return found & bool(slope is not None and np.any(slope.changes))

    def _judged(self, one: Statement) -> Found:
        value = one.all[-1].value
        if isinstance(value, Unknown) and value.other:
            return Found(one, DEFINES)  # a dict, a function
        if not _is_claim(one) or all(each.allocation for each in one.all):
            return Found(one, DEFINES)
        if all(isinstance(each.value, Unknown) for each in one.all):
            reason = value.reason if isinstance(value, Unknown) else ""
            return Found(one, NOT_JUDGED if self.values.of(one) else DEFINES, reason=reason)
        named = self.values.of(one)
        meant = set(map(id, named))
        others = [site for site in self.sites if id(site) not in meant and site.key not in self._by_name]
        for site in (*named, *others):
            if self.is_right(one, site):
                if id(site) not in meant and self._is_of_another(one, named, site):
                    break
                if site.is_one_of_several and turns_of(one):
                    break  # that is its last turn
                return Found(one, RIGHT, site)
        if not one.last:
            return Found(one, DEFINES)  # a later line goes on with it
        if parts := turns_of(one):
            found = self._of_turns(one, [self._judged(part) for part in parts])
            if found is not None:
                return found
        if own := self._losses_beside(one):
            right = [site for site in named if self._right(one, site)[own].any()]
            reason = "its function has a loss of its own"
            return Found(one, RIGHT, right[0]) if right else Found(one, NOT_JUDGED, reason=reason)
        return self._wrong(one, named)

    def _of_turns(self, one: Statement, parts: Sequence[Found]) -> Found | None:
        """What is said of a gradient that has a value of its own in each turn of a loop; None where that is open."""
        if len(parts) == 1:
            return parts[0]
        wrong = next((part for part in parts if part.verdict == WRONG and part.site and part.site.item >= 0), None)
        if wrong is not None:
            return wrong
        return Found(one, RIGHT, parts[-1].site) if all(part.verdict == RIGHT for part in parts) else None

    def _losses_beside(self, one: Statement) -> list[int]:
        """The losses of the function that a gradient is made in, where the loss of the page is made elsewhere."""
        function, made = one.all[0].function, self._made_in
        if not function or function in made[self.loss]:
            return []
        return [at for at, functions in enumerate(made) if functions == {function} and not self.losses[at].arrives]

    def _is_of_another(self, one: Statement, named: Sequence[Site], site: Site) -> bool:
        """Whether a gradient is certainly meant to be that by the value of its name, and not by another one.

        One that goes on under its name through the activation is that by what the activation is applied to, unless it
        is by weights.
        """
        base = base_of(one.key)
        goes_on = site.key.startswith(ARGUMENT) and not (BIAS.fullmatch(base) or WEIGHT.fullmatch(base))
        return (
            bool(named)
            and not goes_on
            and self._is_firm(one, named)
            and not any(site.key in each.uses for each in named)
        )

    def _is_firm(self, one: Statement, named: Sequence[Site]) -> bool:
        """Whether a name certainly means the gradient by a value, so that another array is a mistake."""
        last = one.last[-1] if one.last else one.all[-1]
        several = len({each.call for each in one.all}) > 1
        carried = CARRIED.search(one.key) and (last.loops or not all(site.given for site in named))
        return bool(named) and not carried and not several and last.kind != RETURNED

    def _wrong(self, one: Statement, named: Sequence[Site]) -> Found:
        """The verdict on a gradient that is not right: wrong where its name is certain and it is clearly off."""
        if not self._is_firm(one, named):
            return Found(one, NOT_JUDGED, reason="the forward pass has no value of this name and slope")
        seen = None
        for site in named:
            for paired in pairings(one, site):
                slope = self.slopes.slope(site)
                if slope is None or not self.slopes.is_smooth(site, self.loss):
                    continue
                got, most = along(paired, slope.directions)
                change = float(slope.changes[self.loss]) * self.due(site)
                # One that goes step by step with a value is not that of its first step alone.
                longer = seen is None or len(paired) > len(seen.paired)
                if change and longer and _is_off(got, change, most):
                    seen = Found(one, WRONG, site, paired, got / change)
        return seen or Found(one, NOT_JUDGED, reason=OTHER_SHAPE)

    def since(self, one: Found) -> int:
        """When a wrong gradient first went wrong: in a loop that may be later than a statement after it."""
        assert one.site is not None
        slope = self.slopes.slope(one.site)
        ordered = sorted(one.paired, key=lambda entry: entry[0].order)
        for entry in ordered[:-1]:
            assert slope is not None
            directions = [each if at == entry[2] else 0.0 * each for at, each in enumerate(slope.directions)]
            alone = self.slopes.along(one.site, directions)
            got, most = along((entry,), directions)
            if alone is None or _is_off(got, float(alone.changes[self.loss]) * self.due(one.site), most):
                return entry[0].order
        return ordered[-1][0].order


def _is_off(got: float, change: float, most: float) -> bool:
    """Whether a gradient says clearly something else of a change."""
    return abs(got - change) > _CLEARLY_OFF * max(abs(change), 1e-3 * most)


def _is_claim(one: Statement) -> bool:
    """Whether a statement is a gradient: named so, and no number."""
    name = plain(one.key).rpartition(".")[2]
    number = isinstance(one.all[-1].value, int) or name.startswith("D")
    return is_gradient(one.key) and one.all[0].kind != RETURNED and not number


def gradients_behind(found: Sequence[Found], first: Found) -> list[Found]:
    """The gradients that nobody judged and that a gradient is made from, the nearest first."""
    open_ones = {one.statement.key: one for one in found if one.verdict in (NOT_JUDGED, DEFINES)}
    used: dict[str, Found] = {}
    front = [first]
    while front:
        names = [name for name in front.pop(0).statement.all[-1].uses if name in open_ones and is_gradient(name)]
        front += [open_ones[name] for name in names if name not in used]
        used |= {name: open_ones[name] for name in names}
    return list(used.values())
