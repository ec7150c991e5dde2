"""What a mistake in the formula of a gradient is called: by what is left of it, and by what stands there instead."""

from __future__ import annotations

from collections.abc import Iterator

from tutor.marking.gradcheck.slips.time_slips import looks_ahead, terms_of
from tutor.marking.mistakes.edits.edit_sites import ONE, Edit, is_upstream
from tutor.marking.mistakes.edits.name_edits import swap_code
from tutor.marking.mistakes.edits.slope_edits import without_slopes
from tutor.notation.tree import Bin, Call, Node, Pow, Ref, Size
from tutor.notation.tree_walks import children, names, rebuild, walk
from tutor.problems.contract.problem import Problem
from tutor.problems.contract.quantity import Quantity
from tutor.problems.contract.target import GRADIENT, LAW, gradient_id
from tutor.problems.instances.dependency_graph import named_at_once
from tutor.problems.instances.formula_values import parsed


def is_forward(problem: Problem, name: str) -> bool:
    """Whether it is a value, or what a derivation gives a name within the formula of one."""
    target = problem.targets[name]
    return name in problem.quantities or (target.kind == LAW and target.is_word)


def code_of_value(edit: Edit) -> str:
    """What a mistake is called in a value: no gradient comes back there that could take a path."""
    return "term-missing" if edit.code.startswith("path-") else edit.code


def code_of(problem: Problem, name: str, edit: Edit, tree: Node) -> str:
    """What a mistake is called in the gradient ``name``: there is no forward value; what arrives begins a path."""
    if edit.code in ("sign", "swapped", "term-missing") and _without_masks(edit.tree) == _without_masks(tree):
        return "mask"
    if edit.code == "factor" and _without_exponents(edit.tree) == _without_exponents(tree):
        return "power"
    if edit.code == "forward":
        if _calls(edit.tree) == _calls(tree):
            return "power"
        return "mask" if _calls(tree).count("relu") > _calls(edit.tree).count("relu") else "swapped"
    if edit.code == "other-gradient" and _passes_over(problem, names(tree), names(edit.tree)):
        return "derivative-missing"
    if edit.code == "other-gradient" and _of_gates(problem, names(tree), names(edit.tree)):
        return "gate-swapped"
    if edit.code == "other-gradient" and not isinstance(edit.tree, Ref):
        return "path-missing" if _less(problem, tree, edit.tree) else "swapped"
    if edit.code == "factor" and _sizes(edit.tree) < _sizes(tree):  # a factor such as 2/N
        return "mean-missing+factor"
    if edit.code == "swapped":
        return swapped_code(problem, edit.code, tree, edit.tree)
    if edit.code == "path-only-last" and _arriving(edit.tree, problem) == _arriving(tree, problem):
        return "term-missing"
    if edit.code == "delta-missing" and count_of_loss(edit.tree, problem) == count_of_loss(tree, problem):
        return "factor-missing"
    if edit.code == "term-missing" and _arriving(edit.tree, problem) < _arriving(tree, problem):
        return _of_paths(edit.tree, tree, problem)
    if edit.code == "term-missing" and _is_left_of_paths(edit.tree, tree, name, problem):
        return "path-missing"
    return edit.code


def swapped_code(problem: Problem, code: str, tree: Node, edited: Node) -> str:
    """The code of a name put for another that is no gate: within a slope it is the point that is wrong."""
    if code != "swapped":
        return code
    same = without_slopes(tree, problem.scope) == without_slopes(edited, problem.scope)
    return "derivative-point" if same else code


def _sizes(tree: Node) -> int:
    return sum(isinstance(part, Size) for part in walk(tree))


def _without_exponents(node: Node) -> Node:
    if isinstance(node, Pow):
        return _without_exponents(node.base)
    parts = children(node)
    return rebuild(node, tuple(map(_without_exponents, parts))) if parts else node


def _without_masks(node: Node) -> Node:
    if isinstance(node, Call) and node.function == "step":
        return node._replace(args=(ONE,))
    parts = children(node)
    return rebuild(node, tuple(map(_without_masks, parts))) if parts else node


