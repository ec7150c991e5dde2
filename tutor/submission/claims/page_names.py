"""Names that a page makes, by how they are written: which scripts are part of a name, and which are its indices."""

from __future__ import annotations

import re
from typing import NamedTuple

from tutor.submission.claims.spelling import Atom

_ABOVE = re.compile(r"[(<\[{]\s*([A-Za-z](?:\s*[+-]\s*\d)?)\s*[)>\]}]")
_LETTERS = re.compile(r"[A-Za-z](?:\s*,?\s*[A-Za-z])*|[A-Za-z]\s*[+-]\s*\d|\d")
_ONE = re.compile(r"[A-Za-z](?:\s*[+-]\s*\d)?|\d")
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
        self._texts: dict[Atom, tuple[str, str]] = {}

    def __bool__(self) -> bool:
        return bool(self._made or self._texts)

    def add_text(self, atom: Atom, text: str) -> None:
        """Keep a name that stands for a text, such as that of a derivative; a letter below both is an index."""
        letter = atom.sub if re.fullmatch("[a-z]", atom.sub) and _index(atom.sub).search(text) else ""
        self._texts[Atom(atom.base, "" if letter else atom.sub, atom.sup)] = text, letter

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
            text, letter = self._texts.get(key, ("", ""))
            if text and (not indices or (letter and len(indices) == 1)):
                put = _index(letter).sub(f"{{{indices[0]}}}", text) if letter and indices else text
                return f"({put}){end}" if end else f" {put} "
            made = self._made.get(key)
            if made is None:
                continue
            if not indices:
                return made.name + end
            if len(indices) == made.rank:
                order = made.order if len(made.order) == len(indices) else tuple(range(len(indices)))
                placed = dict(zip(order, indices, strict=True))
                return f"{made.name}[{','.join(placed[at] for at in range(made.rank))}]{end}"
        return None


def _index(letter: str) -> re.Pattern[str]:
    """A letter where it stands as an index by itself."""
    return re.compile(rf"(?<=_)\s*(?:{letter}(?![A-Za-z])|\{{\s*{letter}\s*\}})")
