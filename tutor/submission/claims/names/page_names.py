"""Names that a page makes, by how they are written: which scripts are part of a name, and which are its indices."""

from __future__ import annotations

import re
from typing import NamedTuple

from tutor.submission.claims.writing.spelling import Atom

_ABOVE = re.compile(r"(?:[(<\[{]|\\langle)\s*([A-Za-z](?:\s*[+-]\s*\d)?)\s*(?:[)>\]}]|\\rangle)")
_LETTERS = re.compile(r"[A-Za-z](?:\s*,?\s*[A-Za-z])*|[A-Za-z]\s*[+-]\s*\d|\d")
_ONE = re.compile(r"[A-Za-z](?:\s*[+-]\s*\d)?|\d")
_OPENS = re.compile(r"[(<]|\\langle")
_POWER = re.compile(r"[2-9]|-[1-9](?:/[1-9])?")
_TURNED = re.compile(r"(?:\\top|\\intercal|(?<![A-Za-z])T)\s*$")


class _Made(NamedTuple):
    """A name of the page; ``order`` has, for each index as it is written, the dim of the name that it is of."""

    name: str
    order: tuple[int, ...]
    rank: int


class PageNames:
    """The names that a page has made so far."""

    def __init__(self) -> None:
        self._made: dict[Atom, _Made] = {}
        self._texts: dict[Atom, tuple[str, tuple[str, ...]]] = {}

    def __bool__(self) -> bool:
        return bool(self._made or self._texts)

    def add_text(self, atom: Atom, text: str) -> None:
        """Keep a name that stands for a text, such as that of a derivative; letters that both have are indices."""
        above = _ABOVE.fullmatch(atom.sup)
        over = [above[1]] if above and _index(above[1]).search(text) else []
        under = _ONE.findall(atom.sub) if _LETTERS.fullmatch(atom.sub) else []
        if not all(_index(letter).search(text) for letter in under):
            under = []
        key = Atom(atom.base, "" if under else atom.sub, "" if over else atom.sup)
        letters = (*over, *under)
        if key not in self._texts or len(set(letters)) == len(letters):  # at one and the same step it says less
            self._texts[key] = text, letters

    def add(self, atom: Atom, dims: tuple[str, ...], name: str) -> None:
        """Keep a name as it stands on a left side, whose value has these dims: letters of theirs are indices."""
        above = _ABOVE.fullmatch(atom.sup)
        places: list[str] = []
        sup, sub = atom.sup, atom.sub
        if above and above[1] in dims:
            places.append(above[1])
            sup = ""
        below = [one for one in re.findall(r"[A-Za-z]", sub) if one in dims] if _LETTERS.fullmatch(sub) else []
        if below and len(below) == len(re.findall(r"[A-Za-z0-9]", sub)):
            places += below
            sub = ""
        order = tuple(dims.index(letter) for letter in places)
        self._made[Atom(atom.base, sub, sup)] = _Made(name, order, len(dims))

    def is_of_entries(self, atom: Atom) -> bool:
        """Whether a name without scripts is one whose entries the page has made: J, where it has said what J_i is."""
        made = self._made.get(atom)
        return made is not None and bool(made.order) and not (atom.sub or atom.sup)

    def spelled(self, atom: Atom) -> str | None:
        """How the language writes a name of the page, its indices in brackets; None for any other name."""
        turned = _TURNED.search(atom.sup)
        sup = atom.sup[: turned.start()].strip() if turned else atom.sup
        end = "^T" if turned else ""
        above = _ABOVE.fullmatch(sup)
        below = _ONE.findall(atom.sub) if _LETTERS.fullmatch(atom.sub) else []
        tries: list[tuple[Atom, list[str]]] = [(Atom(atom.base, atom.sub, sup), [])]
        if above and below:
            tries.append((Atom(atom.base, "", ""), [above[1], *below]))
        if above:
            tries.append((Atom(atom.base, atom.sub, ""), [above[1]]))
        if below:
            tries.append((Atom(atom.base, "", sup), below))
        for key, indices in tries:
            text, letters = self._texts.get(key, ("", ()))
            if text and (not indices or len(letters) == len(indices)):
                put = _moved(text, dict(zip(letters, indices, strict=False)))
                return f"({put}){end}" if end else f" {put} "
            made = self._made.get(key)
            if made is None:
                continue
            if not indices:
                return made.name + end
            order = made.order if len(set(made.order)) == len(indices) else tuple(range(made.rank))
            if len(indices) == len(order):
                placed = dict(zip(order, indices, strict=True))
                return f"{made.name}[{','.join(placed.get(at, ':') for at in range(made.rank))}]{end}"
        body = self.spelled(atom._replace(sup="")) if _POWER.fullmatch(atom.sup) else None
        return f"({body.strip()})^{{{atom.sup}}}" if body is not None else None


def _index(letter: str) -> re.Pattern[str]:
    """A letter where it stands as an index by itself, below a name or in brackets above it."""
    letter = re.escape(letter)
    return re.compile(
        rf"(?<=_)\s*(?:{letter}(?![A-Za-z])|\{{\s*{letter}\s*\}})"
        rf"|(?<=\^)\s*\{{\s*(?:\(|<|\\langle)\s*{letter}\s*(?:\)|>|\\rangle)\s*\}}"
    )


def _moved(text: str, indices: dict[str, str]) -> str:
    """A text with other indices in the place of letters; those of a name above it in round brackets."""
    marks = {letter: f"\0{at}\0" for at, letter in enumerate(indices)}
    for letter, mark in marks.items():  # all at once: what one becomes may be another
        text = _index(letter).sub(lambda one, put=mark: f"{{({put})}}" if _OPENS.search(one[0]) else f"{{{put}}}", text)  # type: ignore[misc]
    for letter, mark in marks.items():
        text = text.replace(mark, indices[letter])
    return text
