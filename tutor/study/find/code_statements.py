"""Lines of a derivation as NumPy code: assignments, and loops, of which several lines may share one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from keyword import iskeyword
from textwrap import indent

from tutor.errors import TutorError
from tutor.notation.lower.index_form.expressions import IndexForm, NoFormError
from tutor.notation.lower.index_form.lowering import lower
from tutor.notation.tree import Node, Ref
from tutor.notation.tree_walks import walk
from tutor.notation.write.numpy_loops import along, in_statements
from tutor.notation.write.numpy_statements import Statements
from tutor.problems.contract.problem import Problem
from tutor.problems.contract.scope_builder import all_sizes
from tutor.problems.contract.target import DERIVATIVE, GRADIENT, UPDATE, VALUE
from tutor.problems.instances.dependency_graph import ancestors
from tutor.problems.instances.formula_values import environment, groups, parsed, shifts
from tutor.study.find.lines import FEWEST, Line

COMMENT = "  # "
"""What stands between a line of code and its value."""
_WORD = re.compile(r"[^\W\d]\w*")
_TURN = "    "
"""What a line within a loop begins with."""
MOST_ROWS, _CELLS = 12, 72
"""Rows of code that are seen at once beside a question and its options, and how wide they are."""
_WIDE = 76
"""Characters that the rooms of several arrays may have on one line."""


def statements(problem: Problem, step: str, tree: Node) -> Statements | None:
    """A line as code; None where it has no such form."""
    sizes = all_sizes(problem, problem.sizes)
    try:
        found = index_form(problem, step, tree)
        target = code_name(problem, step)

        def names(name: str) -> str:
            return code_name(problem, name)

        if recurrence(problem, step):
            code = along(target, found, names, direction(problem, step))
        elif _reads_what_follows(problem, step, tree):
            return None
        else:
            code = in_statements(target, found, names, sizes)
    except TutorError:
        return None
    counted = set(_WORD.findall(" ".join([code.room.partition("=")[2], *code.loops])))
    return None if counted & problem.quantities.keys() else code


def index_form(problem: Problem, step: str, tree: Node) -> IndexForm:
    """A formula of a line in letters. Raises NoFormError where it has no such form."""
    env = environment(problem, {}, all_sizes(problem, problem.sizes))
    return lower(tree, env, parsed(problem)[step].axes)


def as_program(problem: Problem, lines: Sequence[Line], step: str) -> list[Line]:
    """Lines of code in an order in which they run, of those around the line of a step as many as are seen at once.

    Raises NoFormError where these are too few.
    """
    kept, found = list(lines), in_shared_loops(problem, lines)
    while sum(_rows(line.text) for line in found) > MOST_ROWS:
        if len(kept) == FEWEST:
            raise NoFormError(f"{step} in a few rows of code")
        at = next(at for at, line in enumerate(kept) if line.step == step)
        del kept[0 if at >= len(kept) - 1 - at else -1]
        found = in_shared_loops(problem, kept)
    return found


def _rows(text: str) -> int:
    """How many rows of a small screen a line takes."""
    return sum(1 + len(row) // _CELLS for row in text.split("\n"))


def in_shared_loops(problem: Problem, lines: Sequence[Line]) -> list[Line]:
    """Lines of code in an order in which they run: those that need each other in turn stand in one loop."""
    found = list(lines)
    for group in dict.fromkeys(recurrence(problem, line.step) for line in lines):
        inside = [line for name in group for line in found if line.step == name]
        if len(inside) < 2:
            continue
        first, last = (found.index(one) for one in (min(inside, key=found.index), max(inside, key=found.index)))
        between = [line for line in found[first:last] if line not in inside]
        after = [line for line in between if set(group) & set(ancestors(problem, line.step))]
        before = [line for line in between if line not in after]
        found[first : last + 1] = [*before, *_one_loop(problem, inside), *after]
    return found


def _one_loop(problem: Problem, lines: Sequence[Line]) -> list[Line]:
    codes = [code for line in lines if (code := statements(problem, line.step, line.tree)) is not None]
    comments = [line.text[len("\n".join(code.lines)) :] for line, code in zip(lines, codes, strict=True)]
    bodies = ["\n".join(indent(part, _TURN) for part in code.body) for code in codes]
    bodies[0] = "\n".join([_rooms([code.room for code in codes]), *codes[0].loops, bodies[0]])
    return [line._replace(text=f"{body}{comment}") for line, body, comment in zip(lines, bodies, comments, strict=True)]


def _rooms(rooms: Sequence[str]) -> str:
    """Several arrays made on one line, if there is room for that."""
    parts = [room.split(" = ") for room in rooms]
    together = " = ".join(", ".join(side) for side in zip(*parts, strict=True))
    return together if len(together) <= _WIDE else "\n".join(rooms)


@lru_cache(maxsize=1024)
def recurrence(problem: Problem, step: str) -> tuple[str, ...]:
    """The names that are built from each other, or from themselves, with this one, in an order for each turn."""
    group = next((group for group in groups(problem) if any(formula.name == step for formula in group)), ())
    own = [formula.name for formula in group]
    reads = any(isinstance(part, Ref) and part.name in own for formula in group for part in walk(formula.tree))
    return tuple(own) if reads else ()


def direction(problem: Problem, step: str) -> int:
    """Where the neighbour is that a recurrence goes on from: 1 behind, -1 before. Raises NoFormError for other ones."""
    group = recurrence(problem, step)
    refs = [part for name in group for part in walk(parsed(problem)[name].tree) if isinstance(part, Ref)]
    moves = {move for part in refs if part.name in group for move in shifts(part)}
    first = {parsed(problem)[name].axes[:1] for name in group}
    if len(moves) != 1 or first != {(next(iter(moves))[0],)} or next(iter(moves))[1] not in (1, -1):
        raise NoFormError("a recurrence along several axes")
    return next(iter(moves))[1]


def _reads_what_follows(problem: Problem, step: str, tree: Node) -> bool:
    """Whether a neighbour along an axis is read of what is built from the step itself, entry by entry."""
    moved = {part.name for part in walk(tree) if isinstance(part, Ref) and shifts(part)}
    return any(name == step or step in ancestors(problem, name) for name in moved)


def code_name(problem: Problem, name: str) -> str:
    """What a value or a gradient is called in code: `dW`, or `dL_dW` where a `dW` is given, and `dh_do`, `W_new`.

    Raises NoFormError where it is no variable.
    """
    target = problem.targets[name]
    if target.kind in (VALUE, UPDATE):
        found = name
    elif target.kind == GRADIENT and target.whole:
        taken = any(f"d{other}" in problem.quantities for other in problem.quantities)
        found = f"d{problem.loss}_d{target.by}" if taken else f"d{target.by}"
    elif target.kind == DERIVATIVE and target.whole:
        found = f"d{target.of}_d{target.by}"
    else:
        raise NoFormError(f"{name} as a variable")
    if not found.isidentifier() or iskeyword(found):
        raise NoFormError(f"{name} as a variable")
    return found
