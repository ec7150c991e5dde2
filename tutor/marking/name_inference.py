"""The names that formulas use when nobody has declared any: from text to a scope.

Every name that occurs is a single number unless it is declared with axes, ``W[h,d]``. A word made only of letters
that occur by themselves is their product, as everywhere in the language.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from tutor.errors import TutorError
from tutor.notation import characters
from tutor.notation.axes import Axes
from tutor.notation.derived_names import derivative_name
from tutor.notation.functions import ALIASES, CONSTANTS, FOLDS, FUNCTIONS, GIVE_WAY, RESERVED
from tutor.notation.read.index_placement import shifted_in
from tutor.notation.read.name_lookup import MEANT
from tutor.notation.scope import Declared, Scope
from tutor.problems.contract.name_display import from_latex, plain_latex
from tutor.problems.contract.target import placed_names, target_of

_SIZES = (3, 5, 7, 9, 11, 13, 15, 17, 19, 21)
MOST_NAMES = 200
MOST_ENTRY = 20
MOST_AXES = 4
_SUBSCRIPT = re.compile(r"[^\W²³¹⁰-₉]+")
"""What a subscript in a name is made of; raised and lowered digits count as word characters too."""
MOST_LENGTH = 200
_NOT_NAMES = {"axis", "delta", *FUNCTIONS, *ALIASES, *FOLDS, *CONSTANTS, *MEANT}
_CALLED = re.compile(rf"(?<![A-Za-z_])({'|'.join(sorted(GIVE_WAY))})(?:_\{{?[A-Za-z,']+\}}?)?\s*(?:\\left\s*)?[({{]")
_NUMBERED = {*characters.GREEK_OF, *CONSTANTS}
"""Letters that are names with a number below them, as are sigma_1 and e_1, whatever they mean by themselves."""
_DECLARATION = re.compile(r"\s*(?P<name>[^\[\]]+?)\s*(?:\[(?P<axes>[^\[\]]*)\])?\s*")
_ACCENT = rf"\\(?P<accent>{'|'.join(characters.ACCENT_COMMANDS)})\s*\{{?\s*\\?(?P<under>[A-Za-z]+)\s*\}}?"
_WORDY = rf"\\(?:{'|'.join(characters.FONTS)})\s*\{{\s*(?P<quoted>[A-Za-z]\w*)\s*\}}"
_SCRIPT = r"(?P<script>_(?:\{[^{}]*\}|\([^()]*\)|[A-Za-z0-9])|[" + characters.SUBSCRIPT_CHARACTERS + r"]+)?"
_MARKS, _GREEK = "".join(characters.ACCENTS), "".join(characters.GREEK)
_PIECE = re.compile(
    rf"""(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)
      | (?P<transpose>(?:\^\s*\{{?\s*|\.)T(?![A-Za-z0-9_(]))
      | (?P<differential>∂|\\partial\b)
      | (?P<skip>\\(?:begin|end|operatorname|mathbb)\s*\{{[^{{}}]*\}})
      | (?:{_ACCENT}|{_WORDY}|\\(?P<command>[A-Za-z]+)
          |(?P<word>[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)*)(?P<mark>[{_MARKS}]?)|(?P<greek>[{_GREEK}]))
        {_SCRIPT}
      | .""",
    re.VERBOSE | re.DOTALL,
)


def declared(text: str) -> tuple[str, tuple[str, ...]]:
    """A declaration such as ``W[h,d]``, ``x`` or ``dL/dz[n]``: the name and its axes. Raises TutorError."""
    if len(text) > MOST_LENGTH:
        raise TutorError(
            f"`{text[:20]}…` is {len(text)} characters long; a name has at most {MOST_LENGTH}", title="A bad name"
        )
    match = _DECLARATION.fullmatch(characters.spread(text)[0])
    name = _canonical(match["name"]) if match else ""
    parts = match["axes"].split(",") if match and match["axes"] is not None else ()
    axes = tuple(re.sub(r"[a-z]\s*=", "", part).strip() for part in parts)  # W[h,k=h] is W[h,h]
    if not re.fullmatch(r"[A-Za-z]\w*(/d[A-Za-z]\w*)?", name) or any(not re.fullmatch("[a-z]", axis) for axis in axes):
        raise TutorError(f"`{text}` does not declare a name: write x, or W[h,d] with small letters", title="A bad name")
    if name in FOLDS and name in RESERVED:
        raise TutorError(f"`{name}` belongs to the language; it cannot be a name", title="A bad name")
    if len(axes) > MOST_AXES:
        raise TutorError(f"`{text}` has {len(axes)} axes; at most {MOST_AXES} can be compared", title="A bad name")
    return name, axes


def _canonical(name: str) -> str:
    if "/" in name:
        top, _, bottom = name.replace("∂", "d").replace(" ", "").partition("/")
        return derivative_name(_canonical(top[1:]), _canonical(bottom[1:]))
    found = [base + (f"_{script}" if script else "") for base, script, _ in _bases(name)]
    return found[0] if len(found) == 1 else ""


def _bases(text: str) -> Iterator[tuple[str, str, bool]]:
    """The names written in a text: base, subscript, and whether a ∂ stands before it."""
    differential = False
    for match in _PIECE.finditer(text):
        if match["differential"]:
            differential = True
            continue
        base = ""
        if match["accent"]:
            base = match["under"] + characters.ACCENT_COMMANDS[match["accent"]]
        elif match["greek"]:
            base = characters.GREEK[match["greek"]]
        elif match["command"]:
            base = match["command"] if match["command"] in characters.GREEK_OF else ""
        elif match["word"] or match["quoted"]:
            base = (match["word"] or match["quoted"]) + characters.ACCENTS.get(match["mark"] or "", "")
        if base:
            yield base, _script(match["script"] or ""), differential
        differential = differential and not match[0].strip(" {}")


def _script(script: str) -> str:
    inner = "".join(characters.SUBSCRIPTS.get(char, char) for char in script)
    return re.sub(r"\\(?:text|mathrm)|[\s{}()_\\]", "", inner)


class Names(NamedTuple):
    """``axes`` has the axes of every name, ``sizes`` a size for every axis letter, ``time`` those that are shifted."""

    axes: tuple[tuple[str, tuple[str, ...]], ...]
    sizes: tuple[tuple[str, int], ...]
    time: tuple[str, ...] = ()


def names_in(texts: Iterable[str], names: Iterable[str]) -> Names:
    """Everything that occurs in the texts, with the axes declared in ``names``. Raises TutorError for a bad one."""
    texts = [characters.spread(text)[0] for text in texts]
    axes: dict[str, tuple[str, ...]] = {}
    for text in names:
        name, letters = declared(text)
        if axes.setdefault(name, letters) != letters:
            raise TutorError(f"`{name}` is declared twice, with different axes", title="A bad name")
        if len(axes) > MOST_NAMES:
            raise TutorError(f"there are more than {MOST_NAMES} names, the most to compare", title="Too many names")
    words: dict[str, None] = {}
    called = {word for text in texts for word in _CALLED.findall(text)}
    ends: list[tuple[str, str]] = []
    for text in texts:
        for base, script, differential in _bases(text):
            name = _name_of(base, script, axes, called)
            if differential:
                ends.append((base, name or base))
            elif name:
                words.setdefault(name)
    for (top, whole_top), (bottom, whole_bottom) in zip(ends[::2], ends[1::2], strict=False):
        if any(derivative_name(upper, lower) in axes for upper in _heads(top) for lower in _heads(bottom)):
            continue  # subscripts are indices of a declared one
        axes.setdefault(derivative_name(whole_top, whole_bottom), ())
    words.update(dict.fromkeys(end for name in axes for end in _ends(name)))
    letters_seen = {letter for letters in axes.values() for letter in letters}
    capitals = {letter.upper() for letter in letters_seen}
    for word in [word for word in words if word[-1:].isdecimal()]:  # x_1 and x1 are one name
        if word.replace("_", "") != word and word.replace("_", "") in words:
            del words[word]
    single = {word for word in (*words, *axes) if len(word) == 1} | capitals
    for word in words:
        product = len(word) > 1 and word.isalpha() and all(letter in single for letter in word)
        if not product and word not in capitals:
            axes.setdefault(word, ())
    if len(axes) > MOST_NAMES:
        raise TutorError(f"there are {len(axes)} names; at most {MOST_NAMES} can be compared", title="Too many names")
    time = tuple(sorted(letters_seen & shifted_in(texts)))
    return Names(tuple(sorted(axes.items())), tuple(_sizes(letters_seen, texts).items()), time)


def _ends(name: str) -> tuple[str, ...]:
    """What a derivative is of and by, with their subscripts; nothing for another name."""
    target = target_of(name, (), "")
    return (target.of, target.by) if target.is_derivative else ()


def _name_of(base: str, script: str, axes: dict[str, tuple[str, ...]], called: set[str]) -> str:
    """The name that a base with a subscript stands for; nothing for functions and for indices.

    A word that gives way is a function only where a bracket follows it somewhere.
    """
    head, _, rest = base.partition("_")
    numbered = head in _NUMBERED and (rest + script).strip("_{}()").isdecimal()
    word = head in _NOT_NAMES and (head in called or head not in GIVE_WAY)
    if word and base not in axes and not numbered:
        return ""
    if any(axes.get(head) for head in _heads(base)):
        return ""
    full = base + (f"_{script}" if _SUBSCRIPT.fullmatch(script) else "")
    digits = re.fullmatch(r"([A-Za-z]+)_(\d+)", full)
    return digits[1] + digits[2] if digits and digits[1] + digits[2] in axes else full


def _heads(base: str) -> list[str]:
    """A word and what is left of it when subscripts are taken off, as far as it may be a declared name."""
    ends = [match.start() for match in re.finditer("_", base[: MOST_LENGTH + 1])]
    return [base, *(base[:end] for end in reversed(ends))]


def _sizes(letters: set[str], texts: list[str]) -> dict[str, int]:
    """A size for every axis, all different and odd, with room for the entries that are named by number."""
    entries = [int(number) for text in texts for number in re.findall(r"[\[,_{]\s*(\d{1,9})\s*(?=[\],}])", text)]
    least = min(max(entries, default=0), MOST_ENTRY)
    free = [size for size in (*_SIZES, 23, 25, 27, 29, 31) if size >= least]
    return {letter: free[position % len(free)] for position, letter in enumerate(sorted(letters))}


def scope_of(found: Names) -> Scope:
    """The scope in which formulas over these names are read."""
    sizes = dict(found.sizes)
    names: dict[str, Declared] = {}
    symbols: dict[tuple[str, str, str], str] = {}
    classes = {letter: letter for letter in sizes}
    plain = [name for name, _ in found.axes if not _ends(name)]
    for name, letters in found.axes:
        own: list[str] = []
        for letter in letters:  # the second axis of one size is a letter of its own
            while letter in own:
                letter += "'"
            classes[letter] = letter[0]
            own.append(letter)
        names[name] = Declared(name, tuple(own), latex=_latex(name), display=_unicode(name, sizes))
        base, _, rest = name.partition("_")
        digits = re.fullmatch(r"([A-Za-z]+)(\d+)", name)
        if rest and name in plain:
            symbols[base, rest.replace("_", ","), ""] = name
            symbols[base, rest, ""] = name
        elif digits:
            symbols[digits[1], digits[2], ""] = name
    return Scope(
        names=names,
        symbols=symbols,
        axes=Axes(classes=classes, sizes={letter.upper(): size for letter, size in sizes.items()}, time=found.time),
        placed=placed_names(target_of(name, plain, "") for name in names),
    )


def _latex(name: str) -> str:
    ends = _ends(name)
    if ends:
        top, bottom = map(_latex, ends)
        return rf"\frac{{\partial {top}}}{{\partial {bottom}}}"
    accented = re.fullmatch(rf"([A-Za-z]|{'|'.join(characters.GREEK_OF)})({'|'.join(characters.ACCENT_OF)})", name)
    if accented:
        return rf"\{accented[2]}{{{plain_latex(accented[1])}}}"
    return plain_latex(name)


def _unicode(name: str, axes: Collection[str]) -> str:
    """A name as people see it; the letters of axes stand small below it."""
    ends = _ends(name)
    return "/".join(f"∂{_unicode(end, axes)}" for end in ends) if ends else from_latex(_latex(name), axes)
