"""From formulas without declarations to the scope that they are read in: names, functions, index letters, axes."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

from tutor.errors import TutorError
from tutor.notation import characters
from tutor.notation.axes import Axes
from tutor.notation.read.names.open_names import OpenNames, is_letter
from tutor.notation.scope import Declared, Scope, Symbol
from tutor.problems.contract.name_display import from_latex, plain_latex
from tutor.problems.contract.target import placed_names, target_of
from tutor.problems.open_names.declared_names import MOST_NAMES
from tutor.problems.open_names.index_letters import IndexLetters, index_letters
from tutor.problems.open_names.occurrences import FUNCTIONS, Occurrence, Occurrences, name_of, occurrences
from tutor.problems.open_names.unknown_functions import unknown_functions

Letters = tuple[str, ...]
Declarations = tuple[tuple[str, Letters], ...]
SIZES = (3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31)
FEW = 7
"""Where there are more axes than this, those that are far from each other may be equally long."""
MOST_ENTRY = 20
LARGER = 4
"""How much larger every axis is the second time, so that mean(x) is not sum(x)/3."""
_POOL = "mnkhdpqrsuvwabcgijlotxyz"


class TooManyError(TutorError):
    """More names than are compared."""


class Opened(NamedTuple):
    """``unknown`` are the names whose axes nobody said; ``functions`` the letters of unknown functions;
    ``indexed`` says that some of the names have indices.

    ``scope`` has no axes for the unknown ones yet (``with_axes``).
    """

    scope: Scope
    unknown: frozenset[str]
    functions: str
    entries: int
    indexed: bool

    def sizes(self, *, larger: bool = False, turn: int = 0) -> dict[str, int]:
        """The size of every letter; every axis is longer the second time. A ``turn`` deals the sizes otherwise."""
        own = _class_sizes(self.scope.axes.classes, self.entries)
        dealt = list(own.values())
        dealt = dealt[turn:] + dealt[:turn]
        return {
            letter: dealt[list(own).index(known)] + LARGER * larger for letter, known in self.scope.axes.classes.items()
        }

    def with_axes(self, axes: Mapping[str, Letters]) -> Opened:
        """The same where these names have axes, each by the name of what it is sized like; every size has a letter."""
        if not axes:
            return self
        classes = dict(self.scope.axes.classes)
        letters: dict[str, str] = {}
        taken = {*classes, *self.scope.names, *(name.lower() for name in self.scope.axes.sizes)}
        names = dict(self.scope.names)
        for name in sorted(axes, key=lambda one: (not one.isalnum(), -len(axes[one]), one)):
            own: list[str] = []
            for axis in axes[name]:
                letter = letters.get(axis) or (axis if axis in classes else "")
                if not letter:
                    letter = next((one for one in _POOL if one not in taken), "") or f"x{len(letters)}"
                    letters[axis] = letter
                    taken.add(letter)
                    classes[letter] = letter
                while letter in own:
                    letter += "'"
                    classes.setdefault(letter, letters.get(axis, axis))
                own.append(letter)
            names[name] = names[name].replace(axes=tuple(own))
        sizes = _named_sizes(classes, self.scope.axes.sizes, self.entries)
        scope = self.scope.replace(names=names, axes=self.scope.axes.replace(classes=classes, sizes=sizes))
        return self._replace(scope=scope)


@lru_cache(maxsize=512)
def _occurrences(text: str, declared: Declarations) -> Occurrences:
    return occurrences(text, _declaring(dict(declared), OpenNames()))


def _declaring(declared: Mapping[str, Letters], undeclared: OpenNames) -> Scope:
    """A scope with the declared names alone, which takes every other word for a name."""
    names = {name: Declared(name, _apart(letters)) for name, letters in declared.items()}
    letters = {letter for own in declared.values() for letter in own}
    return Scope(
        names=names,
        symbols=dict(_symbols(names)),
        axes=Axes(classes={letter: letter for letter in letters}, sizes={letter.upper(): 99 for letter in letters}),
        undeclared=undeclared,
    )


def opened(texts: tuple[str, ...], declared: Declarations) -> Opened:
    """The scope of some formulas, of which the first says what is a function. Raises NotationError and TutorError."""
    axes = dict(declared)
    found = [_occurrences(text, declared) for text in texts]
    functions = _functions(found, axes)
    letters, words = _words(found, axes, functions)
    found = [_split(one, letters, words) for one in found]
    index = index_letters(found, axes)
    names: dict[str, Letters] = {**axes, **index.arrays}
    called = {letter for each in found for letter in each.functions}
    for letter in sorted({letter for each in found for letter in each.letters} - called):
        names.setdefault(letter, ())
    symbols: dict[Symbol, str] = {}
    numbers: set[str] = set()
    for one in (one for each in found for one in each.names):
        if one.base != "H" or one.sub or "H" in letters:  # H alone is no number that a bracket is multiplied by
            numbers |= _take(one, names, symbols, index, axes, functions)
    if len(names) > MOST_NAMES:
        raise TooManyError(
            f"there are {len(names)} names; at most {MOST_NAMES} can be compared", title="Too many names"
        )
    power = "T" in numbers or axes.get("T") == ()
    undeclared = OpenNames(letters, words, power=power)
    classes = dict(index.classes)
    shown = {}
    for name, own in names.items():
        marked = _apart(own)
        for letter in marked:
            classes.setdefault(letter, classes.get(letter.rstrip("'"), letter.rstrip("'")))
        shown[name] = Declared(
            name, marked, latex=_latex(name), display=_unicode(name, index.letters if own or "/" in name else ())
        )
    sizes = _named_sizes(classes, [name for name in index.sizes if name not in names], index.entries)
    symbols.update({key: name for key, name in _symbols(shown) if key not in symbols})
    plain = [name for name in names if not _ends(name)]
    scope = Scope(
        names=shown,
        symbols=symbols,
        functions=unknown_functions(functions),
        axes=Axes(classes=classes, sizes=sizes, time=index.time),
        placed=placed_names(target_of(name, plain, "") for name in axes),
        undeclared=undeclared,
    )
    return Opened(
        scope, frozenset(names) - axes.keys() - index.arrays.keys(), functions, index.entries, bool(index.arrays)
    )


def _functions(found: list[Occurrences], declared: Collection[str]) -> str:
    """The letters that are unknown functions: the first text that has one tells."""
    letters = ""
    for letter in sorted(FUNCTIONS.difference(declared)):
        for each in found:
            own = [one for one in each.names if one.base == letter and not (one.sub or one.sup or one.bracket)]
            if own:
                letters += letter if all(one.called for one in own) else ""
                break
    return letters


def _words(found: list[Occurrences], declared: Collection[str], functions: str) -> tuple[set[str], set[str]]:
    """The single letters that occur, and the words that are names because they stand somewhere without a bracket."""
    names = [one for each in found for one in each.names]
    letters = {one.base for one in names if len(one.base) == 1 and not (one.base == "H" and one.called)} - set(
        functions
    )
    letters |= {name for name in declared if len(name) == 1}
    words = {
        one.base
        for one in names
        if len(one.base) > 1 and not one.called and one.base.isalpha() and not is_letter(one.base)
    }
    spelt: dict[str, set[str]] = {}
    for word in words:
        spelt.setdefault("".join(sorted(word)), set()).add(word)
    for same in spelt.values():
        if len(same) > 1:  # abc and cba are products
            letters |= {letter for word in same for letter in word}
    return letters, {word for word in words if len(set(word)) < len(word) or not letters.issuperset(word)}


def _split(found: Occurrences, letters: Collection[str], words: Collection[str]) -> Occurrences:
    """The same where words that are products are their letters."""
    names: list[Occurrence] = []
    for one in found.names:
        word = one.base
        product = len(word) > 2 and word.isalpha() and not is_letter(word) and word not in words
        if product and len(set(word)) == len(word) and set(word) <= set(letters):
            names += [Occurrence(letter, "", "", "") for letter in word[:-1]]
            one = one._replace(base=word[-1])
        names.append(one)
    return found._replace(names=tuple(names))


def _take(
    one: Occurrence,
    names: dict[str, Letters],
    symbols: dict[Symbol, str],
    index: IndexLetters,
    declared: Collection[str],
    functions: str,
) -> set[str]:
    """Note the name that an occurrence is, and how it is written. Returns it where it is a bare number."""
    base, sub, sup = one.base, one.sub, one.sup.strip("{}")
    if (base in functions and not sub and not sup) or (
        one.called and len(base) > 1 and base.isalpha() and not is_letter(base)
    ):
        return set()
    layered = sup if sup.strip("()").isdecimal() else ""
    items = index.indices(one)
    if items is not None or base in declared:
        own = name_of(base, "", layered)
        if layered and own in names:
            symbols[base, "", layered] = own
        if own in names or base in declared:
            return set()
    if (base in index.sizes and not sub and not sup) or (
        base in index.letters and not sub and not sup and not one.bracket
    ):
        return set()
    name = name_of(base, sub, sup)
    names.setdefault(name, ())
    if sub or sup:
        symbols[base, sub, sup] = name
    return {name} if not sub and not sup else set()


def _symbols(names: Collection[str]) -> list[tuple[Symbol, str]]:
    """The ways a name can be written with scripts: ``z_1`` for z1, ``W_{ih}`` for W_ih."""
    found: list[tuple[Symbol, str]] = []
    for name in names:
        base, _, rest = name.partition("_")
        digits = re.fullmatch(r"(\D*[A-Za-z])(\d+)", name)
        if rest and "/" not in name:
            found += [((base, rest.replace("_", ","), ""), name), ((base, rest, ""), name)]
        elif digits:
            found.append(((digits[1], digits[2], ""), name))
    return found


def _apart(letters: Letters) -> Letters:
    """The second axis of one size is a letter of its own."""
    own: list[str] = []
    for letter in letters:
        while letter in own:
            letter += "'"
        own.append(letter)
    return tuple(own)


def _class_sizes(classes: Mapping[str, str], entries: int) -> dict[str, int]:
    """A size for every class of axes: all different, odd, with room for the entries that are named by number."""
    least = min(entries, MOST_ENTRY)
    free = [size for size in SIZES if size >= least]
    if len(set(classes.values())) > FEW:
        free = free[:FEW]
    return {own: free[place % len(free)] for place, own in enumerate(sorted(set(classes.values())))}


def _named_sizes(classes: Mapping[str, str], named: Iterable[str], entries: int) -> dict[str, int]:
    """The sizes that have names, ``N`` of n."""
    own = _class_sizes(classes, entries)
    return {name: own[classes[name.lower()]] for name in named if name.lower() in classes}


def _ends(name: str) -> Letters:
    """What a derivative is of and by, with their subscripts; nothing for another name."""
    target = target_of(name, (), "")
    return (target.of, target.by) if target.is_derivative else ()


def _latex(name: str) -> str:
    ends = _ends(name)
    if ends:
        top, bottom = map(_latex, ends)
        return rf"\frac{{\partial {top}}}{{\partial {bottom}}}"
    accented = re.fullmatch(rf"([A-Za-z]|{'|'.join(characters.GREEK_OF)})({'|'.join(characters.ACCENT_OF)})", name)
    numbered = re.fullmatch(rf"({'|'.join(characters.GREEK_OF)})(\d+)", name)
    if numbered:
        return rf"\{numbered[1]}_{{{numbered[2]}}}"
    if accented:
        return rf"\{accented[2]}{{{plain_latex(accented[1])}}}"
    return plain_latex(name)


def _unicode(name: str, axes: Collection[str]) -> str:
    """A name as people see it; the letters of axes stand small below it."""
    ends = _ends(name)
    return "/".join(f"∂{_unicode(end, axes)}" for end in ends) if ends else from_latex(_latex(name), axes)
