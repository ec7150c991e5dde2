"""A term as a piece of a formula: which letters are written is decided before, all else by the kind of each part.

With no letter written it is the form of linear algebra, ``W^T (y - t)``; with all of them it is index form,
``sum_k(W[k,h]*(y_k - t_k))``; between the two lie ``sum_t(dL/da_t H[t-1]^T)`` and products of arrays of three axes.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from tutor.derivation.algebra.algebra import (
    HALF,
    ONE,
    TWO,
    Power,
    Product,
    Rational,
    Sum,
    Term,
    coefficient,
    negative,
    power,
    total,
)
from tutor.derivation.algebra.term_walk import free_letters
from tutor.derivation.spelling import conditions, contraction, diagonals, exact_numbers, whole_arrays
from tutor.derivation.spelling.arithmetic import Factors, multiplied, summed
from tutor.derivation.spelling.kernels import Correlation
from tutor.derivation.spelling.pieces import CannotWriteError, Piece, oriented, turned
from tutor.derivation.spelling.products import Opened, opened
from tutor.derivation.spelling.references import reference
from tutor.notation import tree
from tutor.notation.entry_powers import made_by_entry
from tutor.notation.lower.index_form import expressions as form
from tutor.notation.scope import Scope


def turned_round(product: Opened) -> Opened:
    """``t - y`` for ``-(y - t)``.

    What is known from slopes stays as it is, ``1 - y`` and ``1 - h^2``; so does what is taken from its mean,
    ``x[n,d] - mu[n]``.
    """
    if product.number > 0:
        return product
    for at, factor in enumerate(product.factors):
        if isinstance(factor, Sum) and len(factor.items) == 2:
            first, second = sorted(factor.items, key=lambda item: coefficient(item)[0] < 0)
            if isinstance(first, Rational):
                turns = isinstance(negative(second), form.Apply)
            else:
                turns = free_letters(first) == free_letters(second)
            if turns and coefficient(first)[0] > 0 > coefficient(second)[0]:
                turned_factor = total(negative(second), negative(first))
                return Opened(
                    -product.number, [*product.factors[:at], turned_factor, *product.factors[at + 1 :]], product.sums
                )
    return product


class TermWriter:
    """Writes terms with these ``names`` for the letters that are written; all others are axes.

    Those that are ``silent`` are left out of names that have them as their own axes.
    ``spread`` counts the sums in which a vector is spread over a matrix that is a factor of a matrix product.
    """

    def __init__(self, names: Mapping[str, str], scope: Scope, target: tuple[str, ...], silent: frozenset[str]) -> None:
        self.names = names
        self.scope = scope
        self.axes = tuple(letter for letter in target if letter not in names)
        self.silent = silent
        self.spread = 0
        self.upstream = f"d{scope.loss}/d"

    def piece(self, term: Any) -> Piece:
        """A term on its axes. Raises CannotWriteError where the language has no such form."""
        match term:
            case form.Ref():
                found = reference(term, self.names, self.scope, self.silent)
                return turned(found) if len(self.axes) == 2 and found.axes == self.axes[::-1] else found
            case form.Fold(body=form.Where(body=inside)) if limits := conditions.limits(term):
                binder = conditions.limited(term, limits, self.names, self.scope)
                return self.fold(term.kind, [term.letter], self.piece(inside), binder)
            case Rational() | Product() | form.Fold(kind="sum") | form.Size():
                return self.product(term)
            case Sum(items):
                return self.sum(items)
            case Power():
                return self.power(term)
            case form.Apply(function, primes, argument):
                inner = self.piece(argument)
                return inner.as_one(tree.Call(function.name, (inner.node,), primes))
            case form.Constant(name):
                return Piece((tree.Call(name, ()),))
            case form.Indicator() | form.Compare() | form.Where() | form.ArgMax():
                return conditions.piece(term, self)
            case form.Fold():
                return self.fold(term.kind, [term.letter], self.piece(term.body))
            case form.Softmax() | form.Blocks() | form.MatrixPower() | Correlation():
                return whole_arrays.piece(term, self)
        raise CannotWriteError(type(term).__name__)

    # -- sums, powers --------------------------------------------------------------------------------------------

    def sum(self, items: tuple[Term, ...]) -> Piece:
        """What is added stands first: gradients from behind as they are, then 1 before all (``1 - v``)."""
        signed = [(coefficient(item)[0] < 0, item) for item in items]
        signed.sort(key=lambda pair: pair[1] != ONE)
        pieces = [(taken, self.piece(negative(item) if taken else item)) for taken, item in signed]
        pieces.sort(key=lambda pair: not (not pair[0] and self._arrives(pair[1])))
        found = summed(self.axes, pieces)
        sizes = {len(piece.axes) for _, piece in pieces} - {0}
        self.spread += len(sizes) > 1 and not set(found.axes) <= set(self.axes)
        return found

    def power(self, term: Power) -> Piece:
        """A power; a root, or one over something, where it is one."""
        exponent = term.exponent
        if isinstance(exponent, Rational) and exponent.value < 0:
            return self.product(term)
        if isinstance(exponent, Rational) and exponent.value.denominator == 2 and (norm := self.norm(term.base)):
            count = exponent.value * 2
            return norm if count == 1 else norm.as_one(tree.Pow(norm.node, exact_numbers.literal(count)))
        base = self.piece(term.base)
        if exponent == HALF:
            return base.as_one(tree.Call("sqrt", (base.node,)))
        square = len(base.axes) == 2 and base.classes[0] == base.classes[1]
        if square and not made_by_entry(base.node, self.scope):
            if not isinstance(exponent, Rational) or exponent.value not in (2, 3):
                raise CannotWriteError("a power of the entries of a square matrix")
            node = tree.Bin("*", base.node, base.node)
            return base.as_one(node if exponent.value == 2 else tree.Bin("*", node, base.node))
        above = self.piece(exponent)
        if above.axes:
            raise CannotWriteError("an exponent with axes")
        return base.as_one(tree.Pow(base.node, above.node))._replace(letters=base.letters | above.letters)

    def norm(self, squares: Term) -> Piece | None:
        """The root of a sum of squares over all axes, ``norm(u)``; None where a term is no such sum."""
        product = opened(squares)
        factor = product.factors[0] if product.number == 1 and len(product.factors) == 1 else None
        letters = {letter for letter, _ in product.sums}
        if not (isinstance(factor, Power) and factor.exponent == TWO and letters) or letters & self.names.keys():
            return None
        inner = self.piece(factor.base)
        if set(inner.axes) != letters:
            return None
        node = tree.Fold("norm", (), inner.node)
        return Piece((node,), letters=inner.letters, within=inner.within | set(inner.labels))

    # -- products ------------------------------------------------------------------------------------------------

    def product(self, term: Term) -> Piece:
        """A product, or a sum of products over letters."""
        return self.multiplied(turned_round(opened(term)))

    def multiplied(self, product: Opened) -> Piece:
        """The pieces of a product, put together where sums join them."""
        sizes: tuple[list[tree.Node], list[tree.Node]] = ([], [])
        above: list[Piece] = []
        below: list[Piece] = []
        on_diagonals: list[form.Indicator] = []
        written = {*self.names, ""}
        for factor in product.factors:
            base, exponent = (factor.base, factor.exponent) if isinstance(factor, Power) else (factor, ONE)
            count = exponent.value if isinstance(exponent, Rational) else Fraction(1)
            under = count < 0
            if isinstance(base, form.Size) and isinstance(exponent, Rational) and count.denominator == 1:
                sizes[under].append(_sized(base, abs(count)))
            elif isinstance(factor, form.Indicator) and not {factor.left.letter, factor.right.letter} & written:
                on_diagonals.append(factor)
            elif under:
                below.append(self.piece(power(base, Rational(-count))))
            else:
                above.append(self.piece(factor))
        above.sort(key=self._order(above))
        if on_diagonals:
            above = diagonals.with_diagonals(above, on_diagonals)
        elif (
            not below
            and not product.sums
            and diagonals.is_scaled_matrix(above)
            and not any(map(self._is_upstream, above))
        ):
            above = [diagonals.scaled_matrix(above)]
        number, sums = product.number, []
        there = frozenset().union(*(piece.letters.union(piece.axes) for piece in above + below))
        for letter, size_class in product.sums:
            if letter in there:
                sums.append((letter, size_class))
            elif size_class.startswith("#"):
                number *= int(size_class[1:])
            else:
                sizes[0].append(_sized(form.Size(size_class), Fraction(1)))
        if sums:
            above, below = self.contracted(sums, above, below)
        return multiplied(Factors(number, *sizes, above, below, self.axes))

    def _order(self, pieces: list[Piece]) -> Callable[[Piece], int]:
        """What is written first: the gradient that comes from behind, but numbers before it where it is an array.

        Conditions are written last, ``x_j*1[i=k]``.
        """
        upstream = [piece for piece in pieces if self._is_upstream(piece)]
        if not upstream or any(not piece.axes and not piece.letters for piece in upstream):
            return lambda piece: 3 * _is_condition(piece)
        return lambda piece: (
            3 if _is_condition(piece) else 1 if self._is_upstream(piece) else 2 if piece.axes or piece.letters else 0
        )

    def _arrives(self, piece: Piece) -> bool:
        """Whether a piece is what comes from behind as it is."""
        return isinstance(piece.node, tree.Ref) and self._is_upstream(piece)

    def _is_upstream(self, piece: Piece) -> bool:
        """Whether a piece has a gradient that comes from behind: dL/dy, or ``dy`` of a value y."""
        plain = (item.body if isinstance(item, tree.Transpose) else item for item in piece.items)
        return any(
            isinstance(item, tree.Ref)
            and (item.name.startswith(self.upstream) or (item.name[:1] == "d" and item.name[1:] in self.scope.names))
            for item in plain
        )

    def contracted(
        self, sums: list[tuple[str, str]], above: list[Piece], below: list[Piece]
    ) -> tuple[list[Piece], list[Piece]]:
        """What is above and below the line when the sums are written, each over what has its letter."""
        inverses = [(piece, True) for piece in below]
        groups = contraction.components([letter for letter, _ in sums], [(p, False) for p in above] + inverses)
        above, below = [], []
        for letters, members in groups:
            if not letters:
                for piece, under in members:
                    (below if under else above).append(piece)
                continue
            tops = [piece for piece, under in members if not under]
            bottoms = [piece for piece, under in members if under]
            above.append(self.summed_over([one for one in sums if one[0] in letters], tops, bottoms))
        return above, below

    def summed_over(self, sums: list[tuple[str, str]], above: list[Piece], below: list[Piece]) -> Piece:
        """The sum of a product over letters that join its factors."""
        if not above and not below:
            raise CannotWriteError("a sum of a number")
        written = [letter for letter, _ in sums if letter in self.names]
        axes = [letter for letter, _ in sums if letter not in self.names]
        if written:
            if axes:
                above, below = self.contracted([one for one in sums if one[0] in axes], above, below)
            body = multiplied(Factors(Fraction(1), above=above, below=below))
            return self.fold("sum", written, body)
        if below:
            above = contraction.divided(above, below)
        return contraction.eliminated(axes, above)

    def fold(self, kind: str, letters: Sequence[str], body: Piece, limited: tree.Binder | None = None) -> Piece:
        """A sum, product or maximum over letters that are written; one that is ``limited`` between its limits."""
        if not set(letters) <= self.names.keys():
            raise CannotWriteError(f"a {kind} over an axis")
        inner = oriented(body, self.axes)
        binders = (limited,) if limited else tuple(tree.Binder(self.names[letter]) for letter in letters)
        if {binder.letter for binder in binders} & (set(inner.labels) | inner.within):
            raise CannotWriteError("a letter that would take in an axis")
        node = inner.node
        if isinstance(node, tree.Fold) and node.kind == kind and node.binders and not _limited(binders + node.binders):
            node = tree.Fold(kind, binders + node.binders, node.body)
        else:
            node = tree.Fold(kind, binders, node)
        return inner.as_one(node)._replace(letters=inner.letters - set(letters))

    def towards(self, axes: tuple[str, ...]) -> TermWriter:
        """A writer of the same letters with matrices on other axes."""
        found = copy.copy(self)
        found.axes = axes
        return found

    def whole(self, term: Term) -> tree.Node:
        """The formula of a term on the axes of the target: those of its letters that are not written."""
        piece = oriented(self.piece(term), self.axes)
        if piece.axes != self.axes:
            raise CannotWriteError("other axes than those of the target")
        return piece.node


def _is_condition(piece: Piece) -> bool:
    return isinstance(piece.items[0], tree.Delta | tree.Indicator | tree.ArgMax)


def _sized(size: form.Size, exponent: Fraction) -> tree.Node:
    node: tree.Node = tree.Size(size.size_class.upper())
    return node if exponent == 1 else tree.Pow(node, exact_numbers.literal(exponent))


def _limited(binders: tuple[tree.Binder, ...]) -> bool:
    return any(binder.low is not None or binder.high is not None for binder in binders)
