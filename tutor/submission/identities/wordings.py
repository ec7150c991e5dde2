"""Ways of writing that lines about free letters have and the language has not."""

from __future__ import annotations

import re

from tutor.notation.characters import ACCENT_COMMANDS, LETTERS
from tutor.notation.functions import FUNCTIONS
from tutor.notation.read.names.scripts import UnreadableError, group_end
from tutor.submission.claims.writing.bound_spelling import with_bounds
from tutor.submission.claims.writing.rewriting import with_primed_formulas, with_sigma_sums
from tutor.submission.claims.writing.spelling import ATOM, with_partials
from tutor.submission.latex_patterns import GROUP, INSIDE

_RELATION = r"(?P<a>[a-z])\s*(?P<is>=|\\neq?(?![a-z])|≠|!=)\s*(?P<b>[a-z])"
_INDICATOR = re.compile(
    rf"(?:\\(?:mathbb|mathbf|mathds|mathrm)\s*\{{?\s*[1I]\s*\}}?|(?<![\w\\}}])[1I])\s*_?\s*(?:\\?[{{\[(]\s*)+{_RELATION}\s*(?:\\?[}}\])])+"
)
_NABLA = re.compile(rf"\\nabla\s*_\s*(?P<by>{GROUP}|\w)\s*(?P<of>{ATOM.pattern})")
_LEFT_BY = re.compile(
    rf"\s*\\frac\s*\{{\s*\\partial(?![A-Za-z]){INSIDE}\}}\s*\{{\s*\\partial(?![A-Za-z])\s*(?P<by>{INSIDE})\}}\s*"
)
_PRIME = r"\s*(?:'|\^\s*\{\s*\\prime\s*\})"
_PRIMED_NAME = re.compile(rf"(?<![A-Za-z\\])([A-Za-z]){_PRIME}\s*(_\s*(?:{GROUP}|\w))?(?!\s*(?:\\left)?\s*\()")
_PRIMED_GROUP = re.compile(rf"(?:\\left\s*)?\((?P<of>(?:[^()]|\((?:[^()]|\([^()]*\))*\))*?)(?:\\right\s*)?\){_PRIME}")
_GLUED = re.compile(r"(?<![A-Za-z\\{])(log|ln|exp)(?=[A-Z](?![a-z]))")
_ENTRY_IN_BRACKETS = re.compile(r"\[([^\[\]]*)\]\s*(?=_)")
_BY = re.compile(r"\\[dt]?frac\s*\{\s*1\s*\}\s*\{\s*(?:\\partial(?![A-Za-z])|∂)\s*")
"""A derivative of what follows, with a one in the place of its first sign."""
_BARE_SUM = re.compile(r"\\sum(?![A-Za-z])(?!\s*(?:\\limits\s*)?[_^])")
_UNBOUND_LIMIT = re.compile(r"(\\sum\s*(?:\\limits\s*)?)(\^\s*(?:\{[^{}]*\}|\w))\s*(_\s*(?:\{[^{}]*\}|\w))")
_UNSTARTED = re.compile(
    r"(\\sum\s*(?:\\limits\s*)?_\s*(?:\{\s*[a-z]\s*(?:(?:\\neq?|≠|!=)\s*[a-z]\s*)?\}|[a-z]))\s*\^\s*(?:\{[^{}=]*\}|\w)"
)
"""A limit without the first number: the sum is over the whole axis."""
_INDEX = re.compile(rf"_\s*(?:\{{\s*([a-z])\s*\}}|([a-z]))(?!{GROUP})")
_GREEK = str.maketrans({letter: rf"\{name} " for letter, name in LETTERS.items()})
_SIGNS = (
    ("∂", r"\partial "),
    ("−", "-"),
    ("–", "-"),
    ("∑", r"\sum "),
    ("·", r"\cdot "),
    ("×", r"\times "),
    (r"\dfrac", r"\frac"),
    (r"\cdotp", r"\cdot"),
)
_FUNCTIONS = "|".join(sorted({*FUNCTIONS, "ln", "sigmoid"}, key=len, reverse=True))
_FUNCTION = re.compile(rf"(?<![A-Za-z\\{{])(?:{_FUNCTIONS})(?=\s*(?:\\left)?\s*[(^\[])")
_WRAPPED_CALL = re.compile(r"\\(?:text|mathrm|operatorname)\s*\{\s*([A-Za-z]+\([^{}]*\))\s*\}")
_WORD = re.compile(r"(?<![A-Za-z\\{])[A-Za-z]{3,}(?=_)")
_MORE_CLOSED = re.compile(rf"\{{({INSIDE})\)\s*\}}")
_OVER_OTHERS = re.compile(
    r"(\\(?:sum|prod)\s*(?:\\limits\s*)?_\s*\{\s*)(?P<letter>[a-z])\s*,\s*(?=(?P=letter)\s*(?:\\neq?|≠|!=))"
)
_BELOW_IN_ACCENT = re.compile(
    rf"(\\(?:{'|'.join(ACCENT_COMMANDS)})\s*\{{\s*\\?[A-Za-z]+)\s*(_\s*(?:\{{[^{{}}]*\}}|\w))\s*\}}"
)
_FONT_AHEAD = re.compile(r"(\\(?:mathbf|boldsymbol|bm|vec|mathrm|mathcal))\s*([A-Za-z])(?![A-Za-z])")
_CAPITAL = re.compile(r"(?:\\[a-z]+\s*\{\s*)?(?<![A-Za-z])(Soft[mM]ax|Sigmoid|Tanh)\s*\}?(?=\s*(?:\\left)?\s*\()")
_OVER_SET = re.compile(rf"(\\sum\s*(?:\\limits\s*)?_\s*\{{\s*)([a-z])\s*\\in(?![A-Za-z]){INSIDE}\}}")
_NOT_EQUAL = re.compile(r"\\not\s*=")
_WIDE = re.compile(r"\\(?:big|Big|bigg|Bigg)[lr]?(?![A-Za-z])|\\displaystyle(?![A-Za-z])")
_BELOW_IN_BRACES = re.compile(r"\{\s*(_\s*(?:\{[^{}]*\}|\w))\s*\}")
_END = re.compile(r"[\s.,;。，；]+\Z")


