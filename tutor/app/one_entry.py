"""One entry of a step written out: every term of a sum or of a matrix product, with indices and with numbers.

The tree is read as a table of entries: a part knows for each row and column the terms that its entry is the sum of.
Sums and products of matrices make terms; all else joins them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import reduce
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

from tutor.notation.errors import NotationError
from tutor.notation.evaluate import evaluate
from tutor.notation.tree import Bin, Call, Chain, Fold, Index, Listing, Neg, Node, Num, Pow, Ref, Size, Transpose
from tutor.problems.formulas import environment
from tutor.problems.inputs import InputError

if TYPE_CHECKING:
    from tutor.notation.env import Env
    from tutor.problems.instance import Instance
    from tutor.problems.step import Step

# More terms than this are not counted out, a factor of more terms than this is not put in brackets.
MANY, SHORT = 400, 3
ENTRYWISE = {"sigma", "tanh", "relu", "exp", "log", "sqrt", "sin", "cos", "f"}

Terms = list[Node]


class OneEntry(NamedTuple):
    """Its number, from 1 along each axis, the terms it is the sum of, and what each of them comes to."""

    place: tuple[int, ...]
    terms: tuple[Node, ...]
    values: tuple[float, ...]


class CannotError(Exception):
    """This formula is not a sum of terms that could be written down."""


class Part(NamedTuple):
    """A scalar has no rows and no columns, a column of three is 3×1; `many` if its entries are sums."""

    rows: int
    columns: int
    at: Callable[[int, int], Terms]
    many: bool = False

    @property
    def scalar(self) -> bool:
        return self.rows == 0


def one_entry(instance: Instance, step: Step) -> OneEntry | None:
    """The first entry of a step's formula; None if it is no sum, or not one that can be written down."""
    problem, tree = instance.problem, instance.formula(step.id)
    axes = problem.axes_of(step)
    try:
        arrays = instance.evaluated()
    except InputError:  # too large for the formulas, though not for the solver: shown without its entries
        return None
    reading = Reading(environment(problem, arrays, instance.sizes))
    result = instance.target(step.id)
    # At the first entry most terms may fall outside, as in a convolution: then the second.
    for index in ((1,) * len(axes), (2,) * len(axes)):
        if any(i > size for i, size in zip(index, result.shape, strict=True)):
            continue
        try:
            terms = reading.entry(tree, axes, index)
            values = [float(evaluate(term, reading.env).array.reshape(())) for term in terms]
        except (CannotError, NotationError, KeyError, ValueError):
            continue
        exact = float(result[tuple(i - 1 for i in index)])
        if len(terms) > 1 and abs(sum(values) - exact) <= 1e-9 * max(map(abs, values)):
            return OneEntry(index, tuple(terms), tuple(values))
    return None


