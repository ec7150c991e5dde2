"""One step of a derivation worked out, for the Walkthrough: rule, formula, numbers (computed in a thread)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from tutor.app.graph.array_page import NamedArray, named_array
from tutor.graph.fitted import measured
from tutor.graph.picture import Picture, picture
from tutor.notation.write.number_text import show, texts
from tutor.problems.contract.step import Step

if TYPE_CHECKING:
    from tutor.notation.scope import Scope
    from tutor.notation.tree import Node
    from tutor.problems.contract.problem import Problem
    from tutor.problems.contract.step import Choice
    from tutor.problems.instances.instance import Instance

# A vector up to this length is put into a formula number by number.
SHORT = 3
# Cells of a value in the list of steps.
ROOM = 18
# Of a sum of more terms than MOST the first FIRST and the last are shown.
MOST, FIRST = 6, 3


@dataclass(frozen=True)
class WrittenOut:
    """One entry as the sum it is: its terms and their numbers (`…` for some in the middle), and the sum.

    `place` is the number of the entry, "" for a step that has one only.
    """

    name: str
    place: str
    terms: tuple[str, ...]
    numbers: tuple[str, ...]
    total: str


@dataclass(frozen=True)
class Solved:
    """What a step's page shows.  `formulas` are its own and other right forms, as trees to be typeset.

    `results` is the array that the step comes to, `tables` are those of its factors; `listed` are the values of
    all steps, short enough for a list.
    """

    number: int
    total: int
    step: str
    target: str
    ask: str
    why: str
    rule: str
    picture: Picture
    listed: tuple[str, ...]
    options: tuple[tuple[bool, str], ...] = ()
    formulas: tuple[Node, ...] = ()
    scope: Scope | None = None
    numbers: str = ""
    scalars: tuple[tuple[str, str], ...] = ()
    results: tuple[NamedArray, ...] = ()
    tables: tuple[NamedArray, ...] = ()
    written_out: WrittenOut | None = None


def solve(instance: Instance, number: int) -> Solved:
    """The step of that number, from 0."""
    problem = instance.problem
    step = instance.steps[number]
    known = [one.id for one in problem.steps[: number + 1]]
    solved = Solved(
        number=number + 1,
        total=len(problem.steps),
        step=step.id,
        target=problem.display(step.id),
        ask=step.ask,
        why=step.why,
        rule=step.rule,
        picture=measured(picture(instance, known, about=step.id)),
        listed=tuple(_short(instance, each) for each in problem.steps),
    )
    if not isinstance(step, Step):
        return replace(solved, options=tuple((i in step.answer, text) for i, text in enumerate(step.options, 1)))
    tree = instance.formula(step.id)
    operands = _operands(instance, tree, step.id)
    result = instance.target(step.id)
    arrays = [*operands.items(), (step.id, result)]
    numbers = _with_numbers(problem, tree, operands, result)
    return replace(
        solved,
        formulas=(tree, *_others(problem, step)),
        scope=problem.scope,
        numbers=numbers,
        written_out=None if numbers else _written_out(instance, step),
        scalars=tuple((problem.display(name), show(value)) for name, value in arrays if value.ndim == 0),
        results=(named_array(problem, step.id, result),) if result.ndim else (),
        tables=tuple(named_array(problem, name, value) for name, value in operands.items() if value.ndim),
    )


def _short(instance: Instance, step: Step | Choice) -> str:
    return "" if hasattr(step, "options") else show(instance.target(step.id), room=ROOM)


def _written_out(instance: Instance, step: Step) -> WrittenOut | None:
    from tutor.notation.write.one_line import to_unicode

    found = one_entry(instance, step)
    if found is None:
        return None
    place = f"[{','.join(map(str, found.place))}]" if found.place else ""
    terms = [to_unicode(term, instance.problem.scope) for term in found.terms]
    numbers = texts(found.values)
    return WrittenOut(
        instance.problem.display(step.id),
        place,
        _cut(terms),
        _cut(numbers),
        show(instance.target(step.id)[_at(found)]),
    )


class OneEntry(NamedTuple):
    """Its number, from 1 along each axis, the terms it is the sum of, and what each of them comes to."""

    place: tuple[int, ...]
    terms: tuple[Node, ...]
    values: tuple[float, ...]


def one_entry(instance: Instance, step: Step) -> OneEntry | None:
    """The first entry of a step's formula; None if it is no sum, or not one that can be written down."""
    from tutor.notation.errors import NotationError
    from tutor.notation.eval.evaluate import evaluate
    from tutor.notation.lower.index_form.expressions import NoFormError
    from tutor.notation.lower.index_form.lowering import lower
    from tutor.notation.write.entry_terms import entry_terms
    from tutor.problems.instances.formula_values import environment
    from tutor.problems.instances.user_arrays import InputError

    problem, result = instance.problem, instance.target(step.id)
    try:
        arrays = instance.evaluated()
    except InputError:  # too large for the formulas, though not for the solver: shown without its entries
        return None
    env = environment(problem, arrays, instance.sizes)
    form = lower(instance.formula(step.id), env, problem.axes_of(step))
    # At the first entry most terms may fall outside, as in a convolution: then the second.
    for place in ((1,) * result.ndim, (2,) * result.ndim):
        if any(number > size for number, size in zip(place, result.shape, strict=True)):
            continue
        try:
            terms = entry_terms(form, place, env)
            values = [float(evaluate(term, env).array.reshape(())) for term in terms]
        except (NoFormError, NotationError):
            continue
        exact = float(result[tuple(number - 1 for number in place)])
        if len(terms) > 1 and abs(sum(values) - exact) <= 1e-9 * max(map(abs, values)):
            return OneEntry(place, tuple(terms), tuple(values))
    return None


