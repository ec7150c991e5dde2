"""Equations in lines of plain text: ``so dL/dW = (y - t) x^T, where t is the target``.

A line reads as an equation if what stands around the relation is a formula, and words only lead to it or explain it.
Where words belong to a side ("the gradient of the loss by w = 3"), nothing is read: half a side is another statement.
"""

from __future__ import annotations

import re

from tutor.notation.characters import GREEK, GREEK_OF, GREEK_VARIANTS, SUBSCRIPTS, SUPERSCRIPTS
from tutor.notation.functions import RESERVED
from tutor.notation.read.layout.formula_layout import ADD, ASSIGN, EQUAL, OPERATOR, blanks
from tutor.notation.read.lazy_patterns import lazily
from tutor.submission.text.kinds import is_index

_LONGEST = 1000
_INDENTED = 2
_AROUND_WORDS = " *_(\"'“”"
_MATHEMATICAL = frozenset({*SUBSCRIPTS, *SUPERSCRIPTS, *GREEK})
"""Letters that no word of a language has among others: a script, a Greek letter."""
_MARKER = lazily(
    r"(?:[ >]|[-*+•](?=[ ])|\d{1,2}[.)](?=[ ])|#{1,6}(?=[ ])|[=-]>|[⇒⟹]|\[(?:\d{1,2}|[ x])\](?=[ ])|\*\*|__)*"
)
_RELATION = lazily(rf"{ASSIGN}|{ADD}|{EQUAL}|∈|\\in(?![A-Za-z])|<=|>=|≤|≥|≠|!=|(?<![-=<>^])[<>](?![=<>])", re.VERBOSE)
_EQUATION = lazily(rf"{ASSIGN}|{ADD}|{EQUAL}", re.VERBOSE)
_BEGINS_WITH_SIGN = lazily(rf"(?:{ASSIGN}|{EQUAL}|[-+*/@⊙·×⋅]|\\(?:cdot|times|odot|quad)(?![A-Za-z]))", re.VERBOSE)
_COMMENT = lazily(r"(?<=\S)\s+#")
_OPEN = lazily(rf"(?:{ASSIGN}|{EQUAL}|{OPERATOR})\s*\Z", re.VERBOSE)
_TAG = lazily(r"</?(?:b|i|em|strong|p|div|span|br|center|code|u|font)\b[^<>]*>")
_TOKEN = lazily(
    r"""(?P<skip>\w+://\S+|<[A-Za-z/!][^<>\n]*>|!?\[[^\[\]\n]*\]\([^()\n]*\)|&[a-z]+;)
      | (?P<cjk>[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+) | (?P<command>\\[A-Za-z]+(?:\{[^{}\n]*\})?)
      | (?P<dotted>[A-Za-z]\w*(?:\.\w+)+) | (?P<word>[^\W\d_]+(?:[-'’][^\W\d_]{2,})*) (?P<more>[\w'’]*)""",
    re.VERBOSE,
)
_LEADING = frozenset(
    """
    so then thus hence therefore where with let have has get gets is that and since as because gives give obtain obtains
    yields yield compute define set put write now here also finally next similarly likewise first ie namely note using
    suppose assume given recall know but be means
    """.split()  # noqa: SIM905 - as words of a text they can be read
)
"""Words after which an equation may begin."""
_BEFORE_SETTINGS = frozenset(["for", "if", "when", "at", "all", "each", "every", "any", "over"])
"""Words after which only a setting may begin: "the gradient for w = 3" is no equation."""
_TRAILING = frozenset(
    """
    where since because by with and so for using as from which then thus hence therefore when here but given if wherein
    holds
    """.split()  # noqa: SIM905 - as words of a text they can be read
)
"""Words that may follow an equation."""
_SMALL = frozenset(
    """
    a an the so we is are was be to of in on at it its or and for as by if not no this that these those then than
    thus hence with from our us you your i will can may must do does has have had let get put set now where when
    which who how what why since because but also only just all each both any some one two into over per via about
    after before between given wrt using same such here there therefore note see find show gives give
    """.split()  # noqa: SIM905 - as words of a text they can be read
)
_JOINING = ("关于", "乘", "乘以", "除以", "加", "减", "加上", "减去", "和", "与")
"""Words of Chinese that join what stands before them to the left side."""
_CONDITION = lazily(r"(?<![\w.])(?:else|otherwise|unless|elif)(?![\w(])|==")
_FORMULA_WORDS = frozenset(
    {*RESERVED, *GREEK_OF.values(), *GREEK_OF, *GREEK_VARIANTS.values()}
    | {word.lower() for word in GREEK_VARIANTS}
    | {"conv", "corr", "dot", "matmul", "transpose", "lr", "loss", "cost", "grad", "delta", "diag", "outer", "hadamard"}
    | {"partial", "reshape", "max", "min", "argmax", "mse"}
)


