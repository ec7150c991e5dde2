"""The axes of a network and their sizes: those that were set, and small distinct ones for the others."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from tutor.notation.axes import Axes, SizeForm
from tutor.problems.contract.scope_builder import linear
from tutor.problems.instances.user_arrays import MAX_SIZE
from tutor.problems.network.draft import Draft
from tutor.problems.network.errors import NetworkError

_SMALL = (3, 2, 4, 5, 6, 7, 8, 9)
_KERNEL = (2, 3)
"""Sizes of what slides over something else, which must be larger."""
_TRIES = 60


class AxisTable:
    """``like`` has the letter of the size for each other letter; sizes go by capital letters as in a problem."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.letters = list(draft.letters)
        self.like = dict(draft.like)
        self.sizes: dict[str, int] = {}
        self.derived = {name: self._in_free_sizes(name, text) for name, text in draft.derived.items()}
        self.fixed: set[str] = set()
        self._check()

    def root(self, letter: str) -> str:
        """The letter whose size a letter has."""
        return self.like.get(letter, letter)

    def axes(self, running: tuple[str, ...], time: tuple[str, ...]) -> Axes:
        """What the language needs to know of them."""
        classes = {
            letter: f"#{self.sizes[self.root(letter).upper()]}"
            if self.root(letter).upper() in self.fixed
            else self.root(letter)
            for letter in self.letters
        }
        forms = {name.lower(): linear(text) for name, text in self.derived.items()}
        sizes = {letter.upper(): size for letter, size in self.all_sizes().items()}
        return Axes(classes=classes, sizes=sizes, running=running, forms=forms, time=time)

    def all_sizes(self) -> dict[str, int]:
        """The size of every axis, by its letter."""
        return {letter: self._size(self.root(letter)) for letter in self.letters}

    def _size(self, root: str) -> int:
        name = root.upper()
        return _value(linear(self.derived[name]), self.sizes) if name in self.derived else self.sizes[name]

    def add(self, axes: Axes, size_class: str, taken: Collection[str]) -> str:
        """A letter for an axis of this size that no name stands for yet."""
        start = ord(size_class[0]) - ord("a") if size_class[0].isalpha() else 20
        order = [chr(ord("a") + (start + step) % 26) for step in range(1, 27)]
        free = [letter for letter in order if letter not in self.letters]
        letter = next((one for one in free if one not in taken and one != "e"), free[0] if free else "")
        if not letter:
            raise NetworkError("there are more axes than letters", self.draft.source)
        self.letters.append(letter)
        if size_class.startswith("#"):
            self.sizes[letter.upper()] = int(size_class[1:])
            self.fixed.add(letter.upper())
        elif size_class in self.letters:
            self.like[letter] = self.root(size_class)
        else:
            self.derived[letter.upper()] = _text(axes.form(size_class))
        return letter

    def choose_sizes(self, kernels: Collection[str], entries: Mapping[str, int], slid: Collection[str]) -> None:
        """Sizes for all axes that have none yet: small, and different from each other as far as that goes.

        ``kernels`` are the letters of what slides along others, those of ``slid``; ``entries`` the largest number that
        an axis is indexed with: such an axis keeps its size.
        """
        roots = list(dict.fromkeys(self.root(letter) for letter in self.letters))
        free = [root for root in roots if root.upper() not in self.derived]
        own = {self.root(letter) for letter in kernels}
        along = {self.root(letter) for letter in slid} - own
        least = {self.root(letter): count for letter, count in entries.items()}
        self.sizes = dict(self.draft.sizes)
        for root in sorted(free, key=lambda root: root not in own):
            if root.upper() in self.sizes:
                continue
            wanted = max(least.get(root, 2), 4 if root in along else 2)
            choice = _KERNEL if root in own else _SMALL
            fitting = [size for size in choice if size >= wanted] or [max(wanted, 5)]
            taken = self.sizes.values()
            self.sizes[root.upper()] = next((size for size in fitting if size not in taken), fitting[0])
        self.fixed |= {root.upper() for root in least} & self.sizes.keys()
        self._make_room()

    def _make_room(self) -> None:
        """Sizes that others are made of, large enough for those to have two entries, and apart from them."""
        for name, text in self.derived.items():
            form = linear(text)
            movable = [one for one, count in form.items() if one and count > 0 and one not in self.draft.sizes]
            for _ in range(_TRIES):
                size = _value(form, self.sizes)
                if size >= 2 or not movable:
                    break
                self.sizes[movable[0]] += 1
            if _value(form, self.sizes) < 1:
                where = self.draft.letters.get(name.lower())
                reason = f"the size {name} is {text}, which is {_value(form, self.sizes)} here: it must be at least 1"
                raise self.draft.error(reason, where) if where else NetworkError(reason, self.draft.source)
            if _value(form, self.sizes) > MAX_SIZE:
                raise NetworkError(f"the size {name} is {text}, which is more than {MAX_SIZE} here", self.draft.source)

    def _in_free_sizes(self, name: str, text: str) -> str:
        """A derived size by sizes that are not derived themselves."""
        form, seen = linear(text), {name}
        while made := [one for one in form if one in self.draft.derived]:
            one = made[0]
            if one in seen:
                raise self.draft.error(f"the size {name} is made of itself", self.draft.letters[name.lower()])
            seen.add(one)
            count = form.pop(one)
            for other, its in linear(self.draft.derived[one]).items():
                form[other] = form.get(other, 0) + count * its
        for one in form:
            if one and one.lower() not in self.draft.letters:
                raise self.draft.error(
                    f"the size {name} is made of {one}, which is the size of no axis", self.draft.letters[name.lower()]
                )
        return _text({self.draft.like.get(one.lower(), one).upper() if one else "": n for one, n in form.items()})

    def _check(self) -> None:
        for letter, root in self.like.items():
            for known in (self.draft.sizes, self.draft.derived):
                if letter.upper() in known:
                    own, other = known[letter.upper()], self.draft.sizes.get(root.upper())
                    if own == other:
                        continue
                    raise self.draft.error(
                        f"the size {letter.upper()}={own} cannot be set: {letter} is sized like {root}",
                        self.draft.letters[letter],
                    )


def _value(form: SizeForm, sizes: Mapping[str, int]) -> int:
    return sum(count * (sizes[letter] if letter else 1) for letter, count in form.items())


def _text(form: SizeForm) -> str:
    """``{"I": 1, "R": -1, "": 1}`` as ``I-R+1``."""
    parts = [(letter, form[letter]) for letter in _positive_first(form)]
    text = "".join(
        f"{'-' if count < 0 else '+'}{'' if letter and abs(count) == 1 else abs(count)}"
        f"{'*' if letter and abs(count) != 1 else ''}{letter}"
        for letter, count in parts
    )
    return text.removeprefix("+") or "0"


def _positive_first(form: SizeForm) -> Iterable[str]:
    letters = [letter for letter, count in form.items() if letter and count]
    ordered = sorted(letters, key=lambda letter: form[letter] < 0)
    return [*ordered, *([""] if form.get("") else [])]
