"""What is done to the trees of a page's sides once they are read, and what is asked of a problem's formulas."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import NamedTuple

from tutor.notation.scope import Scope
from tutor.notation.tree import Bin, Chain, Delta, Derivative, Fold, Listing, Neg, Node, Ref, Transpose
from tutor.notation.tree_walks import children, is_numeric, names, rebuild, walk
from tutor.problems.contract.problem import Problem
from tutor.problems.instances.formula_values import parsed
from tutor.submission.claims.sides.view import STEP_LOSS


def terms(tree: Node) -> list[Node]:
    """What is added up in a formula."""
    if isinstance(tree, Bin) and tree.op == "+":
        return [*terms(tree.left), *terms(tree.right)]
    return [tree]


def loss_of_a_step(problem: Problem) -> Node | None:
    """The loss of one step of time, where the loss is their sum or mean; None for any other.

    A number before the sum belongs to it, one over the steps does not.
    """
    tree = parsed(problem)[problem.loss].tree if problem.loss in parsed(problem) else None
    if isinstance(tree, Neg):
        inner = _of_sum(tree.body, problem)
        return Neg(inner) if inner is not None else None
    return _of_sum(tree, problem) if tree is not None else None


def is_sum_of_steps(problem: Problem) -> bool:
    """Whether the loss is the sum of those of the steps, and no mean."""
    tree = parsed(problem)[problem.loss].tree if problem.loss in parsed(problem) else None
    ahead, _ = _number_ahead(tree.body if isinstance(tree, Neg) else tree) if tree is not None else (None, None)
    return (ahead is None or is_numeric(ahead)) and loss_of_a_step(problem) is not None


class Summand(NamedTuple):
    """What a loss adds up over one letter, and of which axis that letter is."""

    axis: str
    letter: str
    tree: Node


def summand_of_loss(problem: Problem) -> Summand | None:
    """What a loss adds up over one axis other than time: ``E_j``.

    A number before the sum belongs to what is added up, a mean over samples does not.
    """
    tree = parsed(problem)[problem.loss].tree if problem.loss in parsed(problem) else None
    negative = isinstance(tree, Neg)
    ahead, fold = _number_ahead(tree.body if isinstance(tree, Neg) else tree) if tree is not None else (None, None)
    if not isinstance(fold, Fold) or fold.kind != "sum" or len(fold.binders) != 1 or fold.binders[0].high is not None:
        return None
    letter = fold.binders[0].letter
    axis = next(_axes_at(letter, fold.body, problem.scope), letter)
    if axis in problem.scope.axes.time or axis not in problem.axes:
        return None
    part = Bin("*", ahead, fold.body) if ahead is not None and is_numeric(ahead) else fold.body
    return Summand(axis, letter, Neg(part) if negative else part)


def _axes_at(letter: str, tree: Node, scope: Scope) -> Iterator[str]:
    """The axes of names that have a letter in their place."""
    for ref in _references(tree):
        axes = scope.names[ref.name].axes if ref.name in scope.names else ()
        for axis, one in zip(axes, ref.index or (), strict=False):
            if one is not None and one.letter == letter:
                yield axis


def _number_ahead(tree: Node) -> tuple[Node | None, Node]:
    """A product as the number before it, if it has one, and the rest: ``1/2`` or ``1/N`` before a sum."""
    if isinstance(tree, Chain) and len(tree.items) == 2 and not names(tree.items[0]):
        return tree.items[0], tree.items[1]
    if isinstance(tree, Bin) and tree.op == "*" and not names(tree.left):
        return tree.left, tree.right
    return None, tree


def _of_sum(tree: Node, problem: Problem) -> Node | None:
    time = set(problem.scope.axes.time)
    ahead, tree = _number_ahead(tree)
    if not isinstance(tree, Fold) or tree.kind != "sum" or not time:
        return None
    others = tuple(one for one in tree.binders if one.letter not in time)
    if len(others) + len(time) != len(tree.binders):
        return None
    step = tree._replace(binders=others) if others else tree.body
    return Bin("*", ahead, step) if ahead is not None and is_numeric(ahead) else step


def plain(tree: Node) -> Node:
    """A tree without brackets around one thing, and without factors of a chain rule before the sum that ends it."""
    if isinstance(tree, Listing) and tree.kind == "free" and len(tree.items) == 1:
        return plain(tree.items[0])
    parts = children(tree)
    tree = rebuild(tree, tuple(map(plain, parts))) if parts else tree
    tree = _drawn_in(tree) if isinstance(tree, Chain) else tree
    return _ended(tree) if isinstance(tree, Fold) and tree.kind == "prod" and isinstance(tree.body, Chain) else tree


def _drawn_in(tree: Chain) -> Node:
    """A chain rule whose first factors stand before a sum of the others, ``∂L/∂h Σ_k ∂h/∂h_k ∂h_k/∂W``, as one sum."""
    *before, last = tree.items
    if not isinstance(last, Fold) or last.kind != "sum" or not isinstance(last.body, Chain):
        return tree
    if not all(map(_is_derivative, (*before, last.body.items[0]))):
        return tree
    if {one.letter for one in last.binders} & {letter for one in before for letter in indices(one)}:
        return tree
    return last._replace(body=Chain((*before, *last.body.items)))


def _ended(tree: Fold) -> Node:
    """A product over a letter that ends before the first factor that has other indices, but not that letter."""
    assert isinstance(tree.body, Chain)
    letters = {one.letter for one in tree.binders}
    items = tree.body.items
    end = next((at for at, item in enumerate(items) if indices(item) and not letters & indices(item)), len(items))
    if end in (0, len(items)):
        return tree
    inside = items[0] if end == 1 else Chain(items[:end])
    return Chain((tree._replace(body=inside), *items[end:]))


def outer(text: str) -> bool:
    """Whether a text has the sign that stands for the product entry by entry or for the outer one."""
    return r"\otimes" in text or "⊗" in text


def as_outer(tree: Node) -> Node:
    """A formula in which products entry by entry are outer ones: of a column with a row."""
    parts = children(tree)
    tree = rebuild(tree, tuple(map(as_outer, parts))) if parts else tree
    return Chain((tree.left, Transpose(tree.right))) if isinstance(tree, Bin) and tree.op == "⊙" else tree


def sums_of_entries(left: Node, right: Node, problem: Problem) -> list[Callable[[Node], Node]]:
    """How a loss that is written with vectors, ``-t_k log y_k``, is one number: the sum over the entries.

    Only of what no sum is taken but that over steps.
    """
    if not isinstance(left, Ref) or not problem.loss or left.name not in (problem.loss, STEP_LOSS):
        return []
    time = set(problem.scope.axes.time)
    folds = [part for part in walk(right) if isinstance(part, Fold)]
    if any(not one.binders or {binder.letter for binder in one.binders} - time for one in folds):
        return []
    if any(isinstance(part, Transpose) for part in walk(right)):
        return []
    return [_within_sums] if folds else [_summed]


def _summed(tree: Node) -> Node:
    return Fold("sum", (), tree)


def _within_sums(tree: Node) -> Node:
    """A formula in which what a sum adds up is the sum of its entries."""
    if isinstance(tree, Fold):
        return tree._replace(body=_summed(tree.body))
    parts = children(tree)
    return rebuild(tree, tuple(map(_within_sums, parts))) if parts else tree


def with_wide_sums(left: Node, right: Node) -> Node:
    """A right side in which a sum goes on over a term behind it that has its letter, which stands for nothing there."""
    if not isinstance(right, Bin) or right.op not in "+-":
        return right
    first = with_wide_sums(left, right.left)
    if not isinstance(first, Fold) or first.kind != "sum":
        return right._replace(left=first)
    letters = {one.letter for one in first.binders} - indices(left)
    if not letters or not letters <= indices(right.right) - bound(right.right):
        return right._replace(left=first)
    return first._replace(body=right._replace(left=first.body))


def has_bare_sum(tree: Node, scope: Scope) -> bool:
    """Whether a formula sums whole matrices over a letter that stands nowhere behind the sign."""
    folds = [part for part in walk(tree) if isinstance(part, Fold) and part.kind == "sum" and len(part.binders) == 1]
    bare = [one for one in folds if one.binders[0].low is None and one.binders[0].letter not in indices(one.body)]
    return any(
        names(one.body) and all(name in scope.names and len(scope.names[name].axes) > 1 for name in names(one.body))
        for one in bare
    )


def indices(tree: Node) -> set[str]:
    """The letters that stand as indices in a formula."""
    found = set()
    for part in walk(tree):
        for one in (part, part.by) if isinstance(part, Derivative) else (part,):
            for index in one.index or () if isinstance(one, Ref) else ():
                found |= {letter for letter, _ in index.terms} if index is not None else set()
    return found


def adds_paths(tree: Node) -> bool:
    """Whether a formula adds up products of derivatives, one for each way from a name to what is differentiated."""
    return sum(sum(map(_is_derivative, walk(term))) > 1 for term in terms(tree)) > 1


def adds_up_steps(left: Node, right: Node) -> bool:
    """Whether a derivative is the sum of what each step adds to it: ``dh_t/dW`` of ``dh_t/dh_k dh_k/dW``.

    So is that of what comes of it, ``dy_t/dW``.
    """
    if not isinstance(left, Derivative) or not isinstance(left.body, Ref):
        return False
    for fold in walk(right):
        letters = {one.letter for one in fold.binders} if isinstance(fold, Fold) and fold.kind == "sum" else set()
        for part in walk(fold) if letters else ():
            if not isinstance(part, Derivative) or not isinstance(part.body, Ref) or part.by.name != left.by.name:
                continue
            if letters & indices(part.body):
                return True
    return False


def _is_derivative(part: Node) -> bool:
    return isinstance(part, Derivative) or (isinstance(part, Ref) and "/" in part.name)


def unbound_deltas(left: Node, right: Node) -> set[str]:
    """The letters of Kronecker deltas on a right side that nothing binds: c, a class, in ``p_k - δ_kc``."""
    found = {letter for part in walk(right) if isinstance(part, Delta) for letter in (part.first, part.second)}
    return found - indices(left) - indices(right) - bound(right)


def says_one_of_all(left: Node, right: Node, running: Collection[str], scope: Scope) -> bool:
    """Whether a right side is about one sample or step of all, while the left side is about all of them.

    It has the index of one; or it has entries of a matrix over samples by the letter of its other axis, and nothing
    that is transposed: then no product of matrices is meant, and no sum is in it that is not written.
    """
    letters = set(running)
    if (letters & indices(right)) - indices(left) - bound(right):
        return True
    if any(isinstance(part, Transpose | Fold) for part in walk(right)):
        return False
    for ref in _references(right):
        axes = scope.names[ref.name].axes if ref.name in scope.names else ()
        placed = dict(zip(axes, ref.index or (), strict=False))
        if any(axis in letters and one is None for axis, one in placed.items()) and any(placed.values()):
            return True
    return False


def bound(tree: Node) -> set[str]:
    """The letters that sums and products of a formula run over."""
    return {one.letter for part in walk(tree) if isinstance(part, Fold) for one in part.binders}


def _references(tree: Node) -> Iterator[Ref]:
    for part in walk(tree):
        if isinstance(part, Ref):
            yield part
        if isinstance(part, Derivative):
            yield part.by


def value_with_term(problem: Problem, letters: tuple[str, str]) -> str:
    """The value of which a product of two names is a term, so that a derivative by either is the same; '' if none is.

    A name is meant by its letter too: ``c`` by c_prev.
    """
    for value in problem.values:
        for term in terms(parsed(problem)[value.name].tree):
            found = [part.name for part in walk(term) if isinstance(part, Ref)]
            if isinstance(term, Bin | Chain) and len(found) == 2 and all(map(_is_meant, found, letters)):
                return value.name
    return ""


def _is_meant(name: str, letter: str) -> bool:
    return letter in (name, name.partition("_")[0])