def _at(found: OneEntry) -> tuple[int, ...]:
    return tuple(number - 1 for number in found.place)


def _cut(parts: list[str]) -> tuple[str, ...]:
    return tuple(parts) if len(parts) <= MOST else (*parts[:FIRST], "…", parts[-1])


def _others(problem: Problem, step: Step | Choice) -> list[Node]:
    from tutor.notation.errors import NotationError
    from tutor.notation.read.parser import parse

    found = []
    for text in getattr(step, "also", ()):
        try:
            found.append(parse(text, problem.scope))
        except NotationError:  # a form that cannot be read is the kit's to complain about, not the reader's
            continue
    return found


def _operands(instance: Instance, tree: Node, target: str) -> dict[str, Any]:
    """The arrays that occur in a formula, in the order of their first use."""
    from tutor.notation.tree import Ref
    from tutor.notation.tree_walks import walk

    found: dict[str, Any] = {}
    for node in walk(tree):
        if isinstance(node, Ref) and node.name not in found and node.name != target:
            value = value_of(instance, node.name)
            if value is not None:
                found[node.name] = value
    return found


def value_of(instance: Instance, name: str) -> Any:
    """The array of a given quantity, a value or a step; None for anything else."""
    if name in instance.given:
        return instance.given[name]
    if name in instance.values:
        return instance.values[name]
    return instance.target(name) if name in instance.problem.steps_by_id else None


def _with_numbers(problem: Problem, tree: Node, operands: dict[str, Any], result: Any) -> str:
    """The formula with numbers for its names, and the result; "" where that would not fit on a page."""
    from tutor.notation.tree import ArgMax, Delta, Fold, Indicator, Ref, Size
    from tutor.notation.tree_walks import walk
    from tutor.notation.write.one_line import to_unicode

    if any(value.ndim > 1 or value.size > SHORT for value in (*operands.values(), result)):
        return ""
    for node in walk(tree):
        if isinstance(node, Fold | Delta | Indicator | ArgMax | Size):
            return ""
        if isinstance(node, Ref) and (node.index is not None or node.name not in operands):
            return ""
    filled = _fill(tree, operands)
    return f"{to_unicode(filled, problem.scope)} = {show(result)}"


def _fill(tree: Node, operands: dict[str, Any]) -> Node:
    from tutor.notation.tree import Chain, Listing, Ref
    from tutor.notation.tree_walks import children, rebuild

    if isinstance(tree, Ref):
        value = operands[tree.name]
        if value.ndim == 0:
            return _number(float(value))
        return Listing(tuple(_number(float(entry)) for entry in value))
    parts = tuple(_fill(child, operands) for child in children(tree))
    # Names written side by side are a product by their shapes; numbers in the same place still are.
    return rebuild(tree, parts) if not isinstance(tree, Chain) else Chain(parts, tree.column)


def _number(value: float) -> Node:
    from tutor.notation.tree import Neg, Num

    text = show(abs(value), ascii_only=True)
    return Neg(Num(text)) if value < 0 else Num(text)
