"""How the loss of a page changes with its values: each is moved a little in a random direction and the page run again.

A value that is assigned several times, once a step, is moved in all of them together, in a direction for each.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from tutor.submission.code.own_pass.fitting import Fitted
from tutor.submission.code.own_pass.hints import BIAS, WEIGHT
from tutor.submission.code.own_pass.losses import Loss
from tutor.submission.code.runtime.record_of_run import ENTRY, Assigned, Run

_NEW = re.compile(r"\b(?:\w*rand\w*|normal|uniform|zeros|ones|full)\(")
_TAKEN = re.compile(r"(?:[\w.,\s]|\[[^\[\]]*\])+")
"""What is taken from where a page keeps it: ``parameters["W" + str(l)]``, ``self.W, self.b``."""
_STEP = 2e-6
_AGREES = 1e-5
_MOST_ENTRIES = 120
"""Of a value of which the gradient is found entry by entry: two runs for each."""


class Site(NamedTuple):
    """A value of the forward pass: the assignments that gave it, or the array that was given."""

    key: str
    line: int
    entries: tuple[Assigned, ...]
    given: str = ""
    arrays: tuple[Any, ...] = ()
    """Its values, one for each entry."""
    uses: frozenset[str] = frozenset()

    @property
    def item(self) -> int:
        """The place of a value that is an item of a list; -1 for others."""
        first = self.entries[0] if self.entries else None
        return first.key if first is not None and first.kind == ENTRY and isinstance(first.key, int) else -1

    @property
    def is_one_of_several(self) -> bool:
        """Whether it is an item of a list, or what one turn of a loop gave."""
        return self.item >= 0 or (len(self.entries) == 1 and bool(self.entries[0].loops))

    @property
    def is_root(self) -> bool:
        """Whether it is made from no other value: data, weights, those that a function takes from a dict too."""
        if self.given or not self.uses:
            return True
        source = self.entries[0].text.partition("=")[2].strip()
        name = self.key.rpartition(".")[2]
        is_weight = WEIGHT.fullmatch(name) or BIAS.fullmatch(name)
        return bool(_NEW.search(source) or (is_weight and _TAKEN.fullmatch(source)))


class Slope(NamedTuple):
    """The directions in which a value was moved, and by how much each loss changed for it."""

    directions: tuple[Any, ...]
    changes: Any


class Slopes:
    """The slopes of a page, each found when it is asked for."""

    def __init__(self, page: Fitted, losses: Sequence[Loss]) -> None:
        self._page, self._losses = page, losses
        self._most = max(loss.last for loss in losses) + 1
        self._found: dict[tuple[str, int, int], Slope | None] = {}
        self._longer: dict[tuple[str, int, int], Slope | None] = {}

    def slope(self, site: Site) -> Slope | None:
        """The slope along a random direction; None where the loss bends there, or cannot be had."""
        place = _place(site)
        if place not in self._found:
            random = np.random.default_rng(len(self._found))
            directions = tuple(random.normal(size=np.shape(array)) for array in site.arrays)
            self._found[place] = self.along(site, directions)
        return self._found[place]

    def along(self, site: Site, directions: Sequence[Any], step: float = _STEP) -> Slope | None:
        """The slope along given directions, one for each entry."""
        ahead, behind = (self._values(site, directions, sign * step) for sign in (1, -1))
        changes = (ahead - behind) / (2 * step)
        return Slope(tuple(directions), changes) if np.isfinite(changes).any() else None

    def is_smooth(self, site: Site, loss: int) -> bool:
        """Whether a loss has a slope at a value at all: the same for longer steps."""
        first, place = self.slope(site), _place(site)
        if first is not None and place not in self._longer:
            self._longer[place] = self.along(site, first.directions, 3 * _STEP)
        other = self._longer.get(place)
        if first is None or other is None:
            return False
        one, two = float(first.changes[loss]), float(other.changes[loss])
        return abs(one - two) <= _AGREES * max(abs(one), abs(two))

    def entries(self, site: Site, loss: int) -> list[Any] | None:
        """The gradient of a loss by a value, entry by entry; None where there are too many, or it cannot be had."""
        if sum(np.size(array) for array in site.arrays) > _MOST_ENTRIES:
            return None
        found = [np.zeros(np.shape(array)) for array in site.arrays]
        for which, array in enumerate(site.arrays):
            for place in np.ndindex(np.shape(array)):
                directions = [np.zeros(np.shape(one)) for one in site.arrays]
                directions[which][place] = 1.0
                ahead, behind = (self._values(site, directions, sign * _STEP)[loss] for sign in (1, -1))
                found[which][place] = (ahead - behind) / (2 * _STEP)
        return found if all(np.isfinite(one).all() for one in found) else None

    def _values(self, site: Site, directions: Sequence[Any], step: float) -> Any:
        run = self._run(site, [step * direction for direction in directions])
        return np.array([loss.value(run) for loss in self._losses])

    def _run(self, site: Site, moves: Sequence[Any]) -> Run:
        if site.given:
            self._page.handed.moved[site.given] = partial(np.add, moves[0])
            found = self._page.run(most=self._most)
            del self._page.handed.moved[site.given]
            return found
        instead: Mapping[tuple[int, str, int], Any] = {
            (one.line, one.name, one.occurrence): partial(np.add, move)
            for one, move in zip(site.entries, moves, strict=True)
        }
        return self._page.run(instead, most=self._most)


def _place(site: Site) -> tuple[str, int, int]:
    """What tells a value from all others: its name, its line, and when it was made."""
    return site.given or site.key, site.line, site.entries[0].order if site.entries else 0
