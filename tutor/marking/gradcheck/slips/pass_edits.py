"""Mistakes in one step of a pass that show in what comes after it, beside those of any formula.

What is wrong with the whole of an asked answer is seen on its numbers; of a step on the way only what follows from it
is there, so that it needs a formula.
"""

from __future__ import annotations

from collections.abc import Iterator

from tutor.marking.gradcheck.slips.edits_throughout import edits_throughout
from tutor.marking.gradcheck.slips.factor_edits import constant_edits, factor_edits, other_slopes
from tutor.marking.gradcheck.slips.gradient_codes import (
    code_of,
    code_of_value,
    count_of_loss,
    function_of,
    is_forward,
    only_reader,
    swapped_code,
)
from tutor.marking.gradcheck.slips.gradient_edits import gradient_edits
from tutor.marking.gradcheck.slips.kernel_edits import kernel_edits
from tutor.marking.gradcheck.slips.sum_edits import same_for_all, sum_edits
from tutor.marking.gradcheck.slips.window_edits import window_edits
from tutor.marking.mistakes.edits.arithmetic_edits import penalised
from tutor.marking.mistakes.edits.edit_sites import ONE, TWO, ZERO, Edit, Put, is_upstream, sites, targets
from tutor.marking.mistakes.edits.name_edits import renamed, swap_code
from tutor.marking.mistakes.edits.single_edits import single_edits
from tutor.marking.mistakes.edits.slope_edits import factors_of, find_slopes, is_product, without
from tutor.marking.mistakes.edits.whole_answer import loss_formula, mean_letters
from tutor.notation.read.grammar.function_formulas import slope_at_value
from tutor.notation.tree import Bin, Call, Delta, Indicator, Neg, Node, Num, Pow, Ref, Size, Transpose
from tutor.notation.tree_walks import children, names, rebuild, walk
from tutor.problems.contract.problem import Problem
from tutor.problems.contract.quantity import Quantity
from tutor.problems.contract.target import GRADIENT, gradient_id
from tutor.problems.instances.formula_values import parsed


def edits_of(problem: Problem, name: str, tree: Node) -> Iterator[Edit]:
    """The mistakes in one form of the formula of a value or a gradient."""
    backward = not is_forward(problem, name)
    for edit in single_edits(tree, problem, swaps=backward):
        yield Edit(code_of(problem, name, edit, tree) if backward else code_of_value(edit), edit.tree)
    yield from _terms(tree, problem)
    yield from _complements(tree, problem)
    if not backward:
        yield from _other_gates(tree, problem)
        yield from _softmax_axis(tree, problem.scope.names[name].axes)
        yield from _rooted(tree, name, problem)
        return
    yield from _whole(tree, problem, problem.scope.names[name].axes)
    yield from edits_throughout(tree, problem)
    yield from _values(tree, problem)
    yield from _other_points(tree, problem)
    yield from _targets_of_others(tree)
    yield from kernel_edits(tree)
    if not parsed(problem)[name].axes:
        yield Edit("delta-missing" if problem.targets[name].kind == GRADIENT else "factor-missing", ONE)
    yield from gradient_edits(tree, problem, name)
    for node, put, _ in sites(tree):
        if is_upstream(node, problem):
            code = "delta-missing" if count_of_loss(node, problem) else "factor-missing"
            yield Edit(code, put(Bin("+", Bin("*", ZERO, node), ONE)))  # of the same axes
    softmax = False
    if problem.targets[name].kind == GRADIENT:
        reader = only_reader(problem, problem.targets[name].by)
        softmax = reader is not None and function_of(problem, reader) == "softmax"
        if reader is not None:
            yield from _crossed(tree, problem, reader)
            yield from other_slopes(problem, problem.targets[name].by, reader.name)
    yield from sum_edits(tree, problem, "softmax-axis" if softmax else "sum-extra")
    yield from same_for_all(tree, problem.scope.names[name].axes, problem)
    yield from factor_edits(tree, problem)
    yield from constant_edits(tree, problem)
    yield from window_edits(tree, problem, problem.scope.names[name].axes)


