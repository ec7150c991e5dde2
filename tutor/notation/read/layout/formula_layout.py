"""What only surrounds formulas in LaTeX and Markdown, and the signs between them.

Pasted answers and whole pages have the same environments, comments, dollar signs and relations: they are told here.
"""

from __future__ import annotations

import re

from tutor.notation.characters import FONTS
from tutor.notation.read.lazy_patterns import lazily

ENVIRONMENTS = (
    r"(?:aligned|alignedat|alignat|align|flalign|equation|gathered|gather|split|multlined|multline|eqnarray|array"
    r"|displaymath|math|subequations|dmath)"
)
"""Environments that only lay formulas out; their rows are formulas."""

# Fragments of verbose patterns, without groups of their own.
BEGIN = r"\\begin(?![A-Za-z])"
END = r"\\end(?![A-Za-z])"
ROW = r"(?:\\\\\*?(?:\s*\[\s*-?[\d.]+\s*(?:pt|em|ex|mm|cm|in)\s*\])?|\\(?:newline|cr)(?![A-Za-z]))"
THEN = (
    r"(?:\\(?:implies|Rightarrow|Longrightarrow|iff|Leftrightarrow|to|rightarrow|therefore|because)(?![A-Za-z])"
    r"|[⇒⟹⇔→∴∵]|=>)"
)
ASSIGN = r"(?::=|\\colon\s*=|≔|\\coloneqq(?![A-Za-z])|←|<-(?=\s)|\\(?:leftarrow|gets)(?![A-Za-z]))"
ADD = r"(?:[-+]=|\\mathrel\s*\{\s*[-+]\s*(?:=\s*\}|\}\s*=))"
EQUAL = (
    r"(?:\\(?:stackrel|overset|underset)\s*\{(?:[^{}]|\{[^{}]*\})*\}\s*\{\s*:?=\s*\}|(?<![<>!=])==?(?!=)|[≡≜≈]"
    r"|\\(?:equiv|triangleq|approx|doteq)(?![A-Za-z]))"
)
OPERATOR = r"(?:[-+*/@⊙·×]|\\(?:cdot|times|odot|circ)(?![A-Za-z]))"

GOES_ON = lazily(rf"\s*(?:{OPERATOR}|\.)")
"""How a row begins that goes on with the one before."""
OPEN_END = lazily(rf"(?:{OPERATOR}|,)\s*\Z")
"""How a row ends that is not at its end."""
LIMIT = lazily(r"(?:sum|prod|mean|[ΣΠ∑∏])_[A-Za-z]\s*\Z")
"""What stands before an equals sign that is a bound: ``sum_i=1``."""

