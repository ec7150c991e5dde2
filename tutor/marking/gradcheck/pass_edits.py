"""Mistakes in one step of a pass that show in what comes after it, beside those of any formula.

What is wrong with the whole of an asked answer is seen on its numbers; of a step on the way only what follows from it
is there, so that it needs a formula.
"""

from __future__ import annotations

from collections.abc import Iterator

from tutor.marking.gradcheck.kernel_edits import kernel_edits
from tutor.marking.mistakes.edits.edit_sites import ONE, TWO, ZERO, Edit, Put, is_upstream, sites
from tutor.marking.mistakes.edits.name_edits import swap_code
from tutor.marking.mistakes.edits.single_edits import single_edits
from tutor.marking.mistakes.edits.slope_edits import factors_of, find_slopes, is_product, without, without_slopes
from tutor.marking.mistakes.edits.whole_answer import mean_letters
from tutor.notation.read.function_formulas import slope_at_value
from tutor.notation.tree import (
    Bin,
    Binder,
    Call,
    Delta,
    Fold,
    Indicator,
    Neg,
    Node,
    Num,
    Pow,
    Ref,
    Size,
    Transpose,
    children,
    names,
    rebuild,
    walk,
)
from tutor.problems.contract.problem import Problem
from tutor.problems.contract.quantity import Quantity
from tutor.problems.contract.samplers import OneHot, Simplex
from tutor.problems.contract.target import GRADIENT, gradient_id
from tutor.problems.instances.dependency_graph import named_at_once
from tutor.problems.instances.formula_values import parsed


def edits_of(problem: Problem, name: str, tree: Node) -> Iterator[Edit]:
    """The mistakes in one form of the formula of a value or a gradient."""
    backward = name not in problem.quantities
    for edit in single_edits(tree, problem, swaps=backward):
        yield Edit(_code(problem, edit, tree), edit.tree) if backward else edit
    yield from _terms(tree, problem)
    yield from _complements(tree, problem)
    if not backward:
        yield from _softmax_axis(tree, problem.quantity(name).letters)
        return
    yield from _whole(tree, problem)
    yield from _values(tree, problem)
    yield from _squared_point(tree, problem)
    yield from kernel_edits(tree)
    if not parsed(problem)[name].axes:
        yield Edit("delta-missing", ONE)
    for node, put, _ in sites(tree):
        if is_upstream(node, problem):
            yield Edit("delta-missing", put(Bin("+", Bin("*", ZERO, node), ONE)))  # of the same axes
    softmax = False
    if problem.targets[name].kind == GRADIENT:
        reader = _reader(problem, problem.targets[name].by)
        softmax = reader is not None and _function(problem, reader) == "softmax"
        if reader is not None:
            yield from _crossed(tree, problem, reader)
    yield from _other_axis(tree, problem, "softmax-axis" if softmax else "sum-extra")


def _softmax_axis(tree: Node, letters: tuple[str, ...]) -> Iterator[Edit]:
    """A softmax of rows taken along another axis."""
    for node, put, _ in sites(tree):
        if isinstance(node, Call) and node.function == "softmax" and not node.along:
            for letter in letters[:-1]:
                yield Edit("softmax-axis", put(node._replace(along=letter)))


def _code(problem: Problem, edit: Edit, tree: Node) -> str:
    """What a mistake is called in a gradient: there is no forward value, and a path begins with what arrives."""
    if edit.code == "forward":
        return "power" if _calls(edit.tree) == _calls(tree) else "swapped"
    if edit.code == "other-gradient" and _passes_over(problem, names(tree), names(edit.tree)):
        return "derivative-missing"
    if edit.code == "other-gradient" and not isinstance(edit.tree, Ref):
        return "path-missing" if _less(problem, tree, edit.tree) else "swapped"
    if edit.code == "factor" and _sizes(edit.tree) < _sizes(tree):  # a factor such as 2/N
        return "mean-missing+factor"
    if edit.code == "swapped":
        return _swap_code(problem, edit.code, tree, edit.tree)
    if edit.code == "path-only-last" and _arriving(edit.tree, problem) == _arriving(tree, problem):
        return "term-missing"
    return edit.code


def _swap_code(problem: Problem, code: str, tree: Node, edited: Node) -> str:
    """The code of a name put for another that is no gate: within a slope it is the point that is wrong."""
    if code != "swapped":
        return code
    same = without_slopes(tree, problem.scope) == without_slopes(edited, problem.scope)
    return "derivative-point" if same else code