class Reading:
    """Reads trees at numbered entries of an instance."""

    def __init__(self, env: Env) -> None:
        self.env = env

    def entry(self, tree: Node, axes: tuple[str, ...], index: tuple[int, ...]) -> Terms:
        """The terms of one entry of a formula whose result has these axes."""
        part = self.part(tree, dict(zip(axes, index, strict=True)), frozenset(self.env.running))
        if part.scalar:
            return part.at(0, 0)
        bare = [number for letter, number in zip(axes, index, strict=True) if letter not in self.env.running]
        i, j = (*bare, 1, 1)[:2]
        return part.at(1, i) if len(bare) == 1 and part.rows == 1 else part.at(i, j)

    def part(self, node: Node, at: Mapping[str, int], bound: frozenset[str]) -> Part:
        """A node as a table; letters of `at` are numbers, and axes of the letters in `bound` are not a table's."""
        match node:
            case Num() | Size():
                return Part(0, 0, lambda i, j: [node])
            case Ref():
                return self._ref(node, at, bound)
            case Neg(body):
                inner = self.part(body, at, bound)
                return inner._replace(at=lambda i, j: [negative(term) for term in inner.at(i, j)])
            case Transpose(body):
                inner = self.part(body, at, bound)
                return Part(inner.columns, inner.rows, lambda i, j: inner.at(j, i))
            case Pow(base, exponent):
                return self._entrywise((base, exponent), at, bound, lambda x, y: Pow(x, y))
            case Call(name, (_, _)) if name == "corr":
                return self._correlation(node, at, bound)
            case Call(name, (_,)) if name in ENTRYWISE:
                return self._entrywise(node.args, at, bound, lambda x: Call(name, (x,), node.primes))
            case Listing(items):
                parts = [self.part(item, at, bound) for item in items]
                if not all(part.scalar for part in parts):
                    raise CannotError
                return Part(len(parts), 1, lambda i, j: parts[i - 1].at(0, 0))
            case Chain(items):
                return reduce(multiplied, (self.part(item, at, bound) for item in items))
            case Bin("@", left, right):
                return multiplied(self.part(left, at, bound), self.part(right, at, bound))
            case Bin("+" | "-", left, right):
                return self._sum(node, self.part(left, at, bound), self.part(right, at, bound))
            case Bin(op, left, right):
                return spread(op, self.part(left, at, bound), self.part(right, at, bound))
            case Fold("sum", axis=None):
                return self._fold(node, at, bound)
        raise CannotError

    def _ref(self, node: Ref, at: Mapping[str, int], bound: frozenset[str]) -> Part:
        axes = self.env.scope.names[node.name].axes
        sizes = [self.env.sizes[axis] for axis in axes]
        written = node.index or (None,) * len(axes)
        fixed: list[int | None] = []
        for axis, index, size in zip(axes, written, sizes, strict=True):
            if index is not None:
                fixed.append(self._number(index, at, size))
            else:
                fixed.append(at[axis] if axis in bound else None)
        free = [size for size, number in zip(sizes, fixed, strict=True) if number is None]
        if len(free) > 2:
            raise CannotError

        def entry(i: int, j: int) -> Terms:
            numbers = iter((i, j))
            return self._single(node.name, tuple(next(numbers) if n is None else n for n in fixed), sizes)

        return Part(free[0] if free else 0, free[1] if len(free) == 2 else min(1, len(free)), entry)

    def _single(self, name: str, index: tuple[int, ...], sizes: list[int]) -> Terms:
        """The name at one entry; what stands before the first, where there is such a thing; else nothing."""
        if all(1 <= number <= size for number, size in zip(index, sizes, strict=True)):
            return [Ref(name, tuple(Index((), number) for number in index) or None)]
        outside = self.env.scope.names[name].outside
        if outside and index[0] == 0 and outside in self.env.arrays:
            return [Ref(outside, tuple(Index((), number) for number in index[1:]) or None)]
        return []

    def _number(self, index: Index, at: Mapping[str, int], size: int) -> int:
        found = index.const + (size if index.last else 0)
        for letter, times in index.terms:
            found += times * (at[letter] if letter in at else self.env.sizes[letter.lower()])
        return found

    def _entrywise(
        self, nodes: tuple[Node, ...], at: Mapping[str, int], bound: frozenset[str], make: Callable[..., Node]
    ) -> Part:
        parts = [self.part(node, at, bound) for node in nodes]
        shape = next((part for part in parts if not part.scalar), parts[0])

        def entry(i: int, j: int) -> Terms:
            return [make(*(bracketed(part.at(i, j)) for part in parts))]

        return shape._replace(at=entry, many=False)

    def _sum(self, node: Bin, left: Part, right: Part) -> Part:
        """Terms added to terms; where neither side is a sum, their difference stays one factor."""
        shape = right if left.scalar else left
        many = left.many or right.many

        def entry(i: int, j: int) -> Terms:
            first, second = aligned(left, shape, i, j), aligned(right, shape, i, j)
            if node.op == "-":
                second = [negative(term) for term in second]
            terms = first + second
            return terms if many or not terms else [bracketed(terms)]

        return shape._replace(at=entry, many=many)

    def _fold(self, node: Fold, at: Mapping[str, int], bound: frozenset[str]) -> Part:
        if not node.binders:
            inner = self.part(node.body, at, bound)
            pairs = list(product(range(1, inner.rows + 1), range(1, inner.columns + 1)))
            return Part(0, 0, lambda i, j: [term for pair in pairs for term in inner.at(*pair)], many=True)
        spans = []
        for binder in node.binders:
            size = self.env.sizes[binder.letter]
            low = self._number(binder.low, at, size) if binder.low else 1
            high = self._number(binder.high, at, size) if binder.high else size
            spans.append(range(low, high + 1))
        letters = [binder.letter for binder in node.binders]
        within = bound | set(letters)
        parts = [
            self.part(node.body, {**at, **dict(zip(letters, values, strict=True))}, within)
            for values in product(*spans)
        ]
        if not parts or len(parts) > MANY:
            raise CannotError
        return parts[0]._replace(at=lambda i, j: [term for part in parts for term in part.at(i, j)], many=True)

    def _correlation(self, node: Call, at: Mapping[str, int], bound: frozenset[str]) -> Part:
        image, kernel = (self.part(argument, at, bound) for argument in node.args)
        rows, columns = image.rows - kernel.rows + 1, image.columns - kernel.columns + 1

        def entry(i: int, j: int) -> Terms:
            places = product(range(1, kernel.rows + 1), range(1, kernel.columns + 1))
            pairs = ((kernel.at(r, c), image.at(i + r - 1, j + c - 1)) for r, c in places)
            return [term for one, other in pairs for term in times(one, other)]

        return Part(rows, columns, entry, many=True)


