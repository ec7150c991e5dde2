"""A derivation without numbers as data, from which every format is written."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from tutor.errors import did_you_mean
from tutor.export.chain_rule import chain
from tutor.export.derivation import formula, name
from tutor.export.document import Maths
from tutor.lazy import cached_property
from tutor.notation.tree_walks import names
from tutor.notation.write.name_text import subscripted
from tutor.notation.write.one_line import to_ascii, to_unicode
from tutor.problems.contract.errors import UnknownNameError
from tutor.problems.contract.problem import Problem
from tutor.problems.contract.step import Choice, Step
from tutor.problems.contract.target import gradient_id
from tutor.problems.instances.formula_values import parsed, read, step_tree

if TYPE_CHECKING:
    from tutor.notation.tree import Node


class DerivedFormula:
    """One line of a derivation: what ``id`` is equal to, on ``axes``.

    ``rule`` and ``why`` are there for steps, and so is ``also``: other forms that are right. Texts are made when they
    are asked for.
    """

    def __init__(self, problem: Problem, id: str, axes: tuple[str, ...], tree: Node, step: Step | None = None) -> None:
        self.id = id
        self.axes = axes
        self.rule = step.rule if step else ""
        self.why = step.why if step else ""
        self._problem, self._tree, self._step = problem, tree, step

    @cached_property
    def formula(self) -> str:
        """The formula in ASCII, as it can be typed for an answer."""
        return to_ascii(self._tree, self._problem.scope)

    @cached_property
    def text(self) -> str:
        """The formula on one line of Unicode."""
        return to_unicode(self._tree, self._problem.scope)

    @cached_property
    def latex(self) -> str:
        """The formula in LaTeX, without dollar signs."""
        return formula(self._tree, self._problem.scope).latex

    @cached_property
    def maths(self) -> Maths:
        """The formula as it stands on a page."""
        return Maths(self.latex, self.text)

    @cached_property
    def name(self) -> Maths:
        """What is equal to the formula, as it stands on a page."""
        return name(self._problem, self.id)

    @cached_property
    def chain(self) -> Maths | None:
        """The chain rule before the formula, if there is one."""
        return chain(self._problem, self._step) if self._step else None

    @cached_property
    def also(self) -> tuple[DerivedFormula, ...]:
        """Other forms that are right."""
        forms = self._step.also if self._step else ()
        return tuple(
            DerivedFormula(self._problem, self.id, self.axes, read(self._problem, text, self.id)) for text in forms
        )


class Entry(NamedTuple):
    """The entry of a derivative of an expression: letters of the expression and of what it is differentiated by."""

    of: str
    of_letters: tuple[str, ...]
    by: str
    by_letters: tuple[str, ...]

    @property
    def text(self) -> str:
        """``df[i]/dW[k,j]``."""
        of, by = (f"[{','.join(letters)}]" if letters else "" for letters in (self.of_letters, self.by_letters))
        return f"d{self.of}{of}/d{self.by}{by}"

    def maths(self, problem: Problem) -> Maths:
        """The same as it stands on a page."""
        top, bottom = (
            subscripted(problem.latex(name), ",".join(letters)) if letters else problem.latex(name)
            for name, letters in ((self.of, self.of_letters), (self.by, self.by_letters))
        )
        return Maths(rf"\frac{{\partial {top}}}{{\partial {bottom}}}", self.text)


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
        """The forward formulas in the order in which they are computed; parts of them that were named come first."""
        problem, formulas = self.problem, parsed(self.problem)
        if problem.declared_steps is None:
            backward = {step.id for step in derived_steps(problem)}
            return tuple(
                DerivedFormula(problem, step.id, problem.axes_of(step), step_tree(problem, step))
                for step in problem.formula_steps()
                if step.id not in backward
            )
        return tuple(
            DerivedFormula(problem, quantity.name, quantity.letters, formulas[quantity.name].tree)
            for quantity in problem.values
        )

    @cached_property
    def steps(self) -> tuple[DerivedFormula, ...]:
        """The gradients and what else is derived, each with its rule and its reason."""
        problem = self.problem
        return tuple(
            DerivedFormula(problem, step.id, problem.axes_of(step), step_tree(problem, step), step)
            for step in self.asked
        )

    def entry(self, step: DerivedFormula) -> Entry | None:
        """The entry that a step is about, where its formula names letters that nobody has declared.

        A Jacobian of what has the axis of its own argument needs a second letter for it, which was chosen for it.
        """
        problem, own = self.problem, step.axes
        chosen = [letter for letter in own if letter in problem.like or letter.upper() in problem.fixed]
        if not any(re.search(rf"(?<!\w){letter}(?!\w)", step.formula) for letter in chosen):
            return None
        value = problem.values[0]
        count = len(value.letters)
        return Entry(value.name, own[:count], problem.targets[step.id].by, own[count:])

    @property
    def statement(self) -> tuple[str, ...]:
        """The network as its author writes it; nothing where that is the forward formulas, which are shown anyway."""
        problem = self.problem
        if not problem.declares("statement"):
            return ()
        forward = "".join(f"{problem.display(value.id)}={value.text}" for value in self.values)
        lines = tuple(problem.statement)
        return () if _unspaced("".join(lines)) == _unspaced(forward) else lines

    @property
    def declared_steps(self) -> tuple[Step | Choice, ...]:
        """The steps as an author declares them: those for values, and the derived ones that were asked for."""
        problem, asked = self.problem, {step.id for step in self.asked}
        left_out = {step.id for step in derived_steps(problem)} - asked
        return tuple(step for step in problem.steps if step.id not in left_out)


def derivation(problem: Problem, of: Iterable[str] = ()) -> Derivation:
    """The derivation of a problem, or only of some targets, ``dL/dW1``, with the steps that they are built from.

    Raises UnknownNameError, with the nearest name, for what is no step of the problem.
    """
    steps = derived_steps(problem)
    wanted = [_wanted(problem, target) for target in of]
    if wanted:
        needed = _needed(problem, wanted)
        steps = [step for step in steps if step.id in needed]
    return Derivation(problem, tuple(steps))


def _unspaced(text: str) -> str:
    return "".join(text.split())


def derived_steps(problem: Problem) -> list[Step]:
    """The steps that follow from the forward pass.

    Those that an author declares beside its values may be any; where steps are derived they are the derivatives, and
    the others name a part of a formula.
    """
    steps = [step for step in problem.formula_steps() if not problem.is_value(step)]
    if problem.declared_steps is None:
        return [step for step in steps if problem.targets[step.id].is_derivative]
    return steps


def _wanted(problem: Problem, name: str) -> str:
    steps = problem.steps_by_id
    spelled = name if name in steps else problem.aliases.get(name, name.replace("∂", "d").replace(" ", ""))
    derived = [step.id for step in derived_steps(problem)]
    if spelled in derived:
        return spelled
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
