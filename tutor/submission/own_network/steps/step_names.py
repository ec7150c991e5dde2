"""Names of a page taken apart into what they are and at which step of time they are, however the step is written."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable
from typing import NamedTuple

from tutor.notation.characters import GREEK_OF
from tutor.notation.read.lazy_patterns import lazily
from tutor.submission.claims.writing.spelling import with_partials
from tutor.submission.latex_patterns import GROUP

_WORD_IN = r"\\(?:text|mathrm|rm|textrm|operatorname)\s*\{[^{}]*\}"
_GREEK = "|".join(name for name in sorted(GREEK_OF, key=len, reverse=True) if name not in ("sigma", "delta"))
BASE = rf"(?:\\(?:tilde|hat|bar)\{{\\?[A-Za-z]+\}}|\\(?:{_GREEK})(?![A-Za-z])|[A-Za-z])"
SCRIPT = rf"\s*[_^]\s*(?:{GROUP}|{_WORD_IN}|<[^<>=]*>|\\(?:top|intercal|prime)|\w|\*)"
_TOKEN = lazily(
    rf"(?P<other>\\(?:begin|end)\s*\{{[a-z]*\*?\}}|{_WORD_IN}|(?<![A-Za-z\\])[A-Za-z]{{2,}}(?!\s*[_^A-Za-z])"
    rf"|(?<![A-Za-z\\])(?:tanh|softmax|sigmoid|exp|log)(?=\s*[_^])|\\(?!(?:tilde|hat|bar|{_GREEK})"
    rf"(?![A-Za-z]))[A-Za-z]+)|(?P<base>{BASE})(?P<scripts>(?:{SCRIPT})*)"
)
_PIECE = lazily(rf"([_^])\s*({GROUP}|{_WORD_IN}|<[^<>=]*>|\\(?:top|intercal|prime)|\w|\*)")
_BRACKETS = lazily(
    r"\\[lr]?angle|\\(?:left|right)|\\[,;:! ]|[()<>\[\]{}\s]|\\(?:text|mathrm|rm|textrm|operatorname)(?![A-Za-z])"
)
_SHIFTED = lazily(
    r"[_^]\s*(?:\{\s*(?:\w+\s*,\s*)?(?:[(<\[]|\\langle)?\s*|(?:[(<\[]|\\langle)\s*|(?=[nst]-1))([a-z])\s*-\s*1(?!\d)"
)
"""A step before, in brackets, or for a letter of time without: ``p_j - 1`` is a difference."""
_POWER_BEHIND = lazily(r"\^\s*\{\s*(\\langle\s*[a-z]\s*\\rangle|\([a-z]\)|<[a-z]>)\s*(\d|T|\\top)\s*\}")
_FONT = lazily(
    r"\\(?:mathbf|boldsymbol|bm|vec|mathit|mathsf)(?:\s*\{\s*(\\?[A-Za-z]|\\(?:tilde|hat|bar|Gamma|[a-z]+)\s*(?:\{[^{}]*\}|[A-Za-z])?)\s*\}"
    r"|\s+([A-Za-z])|\s*(\\[A-Za-z]+))"
)
_ACCENT = lazily(r"\\(tilde|hat|bar)\s*(?:\{\s*(\\?[A-Za-z]+)\s*((?:[_^]\s*(?:\{[^{}]*\}|\w)\s*)*)\}|([A-Za-z]))")
_ROUND_ACCENT = lazily(r"(?<![\^_A-Za-z}])\{\s*(\\(?:tilde|hat|bar)\{[^{}]*\})\s*\}")
_STYLED = lazily("[\U0001d400-\U0001d7ff]")
_LOSS = lazily(
    r"\\partial\s*(?:\\(?:mathcal|mathrm|text|operatorname)\s*\{\s*(?:[LEJ]|Loss|loss)\s*\}|[LEJ](?![A-Za-z]))"
    r"(?:\s*[_^]\s*(?:\{[^{}]*\}|\w))*"
)
_STACKED = lazily(r"\[[^\[\]]*\w[^\[\]]*(?<!\\);[^\[\]]*\]")
_DOT = lazily(r"(?<=[})\]])\s*\.\s*(?=[A-Za-z\\(\[])")
"""A point on the line between factors."""
_ALIKE = ((r"\widetilde", r"\tilde"), (r"\widehat", r"\hat"), (r"\overline", r"\bar"), ("∗", "*"), ("\\ast", "*"))
NOW, BEFORE, AFTER, NEXT = 0, -1, 1, 2
"""Steps; ``NEXT`` is by that word, which may be what comes out of this one."""


class Name(NamedTuple):
    """A name without its step, what stands above it beside, and the step; None where it has none."""

    key: str
    power: str = ""
    step: int | None = None


def tidy(text: str) -> str:
    """The text with one way of writing accents, fonts, losses and brackets."""
    text = "".join(
        unicodedata.normalize("NFKC", char) if "\U0001d400" <= char <= "\U0001d7ff" else char for char in text
    )
    text = re.sub(r"\\stackrel\s*\{\s*\\sim\s*\}", r"\\tilde", text)
    for one, other in _ALIKE:
        text = re.sub(rf"{re.escape(one)}(?![A-Za-z])", other.replace("\\", r"\\"), text)
    text = re.sub(r"\\(?:left|right)?\s*\\?[lr]brack(?![A-Za-z])", lambda one: "[" if "lbrack" in one[0] else "]", text)
    text = _FONT.sub(lambda one: next(filter(None, one.groups())), text)
    text = _POWER_BEHIND.sub(r"^{\1}^{\2}", with_partials(text))
    text = _ACCENT.sub(lambda one: rf"\{one[1]}{{{one[2] or one[4]}}}{one[3] or ''}", text)
    text = _DOT.sub(r" \\cdot ", text)
    text = _STACKED.sub(lambda one: one[0].replace(";", ","), text)
    return _LOSS.sub(r"\\partial L", _ROUND_ACCENT.sub(r"\1", text))


def letter_of_time(texts: Iterable[str]) -> str:
    """The letter that most steps before are told by, ``t`` of ``h_{t-1}``; empty where there is none."""
    found = Counter(letter for text in texts for letter in _SHIFTED.findall(text))
    return found.most_common(1)[0][0] if found else ""


def name_of(base: str, scripts: str, time: str) -> Name:
    """A base with its scripts as a name."""
    below: list[str] = []
    power, step = "", None
    for sign, piece in _PIECE.findall(scripts):
        content = _BRACKETS.sub("", piece)
        at = step_of(content, time)
        if at is not None:
            step = at
            continue
        head, _, last = content.rpartition(",")
        if sign == "_" and head and (at := step_of(last, time)) is not None:
            below.append(head)
            step = at
        elif sign == "_":
            below.append(piece.strip("{} ") if "\\" in piece else content)
        else:
            power += f"^{{{piece.strip('{} ')}}}"
    return Name(base + (f"_{{{','.join(below)}}}" if below else ""), power, step)


def step_of(content: str, time: str) -> int | None:
    """The step that a script says; None where it says none."""
    if time and content in (time, f"{time}-1", f"{time}+1"):
        return {"": NOW, "-1": BEFORE, "+1": AFTER}[content[1:]]
    return {"prev": BEFORE, "next": NEXT, "after": AFTER}.get(content)


def names_in(text: str, time: str) -> list[Name]:
    """The names in a text that is tidy."""
    return [name_of(one["base"], one["scripts"], time) for one in _TOKEN.finditer(text) if one["base"]]


def single_name(text: str, time: str) -> Name | None:
    """A text that is one name."""
    found = re.fullmatch(rf"\s*(?P<base>{BASE})(?P<scripts>(?:{SCRIPT})*)\s*", text)
    return name_of(found["base"], found["scripts"], time) if found else None


def below(name: Name, known: Collection[str]) -> bool:
    """Whether what stands below a name is another one that is known, as in ``g_{h_t}``."""
    base, _, under = name.key.partition("_")
    found = single_name(under[1:-1], "") if under else None
    return base in ("d", "g") and found is not None and found.key.partition("_")[0] in known


def tokens() -> re.Pattern[str]:
    """The pattern of names, and of what looks like some and is none."""
    return re.compile(_TOKEN.pattern)
