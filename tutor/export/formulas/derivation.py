"""A derivation without numbers as data, from which every format is written."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from tutor.errors import did_you_mean
from tutor.export.chain_rule import chain
from tutor.export.derivation import formula
from tutor.export.derivation import name as name_of
from tutor.notation.tree import names
from tutor.notation.write.one_line import to_ascii
from tutor.problems.contract.problem import Problem, UnknownNameError
from tutor.problems.contract.step import Choice, Step
from tutor.problems.contract.target import gradient_id
from tutor.problems.instances.formula_values import parsed, read, step_tree

if TYPE_CHECKING:
    from tutor.export.document import Maths
    from tutor.notation.tree import Node


class DerivedFormula(NamedTuple):
    """One line of a derivation: ``id`` is equal to a formula.

    ``formula`` is in ASCII and can be typed as an answer, ``maths`` is the same in Unicode and LaTeX; ``chain`` is the
    chain rule that stands before it, where there is one. ``also`` are other forms that are right, as formulas.
    """

    id: str
    axes: tuple[str, ...]
    name: Maths
    formula: str
    maths: Maths
    chain: Maths | None = None
    rule: str = ""
    why: str = ""
    also: tuple[DerivedFormula, ...] = ()

    @property
    def text(self) -> str:
        """The formula on one line of Unicode."""
        return self.maths.plain

    @property
    def latex(self) -> str:
        """The formula in LaTeX, without dollar signs."""
        return self.maths.latex


class Derivation:
    """The forward formulas of a problem and the steps of its derivation, without numbers.

    ``values`` are the forward formulas, ``steps`` what is derived from them, in order. ``expression`` is the text of a
    single expression, where it is no network that was derived; ``problem`` then has it as its one value.
    """

    def __init__(self, problem: Problem, asked: tuple[Step, ...], expression: str = "") -> None:
        self.problem = problem
        self.asked = asked
        self.expression = expression

    @cached_property
    def values(self) -> tuple[DerivedFormula, ...]:
        """The forward formulas, in the order in which they are computed."""
        formulas = parsed(self.problem)
        return tuple(
            _line(self.problem, quantity.name, quantity.letters, formulas[quantity.name].tree)
            for quantity in self.problem.values
        )

    @cached_property
    def steps(self) -> tuple[DerivedFormula, ...]:
        """The gradients and what else is derived, each with its rule and its reason."""
        return tuple(_step(self.problem, step) for step in self.asked)

    @property
    def declared_steps(self) -> tuple[Step | Choice, ...]:
        """The steps as an author declares them: those for values, and the derived ones that were asked for."""
        problem, asked = self.problem, {step.id for step in self.asked}
        left_out = {step.id for step in problem.formula_steps() if not problem.is_value(step)} - asked
        return tuple(step for step in problem.steps if step.id not in left_out)


def derivation(problem: Problem, of: Iterable[str] = ()) -> Derivation:
    """The derivation of a problem, or only of some targets, ``dL/dW1``, with the steps that they are built from.

    Raises UnknownNameError, with the nearest name, for what is no step of the problem.
    """
    steps = [step for step in problem.formula_steps() if not problem.is_value(step)]
    wanted = [_wanted(problem, name) for name in of]
    if wanted:
        needed = _needed(problem, wanted)
        steps = [step for step in steps if step.id in needed]
    return Derivation(problem, tuple(steps))


def _wanted(problem: Problem, name: str) -> str:
    steps = problem.steps_by_id
    spelled = name if name in steps else problem.aliases.get(name, name.replace("∂", "d").replace(" ", ""))
    step = steps.get(spelled)
    if isinstance(step, Step) and not problem.is_value(step):
        return spelled
    derived = [step.id for step in problem.formula_steps() if not problem.is_value(step)]
    gradient = gradient_id(problem, name)
    guess = f"; did you mean `{gradient}`?" if gradient in derived else did_you_mean(name, derived)
    if spelled in problem.quantities and not guess:
        guess = "; it is a quantity"
    raise UnknownNameError(f"`{name}` is not derived in {problem.id}{guess}", title="No such step")


def _needed(problem: Problem, wanted: Iterable[str]) -> set[str]:
    """The targets and every step that their formulas, in any of their forms, are built from."""
    found: set[str] = set()
    front = list(wanted)
    while front:
        name = front.pop()
        step = problem.steps_by_id.get(name)
        if name in found or not isinstance(step, Step) or problem.is_value(step):
            continue
        found.add(name)
        for tree in (step_tree(problem, step), *(read(problem, text, name) for text in step.also)):
            front.extend(names(tree))
    return found


def _step(problem: Problem, step: Step) -> DerivedFormula:
    axes = problem.axes_of(step)
    also = tuple(_line(problem, step.id, axes, read(problem, text, step.id)) for text in step.also)
    line = _line(problem, step.id, axes, step_tree(problem, step))
    return line._replace(chain=chain(problem, step), rule=step.rule, why=step.why, also=also)


def _line(problem: Problem, name: str, axes: tuple[str, ...], tree: Node) -> DerivedFormula:
    return DerivedFormula(
        name, axes, name_of(problem, name), to_ascii(tree, problem.scope), formula(tree, problem.scope)
    )