def _softmax_axis(tree: Node, letters: tuple[str, ...]) -> Iterator[Edit]:
    """A softmax of rows taken along another axis."""
    for node, put, _ in sites(tree):
        if isinstance(node, Call) and node.function == "softmax" and not node.along:
            for letter in letters[:-1]:
                yield Edit("softmax-axis", put(node._replace(along=letter)))


def _rooted(tree: Node, name: str, problem: Problem) -> Iterator[Edit]:
    """The root of a value that another formula takes the root of: a deviation for a variance."""
    trees = (parsed(problem)[value.name].tree for value in problem.values)
    if any(
        isinstance(part, Call) and part.function == "sqrt" and name in names(part) for of in trees for part in walk(of)
    ):
        yield Edit("power", Call("sqrt", (tree,)))


def _complements(tree: Node, problem: Problem) -> Iterator[Edit]:
    """A gate and what it leaves of one, ``z`` and ``1 - z``, each in the other's place."""
    for name in sorted(names(tree) & problem.quantities.keys()):
        if any(_is_rest(part, name) for part in walk(tree)):
            yield Edit("gate-swapped", _complemented(tree, name))


def _is_rest(node: Node, name: str) -> bool:
    """Whether it is one less what has a name."""
    if not isinstance(node, Bin) or node.op != "-" or not isinstance(node.left, Num) or node.left.text != "1":
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
                swapped = renamed(tree, {name: other.name})
                yield Edit(swapped_code(problem, swap_code(problem, name, other.name), tree, swapped), swapped)
        if isinstance(formula, Bin) and formula.op in "+-":
            for node, put, _ in sites(tree):
                if isinstance(node, Ref) and node.name == name and node.index is None:
                    yield Edit("term-missing", put(formula.left))
        if isinstance(formula, Bin) and formula.op in "*⊙/":
            for node, put, _ in sites(tree):
                if isinstance(node, Ref) and node.name == name:
                    yield Edit("swapped", put(formula.left))
                    if formula.op != "/":
                        yield Edit("swapped", put(formula.right))


def _other_points(tree: Node, problem: Problem) -> Iterator[Edit]:
    """``1 - tanh(u^2)`` for ``1 - tanh(u)^2``: what enters is squared, or what leaves; ``sigma(s)`` for a slope."""
    for node, put, above in sites(tree):
        if not is_product(node) or (above and is_product(above[-1])):
            continue
        for slope in find_slopes(factors_of(node), problem.scope):
            call = _call_of(slope.value, problem)
            tanh = slope.kind == "tanh" or (call is not None and call.function == "tanh")
            squared = [slope.value] if slope.kind == "tanh" else []
            squared += [call.args[0]] if call is not None and tanh else []
            for point in squared:
                wrong = Bin("-", ONE, Call("tanh", (Pow(point, TWO),)))
                yield Edit("derivative-point", put(without(node, slope.factors, wrong)))
            if slope.kind == "sigma":
                yield Edit("derivative-missing", put(without(node, slope.factors, Call("sigma", (slope.value,)))))


def _targets_of_others(tree: Node) -> Iterator[Edit]:
    """A one taken off a prediction whose target is zero, as it is off that of the true class."""
    for node, put, above in sites(tree):
        alone = all(isinstance(outer, Neg) or (isinstance(outer, Bin) and outer.op in "+-") for outer in above)
        if alone and isinstance(node, Call) and node.function in ("sigma", "softmax") and not node.primes:
            yield Edit("target-twice", put(Bin("-", node, ONE)))


def _call_of(value: Node, problem: Problem) -> Call | None:
    """The activation that a slope belongs to, if its output is a call or the name of one on the same axes."""
    if isinstance(value, Ref) and value.index is None and problem.quantities[value.name].formula:
        value = parsed(problem)[value.name].tree
    return value if isinstance(value, Call) and len(value.args) == 1 else None


