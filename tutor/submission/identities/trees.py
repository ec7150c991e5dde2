"""What is done to the trees of lines about free letters, and what is asked of them."""

from __future__ import annotations

from tutor.notation.tree import Bin, Binder, Call, Fold, Index, Neg, Node, Part, Pow, Ref
from tutor.notation.tree_walks import children, names, rebuild, walk
from tutor.submission.claims.trees import bound, indices

_FRESH = "nmlkjiqrp"
_LOGARITHMS = ("log", "log2", "log10")


def with_entries_of_softmax(tree: Node) -> Node:
    """A formula with the quotient for the softmax of an entry, ``softmax(z_j)``: the entry of softmax is meant."""
    parts = children(tree)
    tree = rebuild(tree, tuple(map(with_entries_of_softmax, parts))) if parts else tree
    if not isinstance(tree, Call) or tree.function != "softmax" or len(tree.args) != 1 or tree.primes:
        return tree
    (of,) = tree.args
    letters = sorted(indices(of) - bound(of))
    if len(letters) != 1:
        return tree
    other = next(letter for letter in _FRESH if letter not in indices(of))
    e = Call("e", ())
    below = Fold("sum", (Binder(other),), Pow(e, _at(of, letters[0], other)))
    return Bin("/", Pow(e, of), below)


def _at(tree: Node, letter: str, other: str) -> Node:
    """A formula at another letter."""
    if isinstance(tree, Ref) and tree.index is not None:
        return tree._replace(index=tuple(None if one is None else _moved(one, letter, other) for one in tree.index))
    if isinstance(tree, Part):
        return Part(_at(tree.body, letter, other), tuple(_moved(one, letter, other) for one in tree.index))
    parts = children(tree)
    return rebuild(tree, tuple(_at(part, letter, other) for part in parts)) if parts else tree


def _moved(index: Index, letter: str, other: str) -> Index:
    terms = tuple((other if one == letter else one, count) for one, count in index.terms)
    return index._replace(terms=terms)


def has_function(tree: Node) -> bool:
    """Whether anything in a formula is a function, or a power of e: else it is about no network."""
    return any(isinstance(part, Call) and (part.args or part.function == "e") for part in walk(tree))


def is_function(tree: Node) -> bool:
    """Whether a left side is a function of letters and no more: what follows may say which one is meant by that."""
    if isinstance(tree, Part):
        return is_function(tree.body)
    return isinstance(tree, Call) and not tree.primes and all(isinstance(one, Ref) for one in tree.args)


def beside_logarithms(tree: Node) -> set[str]:
    """The names of a formula with logarithms that stand outside of these: what these are weighted with."""
    return names(_without_logarithms(tree)) if _has_logarithm(tree) else set()


def weights_of_logarithms(tree: Node) -> set[str]:
    """What the logarithms in a sum are weighted with, where a formula is that sum."""
    if isinstance(tree, Neg):
        return weights_of_logarithms(tree.body)
    return beside_logarithms(tree.body) if isinstance(tree, Fold) and tree.kind == "sum" else set()


def _has_logarithm(tree: Node) -> bool:
    is_one = isinstance(tree, Call) and tree.function in _LOGARITHMS
    return is_one or any(map(_has_logarithm, children(tree)))


def _without_logarithms(tree: Node) -> Node:
    if isinstance(tree, Call) and tree.function in _LOGARITHMS:
        return Call("e", ())
    parts = children(tree)
    return rebuild(tree, tuple(map(_without_logarithms, parts))) if parts else tree


def put_in(tree: Node, other: Node) -> tuple[Ref, Node] | None:
    """The one name of a formula in whose place another has something else, and that; None where more differs."""
    found: list[tuple[Ref, Node]] = []
    if not _differ(tree, other, found) or len(set(found)) != 1:
        return None
    return found[0]


def _differ(tree: Node, other: Node, found: list[tuple[Ref, Node]]) -> bool:
    """Whether two formulas are alike but for names of the first, which are noted with what stands for them."""
    if _shape(tree) == _shape(other):
        one, two = children(tree), children(other)
        return len(one) == len(two) and all(_differ(a, b, found) for a, b in zip(one, two, strict=True))
    if isinstance(tree, Ref):
        found.append((tree._replace(column=0), other))
    return isinstance(tree, Ref)


def _shape(tree: Node) -> object:
    """A node without what is under it and where it stands."""
    plain = tree._replace(column=0) if "column" in tree._fields else tree
    kept = rebuild(plain, tuple(Call("e", ()) for _ in children(plain)))
    return type(kept), kept
