"""What the text alone tells of a statement: a claim, a setting, a dependency, another relation.

Where it does not tell, a chain is a claim: what it claims is found out with the exercise at hand.
"""

from __future__ import annotations

import re

from tutor.notation.read.lazy_patterns import lazily
from tutor.submission.statement import CLAIM, DEPENDENCY, RELATION, SETTING

EQUALITIES = frozenset({"=", ":=", r"\leftarrow", r"\approx", "+=", "-="})
_SETS = frozenset({r"\forall", r"\exists", r"\in", r"\notin", r"\subset", r"\subseteq"})
_ORDERS = frozenset({r"\neq", "<", ">", r"\le", r"\ge"})
_INDEX = r"(?:[ijklmnpqrstuvNTMKDnBJIH]|\\tau|τ|\\ell|ℓ|batch|batch_size)"
_INDICES = lazily(rf"{_INDEX}'?(?:,{_INDEX}'?)*")
_ITEM = r"(?:-?\d+|[A-Za-z](?:[-+]\d+)?|\\(?:[lc]?dots[a-z]?|cdots|infty|tau|ell)|\.\.\.?|…|⋯|∞|[A-Z]_\{?[a-z]\}?)"
_RANGE = lazily(
    rf"{_ITEM}(?:(?:,|;|:|\\to|→|(?=\\[lc]?dots|…|⋯|\.\.)|(?<=dots)|(?<=\.)){_ITEM})*|\\?\{{.*\\?\}}|\[.*\]"
)
_CASES = lazily(r"l=L|[ijk]=[a-z]")
"""The last layer, and the case in which one index is another, if that is a letter which seldom counts: ``i = o``."""
_NUMBERS = lazily(r"-?\d+|.*(?:,|:|dots|\.\.|…|⋯|\\to|→).*|\\?\{.*\\?\}")
_CALL = lazily(
    r"(?P<name>\\?[A-Za-z]+|\\(?:text|mathrm|mathcal|operatorname)\{[^{}]*\}|[ℒℓ])(?P<scripts>(?:[_^](?:\{[^{}]*\}|\\?\w)|')*)"
    r"(?:\\left)?\((?P<arguments>[^()]*(?:\([^()]*\)[^()]*)*?)(?:\\right)?\)"
)
_LETTER = lazily(r"[fgFGhHqpPLJECN]|\\(?:phi|varphi|psi|Phi|mathcal\{[LFNJ]\}|ell)|ℒ|ℓ|[Ll]oss|[Cc]ost")
_PLAIN_ARGUMENT = lazily(
    r"(?:\\(?:mathbf|boldsymbol|bm|vec|hat|tilde|bar|text|mathrm|theta|Theta|phi|ell|beta|gamma|omega|Omega|alpha|delta)|[A-Za-zθΘφβγωα])"
    r"[\w{}\\^_'()+\-,\[\]<>ŷ̂]*"
)
_ONE_OF_SEVERAL = lazily(r"_\{?[ijkln]\}?|\^\{?[(\[][ijkln][)\]]\}?")
"""The scripts of a function of which there is one for every index: ``g_i``, which may be any."""
_FOR_ONE = lazily(r"[a-zA-Z]_(?:[ijkln]|\{[ijkln](?:[-+]1)?\})")
_DRAWN = lazily(r"\\(?:square|Box|blacksquare)(?![A-Za-z])")
"""An array that is drawn: it only shows how large it is."""
_ENTRY = lazily(r"(?P<base>\\?[A-Za-z]+)_\{?(?P<letter>[a-z])\}?")
_SPACES = lazily(r"\s+|\\[,;:! >]|\\(?:left|right|displaystyle|limits|q?quad)(?![A-Za-z])|\\mathrm(?=\{)")


def squeezed(text: str) -> str:
    """The text without blanks, for what is told by the order of its signs."""
    return _SPACES.sub("", text)


def is_index(text: str) -> bool:
    """Whether a text is a letter, or letters between commas, by which entries are usually counted."""
    return _INDICES.fullmatch(squeezed(text)) is not None


def is_item(text: str) -> bool:
    """Whether a text may be an item of a list that sets an index: a whole number, dots, a letter."""
    return re.fullmatch(_ITEM, squeezed(text)) is not None


def kind_of(left: str, relation: str, right: str, claims_before: bool) -> str:
    """The kind of a link; ``claims_before`` says that its chain already has a claim."""
    if relation in _SETS:
        return SETTING
    if claims_before and relation in EQUALITIES:
        return CLAIM
    left, right = squeezed(left), squeezed(right)
    if relation not in EQUALITIES:
        return SETTING if relation in _ORDERS and len(left) <= 8 and len(right) <= 8 else RELATION
    if _INDICES.fullmatch(left) and (
        (_RANGE.fullmatch(right) and _NUMBERS.fullmatch(right)) or _INDICES.fullmatch(right)
    ):
        return SETTING
    if _CASES.fullmatch(f"{left}={right}"):
        return SETTING
    if _DRAWN.search(right) or _are_entries_of_one(left, right):
        return SETTING
    return DEPENDENCY if _depends(left, right) else CLAIM


def _are_entries_of_one(left: str, right: str) -> bool:
    """Whether two entries of one array are said to be the same, which is a case: ``p_i = p_j``."""
    one, other = _ENTRY.fullmatch(left), _ENTRY.fullmatch(right)
    return one is not None and other is not None and one["base"] == other["base"] and one["letter"] != other["letter"]


def _depends(left: str, right: str) -> bool:
    """Whether a right side only names what something depends on."""
    call = _CALL.fullmatch(right)
    if call is None:
        return False
    name = call["name"] + call["scripts"]
    arguments = call["arguments"]
    if name == left or len(_split(arguments, ";")) > 1:
        return True
    if _LETTER.fullmatch(name[:1]) and _ONE_OF_SEVERAL.fullmatch(call["scripts"]) and _FOR_ONE.fullmatch(arguments):
        return True
    several = _split(arguments)
    word = re.sub(r"\\(?:text|mathrm|operatorname)\{([^{}]*)\}", r"\1", call["name"])
    return len(several) > 1 and _LETTER.fullmatch(word) is not None and all(map(_PLAIN_ARGUMENT.fullmatch, several))


def _split(text: str, sign: str = ",") -> list[str]:
    """What stands between the commas of a list of arguments, or another sign, but for those in brackets."""
    found, depth = [""], 0
    for char in text:
        depth += (char in "({[") - (char in ")}]")
        if char == sign and not depth:
            found.append("")
        else:
            found[-1] += char
    return found
