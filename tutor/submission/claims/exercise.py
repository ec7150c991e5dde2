"""One problem and what a page says of it: where its sides are evaluated, in the order of trying."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import numpy as np

from tutor.errors import TutorError
from tutor.notation.tree import Bin, Derivative, Indicator, Node, Num, Ref
from tutor.notation.tree_walks import children, names, rebuild, walk
from tutor.problems.contract.passed_gradients import passed_gradients
from tutor.problems.contract.problem import Problem
from tutor.problems.contract.target import UPDATE
from tutor.problems.instances.formula_values import parsed
from tutor.submission.claims.reader import Reader, Side
from tutor.submission.claims.sides.alone import alone, reader_alone, steps_alone
from tutor.submission.claims.sides.comparing import MATRICES, Compared, Place, has_numbered_entries
from tutor.submission.claims.sides.laid_out import DIFFERENT, MISFIT, SAME
from tutor.submission.claims.sides.squeezed import SqueezedWorld, squeezed_world
from tutor.submission.claims.sides.view import STEP_LOSS, Mode
from tutor.submission.claims.sides.world import Array, World, generic_world, single_world, textbook_world

RATES = ("eta", "alpha", "lr")
"""Names for a learning rate: one of the problem's updates, or where it has none, of a number that stands for it."""


