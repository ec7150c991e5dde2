"""The derivation of a problem: its gradients step by step as records, from its forward formulas alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from tutor.derivation.algebra.algebra import Power, Product, Rational, Term
from tutor.derivation.algebra.letters import base, readable
from tutor.derivation.algebra.term_walk import walk
from tutor.derivation.closed_forms.closed_forms import length
from tutor.derivation.closed_forms.put_in import Closed, PutIn
from tutor.derivation.differentiation.reverse_mode import Entry, ForwardPass, Gradient, Reverse
from tutor.derivation.local_steps import LocalSteps
from tutor.derivation.record import DerivedStep, Path
from tutor.derivation.step_order import backwards
from tutor.notation.derived_names import derivative_name
from tutor.notation.lower.index_form.expressions import Ref, Size
from tutor.notation.lower.index_form.places import Affine
from tutor.problems.contract.problem import Problem
from tutor.problems.instances.gradient_names import asked_by_default


def derived_steps(problem: Problem, result: str = "", asked: Iterable[str] | None = None) -> tuple[DerivedStep, ...]:
    """The gradients of a result (the loss, if nothing else is said) by the quantities asked for, in order.

    What those are built from comes before them. Raises TutorError for what cannot be differentiated.
    """
    bare, top = problem.forward_only(), result or problem.loss
    if top not in bare.quantities:
        return ()
    names = problem.asked or asked_by_default(bare) if asked is None else tuple(asked)
    return Derivation(ForwardPass(bare), top, tuple(names)).steps


class Derivation:
    """The gradients of one result, found from the result on."""

    def __init__(self, forward: ForwardPass, result: str, asked: tuple[str, ...]) -> None:
        self.forward = forward
        self.result = result
        self.gradients: dict[str, Gradient] = {}
        self.passed_through: set[str] = set()
        self.upstream = set(forward.problem.upstream.values())
        order = list(backwards(forward, result, asked))
        arriving = {name: self._named(name) for name in order}
        reverse = Reverse(forward, result, arriving)
        given = {quantity.name for quantity in forward.problem.given}
        for name in order:
            found = reverse.gradient(name)
            self.gradients[name] = found
            looked_at = any(name in forward.consumers[other] for other in self.gradients)
            if name not in given and not looked_at and self._is_silly(found.entry):
                arriving[name] = found.entry
                self.passed_through.add(name)
        self.put_in = PutIn(forward, result)
        self.local = LocalSteps(forward)
        self.steps = tuple(step for name in order if name not in self.passed_through for step in self._steps(name))

    def _is_silly(self, entry: Entry) -> bool:
        """Whether nobody would ask for a gradient: it is what arrives at the next value, a number, or a size."""
        term = entry.term
        if isinstance(term, Ref):
            places = tuple(place.letter for place in term.places)
            if "/" in term.name:
                return places == tuple(letter for letter in entry.letters if letter in places)
            return places == entry.letters and (bool(places) or term.name in self.upstream)
        return all(isinstance(part, Rational | Size | Power | Product) for part in walk(term))

    def _named(self, name: str) -> Entry:
        """The gradient by a quantity, by its name."""
        classes = self.forward.classes(name)
        letters = tuple(map(self.forward.letters.fresh, self.forward.problem.quantity(name).letters))
        return Entry(letters, classes, Ref(derivative_name(self.result, name), tuple(map(Affine.of, letters)), classes))

    def _steps(self, name: str) -> Iterator[DerivedStep]:
        """The gradient by a quantity, and before it the local derivative of the activation that it is crossed by."""
        local = self.local.before(name)
        if local is not None:
            yield local
        yield self._step(name)

    def _step(self, name: str) -> DerivedStep:
        found = self.gradients[name]
        letters = dict(zip(found.entry.letters, map(base, found.entry.letters), strict=True))
        by_steps, closed = found.entry.term, self.put_in.closed(name, found.entry)
        shown, also = by_steps, _NO_TERMS
        if closed is not None and closed.term != by_steps:
            shown, also = _better_first(by_steps, closed)

        def read(term: Term) -> Term:
            return readable_in(self.forward, term, letters)

        return DerivedStep(
            derivative_name(self.result, name),
            self.result,
            name,
            self.forward.problem.quantity(name).letters,
            tuple(letters.values()),
            found.entry.classes,
            read(shown),
            tuple(Path(one.consumer, one.arrives, tuple(map(read, one.terms)), one.crossed) for one in found.paths),
            tuple(map(read, also)),
            closed is not None and shown is closed.term,
        )


def readable_in(forward: ForwardPass, term: Term, letters: Mapping[str, str]) -> Term:
    """A term with the letters of the problem's axes for its own."""
    axes = {letter: forward.axes.class_of(letter) for letter in forward.problem.axes}
    taken = {name for name in forward.problem.quantities if len(name) == 1}
    found: Term = readable(term, letters, axes, taken)
    return found


MUCH_LONGER = 1.7
"""A closed form that is so much longer than that by steps is of no use, not even beside it."""
_NO_TERMS: tuple[Term, ...] = ()


def _better_first(by_steps: Term, closed: Closed) -> tuple[Term, tuple[Term, ...]]:
    """The form to show and the other ones: the closed form where it is no longer, and not at all where it is long."""
    short, long = length(closed.term), length(by_steps)
    if short <= long * closed.worth:
        return closed.term, (by_steps,)
    return by_steps, (closed.term,) if short <= MUCH_LONGER * long + 1 else ()