def equations(line: str, above: str = "") -> list[tuple[int, int, str]]:
    """The equations of a line: where each begins and ends, and the words before it.

    ``above`` is the equation of the line above: a line goes on with it that begins with a sign, or where it has no end.
    """
    line = _TAG.sub(lambda found: blanks(found[0]), line)
    line = _COMMENT.split(line, maxsplit=1)[0]
    if len(line) > _LONGEST or line.lstrip().startswith("|"):  # the row of a table
        return []
    first = _MARKER.match(line).end()  # type: ignore[union-attr]
    begin = len(line) - len(line.lstrip())
    sign = _BEGINS_WITH_SIGN.match(line, begin) if above else None
    if sign and line[begin] in "-+*" and (begin < _INDENTED or line.startswith("**", begin)):
        sign = None  # a point of a list, or bold
    unfinished = bool(above) and (_OPEN.search(above) is not None) and not _EQUATION.search(line)
    if unfinished or (sign and (first == begin or not _EQUATION.search(line))):
        first = begin
        return [(first, _end(line, len(line)), "")] if not any(_words(line, first)) else []
    if not _RELATION.search(line, first) or _CONDITION.search(line):
        return []
    found: list[tuple[int, int, str]] = []
    words = _words(line, first)
    starts = [first, *(end for _, end in words)]
    ends = [*(start for start, _ in words), len(line)]
    before = ""
    for start, end in zip(starts, ends, strict=True):
        start, end = _trimmed(line, start, end)
        relation = _relation(line, start, end)
        if relation is None:
            continue
        before = line[starts[0] : start].strip() if not found else line[found[-1][1] : start].strip(" ,;:")
        left = line[start : relation.start()].strip(" ([{*")
        is_setting = is_index(left) or _EQUATION.match(line, relation.start()) is None
        if not left or not _leads(line[:start], before, is_setting) or not _explains(line[end:]):
            return []
        found.append((start, end, before))
    return found


def _relation(line: str, start: int, end: int) -> re.Match[str] | None:
    """The first relation of a part of a line that stands in no bracket."""
    for found in _RELATION.finditer(line, start, end):
        before = line[start : found.start()]
        if sum(map(before.count, "([{")) <= sum(map(before.count, ")]}")):
            return found
    return None


def _words(line: str, start: int) -> list[tuple[int, int]]:
    """The places of the words of a line that are no names."""
    found: list[tuple[int, int]] = []
    unknown: tuple[int, int] | None = None  # a word that may be a name, if no other word stands beside it
    for token in _TOKEN.finditer(line, start):
        kind = token.lastgroup
        place = token.span()
        if kind in ("skip", "cjk"):
            found.append(place)
            continue
        if kind in ("command", "dotted"):
            continue
        word = token["word"]
        if not _MATHEMATICAL.isdisjoint(word):
            unknown = None
            continue
        place = token.span("word")
        if token["more"] or line[place[1] : place[1] + 1] in ("(", "[", "_", "^", "'", "{") or len(word) < 2:
            continue
        if line[place[0] - 1 : place[0]] in ("_", "^", "{", "."):
            continue
        beside = unknown is not None and not line[unknown[1] : place[0]].strip()
        if word.lower() in _SMALL or word.lower() in _LEADING or not word.isascii():
            found += [unknown, place] if beside and unknown else [place]
            unknown = None
        elif word in _FORMULA_WORDS or word.lower() in _FORMULA_WORDS or _is_differential(word):
            unknown = None
        elif beside or (found and not line[found[-1][1] : place[0]].strip()):
            found += [unknown, place] if beside and unknown else [place]
            unknown = None
        else:
            unknown = place
    return sorted(set(found))


def _is_differential(word: str) -> bool:
    """Whether a word is ``dW``, ``dLdz``, ``XW``: letters side by side, or the gradient of something."""
    return len(word) <= 3 or (len(word) <= 5 and not word.istitle() and (word[0] == "d" or not word.islower()))


def _leads(line: str, words: str, is_setting: bool) -> bool:
    """Whether words lead to an equation: nothing, a stop, or a word after which one may begin."""
    last = line.rstrip(_AROUND_WORDS)[-1:]
    words = words.strip(_AROUND_WORDS)
    if not words or last in tuple(":,;.!?，：。；、)|"):
        return True
    word = words.split()[-1].lower()
    if is_setting and word in _BEFORE_SETTINGS:
        return True
    return word in _LEADING or (not word[-1].isascii() and word[-1].isalpha() and not word.endswith(_JOINING))


def _explains(words: str) -> bool:
    """Whether what follows an equation only explains it: a stop, a note in brackets, a word such as "where"."""
    words = words.lstrip(" *_`")
    if not words or not words[0].isalnum() or not words[0].isascii():
        return True
    return words.split()[0].lower().strip(",.:;") in _TRAILING


def _trimmed(line: str, start: int, end: int) -> tuple[int, int]:
    while start < end and (line[start] in ' ,;:.，。；：、*_|"“”' and not line.startswith((":=", "*("), start)):
        start += 1
    return start, _end(line, end, start)


def _end(line: str, end: int, start: int = 0) -> int:
    stripped = line[:end].rstrip(' ,;:，。；：、"“”')
    if stripped.endswith("**"):
        stripped = stripped[:-2].rstrip()
    if stripped.endswith("(") and stripped.count("(", start) > stripped.count(")", start):
        stripped = stripped[:-1].rstrip(" ,;")
    return max(start, len(stripped))
