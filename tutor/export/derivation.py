"""A solved problem as a page: its numbers, or the whole derivation, rule by rule."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from tutor.export.chain_rule import chain
from tutor.export.document import Amount, Block, Equation, Heading, Items, Maths, Prose, Verbatim, Words
from tutor.notation.tree import Bin, Listing, Node
from tutor.notation.write.one_line import to_latex, to_unicode
from tutor.notation.write.style import SUM, precedence
from tutor.problems.contract.step import Choice, Step
from tutor.problems.contract.target import gradient_id
from tutor.problems.instances.formula_values import step_tree

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tutor.notation.scope import Scope
    from tutor.problems.contract.problem import Problem
    from tutor.problems.contract.quantity import Quantity
    from tutor.problems.instances.instance import Instance

LINE = 140
"""The characters of LaTeX that a line of a formula has room for."""

FLAT = 2
"""An array of more axes than this is too wide for a list."""


def page(instance: Instance, steps: bool) -> list[Block]:
    """Title, network and given numbers; then values and gradients or, with `steps`, each step with its reason."""
    problem = instance.problem if steps else instance.problem.as_declared
    blocks = [Heading(1, (f"{problem.title}, {instance.label}",)), *posed(instance)]
    if steps:
        blocks.append(Heading(2, ("Derivation",)))
        for number, step in enumerate(instance.steps, 1):
            numbers = None if isinstance(step, Choice) else amount(problem, step.id, instance.target(step.id))
            blocks += step_blocks(number, step, problem, numbers)
        return blocks
    gradients = {gradient_id(problem, name): array for name, array in instance.gradients.items()}
    shown = {*instance.values, *gradients}
    also = {step.id: instance.target(step.id) for step in problem.formula_steps() if step.id not in shown}
    for title, arrays in (("Values", instance.values), ("Gradients", gradients), ("Also asked for", also)):
        if arrays:
            blocks += [Heading(2, (title,)), *_numbers(problem, arrays)]
    return blocks


def posed(instance: Instance) -> Iterator[Block]:
    """The network, its sizes and what is given: a problem without its answers."""
    problem = instance.problem.as_declared
    yield Verbatim(problem.statement)
    if instance.sizes:
        sizes = ", ".join(
            f"{name} = {size} {problem.axes.get(name.lower(), '')}".rstrip() for name, size in instance.sizes.items()
        )
        yield Prose((f"Sizes: {sizes}.",))
    if problem.given:
        yield Heading(2, ("Given",))
        yield Items(tuple(_given(instance, quantity) for quantity in problem.given if len(quantity.letters) <= FLAT))
    for quantity in problem.given:
        if len(quantity.letters) > FLAT:
            yield Prose((quantity.meaning or quantity.name, ":"))
            yield Equation(
                name(problem, quantity.name), (amount(problem, quantity.name, instance.given[quantity.name]),)
            )


def _given(instance: Instance, quantity: Quantity) -> Words:
    value = amount(instance.problem.as_declared, quantity.name, instance.given[quantity.name])
    return (name(instance.problem, quantity.name), " = ", value, f", {quantity.meaning}" if quantity.meaning else "")


def name(problem: Problem, of: str) -> Maths:
    """A quantity, gradient or updated parameter."""
    return Maths(problem.latex(of), problem.display(of))


def amount(problem: Problem, of: str, array: NDArray[Any]) -> Amount:
    """The numbers of a quantity or step; numbers along samples or time are written in a row."""
    declared = problem.scope.names[of]
    along = len(declared.axes) == 1 and declared.axes[0] in problem.running
    return Amount(array, declared.axes, declared.row or along)


def inline(tree: Node, scope: Scope) -> Maths:
    """A formula among words, which is broken wherever a line ends."""
    return Maths(to_latex(tree, scope), to_unicode(tree, scope))


def formula(tree: Node, scope: Scope) -> Maths:
    """A formula, in LaTeX broken between the terms of a long sum."""
    return Maths(_broken(tree, scope), to_unicode(tree, scope))


def _numbers(problem: Problem, arrays: Mapping[str, NDArray[Any]]) -> Iterator[Block]:
    for of, array in arrays.items():
        # A solver may give gradients that no step asks for: their axes are those of what they are by.
        known = of if of in problem.scope.names else problem.targets[of].by
        shown = amount(problem, known, array) if known in problem.scope.names else Amount(array)
        yield Equation(name(problem, of), (shown,))


def step_blocks(
    number: int, step: Step | Choice, problem: Problem, numbers: Amount | None = None, also: Iterable[Maths] = ()
) -> Iterator[Block]:
    """One step of a derivation: its name, the chain rule, its formula and its `numbers`, other forms, rule, reason."""
    if isinstance(step, Choice):
        yield Heading(3, (f"{number}. {step.ask}",))
        yield Items(tuple((option,) for option in step.options), numbered=True)
        yield Prose((f"Right: {', '.join(map(str, step.answer)) or 'none of them'}.",))
    else:
        yield Heading(3, (f"{number}. ", name(problem, step.id)))
        if step.ask:
            yield Prose((step.ask,))
        first = chain(problem, step)
        right = formula(step_tree(problem, step), problem.scope)
        worked = (*((first,) if first else ()), right, *((numbers,) if numbers else ()))
        yield Equation(name(problem, step.id), worked)
        for form in also:
            yield Prose(("Also: ", form))
    if step.rule:
        yield Prose((f"Rule: {step.rule}",))
    if step.why:
        yield Prose((step.why,))


def _broken(tree: Node, scope: Scope) -> str:
    whole = to_latex(tree, scope)
    pieces = _pieces(tree, scope)
    if len(whole) <= LINE or len(pieces) < 2:
        return whole
    lines = [pieces[0]]
    for piece in pieces[1:]:
        if len(lines[-1]) + len(piece) > LINE:
            lines.append(piece)
        else:
            lines[-1] += f" {piece}"
    return " \\\\\n&\\quad ".join(lines)


def _pieces(tree: Node, scope: Scope) -> list[str]:
    """Where a formula may be broken: the terms of its outermost sum, or the entries of a list."""
    if isinstance(tree, Listing) and tree.kind == "free":
        entries = [to_latex(item, scope) for item in tree.items]
        return [f"[{entries[0]},", *(f"{entry}," for entry in entries[1:-1]), f"{entries[-1]}]"] if entries[1:] else []
    if isinstance(tree, Bin) and tree.op in "+-":
        right = to_latex(tree.right, scope)
        if precedence(tree.right) <= SUM:
            right = rf"\left({right}\right)"
        return [*_pieces(tree.left, scope), f"{tree.op} {right}"]
    return [to_latex(tree, scope)]
