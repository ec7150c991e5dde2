"""What of a mode makes a difference to a side: modes without such a difference are one, and are worked out once."""

from __future__ import annotations

from typing import NamedTuple

from tutor.notation.tree import Bin, Derivative, Node, Ref
from tutor.notation.tree_walks import parts_of, walk
from tutor.submission.claims.sides.derivatives import spelled_out
from tutor.submission.claims.sides.view import DENOMINATOR, OWN, STEP_LOSS, Mode, View

_DERIVATIVE = frozenset({Derivative})
_REFERENCE = frozenset({Ref})
_PRODUCT = frozenset({Bin})


class Told(NamedTuple):
    """What a side says that modes tell apart.

    ``derivatives`` are any at all, gradients among them, ``jacobians`` those of more than one number, ``direct`` such
    as may be by what their own formula names, ``held`` such as neighbours in time may be held fixed in; ``earliest`` is
    the shift of the earliest step in derivatives by one name of values at several steps.
    """

    derivatives: bool
    jacobians: bool = False
    direct: bool = False
    held: bool = False
    stars: bool = False
    earliest: int | None = None

    def mode(self, mode: Mode) -> Mode:
        """The mode without what makes no difference to the side."""
        stars = mode.matrix_star and self.stars
        if not self.derivatives:
            return Mode(mode.running, matrix_star=stars)
        return Mode(
            mode.running,
            layout=OWN if mode.layout == DENOMINATOR and not self.jacobians else mode.layout,
            direct=mode.direct and self.direct,
            given_held=mode.given_held and self.held,
            diagonal=mode.diagonal and self.jacobians,
            matrix_star=stars,
            earliest=self.earliest if mode.earliest is not None and self.held else None,
        )


def told(tree: Node, view: View) -> Told:
    """What a side says that modes tell apart, in a view of the place where it is evaluated."""
    stars = any(part.op == "*" for part in parts_of(tree, _PRODUCT))
    if not parts_of(tree, _DERIVATIVE) and not any("/" in part.name for part in parts_of(tree, _REFERENCE)):
        return Told(derivatives=False, stars=stars)
    found = [part for part in walk(spelled_out(tree, view)) if isinstance(part, Derivative)]
    world, names = view.world, view.scope.names
    several = [
        one
        for one in found
        if not isinstance(one.body, Ref) or (one.body.name != STEP_LOSS and names[one.body.name].axes)
    ]
    by_given = [one.by.name in world.given for one in several]
    return Told(
        derivatives=True,
        jacobians=bool(several),
        direct=any(not (given and world.runs_in_time) for given in by_given),
        held=any(by_given),
        stars=stars,
        earliest=_earliest(tree),
    )


def _earliest(tree: Node) -> int | None:
    """The shift of the earliest step in derivatives by one name of values at several steps; None where none are."""
    steps: dict[str, set[int]] = {}
    for part in parts_of(tree, _DERIVATIVE):
        if isinstance(part, Derivative) and isinstance(part.body, Ref) and part.body.name != part.by.name:
            steps.setdefault(part.by.name, set()).update(one.const for one in part.body.index or () if one is not None)
    return next((min(one) for one in steps.values() if len(one) > 1), None)