def _other_gates(tree: Node, problem: Problem) -> Iterator[Edit]:
    """One gate for another in the forward pass."""
    for node, put, _ in sites(tree):
        if isinstance(node, Ref) and node.name in problem.quantities:
            for other in problem.values:
                if other.name != node.name and swap_code(problem, node.name, other.name) == "gate-swapped":
                    yield Edit("gate-swapped", put(Ref(other.name, node.index)))


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
        if isinstance(right, Delta | Indicator) or (names(left) and not names(right)):
            yield Edit("term-missing", put(left))
        target = node.op == "-" and names(right) and names(right) <= targets(problem)
        yield Edit("target-twice" if target else "factor", put(Bin(node.op, left, Bin("*", TWO, right))))
        yield Edit("factor", put(Bin(node.op, Bin("*", TWO, left), right)))
        yield Edit("factor", put(Bin(node.op, left, Bin("/", right, TWO))))
        yield Edit("factor", put(Bin(node.op, Bin("/", left, TWO), right)))
        for term in (left, right):
            averaged = not names(term) <= penalised(problem)  # a regulariser is in no mean
            for letter in mean_letters(problem) if names(term) else ():
                for code, op in (("mean-twice", "/"), ("mean-missing", "*")):
                    new = Bin(op, term, Size(letter))
                    both = Bin(node.op, new, right) if term is left else Bin(node.op, left, new)
                    yield Edit(code if averaged else "factor", put(both))
        if isinstance(left, Bin) and left.op in "+-":
            yield from _last_two(left, Bin(node.op, ZERO, right), put)


def _last_two(before: Bin, last: Node, put: Put) -> Iterator[Edit]:
    """The last two of three terms together with another factor or sign: ``a + 2 (b - c)`` for ``a + b - c``."""
    both = Bin("+", Bin(before.op, ZERO, before.right), last)
    yield Edit("factor", put(Bin("+", before.left, Bin("*", TWO, both))))
    yield Edit("factor", put(Bin("+", before.left, Bin("/", both, TWO))))
    yield Edit("sign", put(Bin("-", before.left, both)))


def _whole(tree: Node, problem: Problem, axes: tuple[str, ...]) -> Iterator[Edit]:
    yield Edit("sign", Neg(tree))
    yield Edit("transpose", Transpose(tree))
    yield Edit("factor", Bin("*", TWO, tree))
    yield Edit("factor", Bin("/", tree, TWO))
    yield Edit("sign+factor", Neg(Bin("/", tree, TWO)))
    yield Edit("sign+factor", Neg(Bin("*", tree, TWO)))
    means = mean_letters(problem)
    averaged = any(isinstance(part, Size) and part.letter in means for part in walk(tree))
    for letter in problem.sizes:
        if letter not in problem.fixed:
            of_all = averaged and letter.lower() in axes  # over all entries instead of over the samples
            code = "mean-twice" if letter in means else "mean-axis" if of_all else "mean-for-sum"
            yield Edit(code, Bin("/", tree, Size(letter)))
            if letter in means:
                without: Node = Bin("*", tree, Size(letter))
                yield Edit("mean-missing", without)
                yield Edit("sign+mean-missing", Neg(without))
                yield Edit("mean-missing+factor", Bin("/", without, TWO))
                yield Edit("sign+mean-missing+factor", Neg(Bin("/", without, TWO)))


def _of_cross_entropy(shares: Quantity, problem: Problem) -> Iterator[Edit]:
    """``p - y``, which is the slope of the cross-entropy, where the loss is another."""
    in_loss = names(loss_formula(problem))
    for target in problem.given:
        if {shares.name, target.name} <= in_loss and target.letters == shares.letters:
            error = Bin("-", Ref(shares.name), Ref(target.name))
            yield Edit("loss-mismatch", error)
            for letter in sorted(mean_letters(problem)):
                yield Edit("loss-mismatch", Bin("/", error, Size(letter)))


def _crossed(tree: Node, problem: Problem, reader: Quantity) -> Iterator[Edit]:
    """What goes back through one value: passed on as it came, or crossed twice."""
    value, arriving = Ref(reader.name), gradient_id(problem, reader.name)
    if arriving not in parsed(problem):
        return
    function = function_of(problem, reader)
    yield Edit("derivative-missing" if function else "factor-missing", Ref(arriving))
    if function in ("sigma", "softmax"):
        yield from _of_cross_entropy(reader, problem)
    if function in ("sigma", "softmax", "tanh"):
        slope = slope_at_value("tanh" if function == "tanh" else "sigma", value)
        yield Edit("derivative-twice", Bin("*", tree, slope))