_DROPPED = lazily(
    rf"""(?P<kept>\\\\) | (?P<begin>\\begin\s*\{{{ENVIRONMENTS}\*?\}}(?:\s*\[[tbc]\])?(?:\s*\{{[\d\srclRCL|@]*\}})?)
      | (?P<end>\\end\s*\{{{ENVIRONMENTS}\*?\}}) | \$+ | `+ | \\[\[\]()]
      | \\(?:nonumber|notag|hline|tiny|scriptsize|footnotesize|small|normalsize|large|Large|LARGE|huge|Huge)(?![A-Za-z])
      | \\(?:tag\*?|label|color|require)\s*\{{[^{{}}]*\}} | \\tag\s*\d | \#[^\n]*
      | (?:\\(?:text|mbox|textrm|textit)\s*\{{[^{{}}(\ ]*[\ (][^{{}}]*\}}|\(\s*\\text\s*\{{[^{{}}]*\}}\s*\))[\s.]*
        (?=\\\\|\\end|\n|\$|\Z)""",
    re.VERBOSE,
)
_BRACES = lazily(
    rf"""(?P<whole>\\(?:f?boxed|fbox|[bx]?cancel|bbox(?:\s*\[[^\[\]]*\])?)\s*\{{
          | \\(?:textcolor|colorbox)\s*\{{[^{{}}]*\}}\s*\{{
          | \\fcolorbox\s*\{{[^{{}}]*\}}\s*\{{[^{{}}]*\}}\s*\{{
          | \{{\s*\\color\s*\{{[^{{}}]*\}})
      | (?P<brace>\\(?:under|over)brace\s*(?=\{{)) | (?P<font>\\(?:{"|".join(FONTS)})\s*\{{)
      | (?P<close>\}}) (?:\s*[_^]\s*(?=\{{))? | (?P<open>\{{) | (?P<equal>=) | \\.""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPED_ANGLES = lazily(r"\\<([^<>\\{}]*)\\>")
"""Angle brackets as Markdown wants them."""
_ESCAPED_SCRIPT = lazily(r"(?<=[\w}\)\]])\\_(?=\{|\w(?!\w)|\\[a-z])")
"""The sign of a subscript as Markdown wants it."""
_SCRIPT_APART = lazily(
    r"(?<=[\w})\]'])(?:(?P<before>[ \t]+)_(?P<behind>[ \t]*)|_(?P<only>[ \t]+))"
    r"(?P<script>\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}|\w(?!\w))"
)
"""A subscript with blanks around its sign."""
_LOOKED_BACK = 12


def without_layout(text: str) -> str:
    """The text with blanks for what only surrounds formulas. An array in brackets is a matrix, and stays."""
    kept: list[bool] = []

    def blank(found: re.Match[str]) -> str:
        if found["kept"]:
            return found[0]
        if found["begin"]:
            before = text[max(0, found.start() - _LOOKED_BACK) : found.start()].rstrip()
            kept.append("array" in found[0] and before[-1:] in tuple("[(|{"))
        if (found["begin"] and kept[-1]) or (found["end"] and kept and kept.pop()):
            return found[0]
        return blanks(found[0])

    text = text.replace(r"\left\(", r"\left (").replace(r"\right\)", r"\right )")  # as Markdown wants them
    text = _ESCAPED_SCRIPT.sub(" _", _ESCAPED_ANGLES.sub(r" <\1 >", text))
    text = _SCRIPT_APART.sub(_with_script_beside, text)
    return _ungrouped(_DROPPED.sub(blank, text))


def _with_script_beside(found: re.Match[str]) -> str:
    """A subscript right behind what it is of, and its blanks behind it."""
    return f"_{found['script']}{found['before'] or ''}{found['behind'] or ''}{found['only'] or ''}"


def blanks(text: str) -> str:
    """As many blanks, on as many lines."""
    return " " * len(text) if "\n" not in text else re.sub(r"[^\n]", " ", text)


def blanked(text: str, spans: list[tuple[int, int]]) -> str:
    """The text with blanks at these places; one may lie in another."""
    parts, at = [], 0
    for start, end in sorted(spans):
        if end > at:
            parts += [text[at:start], blanks(text[max(at, start) : end])]
            at = end
    return "".join([*parts, text[at:]])


def _ungrouped(bare: str) -> str:
    """The text with blanks for boxes, colours, labels of braces, and fonts and braces around whole equations.

    A group without an end is left to the reader of formulas, which says so.
    """
    if "{" not in bare:
        return bare
    spans: list[tuple[int, int]] = []
    groups: list[tuple[str, int, int]] = []  # kind, and the place of what opens it
    equations: set[int] = set()  # how many groups are open around an equals sign that is a relation
    brace = label = False
    for found in _BRACES.finditer(bare):
        kind = found.lastgroup
        if kind == "brace":
            spans.append(found.span())
        elif kind == "equal":
            equations.add(len(groups))
        elif kind == "close" and groups:
            opened, start, end = groups.pop()
            told = len(groups) + 1 in equations
            equations.discard(len(groups) + 1)
            if opened == "whole" or (opened == "font" and told and all(one[0] == "whole" for one in groups)):
                spans += [(start, end), (found.start(), found.start() + 1)]
                if told:
                    equations.add(len(groups))
            elif opened == "label":
                spans.append((start, found.start() + 1))
            label = opened == "brace" and len(found[0]) > 1
            if label:
                groups.append(("label", found.start() + 1, found.end()))
        elif kind in ("whole", "font"):
            groups.append((kind, *found.span()))
        elif kind == "open":
            if not label:
                free = bare[max(0, found.start() - _LOOKED_BACK) : found.start()].rstrip()[-1:] in ("", "\\", "&")
                groups.append(("brace" if brace else "font" if free else "plain", *found.span()))
            label = False
        brace = kind == "brace"
    return blanked(bare, spans)
