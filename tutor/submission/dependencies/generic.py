"""The network of what a page states of dependencies: single numbers, and functions that stand for any smooth ones."""

from __future__ import annotations

import re
from graphlib import CycleError, TopologicalSorter
from string import ascii_uppercase

from tutor.notation.read.lazy_patterns import lazily
from tutor.submission.claims.writing.spelling import respelled, with_partials
from tutor.submission.dependencies.stated import CALL, Dependency, Name, Stated, Total, called, name_of, plain, whole
from tutor.submission.latex_patterns import INSIDE, SUMMED_LETTER
from tutor.submission.own_network.forward.equations import is_loss

VARIANTS = 2
"""So many independent choices of the functions must agree."""
_SHAPES = (
    "tanh({linear}) + 0.5*sigma({product})",
    "1.3*sigma(1.7*({linear})) + 0.4*tanh({product} - 0.6)",
)
_LOSS = "nodeloss"
_ALL = "all"
"""Behind the word of what is of steps: the sum over all of them."""
_SUMMED = lazily(SUMMED_LETTER)
_DERIVATIVE = lazily(
    rf"\\frac\s*\{{\s*\\partial(?![A-Za-z])(?P<of>{INSIDE})\}}\s*\{{\s*\\partial(?![A-Za-z])(?P<by>{INSIDE})\}}"
)
_WORD = lazily(rf"node[A-Z](?:{_ALL})?")
_NO_CHAIN = lazily(r"node[A-Z]|\\frac\s*\{\s*[^\s1]|/(?!\s*[A-Z])|\\partial")
"""What the right side of a chain rule has not beside its derivatives: names, and quotients of anything but one."""