class Exercise:
    """A problem as a page is held against it, which names so many ``steps`` by their numbers."""

    def __init__(self, problem: Problem, steps: int = 0) -> None:
        self.problem = problem
        self.general = Place(Reader(generic_world(problem), steps=steps))
        squeezed = squeezed_world(problem, steps)
        self.numbered = Place(Reader(squeezed, squeezed.dropped, steps))
        numbers = textbook_world(problem)
        self.textbook = Place(Reader(numbers)) if numbers is not None else None
        self._alone: Place | None = None
        self._steps = steps
        self._assumed: dict[str, Node] = {}
        self._instead: dict[str, Node] = {}
        self._without: dict[str, list[World]] = {}
        self.single = Place(Reader(single_world(problem))) if problem.scalar_reading else None
        steps = any(target.kind == UPDATE for target in problem.targets.values())
        self.rate = next((name for name in RATES if steps and name in problem.quantities), "") or self._made_rate()

    @property
    def places(self) -> list[Place]:
        """All places of which the page's names must be told."""
        return [place for place in (self.general, self.numbered, self.textbook, self.single) if place is not None]

    @property
    def spent(self) -> int:
        """The work that was done on the page in all places."""
        return sum(place.spent for place in (*self.places, self._alone) if place is not None)

    def target(self, left: Node) -> str:
        """The id of the step that a left side stands for; '' if it stands for none."""
        steps = {step.id for step in self.problem.formula_steps()}
        if isinstance(left, Derivative) and isinstance(left.body, Ref):
            found = f"d{left.body.name}/d{left.by.name}"
        elif isinstance(left, Ref):
            found = left.name
        else:
            return ""
        return found if found in steps else ""

    def is_own_formula(self, left: Node, right: Node) -> bool:
        """Whether a side has just the names of the problem's formula for the value on the left: no other is meant."""
        formula = parsed(self.problem).get(left.name) if isinstance(left, Ref) else None
        return formula is not None and names(right) == names(formula.tree)

    def update_target(self, name: str) -> str:
        """The id of the step that asks for the update of a quantity."""
        targets = self.problem.targets.values()
        return next((one.id for one in targets if one.kind == UPDATE and one.of == name), "")

    def compared(self, left: Side, right: Side) -> Compared:
        """Two sides, where that can be told; each is read where it is evaluated. Raises NotationError."""
        one, other = left(self.general.reader), right(self.general.reader)
        numbered = has_numbered_entries(one) or has_numbered_entries(other)
        found = Compared(MISFIT, reason="") if numbered else self.general.compared(one, other)
        if found.code == MATRICES:
            return self._in_single_numbers(left, right)
        if found.outcome == SAME or found.code or (found.outcome == DIFFERENT and not numbered):
            return found
        here = _in(self.numbered, left, right)
        if numbered and here.code == MATRICES:
            return self._in_single_numbers(left, right)
        here = _fewer(here)
        if here.outcome == SAME or numbered:
            return here
        if self.single is not None and not any(_has_index(tree) for tree in (one, other)):
            alone = _fewer(_in(self.single, left, right))
            if alone.outcome != MISFIT:
                return alone
        if found.outcome != MISFIT:
            return found
        return Compared(MISFIT, reason=found.reason or here.reason, code=here.code)

    def _in_single_numbers(self, left: Side, right: Side) -> Compared:
        """Two sides as they are for single numbers, where a product over a letter has no order."""
        found = self.in_single_numbers(left, right)
        if found is None:
            return Compared(MISFIT, reason="matrices are multiplied over a letter")
        place, one, other = found
        return _fewer(_in(place, lambda _: one, lambda _: other))

    def in_single_numbers(self, left: Side, right: Side) -> tuple[Place, Node, Node] | None:
        """Both sides where every axis but time has one entry; None where they do not say that much there."""
        reader = self.general.reader
        one, other = left(reader), right(reader)
        own = reader.definitions.keys() - {STEP_LOSS}
        if any(not steps_alone(tree, reader.scope, self._steps) or names(tree) & own for tree in (one, other)):
            return None
        if self._alone is None:
            self._alone = Place(reader_alone(self.problem, self._steps))
            for letter, function in reader.functions.items():
                self._alone.reader.call(letter, function)
        world = self._alone.reader.world
        assert isinstance(world, SqueezedWorld)
        dropped = world.dropped
        return self._alone, alone(one, reader, dropped), alone(other, reader, dropped)

    def holds_in_single_numbers(self, left: Side, right: Side) -> bool:
        """Whether two sides are the same where every axis but time has one entry."""
        found = self.in_single_numbers(left, right)
        if found is None:
            return False
        place, one, other = found
        return place.compared(one, other).outcome == SAME

    def assume(self, name: str, number: Node) -> None:
        """Take a quantity for a number from here on, as a page says: ``f_t = 1``."""
        self._assumed[name] = number

    def take_formula(self, name: str, formula: Node) -> None:
        """Take a value for what another formula makes of it, as a page has it."""
        self._instead[name] = formula

    def under_assumptions(self, left: Side, right: Side) -> str:
        """How two sides compare with what the page has assumed, and with its own formulas; '' where it has neither.

        What it has assumed of values may hold no longer, in another case of a target: then what is given alone does.
        """
        if not self._assumed and not self._instead:
            return ""
        found = self._under(self._assumed, left, right)
        given = {name: one for name, one in self._assumed.items() if name in self.general.reader.world.given}
        if found == SAME or len(given) in (0, len(self._assumed)):
            return found
        return SAME if self._under(given, left, right) == SAME else found

    def _under(self, assumed: Mapping[str, Node], left: Side, right: Side) -> str:
        reader = self.general.reader
        world, values = reader.world, reader.world.values
        given = {
            name: np.full_like(array, float(np.ravel(self.general.value(assumed[name], Mode()).array)[0]))
            if name in assumed
            else array
            for name, array in world.given.items()
        }
        formulas = parsed(self.problem)
        replaced: dict[str, Node] = {
            name: Bin("+", Bin("*", Num("0"), formulas[name].tree), number)  # on the axes of its own formula
            for name, number in assumed.items()
            if name in values
        }
        return self._in_world({**self._instead, **replaced}, left, right, given)

    def _in_world(
        self, replaced: Mapping[str, Node], left: Side, right: Side, given: Mapping[str, Array] | None = None
    ) -> str:
        """How two sides compare with other formulas for some values, and other arrays where they are ``given``."""
        reader = self.general.reader
        world = World(self.problem, reader.world.sizes, reader.world.given if given is None else given, replaced)
        place = Place(reader.in_world(world))
        try:
            return place.compared(left(place.reader), right(place.reader)).outcome
        except TutorError:
            return MISFIT

    def holds_without_mask(self, left: Side, right: Side) -> bool:
        """Whether two sides are the same where nothing is masked, in a problem that hides some places from others."""
        values = self.general.reader.world.values
        open_trees = {name: _unmasked(one.tree) for name, one in parsed(self.problem).items() if name in values}
        masked = {name: tree for name, tree in open_trees.items() if tree != parsed(self.problem)[name].tree}
        return bool(masked) and self._in_world(masked, left, right) == SAME

    def same_under_assumptions(self, left: Node, right: Node) -> bool:
        """Whether two sides that were read are the same with what the page has assumed, and with its own formulas."""
        return self.under_assumptions(partial(_as_read, left), partial(_as_read, right)) == SAME

    def lacks(self, left: Side, right: Side, truth: Node) -> str:
        """What is given and the right side leaves out: it would be true if that were zero. '' if there is nothing.

        Of a derivative that can only be what arrives at the loss from outside, at every step or at all but the last.
        """
        reader = self.general.reader
        formulas = parsed(self.problem)
        if isinstance(truth, Ref) and truth.name in reader.world.values:
            about = names(formulas[truth.name].tree)
        else:
            about = {f"d{value.name}" for value in self.problem.values} | set(passed_gradients(self.problem).values())
        for name in sorted(about & reader.world.given.keys() - names(right(reader))):
            for world in self._worlds_without(name):
                place = Place(reader.in_world(world))
                try:
                    found = place.compared(left(place.reader), right(place.reader))
                    if found.outcome == SAME and found.pair is not None and np.any(found.pair.left):
                        return name
                except TutorError:
                    continue
        return ""

    def _worlds_without(self, name: str) -> list[World]:
        """The worlds in which something given is zero: everywhere, and where it has steps at all but the last."""
        if name not in self._without:
            world = self.general.reader.world
            array = world.given[name]
            arrays = [np.zeros_like(array)]
            if set(self.problem.quantities[name].letters[:1]) & set(self.problem.scope.axes.time):
                arrays.append(np.zeros_like(array))
                arrays[-1][:, -1] = array[:, -1]  # the points come before the steps
            self._without[name] = [World(self.problem, world.sizes, {**world.given, name: one}) for one in arrays]
        return self._without[name]

    def _made_rate(self) -> str:
        free = [name for name in RATES if name not in self.problem.scope.names]
        for place in self.places:
            place.reader.make_number(free[0], tuple(free[1:]), Num("0.3719"))
        return free[0]


def _in(place: Place, left: Side, right: Side) -> Compared:
    """Two sides at one place, where the names may have fewer axes and then need not be readable."""
    try:
        return place.compared(left(place.reader), right(place.reader))
    except TutorError as error:
        return Compared(MISFIT, reason=str(error))


def _fewer(found: Compared) -> Compared:
    """What was found with fewer axes, where a product of matrices over a letter is no slip."""
    return found._replace(code="") if found.code == MATRICES else found


def _unmasked(tree: Node) -> Node:
    """A formula in which no place is after another one."""
    if isinstance(tree, Indicator) and tree.relation in ("<", ">"):
        return Num("0")
    parts = children(tree)
    return rebuild(tree, tuple(map(_unmasked, parts))) if parts else tree


def _as_read(tree: Node, _reader: Reader) -> Node:
    """A side that is a tree already, wherever it is evaluated."""
    return tree


def _has_index(tree: Node) -> bool:
    return any(isinstance(part, Ref) and part.index for part in walk(tree))
