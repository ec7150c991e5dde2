"""The names of lines about free letters: a word for each, and how many of the letters below it are indices."""

from __future__ import annotations

import re
from collections.abc import Iterable
from string import ascii_uppercase

from tutor.notation.axes import Axes
from tutor.notation.characters import ACCENT_COMMANDS, FONTS, GREEK_OF
from tutor.notation.functions import FUNCTIONS
from tutor.notation.scope import Declared, Scope
from tutor.submission.claims.writing.spelling import Atom, atom_of, respelled
from tutor.submission.latex_patterns import GROUP, SUMMED_LETTER

SIZE = 3
"""The entries of every axis."""
CLASS = "k"
AXES = ("ξ", "ζ", "ψ", "ω", "χ", "υ")
MOST_INDICES = 3
"""The letters of axes: none that a page has for an index."""
WORD = re.compile(r"node[A-Z]{2}")
INDEXED = re.compile(r"\s*(?P<word>node[A-Z]{2})\s*(?:_\{(?P<letters>[a-z](?:,[a-z])*)\})?\s*")
"""A name of the page by its word, whole or at letters, and nothing else."""
_INDICES = frozenset("ijklmnpqrc")
_NO_INDICES = frozenset({"in", "min", "lin", "pr", "ln"})
_TIME = "t"
_OF_STEPS = re.compile(r"(?<![A-Za-z\\])t\s*[-+]\s*1|softmax\s*\}?\s*(?:\\left)?\s*\([^()]*_\s*\{?\s*t(?![A-Za-z])")
"""Where t counts steps it is no index: what has it below is a vector."""
_LANGUAGE = frozenset(FUNCTIONS) | {
    "ln", "sigmoid", "ReLU", "pi", "cases", "matrix", "bmatrix", "pmatrix",
    "if", "when", "for", "where", "otherwise", "else", "and", "or", "with",
}  # fmt: skip
_FONT = re.compile(rf"\\(?:{'|'.join(FONTS)})(?![A-Za-z])\s*(?:\{{\s*([^{{}}]*?)\s*\}}|(\\?[A-Za-z]))")
_BOLD = re.compile(r"\\(?:mathbf|boldsymbol|bm|textbf|vec|pmb)(?![A-Za-z])")
_ACCENT = re.compile(
    rf"\\(?P<accent>{'|'.join(ACCENT_COMMANDS)})\s*(?:\{{\s*(?P<of>\\?[A-Za-z]+)\s*(?:_\s*\{{?(?P<at>\w+)\}}?)?\s*\}}|(?P<one>\\?[A-Za-z]))"
)
_BELOW = re.compile(r"_\s*(?:\{\s*([a-z](?:\s*,?\s*[a-z]){0,2})\s*\}|([a-z])(?![a-z]))")
_NUMBERED = re.compile(r"\s*(\\?[A-Za-z]+)\s*_\s*\{?\s*(\w+)\s*\}?\s*")
_RELATED = re.compile(r"(?P<letter>[a-z])\s*(?:=|\\neq?(?![a-z])|≠|\\not).*")
_LIMIT = re.compile(rf"\\(?:sum|prod)\s*(?:\\limits\s*)?_\s*(?:{GROUP}|\w)\s*\^\s*\{{?\s*([A-Za-z])\s*\}}?")
_PAIRED = re.compile(r"\\delta\s*_\s*\{\s*([a-z])\s*,?\s*([a-z])\s*\}")
_OF_WHOLE = re.compile(r"softmax\s*\}?\s*(?:\\left)?\s*\(\s*(node[A-Z]{2})\s*(?:[-+)]|\\right)")
"""What softmax is of: a vector, if no index is below it."""
_TRANSPOSED = ("T", r"\top", r"\intercal", r"\mathsf{T}", r"\mathrm{T}", r"\text{T}", "⊤")
_SET_APART = re.compile(r"(?<=[_^])\s+|\s+(?=[_^])")


