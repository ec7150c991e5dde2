"""What a step asks for, told from its id: the one place where ids are taken apart.

What an id means depends on the names there are: ``h_new`` is the update of a declared h, ``dL/dh_t`` a derivative by h
at t unless a quantity is called h_t, and ``dx/dt`` a quotient where there are arrays called dx and dt.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable
from typing import TYPE_CHECKING, NamedTuple

from tutor.notation.derived_names import UPDATED, derivative_name, update_name
from tutor.notation.read.lazy_patterns import lazily

if TYPE_CHECKING:
    from tutor.problems.contract.problem import Problem

VALUE, GRADIENT, DERIVATIVE, UPDATE, LAW = "value", "gradient", "derivative", "update", "law"
"""What is asked for can be of five kinds; see ``Target``."""

_PART = r"[A-Za-z]\w*(?<!_)(?:\[[^\[\]]*\]|_\([^()]*\)|_\{[^{}]*\})?"
_DERIVATIVE = lazily(rf"d({_PART})/d({_PART})(\W.*)?", re.DOTALL, needs="/")
_PLACED = lazily(r"(\w+?)(?:(\[)([^\[\]]*)\]|_\(([^()]*)\)|_\{([^{}]*)\})")


class Place(NamedTuple):
    """Where a quantity is taken, if not everywhere: ``K[1,1]``, ``H_3``, ``H_T``, ``H_(t+1)``.

    ``indices`` are texts, as written; ``listed`` says that they stand in a bracket and not below.
    """

    indices: tuple[str, ...]
    listed: bool = False

    @property
    def written(self) -> str:
        """What follows the name of the quantity in an id."""
        text = ",".join(self.indices)
        return f"[{text}]" if self.listed else f"_{text}" if text.isalnum() else f"_({text})"


class Target(NamedTuple):
    """What is asked for: the value ``of`` a name, or the derivative ``of`` one ``by`` another.

    ``kind`` is value, gradient (a derivative of all of the loss), derivative (any other), update (``of`` a name), or
    law: anything else, with a formula of its own. ``of_at`` and ``by_at`` say at which entry or time. ``case`` is what
    follows a derivative, as in ``dC_t/dC_k-open``.
    """

    id: str
    kind: str
    of: str
    by: str = ""
    of_at: Place | None = None
    by_at: Place | None = None
    case: str = ""

    @property
    def is_derivative(self) -> bool:
        """Whether it is a gradient or another derivative."""
        return self.kind in (GRADIENT, DERIVATIVE)

    @property
    def whole(self) -> bool:
        """Whether it is about all entries, and nothing else is said of it."""
        return self.of_at is None and self.by_at is None and not self.case

    @property
    def is_word(self) -> bool:
        """Whether its id can stand in a formula: a name or a derivative, not ``M^30`` or ``sigma'(x)``."""
        return self.id.isidentifier() if self.kind == LAW else not self.case

    def is_gradient_by(self, name: str) -> bool:
        """Whether it is the gradient of the loss by all of a quantity."""
        return self.kind == GRADIENT and self.by == name and self.whole


def target_of(name: str, declared: Container[str], loss: str) -> Target:
    """The target that an id is, where these names are ``declared`` and one of them is the ``loss``, if any."""
    if name in declared:
        return Target(name, VALUE, name)
    derivative = _DERIVATIVE.fullmatch(name)
    if derivative and not all(f"d{derivative[end]}" in declared for end in (1, 2)):  # else a quotient of two arrays
        (of, of_at), (by, by_at) = (_placed(derivative[end], declared) for end in (1, 2))
        kind = GRADIENT if of == loss and of_at is None else DERIVATIVE
        return Target(name, kind, of, by, of_at, by_at, derivative[3] or "")
    if name.endswith(UPDATED) and name.removesuffix(UPDATED) in declared:
        return Target(name, UPDATE, name.removesuffix(UPDATED))
    return Target(name, LAW, name)


def _placed(text: str, declared: Container[str]) -> tuple[str, Place | None]:
    """One end of a derivative: a declared name and where it is taken, or the whole text."""
    if text in declared:
        return text, None
    found = _PLACED.fullmatch(text)
    if found and found[1] in declared:
        indices = next(inner for inner in found.groups()[2:] if inner is not None)
        return found[1], Place(tuple(index.strip() for index in indices.split(",")), found[2] is not None)
    base, _, script = text.rpartition("_")
    while base:
        if base in declared:
            return base, Place((script,))
        base, _, more = base.rpartition("_")
        script = f"{more}_{script}"
    return text, None


class Targets(dict[str, Target]):
    """The targets of some ids, each made once. Any other id has one too, which is made when asked for and not kept."""

    def __init__(self, ids: Iterable[str], declared: Container[str], loss: str) -> None:
        super().__init__((name, target_of(name, declared, loss)) for name in ids)
        self._declared, self._loss = declared, loss

    def __missing__(self, name: str) -> Target:
        return target_of(name, self._declared, self._loss)


def gradient_id(problem: Problem, name: str) -> str:
    """The id of the gradient of the loss by a quantity."""
    return derivative_name(problem.loss, name)


def update_id(problem: Problem, name: str) -> str:
    """The id of the step that asks for a quantity after its update; nothing where there is none."""
    found = update_name(name)
    return found if found in problem.targets and problem.targets[found].kind == UPDATE else ""


def placed_names(targets: Iterable[Target]) -> dict[tuple[str, str, str], str]:
    """The derivatives at an entry or time, by the derivative of the whole and the two scripts without commas."""
    return {
        (derivative_name(target.of, target.by), _script(target.of_at), _script(target.by_at)): target.id
        for target in targets
        if (target.of_at or target.by_at) and not target.case
    }


def _script(place: Place | None) -> str:
    return "".join(place.indices).replace(" ", "") if place else ""
