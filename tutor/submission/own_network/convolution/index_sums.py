"""Formulas with index letters written out: a number for every letter, zero for entries outside of a matrix."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import product

from tutor.notation.read.lazy_patterns import lazily
from tutor.submission.own_network.convolution.grids import Grid, UnwrittenError

_ENTRY = lazily(r"([a-z]+\d)\[([^\]]*)\]")
_GRADIENT = lazily(r"\\[dt]?frac\s*\{\s*\\partial\s+([^{}]*)\}\s*\{\s*\\partial\s+([^{}]*)\}")
_SUM = lazily(
    r"(?:\\sum|∑|Σ)\s*(?:\\limits\s*)?_\s*(?:\{\s*(?P<under>[^{}]*)\}|(?P<letter>[a-z]))"
    r"\s*(?:\^\s*(?:\{(?P<over>[^{}]*)\}|(?P<short>\w)))?"
)
_UNDER = lazily(r"\s*([a-z]'?)\s*(?:=\s*(\d)\s*)?")
_LETTER = lazily(r"[a-z]'?")
_OUTSIDE = "#"


class Indexed:
    """Writes formulas with indices out, whose matrices have these ``extents``; pages count from ``starts``."""

    def __init__(self, extents: Mapping[str, tuple[int, int]], starts: int) -> None:
        self.extents = extents
        self.starts = starts

    def whole(self, left: str, right: str) -> tuple[str, str]:
        """A matrix for its entries, and all of these. Raises UnwrittenError where the left side is no entry of one."""
        found = _ENTRY.findall(left)
        name, index = found[0] if len(found) == 1 else ("", "")
        letters = [one.strip() for one in index.split(",")]
        if name not in self.extents or len(set(letters)) != 2 or not all(map(_LETTER.fullmatch, letters)):
            raise UnwrittenError
        rows, columns = self.extents[name]
        entries = tuple(
            tuple(self.entry(right, {letters[0]: row, letters[1]: column}) for column in self._counted(columns))
            for row in self._counted(rows)
        )
        return left.replace(f"[{index}]", ""), Grid(entries).written()

    def entry(self, text: str, values: Mapping[str, int]) -> str:
        """A formula at these values of its letters. Raises UnwrittenError for other letters."""
        found = _SUM.search(text)
        if found is None:
            return self._at(text, values)
        before, sums, rest = text[: found.start()], [found], text[found.end() :]
        while (found := _SUM.match(rest.lstrip())) is not None:
            sums.append(found)
            rest = rest.lstrip()[found.end() :]
        body, after = _term(_without_group(rest))
        bounds = [one for found in sums for one in self._bounds(found, body)]
        letters, ranges = [letter for letter, _ in bounds], [count for _, count in bounds]
        terms = [self.entry(body, {**values, **dict(zip(letters, one, strict=True))}) for one in product(*ranges)]
        kept = [one for one in terms if one != "0"]
        total = f"({' + '.join(kept)})" if kept else "0"
        more = self.entry(after, values) if after.strip() else ""
        lead = self._at(before, values) if before.strip() else ""
        return f"{lead} {total} {_signed(after, more)}".strip()

    def _bounds(self, found: re.Match[str], body: str) -> Iterator[tuple[str, range]]:
        """The letters of a sum with what each runs over: its bounds, or the axis of a matrix where it stands alone."""
        under = found["letter"] or found["under"]
        for part in under.split(","):
            one = _UNDER.fullmatch(part)
            if one is None:
                raise UnwrittenError
            over = found["over"] or found["short"] or ""
            if one[2] and over.strip().isdigit():
                yield one[1], range(int(one[2]), int(over) + 1)
                continue
            sizes = [
                self.extents[name][at]
                for name, index in _ENTRY.findall(body)
                if name in self.extents
                for at, place in enumerate(index.split(","))
                if place.strip() == one[1] and at < 2
            ]
            if not sizes or (one[2] and int(one[2]) != self.starts):
                raise UnwrittenError
            yield one[1], self._counted(min(sizes))

    def _counted(self, size: int) -> range:
        return range(self.starts, self.starts + size)

    def _at(self, text: str, values: Mapping[str, int]) -> str:
        """A formula without sums, its indices worked out; 0 for a product with an entry outside of its matrix."""

        def put(found: re.Match[str]) -> str:
            places = [self._place(place, values) for place in found[2].split(",")]
            sizes = self.extents.get(found[1])
            if sizes is None:
                raise UnwrittenError
            if any(not 1 <= place <= size for place, size in zip(places, sizes, strict=True)):
                return _OUTSIDE
            return f"{found[1]}[{','.join(map(str, places))}]"

        written = _ENTRY.sub(put, text)
        written = _GRADIENT.sub(lambda one: _OUTSIDE if _OUTSIDE in one[1] + one[2] else one[0], written)
        kept = [one for one in _terms(written) if _OUTSIDE not in one or not _is_product(one)]
        return " ".join(kept).strip().removeprefix("+").strip() or "0"

    def _place(self, text: str, values: Mapping[str, int]) -> int:
        if text.strip().isdigit():
            return int(text)  # it has been counted from 1 already
        total = 0
        for sign, part in re.findall(r"([-+]?)\s*([a-z]'?|\d+)", text):
            value = int(part) if part.isdigit() else values.get(part)
            if value is None:
                raise UnwrittenError
            total += -value if sign == "-" else value
        return total - self.starts + 1


def _terms(text: str) -> Iterator[str]:
    """The terms of a sum, each with its sign."""
    while text.strip():
        sign, rest = re.match(r"\s*([-+]?)(.*)", text, re.DOTALL).groups()  # type: ignore[union-attr]
        body, text = _term(rest)
        yield f"{sign} {body}" if sign else body


def _is_product(term: str) -> bool:
    """Whether a term that has an entry outside is zero for it. Raises UnwrittenError where that is not known."""
    inner = [one for one in re.findall(r"\(([^()]*)\)", term) if _OUTSIDE in one]
    if any(re.search(r"[-+/]", one) for one in inner):
        raise UnwrittenError
    return True


def _signed(typed: str, found: str) -> str:
    """What comes of a term with the sign that it was typed with."""
    return f"+ {found}" if typed.lstrip().startswith("+") and not found.startswith(("+", "-")) else found


def _term(text: str) -> tuple[str, str]:
    """What a sum is over, up to the next sign outside of brackets, and the rest."""
    depth = 0
    for at, char in enumerate(text):
        depth += (char in "([{") - (char in ")]}")
        if depth < 0 or (not depth and char in "+-" and text[:at].strip()):
            return text[:at], text[at:]
    return text, ""


def _without_group(text: str) -> str:
    """A text that begins with a group of LaTeX without its braces, which nobody sees."""
    if not text.lstrip().startswith("{"):
        return text
    text, depth = text.lstrip(), 0
    for at, char in enumerate(text):
        depth += (char == "{") - (char == "}")
        if not depth:
            return f"{text[1:at]} {text[at + 1 :]}"
    raise UnwrittenError