class GenericNetwork:
    """Words for the names of a page, the dependencies between them, and the text of a network file of these."""

    def __init__(self, stated: Stated) -> None:
        self.time = stated.time
        self._dependencies = [self._placed(one) for one in stated.dependencies]
        self._above = {one.value.key: {name.key for name in one.arguments} for one in self._dependencies}
        names = [name for one in self._dependencies for name in (one.value, *one.arguments)]
        self.total = total = stated.total if stated.total is not None and self._is_total(stated.total) else None
        self._bears_name = total is not None and total.value.key == total.part.key
        if total is not None and not self._bears_name:
            names.append(total.value)
            self._above[total.value.key] = {total.part.key}
        keys = dict.fromkeys(name.key for name in names)
        self._words = {key: f"node{letter}" for key, letter in zip(keys, ascii_uppercase, strict=False)}
        self._timed = {name.key for name in names if name.letter}
        placed = all((name.key in self._timed) == bool(name.letter) for name in names)
        self._is_one = stated.is_clear and placed and len(self._words) == len(keys)

    def _is_total(self, total: Total) -> bool:
        """Whether a total is of a value that is stated, at all the steps there are."""
        if total.part.key not in self._above or total.part.letter != self.time:
            return False
        return total.value.key == total.part.key or total.value.key not in self._above

    @property
    def is_one(self) -> bool:
        """Whether the dependencies make a network: a name is of steps or not, and nothing depends on itself."""
        values = [one.value.key for one in self._dependencies]
        if not values or not self._is_one or len(values) != len(set(values)):
            return False
        if any(one.letter and not a.value.letter for a in self._dependencies for one in a.arguments):
            return False
        return self._order() is not None

    def file(self, variant: int) -> str:
        """The text of a network file with one choice of functions."""
        order = self._order() or []
        given = [key for key in self._words if key not in self._above]
        at = f"[{self.time}]"
        lines = [f"input {self._words[key]}{at}" for key in given if key in self._timed]
        lines += [f"weights {self._words[key]}" for key in given if key not in self._timed]
        by_key = {one.value.key: one for one in self._dependencies}
        for key in order:
            if key in by_key:
                left = self._words[key] + (at if key in self._timed else "")
                lines.append(f"{left} = {self._formula(by_key[key], variant)}")
        for key in filter(self._timed.__contains__, by_key):
            mean = self.total is not None and self.total.is_mean and key == self.total.part.key
            share = f"1/{self.time.upper()}*" if mean else ""
            lines.append(f"{self._words[key]}{_ALL} = {share}sum_{self.time}({self._words[key]}{at})")
        if self.total is not None and not self._bears_name:
            lines.append(f"{self._words[self.total.value.key]} = {self._words[self.total.part.key]}{_ALL}")
        ends = [self._words[key] + (_ALL if key in self._timed else "") for key in self._above]
        return "\n".join([*lines, f"{_LOSS} = ({' + '.join(ends)})^2", f"loss {_LOSS}"]) + "\n"

    def rewritten(self, text: str) -> str | None:
        """A side with words for its names; None where it has a name of which nothing is stated."""
        strange: set[str] = set()
        size = self.time.upper()

        def word(atom: str) -> str | None:
            name = name_of(atom)
            if name is None or (atom.strip() == size != "" and size not in self._words):
                return None
            found = self._word(name)
            if found is None:
                strange.add(atom)
            return found

        text = with_partials(plain(text))
        if self.total is not None and self.total.size:
            text = re.sub(rf"(?<![A-Za-z\\_]){self.total.size}(?![A-Za-z_^(])", size, text)
        found = respelled(CALL.sub(self._without_call, text), word)
        loose = [letter for letter in _SUMMED.findall(text) if not re.search(rf"_\{{{letter}(?![A-Za-z])", found)]
        return None if strange or loose else found

    def is_judged(self, left: str, right: str) -> bool:
        """Whether two rewritten sides are those of a chain rule: of derivatives alone, by what a value depends on."""
        words = _WORD.findall(left)
        if not _DERIVATIVE.fullmatch(left.strip()) or len(words) != 2 or _NO_CHAIN.search(_DERIVATIVE.sub("", right)):
            return False
        by_word = {word: key for key, word in self._words.items()}
        return words[1] in by_word and by_word[words[1]] in self._all_above(by_word[words[0].removesuffix(_ALL)])

    def leaves_open(self, left: str, right: str) -> bool:
        """Whether a difference says nothing: a loss is only taken for a sum, or one path bears the name of all.

        So it is for what enters a value directly and through others: one letter for the weights of several layers.
        """
        if (_ALL in left + right and not self._bears_name) or "".join(left.split()) in "".join(right.split()):
            return True
        by = next(key for key, word in self._words.items() if word == _WORD.findall(left)[1])
        entered = [key for key, above in self._above.items() if by in above]
        return by not in self._above and any(
            key in self._all_above(other) - {other} for key in entered for other in entered
        )

    def is_one_path(self, left: str, right: str) -> bool:
        """Whether a rewritten right side is one chain between the ends of the left one: then others are missing.

        It may begin at the part of the total that one step has.
        """
        found = _DERIVATIVE.finditer(left + right)
        sides, *steps = [("".join(one["of"].split()), "".join(one["by"].split())) for one in found]
        if not steps or re.search(r"[+-]", _DERIVATIVE.sub("", right)):
            return False
        first = steps[0][0]
        ends = [first, *(by for _, by in steps)]
        begins = first == sides[0] or (
            self.total is not None and (sides[0], first.partition("_")[0]) == self._sum_words
        )
        return begins and ends[:-1] == [of for of, _ in steps] and ends[-1] == sides[1]

    @property
    def _sum_words(self) -> tuple[str, str]:
        """The words for the total and for what it is the sum of."""
        assert self.total is not None
        part = self._words[self.total.part.key]
        return part + _ALL if self._bears_name else self._words[self.total.value.key], part

    def _placed(self, one: Dependency) -> Dependency:
        return Dependency(self._in_time(one.value), one.function, tuple(map(self._in_time, one.arguments)))

    def _in_time(self, name: Name) -> Name:
        """A name with its step, if that is one in time; else the letter is a part of it."""
        return name if name.letter == self.time else whole(name)

    def _word(self, name: Name) -> str | None:
        """The word for a name of a side: in time every letter may count the steps."""
        if name.key in self._timed and name.letter:
            shift = f"{name.shift:+d}" if name.shift else ""
            return f" {self._words[name.key]}_{{{name.letter}{shift}}} "
        key, _, step = whole(name).key.rpartition("_")
        if key in self._timed and step and step == self.time.upper():
            return f" {self._words[key]}_{{{step}}} "
        key = whole(name).key
        if key not in self._words or (key in self._timed and not is_loss(key)):
            return None
        return f" {self._words[key]}{_ALL if key in self._timed else ''} "

    def _without_call(self, found: re.Match[str]) -> str:
        """The value of a call, ``h_t`` for ``f(x_t, h_{t-1}, w)``; the call as it is where it is none of a value."""
        call = called(found)
        for one in self._dependencies if call is not None else ():
            if call is None or one.function != call[0] or len(one.arguments) != len(call[1]):
                continue
            pairs = [pair for pair in zip(one.arguments, call[1], strict=True) if pair[0].letter]
            letter, shift = next(((b.letter, b.shift - a.shift) for a, b in pairs), ("", 0))
            moved = [a._replace(letter=letter, shift=a.shift + shift) if a.letter else a for a in one.arguments]
            if moved == [a if self._timed & {a.key} else whole(a) for a in call[1]]:
                step = f"_{{{letter}{f'{shift:+d}' if shift else ''}}}" if one.value.letter else ""
                return f" {one.value.key}{step} "
        return found[0]

    def _formula(self, one: Dependency, variant: int) -> str:
        at = list(self._words).index(one.value.key)
        names = [self._at(name) for name in one.arguments]
        shares = [0.4 + 0.13 * ((7 * place + 3 * at + 5 * variant) % 6) for place in range(len(names))]
        linear = " + ".join(f"{share:.2f}*{name}" for share, name in zip(shares, names, strict=True))
        return _SHAPES[variant].format(linear=linear, product="*".join(names))

    def _at(self, name: Name) -> str:
        shift = f"{name.shift:+d}" if name.shift else ""
        return self._words[name.key] + (f"[{name.letter}{shift}]" if name.letter else "")

    def _order(self) -> list[str] | None:
        earlier = {
            one.value.key: {a.key for a in one.arguments if not a.shift and a.key != one.value.key}
            for one in self._dependencies
        }
        try:
            return list(TopologicalSorter(earlier).static_order())
        except CycleError:
            return None

    def _all_above(self, key: str) -> set[str]:
        found: set[str] = set()
        ahead = [key]
        while ahead:
            for other in self._above.get(ahead.pop(), set()) - found:
                found.add(other)
                ahead.append(other)
        return found