def _sizes(tree: Node) -> int:
    return sum(isinstance(part, Size) for part in walk(tree))


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
    reader = _reader(problem, problem.targets[gone[0]].by)
    return reader is not None and bool(_function(problem, reader)) and gradient_id(problem, reader.name) == come[0]


def _arriving(tree: Node, problem: Problem) -> int:
    return sum(is_upstream(part, problem) for part in walk(tree))


def _complements(tree: Node, problem: Problem) -> Iterator[Edit]:
    """A gate and what it leaves of one, ``z`` and ``1 - z``, each in the other's place."""
    for name in sorted(names(tree) & problem.quantities.keys()):
        if any(_is_rest(part, name) for part in walk(tree)):
            yield Edit("gate-swapped", _complemented(tree, name))


def _is_rest(node: Node, name: str) -> bool:
    """Whether it is one less what has a name."""
    if not isinstance(node, Bin) or node.op != "-" or node.left != ONE:
        return False
    return isinstance(node.right, Ref) and node.right.name == name


def _complemented(node: Node, name: str) -> Node:
    if isinstance(node, Bin) and _is_rest(node, name):
        return node.right
    if isinstance(node, Ref) and node.name == name:
        return Bin("-", ONE, node)
    parts = children(node)
    return rebuild(node, tuple(_complemented(part, name) for part in parts)) if parts else node


def _values(tree: Node, problem: Problem) -> Iterator[Edit]:
    """Another value of the same axes wherever one stands, and a factor of a value for the value."""
    for name in sorted(names(tree) & problem.quantities.keys()):
        formula = problem.quantities[name].formula and parsed(problem)[name].tree
        for other in problem.values if formula else ():
            if other.name != name and other.letters == problem.quantities[name].letters:
                renamed = _renamed(tree, name, other.name)
                yield Edit(_swap_code(problem, swap_code(problem, name, other.name), tree, renamed), renamed)
        if isinstance(formula, Bin) and formula.op in "*⊙":
            for node, put, _ in sites(tree):
                if isinstance(node, Ref) and node.name == name:
                    yield Edit("swapped", put(formula.left))
                    yield Edit("swapped", put(formula.right))


def _squared_point(tree: Node, problem: Problem) -> Iterator[Edit]:
    """``1 - tanh(u^2)`` for ``1 - tanh(u)^2``: what enters is squared, and not what leaves."""
    for node, put, above in sites(tree):
        if not is_product(node) or (above and is_product(above[-1])):
            continue
        for slope in find_slopes(factors_of(node), problem.scope):
            call = _call_of(slope.value, problem)
            if call is not None and "tanh" in (slope.kind, call.function):
                squared = Call("tanh", (Pow(call.args[0], TWO),))
                yield Edit("derivative-point", put(without(node, slope.factors, Bin("-", ONE, squared))))


def _call_of(value: Node, problem: Problem) -> Call | None:
    """The activation that a slope belongs to, if its output is a call or the name of one on the same axes."""
    if isinstance(value, Ref) and value.index is None and problem.quantities[value.name].formula:
        value = parsed(problem)[value.name].tree
    return value if isinstance(value, Call) and len(value.args) == 1 else None


def _renamed(node: Node, name: str, other: str) -> Node:
    if isinstance(node, Ref):
        return Ref(other, node.index) if node.name == name else node
    parts = children(node)
    return rebuild(node, tuple(_renamed(part, name, other) for part in parts)) if parts else node


def _terms(tree: Node, problem: Problem) -> Iterator[Edit]:
    """A term or what a function is of with the wrong sign; a term twice or half, or left out though it has no name."""
    for node, put, _ in sites(tree):
        if isinstance(node, Call) and len(node.args) == 1 and names(node):
            mask = node.function == "step" or node.primes
            yield Edit("mask" if mask else "sign", put(node._replace(args=(Neg(node.args[0]),))))
        if not isinstance(node, Bin) or node.op not in "+-":
            continue
        left, right = node.left, node.right
        yield Edit("sign", put(Bin(node.op, Neg(left), right)))
        if isinstance(right, Delta | Indicator) or not (isinstance(right, Num) or names(right)):
            yield Edit("term-missing", put(left))
        target = node.op == "-" and names(right) and names(right) <= _targets(problem)
        yield Edit("target-twice" if target else "factor", put(Bin(node.op, left, Bin("*", TWO, right))))
        yield Edit("factor", put(Bin(node.op, Bin("*", TWO, left), right)))
        yield Edit("factor", put(Bin(node.op, left, Bin("/", right, TWO))))
        yield Edit("factor", put(Bin(node.op, Bin("/", left, TWO), right)))
        for letter in mean_letters(problem):
            yield Edit("mean-twice", put(Bin(node.op, Bin("/", left, Size(letter)), right)))
            yield Edit("mean-twice", put(Bin(node.op, left, Bin("/", right, Size(letter)))))
            yield Edit("mean-missing", put(Bin(node.op, Bin("*", left, Size(letter)), right)))
            yield Edit("mean-missing", put(Bin(node.op, left, Bin("*", right, Size(letter)))))