class Names:
    """Words for the names of some lines, found while these are rewritten; then the scope they are read in."""

    def __init__(self, texts: Iterable[str]) -> None:
        texts = list(texts)
        bound = {letter for text in texts for letter in re.findall(SUMMED_LETTER, text)}
        bound |= {letter for text in texts for pair in _PAIRED.findall(text) for letter in pair}
        below = {letter for text in texts for pair in _BELOW.findall(text) for one in pair for letter in one}
        self._indices = (_INDICES | bound) - ({_TIME} if any(map(_OF_STEPS.search, texts)) else set())
        self._used = (bound | below) & self._indices
        """Those that are an index somewhere; others are names where they stand alone."""
        self._sizes = {limit for text in texts for limit in _LIMIT.findall(text)}
        self._words: dict[tuple[str, str], str] = {}
        self._bound, self._summed = bound, set[str]()
        self.ranks: dict[str, int] = {}
        self._whole: set[str] = set()
        self.vague: set[str] = set()
        """Names that have no index anywhere though they are written as arrays are: bold, or as capital letters."""

        for text in texts:
            self.rewritten(text)
        self._indices |= self._beside_indices()
        for kept in (self._words, self.ranks, self._whole, self.vague):
            kept.clear()

    def _beside_indices(self) -> set[str]:
        """Letters below names that have one below them elsewhere which a sum runs over: of one class, ``q_o``."""
        summed = {base for (base, _), word in self._words.items() if word in self._summed}
        found = {name[1:] for base, name in self._words if base in summed and name[:1] == "_"}
        return {letter for letter in found if len(letter) == 1 and letter.islower()} - {_TIME}

    def rewritten(self, text: str) -> str:
        """A side with words for its names."""
        found = respelled(_SET_APART.sub("", text), self._word)
        self._whole |= set(_OF_WHOLE.findall(found))
        return found

    def scope(self) -> Scope:
        """The scope in which the lines are read that were rewritten."""
        names = {word: Declared(word, AXES[:rank]) for word, rank in self.ranks.items()}
        for word in self._whole:
            names[word] = Declared(word, AXES[: max(1, self.ranks[word])])
        limits = {limit.lower() for limit in self._sizes}
        classes = dict.fromkeys((*self._indices, *limits, *AXES), CLASS)
        return Scope(names=names, axes=Axes(classes=classes, sizes=dict.fromkeys((*self._sizes, "K"), SIZE)))

    def _word(self, text: str) -> str | None:
        atom = atom_of(text)
        if atom is None:
            return None
        base, below = plain_base(atom)
        if base == "e" and atom.sup:  # e^z_j is the exponential of z_j
            return f"e^{{{self.rewritten(atom.sup + (f'_{{{atom.sub}}}' if atom.sub else ''))}}}"
        above = "T" if atom.sup in _TRANSPOSED else self.rewritten(atom.sup)
        if base in _LANGUAGE or (base in self._used | self._sizes and not atom.sub and not atom.sup):
            return None
        below, letters = self._letters(below)
        if base == "delta" and len(letters) == 2:
            return None
        name, power = _script_of_name(atom.sup)
        if below:
            name = f"{name}_{below}"
        word = self._words.get((base, name))
        if word is None:
            at = len(self._words)
            word = f"node{ascii_uppercase[at // 26 % 26]}{ascii_uppercase[at % 26]}"
            self._words[base, name] = word
            if _BOLD.search(atom.base) or (len(base) == 1 and base.isupper()):
                self.vague.add(word)
        if self._bound & set(letters):
            self._summed.add(word)
        self.ranks[word] = max(self.ranks.get(word, 0), len(letters))
        placed = f"_{{{','.join(letters)}}}" if letters else ""
        return f" {word}{placed}{f'^{{{above}}}' if power else ''} "

    def _letters(self, below: str) -> tuple[str, list[str]]:
        """What stands below a name and belongs to it, and the indices there: ``2`` and i of ``z_{2,i}``."""
        related = _RELATED.fullmatch(below)
        below = related["letter"] if related else below
        items = [one.strip() for one in (below.split(",") if "," in below else below)]
        first = next((at for at, one in enumerate(items) if len(one) == 1 and one in self._indices), len(items))
        own, letters = items[:first], items[first:]
        known = all(len(one) == 1 and one in self._indices for one in letters) and ("," in below or not own)
        if not known or not letters or len(letters) > MOST_INDICES or below in _NO_INDICES:
            return below, []
        return ",".join(own), letters


def plain_base(atom: Atom) -> tuple[str, str]:
    """The letter of a name without its fonts, and all that stands below it."""
    base = _FONT.sub(lambda one: one[1] or one[2], _FONT.sub(lambda one: one[1] or one[2], atom.base))
    accent, numbered = _ACCENT.fullmatch(base), _NUMBERED.fullmatch(base)
    below = _FONT.sub(lambda one: one[1] or one[2], atom.sub)
    if numbered is not None:
        return _letter(numbered[1]), ",".join(filter(None, (numbered[2], below)))
    if accent is None:
        return _letter(base), below
    return _letter(accent["of"] or accent["one"]) + ACCENT_COMMANDS[accent["accent"]], accent["at"] or below


def _letter(text: str) -> str:
    word = text.strip().lstrip("\\")
    return word.removeprefix("var") if word.removeprefix("var") in GREEK_OF else word


def _script_of_name(above: str) -> tuple[str, bool]:
    """What stands above a name and belongs to it, and whether it is a power instead."""
    plain = above.strip()
    is_part = re.fullmatch(r"[(\[<].*[)\]>]|\*|[a-z]+|\\langle.*", plain, re.DOTALL) is not None
    return (plain, False) if is_part else ("", bool(plain))
