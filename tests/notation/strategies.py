"""Random formulas over the toys, as trees."""

from __future__ import annotations

from functools import cache

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from tests.notation.toys import toy
from tutor import Problem
from tutor.notation.entry_powers import under_a_sum
from tutor.notation.tree import (
    Bin,
    Binder,
    Call,
    Chain,
    Compare,
    Delta,
    Fold,
    Index,
    Listing,
    Neg,
    Node,
    Num,
    Pow,
    Ref,
    Size,
    Transpose,
)  # fmt: skip

NUMBERS = st.sampled_from(["2", "1", "0.5", "3", "1.25", "10", "1e-2", "4.0e2"]).map(Num)
ENTRYWISE = ["sigma", "tanh", "exp", "log", "sqrt", "relu", "softplus", "sin", "abs"]
RELATIONS = st.sampled_from(["<", "<=", ">", ">=", "=", "!="])
WHOLE = ["softmax", "diag", "flip", "inv", "flat", "tr"]
SLOPES = ["sigma", "tanh", "log", "sin"]
SCRIPTED = {"dL/dH_T", "dH_(t+1)/dH_t", "dL/dK[1,1]"}
"""Names that hold an index of their own."""


def indices(problem: Problem, axis: str) -> SearchStrategy[Index | None]:
    """Ways to write an index along an axis, or none."""
    size = problem.scope.axes.size_along(axis) or 1
    ways: list[SearchStrategy[Index | None]] = [
        st.none(),
        st.just(Index(((axis, 1),))),
        st.integers(1, size).map(lambda entry: Index((), entry)),
    ]
    if axis == "t":
        ways += [
            st.sampled_from([-1, 1]).map(lambda shift: Index((("t", 1),), shift)),
            st.just(Index((), 0, last=True)),
        ]
    return st.one_of(ways)


def refs(kind: type[Problem]) -> SearchStrategy[Node]:
    """Names of a toy, bare or with some or all of their indices."""
    problem = toy(kind)
    names = problem.scope.names

    @st.composite
    def drawn(draw: st.DrawFn) -> Node:
        name = draw(st.sampled_from(sorted(names)))
        axes = names[name].axes
        if not axes or name in SCRIPTED or draw(st.booleans()):
            return Ref(name)
        if draw(st.booleans()):
            return Ref(name, tuple(Index(((axis, 1),)) for axis in axes))
        return Ref(name, tuple(draw(indices(problem, axis)) for axis in axes))

    return drawn()


def leaves(kind: type[Problem]) -> SearchStrategy[Node]:
    problem = toy(kind)
    sizes = sorted(problem.sizes)
    letters = sorted(problem.axes)
    return st.one_of(
        refs(kind),
        refs(kind),
        NUMBERS,
        st.sampled_from(sizes).map(Size),
        st.sampled_from(sizes).map(lambda size: Call("ones", (Size(size),))),
        st.sampled_from(["e", "pi"]).map(lambda name: Call(name, ())),
        st.tuples(st.sampled_from(letters), st.sampled_from(letters)).map(lambda pair: Delta(*pair)),
    )


def larger(kind: type[Problem], parts: SearchStrategy[Node]) -> SearchStrategy[Node]:
    problem = toy(kind)
    letters = sorted(problem.axes)
    pairs = st.tuples(parts, parts)
    exponents = st.one_of(
        st.sampled_from(["2", "3", "0"]).map(Num), st.just(Neg(Num("1"))), st.just(Bin("/", Num("1"), Num("2"))), parts
    )
    limits = st.sampled_from([None, Index((), 2), Index((), 0, last=True)])
    binders = st.one_of(
        st.lists(st.sampled_from(letters), min_size=1, max_size=2, unique=True).map(
            lambda found: tuple(Binder(letter) for letter in found)
        ),
        st.builds(lambda letter, low, high: (Binder(letter, low, high),), st.sampled_from(letters), limits, limits),
    )
    own = list(problem.functions)

    def whole(part: Node) -> Node:
        """What a sum over all entries has under it: there its powers are of the entries."""
        return under_a_sum(part, problem.scope)

    return st.one_of(
        parts.map(Neg),
        st.builds(Bin, st.sampled_from("+-*⊙/@"), parts, parts),
        st.builds(Bin, st.sampled_from("+-*"), parts, parts),
        st.lists(parts, min_size=2, max_size=4).map(lambda items: Chain(tuple(items))),
        st.builds(lambda base, exponent: Pow(base, exponent), parts, exponents),
        parts.map(Transpose),
        st.builds(lambda name, part: Call(name, (part,)), st.sampled_from(ENTRYWISE + own), parts),
        st.builds(lambda name, part: Call(name, (part,), 1), st.sampled_from(SLOPES + own), parts),
        st.builds(lambda name, part: Call(name, (part,)), st.sampled_from(WHOLE), parts),
        st.builds(lambda name, pair: Call(name, pair), st.sampled_from(["outer", "corr"]), pairs),
        st.builds(lambda part, letter: Call("softmax", (part,), along=letter), parts, st.sampled_from(letters)),
        st.builds(lambda name, pair: Call(name, pair), st.sampled_from(["max", "min"]), pairs),
        st.builds(
            lambda sign, pair, other: Call("where", (Compare(sign, *pair), pair[1], other)), RELATIONS, pairs, parts
        ),
        st.builds(lambda sign, pair: Compare(sign, *pair), RELATIONS, pairs),
        st.builds(Fold, st.sampled_from(["sum", "mean", "prod"]), binders, parts, kept=st.just(False)),
        st.builds(
            lambda kind, letter, part: Fold(kind, (Binder(letter),), part) if letter else Fold(kind, (), whole(part)),
            st.sampled_from(["max", "min", "norm", "logsumexp"]),
            st.sampled_from(["", *letters]),
            parts,
        ),
        st.builds(
            Fold, st.just("sum"), st.just(()), parts.map(whole), st.sampled_from([None, 0, 1]), kept=st.just(False)
        ),
        st.builds(_listing, st.lists(parts, min_size=1, max_size=3), st.sampled_from(["free", "row", "column"])),
    )  # fmt: skip


def _listing(items: list[Node], how: str) -> Node:
    """A list of lists or of other things: never of both, which are rows of different lengths."""
    if len({isinstance(item, Listing) for item in items}) > 1:
        items = [item for item in items if not isinstance(item, Listing)]
    if len({len(item.items) if isinstance(item, Listing) else 0 for item in items}) > 1:
        items = items[:1]
    return Listing(tuple(items), how)


@cache
def formulas(kind: type[Problem], most: int = 10) -> SearchStrategy[Node]:
    """Formulas of up to ``most`` leaves; many do not fit together."""
    return st.recursive(leaves(kind), lambda parts: larger(kind, parts), max_leaves=most)