def _targets(problem: Problem) -> set[str]:
    """The targets that are shares of one, and the values that are made of them and of numbers alone."""
    found = {one.name for one in problem.given if isinstance(one.sample, OneHot | Simplex)}
    numbers = {one.name for one in problem.given if not one.letters}
    for value in problem.values:
        used = names(parsed(problem)[value.name].tree)
        if used & found and used <= found | numbers:
            found.add(value.name)
    return found


def _whole(tree: Node, problem: Problem) -> Iterator[Edit]:
    yield Edit("sign", Neg(tree))
    yield Edit("transpose", Transpose(tree))
    yield Edit("factor", Bin("*", TWO, tree))
    yield Edit("factor", Bin("/", tree, TWO))
    yield Edit("sign+factor", Neg(Bin("/", tree, TWO)))
    yield Edit("sign+factor", Neg(Bin("*", tree, TWO)))
    means = mean_letters(problem)
    for letter in problem.sizes:
        if letter not in problem.fixed:
            yield Edit("mean-twice" if letter in means else "mean-for-sum", Bin("/", tree, Size(letter)))
            if letter in means:
                without: Node = Bin("*", tree, Size(letter))
                yield Edit("mean-missing", without)
                yield Edit("sign+mean-missing", Neg(without))
                yield Edit("mean-missing+factor", Bin("/", without, TWO))
                yield Edit("sign+mean-missing+factor", Neg(Bin("/", without, TWO)))


def _reader(problem: Problem, name: str) -> Quantity | None:
    """The only value that reads a name, where it stands and on the same axes."""
    readers = [value for value in problem.values if name in names(parsed(problem)[value.name].tree)]
    if len(readers) != 1 or name not in named_at_once(parsed(problem)[readers[0].name].tree):
        return None
    return readers[0] if readers[0].letters == problem.quantity(name).letters else None


def _function(problem: Problem, value: Quantity) -> str:
    formula = parsed(problem)[value.name].tree
    return formula.function if isinstance(formula, Call) else ""


def _crossed(tree: Node, problem: Problem, reader: Quantity) -> Iterator[Edit]:
    """What goes back through one value: passed on as it came, or crossed twice."""
    value, arriving = Ref(reader.name), gradient_id(problem, reader.name)
    if arriving not in parsed(problem):
        return
    function = _function(problem, reader)
    yield Edit("derivative-missing" if function else "factor-missing", Ref(arriving))
    if function in ("sigma", "softmax", "tanh"):
        slope = slope_at_value("tanh" if function == "tanh" else "sigma", value)
        yield Edit("derivative-twice", Bin("*", tree, slope))
        if function == "softmax":
            yield from _diagonal(tree, arriving, value)


def _diagonal(tree: Node, arriving: str, shares: Ref) -> Iterator[Edit]:
    """Of ``p (dp - sum(dp p))`` what comes of the diagonal of the softmax alone."""
    for node, put, _ in sites(tree):
        if isinstance(node, Bin) and node.op == "-" and arriving in names(node.left) & names(node.right):
            yield Edit("softmax-diagonal", put(Bin("-", node.left, Bin("*", node.left, shares))))


def _other_axis(tree: Node, problem: Problem, code: str) -> Iterator[Edit]:
    """A sum over another axis of what stands under it."""
    for node, put, _ in sites(tree):
        if isinstance(node, Fold) and node.kind in ("sum", "mean") and len(node.binders) == 1:
            yield from _over_others(node, node.binders[0], put, problem, code)


def _over_others(node: Fold, binder: Binder, put: Put, problem: Problem, code: str) -> Iterator[Edit]:
    if binder.low is not None or binder.high is not None:
        return
    bare = (part for part in walk(node.body) if isinstance(part, Ref) and part.index is None)
    for letter in sorted({axis for part in bare for axis in problem.scope.names[part.name].axes} - {binder.letter}):
        yield Edit(code, put(Fold(node.kind, (Binder(letter),), node.body, node.axis)))