def _calls(tree: Node) -> list[str]:
    return [part.function for part in walk(tree) if isinstance(part, Call)]


def _less(problem: Problem, tree: Node, edited: Node) -> bool:
    """Whether a gradient in a formula has been exchanged for one of the terms that it is the sum of."""
    (*gone,), (*new,) = names(tree) - names(edited), names(edited) - names(tree)
    if len(gone) != 1 or len(new) != 1 or gone[0] not in parsed(problem):
        return False
    return Ref(new[0]) in {term._replace(index=None, column=0) for term in _added(parsed(problem)[gone[0]].tree)}


def _added(tree: Node) -> Iterator[Ref]:
    """The names among the terms of a sum."""
    if isinstance(tree, Bin) and tree.op == "+":
        yield from _added(tree.left)
        yield from _added(tree.right)
    elif isinstance(tree, Ref):
        yield tree


def _passes_over(problem: Problem, right: set[str], wrong: set[str]) -> bool:
    """Whether the gradient behind an activation stands for the one before it."""
    gone, come = sorted(right - wrong), sorted(wrong - right)
    if len(gone) != 1 or len(come) != 1 or gone[0] not in problem.targets or problem.targets[gone[0]].kind != GRADIENT:
        return False
    reader = only_reader(problem, problem.targets[gone[0]].by)
    return reader is not None and bool(function_of(problem, reader)) and gradient_id(problem, reader.name) == come[0]


def _of_gates(problem: Problem, right: set[str], wrong: set[str]) -> bool:
    """Whether the gradient of one gate, or of what its activation is of, stands for that of another."""
    gone, come = sorted(right - wrong), sorted(wrong - right)
    if len(gone) != 1 or len(come) != 1 or {problem.targets[name].kind for name in (*gone, *come)} != {GRADIENT}:
        return False
    gates = [_gate(problem, problem.targets[name].by) for name in (*gone, *come)]
    return gates[0] != gates[1] and swap_code(problem, *gates) == "gate-swapped"


def _gate(problem: Problem, name: str) -> str:
    """The gate that a name is, or is what it is made of."""
    reader = only_reader(problem, name) if name in problem.quantities else None
    return reader.name if reader is not None and function_of(problem, reader) in ("sigma", "tanh") else name


def _of_paths(edited: Node, tree: Node, problem: Problem) -> str:
    """What it is called where several paths of a sum are left out: all that come from the next step, or others."""
    terms = list(terms_of(tree))
    if len(terms) < 2:
        return "term-missing"
    if not looks_ahead(edited, problem) and any(looks_ahead(term, problem) for term in terms):
        return "path-only-last"
    return "path-missing"


def _is_left_of_paths(edited: Node, tree: Node, name: str, problem: Problem) -> bool:
    """Whether a term is left out of the gradient of what several values read: one of them the loss itself, perhaps."""
    target = problem.targets[name]
    terms = list(terms_of(tree))
    if target.kind != GRADIENT or not set(terms_of(edited)) < set(terms):
        return False
    return sum(target.by in names(parsed(problem)[value.name].tree) for value in problem.values) > 1


def count_of_loss(tree: Node, problem: Problem) -> int:
    """How many gradients of the loss a formula has, or what is given for one."""
    parts = (part for part in walk(tree) if isinstance(part, Ref) and is_upstream(part, problem))
    return sum(part.name in problem.quantities or problem.targets[part.name].kind == GRADIENT for part in parts)


def _arriving(tree: Node, problem: Problem) -> int:
    return sum(is_upstream(part, problem) for part in walk(tree))


def only_reader(problem: Problem, name: str) -> Quantity | None:
    """The only value that reads a name, where it stands and on the same axes."""
    readers = [value for value in problem.values if name in names(parsed(problem)[value.name].tree)]
    if len(readers) != 1 or name not in named_at_once(parsed(problem)[readers[0].name].tree):
        return None
    return readers[0] if readers[0].letters == problem.quantity(name).letters else None


def function_of(problem: Problem, value: Quantity) -> str:
    formula = parsed(problem)[value.name].tree
    return formula.function if isinstance(formula, Call) else ""
