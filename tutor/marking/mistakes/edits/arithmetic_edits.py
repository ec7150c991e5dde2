"""Signs, factors, terms, sums, powers and the order of products."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations, pairwise

from tutor.marking.mistakes.edits.edit_sites import ONE, TWO, Edit, Put, is_upstream, names_upstream, slides, targets
from tutor.notation.tree import Bin, Binder, Call, Chain, Fold, Index, Neg, Node, Num, Pow, Ref, Size, Transpose
from tutor.notation.tree_walks import children, names, rebuild, walk
from tutor.notation.write.one_line import to_ascii
from tutor.problems.contract.problem import Problem
from tutor.problems.instances.formula_values import parsed, shifts


def binary(node: Bin, put: Put, above: tuple[Node, ...], problem: Problem) -> Iterator[Edit]:
    """Signs, dropped terms and factors, and sums for products."""
    left, right = node.left, node.right
    if node.op in "+-":
        yield from _sum(node, put, above, problem)
        yield from _diagonal(node, put, problem)
        if not (above and isinstance(above[-1], Bin) and above[-1].op in "+-"):
            yield from _alone(node, put)
    elif node.op == "/":
        if isinstance(right, Size):
            yield Edit("mean-missing", put(left))
            yield Edit("mean-twice", put(Bin("/", node, right)))
        elif isinstance(right, Num):
            yield Edit("factor", put(left))
        else:
            yield Edit("factor-missing", put(left))
            yield Edit("operation", put(Bin("*", left, right)))
    elif node.op == "@":
        yield Edit("order", put(Bin("@", right, left)))
        yield Edit("order", put(Bin("@", Transpose(right), Transpose(left))))
        yield Edit("transpose", put(Bin("@", left, Transpose(right))))
        yield Edit("transpose", put(Bin("@", Transpose(left), right)))
        yield Edit("operation", put(Bin("*", left, right)))
    else:
        slope = _is_rest(right, left, problem)
        yield Edit("derivative-missing" if slope else "operation", put(Bin("+", left, right)))


def _is_rest(node: Node, value: Node, problem: Problem) -> bool:
    """Whether it is one less a value: with that ``s*(1-s)`` is a slope, ``s+(1-s)`` none."""
    if not isinstance(node, Bin) or node.op != "-" or not isinstance(node.left, Num) or node.left.text != "1":
        return False
    return to_ascii(node.right, problem.scope) == to_ascii(value, problem.scope)


def _sum(node: Bin, put: Put, above: tuple[Node, ...], problem: Problem) -> Iterator[Edit]:
    """A sign turned round, a term dropped or doubled, a product for the sum."""
    left, right = node.left, node.right
    if node.op == "-" and isinstance(left, Num) and left.text == "1" and isinstance(right, Ref):
        yield Edit("gate-swapped", put(right))
    yield Edit("sign", put(Bin("-" if node.op == "+" else "+", left, right)))
    yield Edit("sign", put(Neg(node)))
    if node.op == "+":
        yield Edit("sign", put(Bin("-", right, left)))
    paths = _are_paths(node, problem) and not _is_argument(node, above)
    if _mentions(right):
        update = not paths and _is_update(node, problem)
        yield Edit("rate-missing" if update else _left_out(right, left, paths, problem), put(left))
    yield Edit(_left_out(left, right, paths, problem), put(right if node.op == "+" else Neg(right)))
    if node.op == "-":
        code = "target-twice" if _is_target(right, problem) else "factor"
        yield Edit(code, put(Bin("-", left, Bin("*", TWO, right))))
    if paths:
        yield Edit("operation", put(Bin("*", left, right)))
    if paths and node.op == "+":
        if _looks_ahead(right, problem) and not _looks_ahead(left, problem):
            yield Edit("path-only-last", put(Bin("+", left, _handed_on_once(right, left, problem))))
        if _looks_ahead(left, problem) and not _looks_ahead(right, problem):
            yield Edit("path-only-last", put(Bin("+", _handed_on_once(left, right, problem), right)))


def _diagonal(node: Bin, put: Put, problem: Problem) -> Iterator[Edit]:
    """Of ``p (dp - sum(dp p))`` what comes of the diagonal of the softmax alone."""
    arriving = {part.name for part in walk(node.left) if isinstance(part, Ref) and is_upstream(part, problem)}
    if node.op == "-" and arriving & names(node.right):
        for name in sorted(names(node.right) - arriving):
            formula = parsed(problem).get(name)
            if formula is not None and isinstance(formula.tree, Call) and formula.tree.function == "softmax":
                shares = next(part for part in walk(node.right) if isinstance(part, Ref) and part.name == name)
                yield Edit("softmax-diagonal", put(Bin("-", node.left, Bin("*", node.left, shares))))


def _are_paths(node: Bin, problem: Problem) -> bool:
    """Whether terms are roads to the loss: those of a sum, or of a difference of what begins with other gradients."""
    if node.op == "+":
        return _mentions(node.left) and _mentions(node.right)
    first, second = (
        {part for part in names(side) if names_upstream(part, problem)} for side in (node.left, node.right)
    )
    return bool(first and second) and first.isdisjoint(second)


def _is_argument(node: Node, above: tuple[Node, ...]) -> bool:
    """Whether a sum stands inside a function or below a fraction: its terms are not the roads to the loss."""
    return any(
        isinstance(outer, Call | Pow) or (isinstance(outer, Bin) and outer.op == "/" and outer.right is part)
        for outer, part in pairwise((*above, node))
    )


def _alone(node: Bin, put: Put) -> Iterator[Edit]:
    """Of three terms or more only one is left."""
    terms = list(_terms(node))
    if len(terms) > 2:
        for sign, term in terms:
            if _mentions(term):
                yield Edit("term-missing", put(term if sign > 0 else Neg(term)))


def _terms(node: Node, sign: int = 1) -> Iterator[tuple[int, Node]]:
    """The terms of a sum, each with its sign."""
    if isinstance(node, Bin) and node.op in "+-":
        yield from _terms(node.left, sign)
        yield from _terms(node.right, sign if node.op == "+" else -sign)
    else:
        yield sign, node


def _left_out(gone: Node, kept: Node, paths: bool, problem: Problem) -> str:
    """What it is called when of two terms one is left out."""
    if not paths:
        return "term-missing"
    if _is_regulariser(gone, problem):
        return "regulariser"
    if _looks_ahead(gone, problem) != _looks_ahead(kept, problem):
        return "path-only-last" if _looks_ahead(gone, problem) else "path-replaced"
    return "path-missing"


def _looks_ahead(node: Node, problem: Problem) -> bool:
    """Whether a term is built on the gradient of the next step."""
    return any(
        is_upstream(part, problem) and part.index and any(map(_shift, part.index))
        for part in walk(node)
        if isinstance(part, Ref)
    )


def _shift(index: Index | None) -> int:
    return index.const if index is not None and index.terms and not index.last else 0


def _handed_on_once(carried: Node, local: Node, problem: Problem) -> Node:
    """The carried term with the next step's whole gradient cut down to that step's own part."""
    if isinstance(carried, Ref) and _looks_ahead(carried, problem):
        return _next_step(local, {letter for letter, _ in shifts(carried)} & {*problem.scope.axes.time})
    parts = children(carried)
    return rebuild(carried, tuple(_handed_on_once(part, local, problem) for part in parts)) if parts else carried


def _next_step(node: Node, time: set[str]) -> Node:
    """A term one time step later: every t becomes t+1."""
    if isinstance(node, Ref) and node.index is not None:
        moved = tuple(
            Index(i.terms, i.const + 1) if i is not None and any(letter in time for letter, _ in i.terms) else i
            for i in node.index
        )
        return Ref(node.name, moved)
    parts = children(node)
    return rebuild(node, tuple(_next_step(part, time) for part in parts)) if parts else node


def _is_update(node: Bin, problem: Problem) -> bool:
    """Whether a gradient is taken off a given weight."""
    if not isinstance(node.left, Ref) or node.op != "-":
        return False
    quantity = problem.quantities.get(node.left.name)
    return (
        quantity is not None and not quantity.formula and any(is_upstream(part, problem) for part in walk(node.right))
    )


def _is_regulariser(node: Node, problem: Problem) -> bool:
    """Whether a term of a gradient comes of a term of the loss that no value of the network is in."""
    return names(node) <= penalised(problem)


@lru_cache(maxsize=64)
def penalised(problem: Problem) -> frozenset[str]:
    """The given quantities in those terms of the loss that hold nothing else."""
    formulas = parsed(problem)
    given = {quantity.name for quantity in problem.given}
    terms = [formulas[problem.loss].tree] if problem.loss in formulas else []
    found: set[str] = set()
    while terms:
        term = terms.pop()
        if isinstance(term, Bin) and term.op in "+-":
            terms += [term.left, term.right]
        elif isinstance(term, Neg):
            terms.append(term.body)
        elif isinstance(term, Ref) and term.name in formulas:
            terms.append(formulas[term.name].tree)
        elif names(term) <= given:
            found |= names(term)
    return frozenset(found)


def _is_target(node: Node, problem: Problem) -> bool:
    return isinstance(node, Ref) and node.name in targets(problem)


def _mentions(node: Node) -> bool:
    return any(isinstance(part, Ref) for part in walk(node))


def chain(node: Chain, put: Put, problem: Problem) -> Iterator[Edit]:
    """The order of neighbours or of all, their transposes, and changes of basis."""
    items = node.items
    for position in range(len(items) - 1):
        first, second = items[position], items[position + 1]
        before, after = items[:position], items[position + 2 :]
        yield Edit("order", put(Chain((*before, second, first, *after))))
        yield Edit("transpose", put(Chain((*before, first, Transpose(second), *after))))
        yield Edit("transpose", put(Chain((*before, Transpose(first), second, *after))))
        yield Edit("order", put(Chain((*before, Transpose(second), Transpose(first), *after))))
    if len(items) > 2:
        yield Edit("order", put(Chain(items[::-1])))
        yield Edit("transpose", put(Chain(tuple(Transpose(item) for item in items))))
    yield from _bases(items, put, problem)


def _bases(items: tuple[Node, ...], put: Put, problem: Problem) -> Iterator[Edit]:
    """A change of basis and its inverse: both dropped, the other way round, or the first alone dropped."""
    texts = [to_ascii(item, problem.scope) for item in items]
    for there, back in combinations(range(len(items)), 2):
        first, last = items[there], items[back]
        pair = [(first, texts[back]), (last, texts[there])]
        if not any(isinstance(i, Pow) and isinstance(i.exponent, Neg) and _base(i, problem) == t for i, t in pair):
            continue
        inside, after = items[there + 1 : back], items[back + 1 :]
        for kept in ((*inside,), (last, *inside, first), (*inside, last), (first, *inside)):
            if kept:
                yield Edit("inverse-missing", put(Chain((*items[:there], *kept, *after))))


def _base(node: Pow, problem: Problem) -> str:
    return to_ascii(node.base, problem.scope)


def all_transposes(tree: Node) -> Iterator[Edit]:
    """No transpose at all."""
    if sum(isinstance(part, Transpose) for part in walk(tree)) > 1:
        yield Edit("transpose", _bare(tree))


def _bare(node: Node) -> Node:
    if isinstance(node, Transpose):
        return _bare(node.body)
    parts = children(node)
    return rebuild(node, tuple(_bare(part) for part in parts)) if parts else node


_FIRST, _LAST = Index((), 1), Index((), 0, last=True)
_PARTS = ((_FIRST, _FIRST), (_LAST, _LAST), (Index((), 2), None), (None, Index((), -1, last=True)))
"""The first term alone, the last alone, all but the first, all but the last."""


def fold(node: Fold, put: Put, problem: Problem) -> Iterator[Edit]:
    """Sums that are dropped, averaged, or cut to one term."""
    places = slides(problem) and any(binder.letter.upper() in problem.derived for binder in node.binders)
    missing = "position" if places else "sum-missing"
    if node.kind == "sum":
        yield Edit(missing, put(node.body))
        yield Edit("mean-for-sum", put(Fold("mean", node.binders, node.body, node.axis)))
    elif node.kind == "mean":
        total = Fold("sum", node.binders, node.body, node.axis)
        yield Edit("mean-missing", put(total))
        if len(node.binders) == 1 and (size := node.binders[0].letter.upper()) in problem.scope.axes.sizes:
            yield Edit("factor", put(Bin("/", total, Bin("-", Size(size), ONE))))
        yield Edit("sum-missing", put(node.body))
    for position, binder in enumerate(node.binders):
        if binder.low is not None or binder.high is not None:
            yield Edit("sum-extra", put(_bound(node, position, Binder(binder.letter))))
            for limits in _limits(binder):
                yield Edit("time-shift", put(_bound(node, position, limits)))
            continue
        for low, high in _PARTS if node.kind in ("sum", "mean", "prod") else ():
            yield Edit("sum-missing", put(_bound(node, position, Binder(binder.letter, low, high))))
        if len(node.binders) > 1:
            yield Edit(missing, put(_bound(node, position)))


def _bound(node: Fold, position: int, *instead: Binder) -> Fold:
    """The sum with another letter or range in one place, or with nothing there."""
    binders = (*node.binders[:position], *instead, *node.binders[position + 1 :])
    return Fold(node.kind, binders, node.body)


def _limits(binder: Binder) -> Iterator[Binder]:
    """A range that begins or ends one place off."""
    for step in (-1, 1):
        if binder.low is not None and not binder.low.last:
            yield Binder(binder.letter, Index(binder.low.terms, binder.low.const + step), binder.high)
        if binder.high is not None and not binder.high.last:
            yield Binder(binder.letter, binder.low, Index(binder.high.terms, binder.high.const + step))


def power(node: Pow, put: Put) -> Iterator[Edit]:
    """Powers and inverses that are dropped or one too high."""
    if isinstance(node.exponent, Neg):
        yield Edit("inverse-missing", put(node.base))
        yield Edit("inverse-missing", put(ONE))
        yield Edit("inverse-missing", put(Transpose(node.base)))
        return
    yield Edit("factor" if isinstance(node.exponent, Num) else "power", put(node.base))
    if isinstance(node.exponent, Num) and node.exponent.text.isdecimal():
        more = Num(str(int(node.exponent.text) + 1))
        yield Edit("factor-twice", put(node._replace(exponent=more)))
        if int(node.exponent.text) > 2:
            yield Edit("factor-missing", put(node._replace(exponent=Num(str(int(node.exponent.text) - 1)))))
