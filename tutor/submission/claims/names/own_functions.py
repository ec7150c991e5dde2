"""Functions that a page makes of arguments which nobody knows: ``D(p, q) = ...``, ``P_{model}(y|x) = ...``."""

from __future__ import annotations

import re

from tutor.notation.functions import FUNCTIONS
from tutor.submission.claims.page_memory import PageMemory
from tutor.submission.claims.writing.spelling import ATOM, atom_of

_CALL = re.compile(
    rf"\s*(?P<name>{ATOM.pattern})\s*(?:\\left\s*)?\((?P<arguments>[^()]*(?:\([^()]*\)[^()]*)*?)(?:\\right\s*)?\)\s*"
)
_GIVEN = re.compile(r"\||\\mid(?![A-Za-z])|\\vert(?![A-Za-z])")
_BETWEEN = re.compile(r"[,;](?![^({]*[)}])")


def defines_function(page: PageMemory, left: str) -> bool:
    """Whether a left side says for the first time of which arguments a function of the page is.

    Of several arguments neither is a name that is known; where one is given, the function is none.
    """
    call = _CALL.fullmatch(left)
    reader = page.exercise.general.reader
    if call is None or call["name"].lstrip("\\") in FUNCTIONS or call["name"] in page.own_functions:
        return False
    if _GIVEN.search(call["arguments"]):
        own = not reader.exact(call["name"])
    else:
        arguments = _BETWEEN.split(call["arguments"])
        own = len(arguments) > 1 and not any(atom_of(one) is None or reader.exact(one.strip()) for one in arguments)
    if own:
        page.own_functions.add(call["name"])
    return own
