"""Ways of writing that lines about free letters have and the language has not."""

from __future__ import annotations

import re

from tutor.notation.characters import LETTERS
from tutor.notation.functions import FUNCTIONS
from tutor.submission.claims.writing.bound_spelling import with_bounds
from tutor.submission.claims.writing.rewriting import with_primed_formulas, with_sigma_sums
from tutor.submission.claims.writing.spelling import with_partials
from tutor.submission.latex_patterns import GROUP, INSIDE

_RELATION = r"(?P<a>[a-z])\s*(?P<is>=|\\neq?(?![a-z])|≠|!=)\s*(?P<b>[a-z])"
_INDICATOR = re.compile(
    rf"(?:\\(?:mathbb|mathbf|mathds|mathrm)\s*\{{?\s*[1I]\s*\}}?|(?<![\w\\}}])[1I])\s*_?\s*(?:\\?[{{\[(]\s*)+{_RELATION}\s*(?:\\?[}}\])])+"
)
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
_WIDE = re.compile(r"\\(?:big|Big|bigg|Bigg)[lr]?(?![A-Za-z])|\\displaystyle(?![A-Za-z])")
_BELOW_IN_BRACES = re.compile(r"\{\s*(_\s*(?:\{[^{}]*\}|\w))\s*\}")
_END = re.compile(r"[\s.,;。，；]+\Z")


def with_known_wordings(text: str) -> str:
    """A side of a line in the language, but for its names."""
    for sign, meant in _SIGNS:
        text = text.replace(sign, meant)
    text = _END.sub("", _BELOW_IN_BRACES.sub(r"\1", _WIDE.sub("", text.translate(_GREEK))))
    text = with_sigma_sums(_BY.sub(r"\\frac{\\partial}{\\partial ", _MORE_CLOSED.sub(_balanced, text)))
    text = _WORD.sub(r"\\mathrm{\g<0>}", _FUNCTION.sub(r"\\mathrm{\g<0>}", _WRAPPED_CALL.sub(r"\1", text)))
    text = _INDICATOR.sub(_delta, _OVER_OTHERS.sub(r"\1", text))
    text = _UNSTARTED.sub(r"\1 ", _UNBOUND_LIMIT.sub(r"\1\3\2", _BARE_SUM.sub(_with_letter, text)))
    return with_partials(with_primed_formulas(with_bounds(text)))


def _delta(found: re.Match[str]) -> str:
    delta = rf"\delta_{{{found['a']}{found['b']}}}"
    return delta if found["is"] == "=" else f"(1-{delta})"


def _balanced(found: re.Match[str]) -> str:
    """A group without its last bracket, where nothing in it has opened that."""
    return found[0] if found[1].count("(") > found[1].count(")") else f"{{{found[1]}}}"


def _with_letter(found: re.Match[str]) -> str:
    """A sum that does not say over what: over the first index behind it."""
    index = _INDEX.search(found.string, found.end())
    return rf"\sum_{{{index[1] or index[2]}}}" if index else found[0]
