"""Which letters a formula shows, and what they are called."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from tutor.derivation.algebra.letters import SPARE, Letters, base, bound_letters
from tutor.derivation.algebra.term_walk import children, free_letters, walk
from tutor.notation.lower.index_form import expressions as form
from tutor.notation.lower.index_form.places import Column, Row, letters_in
from tutor.notation.scope import Scope


def bound_by(node: Any) -> tuple[tuple[str, str], ...]:
    """The letters that a node binds, each with the class of its size ('' where it has several)."""
    return tuple((letter, getattr(node, "size_class", "")) for letter in bound_letters(node))


def with_distinct_letters(term: Any, free: Iterable[str] = ()) -> Any:
    """The same term with no letter bound twice, nor one of its free letters."""
    seen = set(free)
    for node in walk(term):
        for letter, _ in bound_by(node):
            if letter in seen:
                return Letters().renewed(term)
            seen.add(letter)
    return term


class Survey:
    """What the letters of a term are, seen in one walk through it.

    ``bound`` are those that something binds. ``forced`` can only be written: letters of axes that run, of places beside
    a letter, in limits and on diagonals. ``leading`` are those of the first of three axes or more.
    """

    def __init__(self, term: Any, scope: Scope) -> None:
        self.bound: dict[str, str] = {}
        self.forced: set[str] = set()
        self.sums = False
        self.indicators = False
        wide: list[list[str]] = []
        for node in walk(term):
            if isinstance(node, form.Ref):
                if node.places:
                    self._reference(node, scope, wide)
            elif isinstance(node, form.Indicator):
                self.indicators = True
                if not (node.relation == "=" and node.left.letter and node.right.letter):
                    self.forced |= letters_in((node.left, node.right))
            elif isinstance(node, form.Where):
                for test in node.conditions:
                    if isinstance(test, form.Indicator):
                        self.forced |= letters_in((test.left, test.right))
            else:
                self.bound.update(bound_by(node))
                if isinstance(node, form.Fold):
                    self.sums = True
                    if node.kind != "sum" or isinstance(node.body, form.Where):
                        self.forced.add(node.letter)
                elif isinstance(node, form.ArgMax):
                    self.forced |= letters_in((node.place,)) | {node.letter}
                    self.forced |= free_letters(node.body)
        unwritten = [[letter for letter in letters if letter not in self.forced] for letters in wide]
        self.leading = list(dict.fromkeys(letters[0] for letters in unwritten if len(letters) > 2))

    def _reference(self, node: form.Ref, scope: Scope, wide: list[list[str]]) -> None:
        letters = []
        for axis, place in zip(scope.names[node.name].axes, node.places, strict=True):
            letter = place.letter
            if not letter:
                if not isinstance(place.alone, Row | Column):
                    self.forced |= letters_in((place,))
            elif letter in letters or axis in scope.axes.running:
                self.forced.add(letter)
            letters.append(letter)
        if len(letters) > 2:
            wide.append([letter for letter in letters if letter])


class Names:
    """Names of the letters of one term that are written: those of its axes, and others for what sums bind."""

    def __init__(self, free: Mapping[str, str], scope: Scope) -> None:
        self.scope = scope
        self.names = dict(free)
        self.avoided = {name for name in scope.names if len(name) == 1}

    def name_bound(self, term: Any, written: frozenset[str], axes: frozenset[str]) -> Names:
        """Find names for all bound letters that are written, none of them that of an axis of the formula.

        Raises NoFormError where there are not enough letters.
        """
        if not written <= self.names.keys():
            self._name(term, written, axes)
        return self

    def _name(self, node: Any, written: frozenset[str], taken: frozenset[str]) -> None:
        for letter, size_class in bound_by(node):
            if letter in written:
                found = next((one for one in self._candidates(letter, size_class) if one not in taken), None)
                if found is None:
                    raise form.NoFormError("there are more sums within each other than letters")
                self.names[letter] = found
                taken |= {found}
        for child in children(node):
            self._name(child, written, taken)

    def _candidates(self, letter: str, size_class: str) -> Iterator[str]:
        """Names for a letter, the best first: its own, those of axes of its size, free ones."""
        axes = self.scope.axes
        own_name = base(letter)
        own = size_class in ("", axes.class_of(own_name))
        if own and (own_name in axes.classes or not size_class):
            yield own_name
        yield from _single(axis for axis, known in axes.classes.items() if known == size_class and axis != own_name)
        if size_class and len(size_class) == 1 and size_class not in axes.running:
            yield size_class
        used = axes.classes.keys() | {size.lower() for size in axes.sizes}
        yield from (one for one in SPARE if one not in used and one not in self.avoided)
        yield from (one for one in SPARE if one not in axes.running and axes.classes.get(one, one) == size_class)
        yield from (one for one in SPARE if one not in used)
        yield from (one for one in SPARE + SPARE.upper() if one not in axes.running)


def _single(letters: Iterable[str]) -> Iterator[str]:
    return (letter for letter in letters if len(letter) == 1 and letter.isalpha())
