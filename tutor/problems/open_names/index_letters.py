"""Which letters of texts without declarations are indices, what they run over, and which names they make arrays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from tutor.notation.read.names.index_placement import shifted
from tutor.problems.open_names.occurrences import INDEX, TERM, Occurrence, Occurrences, name_of

Axes = tuple[str, ...]


class IndexLetters(NamedTuple):
    """``arrays`` has the axes of the names that are indexed, ``classes`` the letter of the size of every letter.

    ``sizes`` are the names that sizes go by, each with its class, ``entries`` the largest number an axis is read at.
    """

    arrays: dict[str, Axes]
    classes: dict[str, str]
    sizes: dict[str, str]
    time: tuple[str, ...]
    entries: int
    letters: frozenset[str]

    def indices(self, occurrence: Occurrence) -> list[str] | None:
        """The indices of an occurrence; None where its scripts belong to its name."""
        items = occurrence.items()
        if not items or not all(INDEX.fullmatch(item) for item in items):
            return None
        if occurrence.bracket and all(letter in self.letters for letter in TERM.findall(occurrence.bracket)):
            return items
        known = {letter for item in items for letter in TERM.findall(item)} & self.letters
        if known or (occurrence.base in self.arrays and all(item.isdecimal() for item in items)):
            return items
        return None


def index_letters(found: Iterable[Occurrences], declared: Mapping[str, Axes]) -> IndexLetters:
    """What the texts tell of their letters; those of declared axes are known."""
    found = list(found)
    names = [one for each in found for one in each.names]
    bound = [pair for each in found for pair in each.bound]
    bare = {one.base for one in names if not one.sub and not one.bracket and not one.sup}
    letters = _closed(
        {letter for letter, _ in bound} | {x for each in found for pair in each.paired for x in pair}, names, bare
    )
    known = IndexLetters({}, {}, {}, (), 0, frozenset(letters) | {x for axes in declared.values() for x in axes})
    places: dict[tuple[str, int], list[str]] = {}
    written: dict[str, list[list[str]]] = {}
    for one in names:
        items = known.indices(one)
        if items is not None:
            written.setdefault(name_of(one.base, "", one.sup if one.sup.strip("{}()").isdecimal() else ""), []).append(
                items
            )
    for one in names:  # x_1 is an entry where x has an axis, else a name
        if one.base in written.keys() | declared.keys() and one.sub.isdecimal() and not one.bracket:
            written.setdefault(one.base, []).append(one.items())
    if not any(each.whole for each in found):  # x beside x[2] is a number
        for name in [name for name, lists in written.items() if name in bare and _entries(lists)]:
            if name not in declared:
                del written[name]
    joined = _Joined(x for axes in declared.values() for x in axes)
    for name, lists in written.items():
        if name in declared:
            continue
        count = max(map(len, lists))
        for items in lists:
            if len(items) == count:
                for at, item in enumerate(items):
                    places.setdefault((name, at), []).extend(TERM.findall(item)[:1])
        for at in range(count):
            own = places.setdefault((name, at), [])
            joined.join(own)
    for each in found:
        for pair in each.paired:
            joined.join(pair)
    ends: dict[str, list[str]] = {}
    for letter, end in bound:
        joined.join([letter])
        if end and end not in letters:
            ends.setdefault(end, []).append(letter)
    for same in ends.values():
        joined.join(same)
    arrays: dict[str, Axes] = {}
    for name, lists in written.items():
        if name not in declared:
            count = max(map(len, lists))
            arrays[name] = _axes([places[name, at] for at in range(count)], joined, name)
    entries = max(
        (int(item) for lists in written.values() for items in lists for item in items if item.isdecimal()), default=0
    )
    fixed = {letter.upper() for axes in declared.values() for letter in axes}
    if not any(each.counts for each in found):
        fixed.discard("I")  # an identity matrix
    classes, sizes = joined.classes(ends, bare, fixed)
    for axes in arrays.values():
        for letter in axes:
            classes.setdefault(letter, classes.get(letter.rstrip("'"), letter))
    time = tuple(
        sorted(shifted(item for lists in written.values() for items in lists for item in items) & classes.keys())
    )
    return IndexLetters(arrays, classes, sizes, time, entries, known.letters)


def _entries(lists: list[list[str]]) -> bool:
    """Whether a name is read at numbers alone."""
    return all(item.isdecimal() for items in lists for item in items)


def _closed(letters: set[str], names: list[Occurrence], bare: set[str]) -> set[str]:
    """The letters that stand in scripts together with one that is an index are indices too.

    So are those in brackets, unless they are names elsewhere: ``a[b+c]`` is a product.
    """
    groups = []
    for one in names:
        items = one.items()
        if items and all(INDEX.fullmatch(item) for item in items):
            own = {letter for item in items for letter in TERM.findall(item)}
            if one.bracket and not own & bare:
                letters |= own
            groups.append(own)
    pending = groups
    while True:
        grown = [own for own in pending if own & letters]
        pending = [own for own in pending if not own & letters]
        for own in grown:
            letters |= own
        if not grown:
            return letters


def _axes(places: list[list[str]], joined: _Joined, name: str) -> Axes:
    """A letter for each axis: the first that is written there; a second axis with the same letter has a mark."""
    found: list[str] = []
    for at, own in enumerate(places):
        letter = next((one for one in own if one not in found), own[0] if own else joined.fresh(f"{name}{at}"))
        while letter in found:
            letter += "'"
        found.append(letter)
    return tuple(found)


class _Joined:
    """Letters that run over the same axis."""

    def __init__(self, letters: Iterable[str]) -> None:
        self.roots: dict[str, str] = {letter: letter for letter in letters}

    def root(self, letter: str) -> str:
        self.roots.setdefault(letter, letter)
        while self.roots[letter] != letter:
            letter = self.roots[letter]
        return letter

    def join(self, letters: Iterable[str]) -> None:
        first = ""
        for letter in letters:
            root = self.root(letter)
            if first and root != first:
                self.roots[root] = first
            first = first or root

    def fresh(self, wish: str) -> str:
        """A letter that nothing runs over yet."""
        letter = next(one for one in "kjlmpqrsuvwxyzabcdfghino" if one not in self.roots)
        self.roots[letter] = letter
        return letter

    def classes(
        self, ends: Mapping[str, list[str]], bare: set[str], fixed: set[str]
    ) -> tuple[dict[str, str], dict[str, str]]:
        """The class of every letter, which is the small letter of its size where that has a name; and these names.

        ``fixed`` are names of sizes whether they occur or not.
        """
        named: dict[str, str] = {}
        sizes: dict[str, str] = {}
        for end, letters in ends.items():
            root = self.root(letters[0])
            own = end.lower()
            if root not in named:
                taken = own in self.roots and self.root(own) != root
                named[root] = root if taken or own in named.values() else own
            sizes[end] = named[root]
        found = {letter: named.get(self.root(letter), self.root(letter)) for letter in list(self.roots)}
        found.update({own: own for own in set(found.values())})
        for letter in list(found):
            capital = letter.upper()
            if (capital in bare and capital != "I") or capital in fixed:
                sizes.setdefault(capital, found[letter])
        return found, sizes