def with_known_wordings(left: str, right: str) -> tuple[str, str]:
    """Both sides of a line in the language, but for their names: what is primed on the right is by what the left is."""
    left = _known(left, "")
    found = _LEFT_BY.fullmatch(left)
    return left, _known(right, found["by"] if found else "")


def _known(text: str, by: str) -> str:
    for sign, meant in _SIGNS:
        text = text.replace(sign, meant)
    text = _FONT_AHEAD.sub(r"\1{\2}", _NOT_EQUAL.sub(r"\\neq ", _WIDE.sub("", text.translate(_GREEK))))
    text = _ENTRY_IN_BRACKETS.sub(
        r"(\1)", _END.sub("", _BELOW_IN_BRACES.sub(r"\1", _BELOW_IN_ACCENT.sub(r"\1}\2", text)))
    )
    text = with_sigma_sums(_BY.sub(r"\\frac{\\partial}{\\partial ", _MORE_CLOSED.sub(_balanced, text)))
    text = _GLUED.sub(r"\\\1 ", _NABLA.sub(r"\\frac{\\partial \g<of>}{\\partial \g<by>}", text))
    text = _CAPITAL.sub(lambda one: rf"\mathrm{{{one[1].lower()}}}", _OVER_SET.sub(r"\1\2}", text))
    text = _WORD.sub(r"\\mathrm{\g<0>}", _FUNCTION.sub(r"\\mathrm{\g<0>}", _WRAPPED_CALL.sub(r"\1", text)))
    text = _INDICATOR.sub(_delta, _OVER_OTHERS.sub(r"\1", text))
    text = _UNSTARTED.sub(r"\1 ", _UNBOUND_LIMIT.sub(r"\1\3\2", _BARE_SUM.sub(_with_letter, text)))
    if by and ("'" in text or r"\prime" in text):
        text = _PRIMED_GROUP.sub(lambda one: rf"(\frac{{\partial}}{{\partial {by}}}({one['of']}))", text)
        text = _PRIMED_NAME.sub(lambda one: rf"\frac{{\partial {one[1]}{one[2] or ''}}}{{\partial {by}}}", text)
    return _without_group(with_partials(with_primed_formulas(with_bounds(text))).strip())


def _delta(found: re.Match[str]) -> str:
    delta = rf"\delta_{{{found['a']}{found['b']}}}"
    return delta if found["is"] == "=" else f"(1-{delta})"


def _without_group(text: str) -> str:
    """A text without the braces that it stands in as a whole."""
    try:
        is_one = text.startswith("{") and group_end(text, 0, "{", "}") == len(text)
    except UnreadableError:
        return text
    return text[1:-1] if is_one else text


def _balanced(found: re.Match[str]) -> str:
    """A group without its last bracket, where nothing in it has opened that."""
    return found[0] if found[1].count("(") > found[1].count(")") else f"{{{found[1]}}}"


def _with_letter(found: re.Match[str]) -> str:
    """A sum that does not say over what: over the first index behind it."""
    index = _INDEX.search(found.string, found.end())
    return rf"\sum_{{{index[1] or index[2]}}}" if index else found[0]
