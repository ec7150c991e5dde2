"""The axes of a problem: how large each is, which sizes are the same, and what sums and differences of sizes are."""

from __future__ import annotations

from collections.abc import Mapping

from tutor.notation.tree import Placed
from tutor.record import Record

SizeForm = dict[str, int]
Layout = tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...], tuple[tuple[str, str], ...]]
"""The letters of a name's axes, their size classes, the matrix axes, and the letters bound with their classes."""


class Axes(Record):
    """``classes`` maps an axis letter to the letter whose size it has, or to ``#2`` where it always has two entries.

    ``sizes`` maps a capital letter to its size at the instance (only used to refuse entries that do not exist).
    ``running`` are the letters that combine by name. ``pairs`` maps the letter of a flattened axis to the two letters
    it is made of; ``forms`` gives derived sizes as sums of others. ``time`` are the letters of time: they are indexed
    with a shift (``h[t-1]``), their capital letter is the last step, and entry 0 is what stands before the first.
    """

    classes: Mapping[str, str] = {}
    sizes: Mapping[str, int] = {}
    running: tuple[str, ...] = ()
    pairs: Mapping[str, tuple[str, str]] = {}
    forms: Mapping[str, SizeForm] = {}
    time: tuple[str, ...] = ()

    def class_of(self, letter: str) -> str:
        """The size class of the axis ``letter``: a letter, or ``#2`` for an axis that always has two entries."""
        return self.classes.get(letter, letter)

    def size_along(self, axis: str) -> int | None:
        """How many entries an axis has at the instance, if that is known."""
        return self.sizes.get(axis.upper()) or self.sizes.get(self.class_of(axis).upper())

    def time_axes(self, axes: tuple[str, ...]) -> tuple[str, ...]:
        """The axes of time among ``axes``."""
        return tuple(axis for axis in axes if axis in self.time)

    def size_letter(self, letter: str) -> str:
        """The capital letter of the size of what a letter runs over; of time's where that is not known."""
        capitals = (letter.upper(), self.class_of(letter).upper(), *(time.upper() for time in self.time))
        return next((capital for capital in capitals if capital in self.sizes), letter.upper())

    def form(self, size_class: str) -> SizeForm:
        """A size as a sum of free sizes, ``{"I": 1, "R": -1, "": 1}``; the empty letter is the constant.

        The class of a sum that no axis has, ``1H+1X``, is one too.
        """
        if size_class.startswith("#"):
            return {"": int(size_class[1:])}
        if size_class[0].isalpha():
            return dict(self.forms.get(size_class, {size_class.upper(): 1}))
        form = {}
        for part in size_class.split("+"):
            letter = part[-1] if part[-1].isalpha() else ""
            form[letter] = int(part.removesuffix(letter))
        return form

    def within(self, letter: str, size_class: str) -> bool:
        """Whether one size is made from the other: U = I - R + 1 of positions from I, E = 4 H of blocks from H."""
        if not self.forms:
            return False
        own = self.class_of(letter)
        return own != size_class and (
            size_class.upper() in self.forms.get(own, ()) or own.upper() in self.forms.get(size_class, ())
        )

    def difference_class(self, first: str, second: str) -> str:
        """The size class of a valid correlation: first - second + 1."""
        form = self.form(first)
        for letter, count in self.form(second).items():
            form[letter] = form.get(letter, 0) - count
        form[""] = form.get("", 0) + 1
        return self._class_with(form)

    def sum_class(self, classes: list[str]) -> str:
        """The size class of arrays joined one after another."""
        form: SizeForm = {}
        for size_class in classes:
            for letter, count in self.form(size_class).items():
                form[letter] = form.get(letter, 0) + count
        return self._class_with(form)

    def _class_with(self, form: SizeForm) -> str:
        clean = {letter: count for letter, count in form.items() if count}
        for letter in sorted({*self.forms, *(name.lower() for name in self.sizes)}):
            if {k: v for k, v in self.form(letter).items() if v} == clean:
                return self.class_of(letter)
        if set(clean) <= {""}:
            return f"#{clean.get('', 0)}"
        return "+".join(f"{count}{letter}" for letter, count in sorted(clean.items()))

    def pair_letter(self, classes: tuple[str, ...]) -> str | None:
        """The letter of the flattened axis that a pair of axes makes, or None."""
        for letter, pair in self.pairs.items():
            if tuple(self.class_of(part) for part in pair) == classes:
                return letter
        return None

    def laid_out(self, axes: tuple[str, ...], index: Placed | None, runs: set[str]) -> Layout | None:
        """The layout of a name with these axes where some letters run; None where more than letters is needed."""
        classes = tuple(self.class_of(axis) for axis in axes)
        if index is None:
            pairs = tuple((axis, own) for axis, own in zip(axes, classes, strict=True) if axis in runs)
            return axes, classes, tuple(axis for axis in axes if axis not in runs), pairs
        if len(index) < len(axes):  # one letter for a flattened pair
            return None
        letters = tuple(axis if i is None else i.letter for axis, i in zip(axes, index, strict=True))
        if self.forms or len(set(letters)) < len(letters) or not all(letters) or set(letters) & self.sizes.keys():
            return None
        written = {letter for letter, i in zip(letters, index, strict=True) if i is not None}
        if any(letter in self.running and letter not in runs for letter in written):  # a whole array, as in NumPy
            return None
        pairs = tuple(pair for pair in zip(letters, classes, strict=True) if pair[0] in written | runs)
        return letters, classes, tuple(letter for letter in letters if letter not in written | runs), pairs
