"""Local derivatives as steps of their own: the slope of an activation and the matrix of a softmax, where first met.

``dH/dZ`` is asked before ``dL/dZ`` where H is nothing but the activation of Z, once for each function. Of a vector it
is a matrix where there is a second letter for its axis, of anything else the slope at each entry.
"""

from __future__ import annotations

from tutor.derivation import record
from tutor.derivation.algebra.algebra import Term, negative, times, total
from tutor.derivation.algebra.letters import base, put
from tutor.derivation.differentiation.reverse_mode import ForwardPass
from tutor.derivation.differentiation.slopes import slope, told_by_value
from tutor.derivation.record import Crossing, DerivedStep, Path
from tutor.notation.derived_names import derivative_name
from tutor.notation.functions import ROWS, Function
from tutor.notation.lower.index_form.expressions import Apply, Indicator, Ref, Softmax
from tutor.notation.lower.index_form.places import Affine

_ACTIVATIONS = frozenset({"relu", "softplus"})
"""Activations that do not squash."""


class LocalSteps:
    """The local derivatives of one derivation, each function's once."""

    def __init__(self, forward: ForwardPass) -> None:
        self.forward = forward
        self.seen: set[str] = set()

    def before(self, name: str) -> DerivedStep | None:
        """The local derivative to ask for before the gradient by a quantity, if its only consumer is an activation."""
        consumers = self.forward.consumers[name]
        if len(consumers) != 1:
            return None
        of = consumers[0]
        term, value = self.forward.forms[of].term, self.forward.value(of)
        if isinstance(term, Apply) and _is_activation(term.function) and not term.primes:
            argument: object = term.argument
            kind, seen = record.SLOPE, term.function.name
        elif isinstance(term, Softmax) and term.place.letter:
            argument = put(term.body, {term.letter: term.place})
            kind, seen = record.SOFTMAX, "softmax"
        else:
            return None
        if not (isinstance(argument, Ref) and argument.name == name and argument.places == value.places):
            return None
        if seen in self.seen:
            return None
        found = self._slope(term, value) if isinstance(term, Apply) else self._matrix(term, value)
        if found is None:
            return None
        self.seen.add(seen)
        axes, rate = found
        crossed = Crossing(kind)
        if isinstance(term, Apply):
            written = "value" if told_by_value(term) else "argument"
            crossed = Crossing(kind, seen, detail=written)
        classes = tuple(map(self.forward.axes.class_of, axes))
        path = Path(of, "", (rate,), (crossed,))
        return DerivedStep(derivative_name(of, name), of, name, axes, axes, classes, rate, (path,))

    def _slope(self, term: Apply, value: Ref) -> tuple[tuple[str, ...], Term]:
        """The slope of an activation at an entry; of a vector, on the diagonal of a matrix."""
        axes = self.forward.problem.quantity(value.name).letters
        rate = self._at_axes(slope(term, value), value, axes)
        second = self._second(axes[0], axes) if len(axes) == 1 and axes[0] not in self.forward.axes.running else ""
        if not second:
            return axes, rate
        return (*axes, second), times(rate, Indicator(Affine.of(axes[0]), "=", Affine.of(second)))

    def _matrix(self, term: Softmax, value: Ref) -> tuple[tuple[str, ...], Term] | None:
        """``p_k*(1[k=l] - p_l)``, where there is a second letter for the axis."""
        axes = self.forward.problem.quantity(value.name).letters
        along = base(term.place.letter)
        second = self._second(along, axes)
        others = set(axes) - {along} - set(self.forward.axes.running)
        if not second or along not in axes or others:  # within each sample, which only a running letter says
            return None
        here, there = Affine.of(along), Affine.of(second)
        entry = self._at_axes(value, value, axes)
        other: Term = put(entry, {along: there})
        return (*axes, second), times(entry, total(Indicator(here, "=", there), negative(other)))

    def _second(self, letter: str, axes: tuple[str, ...]) -> str:
        """Another letter of an axis of the same size, if there is one."""
        wanted = self.forward.axes.class_of(letter)
        alike = (one for one in self.forward.problem.axes if self.forward.axes.class_of(one) == wanted)
        return next((one for one in alike if one not in axes), "")

    def _at_axes(self, term: Term, value: Ref, axes: tuple[str, ...]) -> Term:
        places = dict(zip((place.letter for place in value.places), map(Affine.of, axes), strict=True))
        found: Term = put(term, places)
        return found


def _is_activation(function: Function) -> bool:
    """Whether a function is one that units have."""
    known = ROWS.get(function.name)
    squashes = known is not None and known.squashes
    return squashes or bool(function.alias or function.formula) or function.name in _ACTIVATIONS