def aligned(part: Part, shape: Part, i: int, j: int) -> Terms:
    """The entry of a part beside one of another shape: a column is added to every row."""
    if part.scalar:
        return part.at(0, 0)
    if (part.rows, part.columns) == (shape.rows, shape.columns):
        return part.at(i, j)
    if part.columns == 1 and part.rows == shape.columns:
        return part.at(j, 1)
    raise CannotError


def multiplied(left: Part, right: Part) -> Part:
    """The product that fits the shapes."""
    if left.scalar or right.scalar:
        return spread("*", left, right)
    if left.columns == right.rows * right.columns and right.columns > 1:
        right = flat(right)
    if left.columns != right.rows:
        raise CannotError
    many = left.columns > 1 or left.many or right.many

    def entry(i: int, j: int) -> Terms:
        return [t for k in range(1, left.columns + 1) for t in times(left.at(i, k), right.at(k, j))]

    if left.rows == right.columns == 1:
        return Part(0, 0, lambda i, j: entry(1, 1), many)
    return Part(left.rows, right.columns, entry, many)


def flat(part: Part) -> Part:
    """A matrix as a column, row by row."""
    return Part(part.rows * part.columns, 1, lambda i, j: part.at(*(n + 1 for n in divmod(i - 1, part.columns))))


def spread(op: str, left: Part, right: Part) -> Part:
    """Entry by entry."""
    shape = right if left.scalar else left

    def entry(i: int, j: int) -> Terms:
        one, other = aligned(left, shape, i, j), aligned(right, shape, i, j)
        if op == "/":
            return [Bin("/", term, bracketed(other)) for term in one]
        return times(one, other)

    return shape._replace(at=entry, many=left.many or right.many)


def times(left: Terms, right: Terms) -> Terms:
    """Terms times terms; the shorter side is one factor."""
    if not left or not right:
        return []
    if len(right) <= len(left) and len(right) <= SHORT:
        factor = bracketed(right)
        return [joined(term, factor) for term in left]
    factor = bracketed(left)
    return [joined(factor, term) for term in right]


def joined(left: Node, right: Node) -> Node:
    """One product, without brackets around its second half."""
    if isinstance(right, Bin) and right.op in "*⊙":
        return Bin("*", joined(left, right.left), right.right)
    return Bin("*", left, right)


def bracketed(terms: Terms) -> Node:
    """Terms as one factor."""
    if not 1 <= len(terms) <= SHORT:
        raise CannotError
    return reduce(added, terms)


def added(left: Node, right: Node) -> Node:
    return Bin("-", left, right.body) if isinstance(right, Neg) else Bin("+", left, right)


def negative(term: Node) -> Node:
    return term.body if isinstance(term, Neg) else Neg(term)
