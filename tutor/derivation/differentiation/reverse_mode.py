"""Reverse mode: the gradient of a quantity from those of the values that it enters.

    dL/dX = sum over the values C that X enters of dL/dC times dC/dX

Every forward formula is lowered to index form and differentiated once, by all that is named in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tutor.derivation.algebra import deltas
from tutor.derivation.algebra.algebra import Term, total
from tutor.derivation.algebra.algebra_forms import from_index_form
from tutor.derivation.algebra.collecting import collected, factored
from tutor.derivation.algebra.deltas import Contribution, solved
from tutor.derivation.algebra.letters import Letters, put, with_places
from tutor.derivation.algebra.list_blocks import Block, block_of, in_blocks
from tutor.derivation.algebra.term_walk import free_letters
from tutor.derivation.closed_forms.path_order import as_added
from tutor.derivation.differentiation.crossings import crossings
from tutor.derivation.differentiation.differentiate import occurrences
from tutor.derivation.differentiation.occurrence import Occurrence
from tutor.derivation.record import Crossing, Path
from tutor.errors import TutorError
from tutor.lazy import cached_property
from tutor.notation.lower.index_form.expressions import Indicator, Ref
from tutor.notation.lower.index_form.lowering import lower
from tutor.notation.lower.index_form.places import Affine, RowMajor
from tutor.problems.contract.problem import Problem
from tutor.problems.contract.scope_builder import all_sizes
from tutor.problems.instances.formula_values import environment, parsed
from tutor.record import Record


class Entry(Record):
    """A term for the entry of something at letters, which run over sizes of these classes."""

    letters: tuple[str, ...]
    classes: tuple[str, ...]
    term: Term

    @property
    def class_of(self) -> dict[str, str]:
        """The class of each letter."""
        return dict(zip(self.letters, self.classes, strict=True))

    def at(self, places: tuple[Affine, ...], letters: Letters) -> Term:
        """The entry at other places."""
        found: Term = put(letters.renewed(self.term), dict(zip(self.letters, places, strict=True)))
        return found


class Gradient(Record):
    """The derivative of one quantity by another, at an entry of that other, and how each path adds to it."""

    entry: Entry
    paths: tuple[Path, ...]


class ForwardPass:
    """The forward formulas of a problem in index form.

    The problem's steps are never asked for: they may be what is being made. Slopes are written with the values that
    they are slopes of (``v*(1 - v)``), unless ``values_are_named`` is False.
    """

    def __init__(self, problem: Problem, *, values_are_named: bool = True) -> None:
        self.problem = problem
        self.values_are_named = values_are_named
        self.letters = Letters()
        self.axes = problem.scope.axes
        env = environment(problem, {}, all_sizes(problem, problem.sizes))
        self.forms: dict[str, Entry] = {}
        self._reaching: dict[str, set[str]] = {}
        for quantity in problem.values:
            tree = parsed(problem)[quantity.name].tree
            form = lower(tree, env, quantity.letters)
            term = self.letters.renewed(from_index_form(form.expression))
            own = tuple(map(self.letters.fresh, form.letters))
            places = dict(zip(form.letters, map(Affine.of, own), strict=True))
            self.forms[quantity.name] = Entry(own, form.classes, put(term, places))

    def classes(self, name: str) -> tuple[str, ...]:
        """The classes of the axes of a quantity."""
        return tuple(self.axes.class_of(letter) for letter in self.problem.quantity(name).letters)

    def value(self, name: str) -> Ref:
        """The entry of a value at the letters of its form."""
        form = self.forms[name]
        quantity = self.problem.quantity(name)
        return Ref(name, tuple(map(Affine.of, form.letters)), form.classes, quantity.outside)

    @cached_property
    def occurrences(self) -> dict[str, tuple[Occurrence, ...]]:
        """The names in each formula with the derivatives by them."""
        found = {}
        for name, form in self.forms.items():
            try:
                found[name] = tuple(
                    occurrences(form.term, self.letters, self.value(name) if self.values_are_named else None)
                )
            except TutorError as error:
                raise TutorError(f"the formula of {name}: {error}", title="Not differentiated") from None
        return found

    @cached_property
    def consumers(self) -> dict[str, tuple[str, ...]]:
        """The values that each quantity enters, in the order in which they are computed."""
        found: dict[str, dict[str, None]] = {name: {} for name in self.problem.quantities}
        for consumer, all_of_it in self.occurrences.items():
            for one in all_of_it:
                found[one.ref.name][consumer] = None
                if one.ref.outside:
                    found[one.ref.outside][consumer] = None
        return {name: tuple(entered) for name, entered in found.items()}

    @cached_property
    def samples(self) -> frozenset[str]:
        """The classes of axes along which the same is done again and again: every value has them, and no weight."""
        problem = self.problem
        everywhere = [frozenset(form.classes) for form in self.forms.values() if form.letters]
        weights = (quantity.name for quantity in problem.given if problem.roles.get(quantity.name) == "weight")
        found = frozenset.intersection(*everywhere) if everywhere else frozenset()
        return found - {one for name in weights for one in self.classes(name)}

    def reaching(self, result: str) -> set[str]:
        """The quantities that a result depends on, itself left out where it does not look at itself."""
        if result in self._reaching:
            return self._reaching[result]
        found = self._reaching[result] = set()
        front = [result]
        while front:
            own = {one.ref.name for one in self.occurrences.get(front[-1], ())}
            own |= {one.ref.outside for one in self.occurrences.get(front.pop(), ()) if one.ref.outside}
            front += own - found
            found |= own
        return found


class Reverse:
    """Gradients of one number, the ``result``, each from those that come before it on the way back.

    ``arriving`` says for each value what arrives at it: an entry of ``dL/dC``, or the term that it is.
    """

    def __init__(self, forward: ForwardPass, result: str, arriving: Mapping[str, Entry]) -> None:
        self.forward = forward
        self.result = result
        self.arriving = arriving

    def gradient(self, name: str) -> Gradient:
        """The gradient by a quantity."""
        forward = self.forward
        quantity, classes = forward.problem.quantity(name), forward.classes(name)
        target = tuple(map(forward.letters.fresh, quantity.letters))
        free = dict(zip(target, classes, strict=True))
        paths: list[Path] = []
        blocks: list[Block | None] = []
        for consumer in forward.consumers[name]:
            if consumer != self.result and consumer not in self.arriving:
                continue
            arrives = self.arriving[consumer].term if consumer != self.result else None
            terms: list[Term] = []
            crossed: list[Crossing] = []
            for one in forward.occurrences[consumer]:
                for equal, conditions in reads(one.ref, name, tuple(map(Affine.of, target))):
                    contribution = self._contribution(consumer, one, equal, conditions)
                    found = solved(contribution, free)
                    if found is None:
                        continue
                    terms.append(collected(found))
                    block = block_of(contribution, free)
                    blocks.append(block and block.replace(term=terms[-1]))
                    crossed += crossings(one, found, free, arrives, forward.samples)
            if terms:
                arrived = arrives.name if isinstance(arrives, Ref) else ""
                paths.append(Path(consumer, arrived, tuple(terms), tuple(dict.fromkeys(crossed))))
        whole = in_blocks(blocks, free, forward.axes, forward.letters)
        if whole is None:
            whole = factored(total(*(_path_term(path) for path in self._ordered(name, paths))))
        return Gradient(_flattened(Entry(target, classes, whole), forward), tuple(paths))

    def _ordered(self, name: str, paths: list[Path]) -> list[Path]:
        """Paths in the order in which people add them. Weights, used again and again, keep their order of use."""
        if len(paths) < 2 or self.forward.problem.roles.get(name) == "weight":
            return paths
        return as_added(paths, self.result, self.forward.reaching)

    def _contribution(
        self, consumer: str, one: Occurrence, equal: tuple[deltas.Equal, ...], conditions: tuple[Indicator, ...]
    ) -> Contribution:
        form = self.forward.forms[consumer]
        arrives: tuple[Term, ...] = ()
        if consumer != self.result:
            arrives = (self.arriving[consumer].at(tuple(map(Affine.of, form.letters)), self.forward.letters),)
        own = tuple(zip(form.letters, form.classes, strict=True))
        return Contribution((*arrives, *one.factors, *conditions), (*own, *one.summed), (*one.equal, *equal))


def _path_term(path: Path) -> Term:
    return factored(total(*path.terms))


def reads(
    ref: Ref, name: str, places: tuple[Affine, ...]
) -> Iterator[tuple[tuple[deltas.Equal, ...], tuple[Indicator, ...]]]:
    """Where an occurrence is the entry of a quantity at some places: pairs of places that must be the same.

    The name itself is read at its places; what stands before its first entry is read where the first place is not
    on the axis.
    """
    if ref.name == name:
        yield tuple(zip(ref.places, places, strict=True)), ()
    if ref.outside == name and not ref.places[0].letter:
        first = ref.places[0]
        others = tuple(zip(ref.places[1:], places, strict=True))
        if len(first.terms) == 1 and first.terms[0][1] == 1 and first.const == -1 and not first.sizes:
            yield ((first, Affine()), *others), ()
        else:
            yield others, (Indicator(first, "<=", Affine()),)


# -- two axes counted as one ---------------------------------------------------------------------------------------


def _flattened(entry: Entry, forward: ForwardPass) -> Entry:
    """An entry at a pair of axes as one at their flattened place, where nothing reads them apart."""
    pair = forward.axes.pair_letter(entry.classes) if len(entry.classes) == 2 else None
    if pair is None:
        return entry
    row, column = map(Affine.of, entry.letters)
    whole = Affine.of(RowMajor(row, column, entry.classes))
    letter = forward.letters.fresh(pair)
    term: Term = with_places(entry.term, lambda place: Affine.of(letter) if place == whole else place)
    if free_letters(term) & set(entry.letters) or letter not in free_letters(term):
        return entry
    return Entry((letter,), (forward.axes.class_of(pair),), term)
