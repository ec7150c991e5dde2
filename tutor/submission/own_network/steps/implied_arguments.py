"""Names for what an activation is of that a page uses and never defines: ``dyhat_t/dz_t`` beside ``softmax(V s_t)``."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tutor.notation.read.lazy_patterns import lazily
from tutor.submission.latex_patterns import SCRIPTS
from tutor.submission.own_network.forward.equations import Equation, named, texts_of
from tutor.submission.own_network.forward.shared_parts import is_closed, is_name, pattern_of
from tutor.submission.statement import Statement

_CALL = lazily(
    r"\s*(?:\\?[A-Za-z]+|\\(?:text|mathrm|operatorname)\s*\{\s*\w+\s*\})\s*(?:\\left)?\s*\((?P<of>.+?)(?:\\right)?\s*\)\s*\Z",
    re.DOTALL,
)
_BY = rf"\s*\}}\s*\{{\s*\\partial\s*(?P<by>[A-Za-z]{SCRIPTS})\s*\}}"
_STEP = lazily(r"_\s*\{?\s*[a-z]\s*\}?|\^\s*\{\s*\(\s*[a-z]\s*\)\s*\}")


def with_implied_arguments(equations: Sequence[Equation], statements: Sequence[Statement]) -> list[Equation]:
    """The equations, with one for each such name that has the steps of the value that it is the argument of."""
    text = "\n".join(text for one in statements for text in texts_of(one))
    found = list(equations)
    for one in equations:
        call = _CALL.match(one.right)
        if call is None or not is_closed(call["of"]) or is_name(call["of"]) or one.called:
            continue
        by = re.compile(rf"\\partial\s*{pattern_of(one.left)}{_BY}")
        names = {"".join(match["by"].split()) for match in by.finditer(text)}
        new = [name for name in names if _steps(name) == _steps(one.left) != [] and not _is_used(name, found)]
        if len(new) == 1:
            found.append(Equation(new[0], call["of"].strip(), named(new[0])[0]))
    return found


def _steps(name: str) -> list[str]:
    return [re.sub(r"[{}\s]", "", step) for step in _STEP.findall(name)]


def _is_used(name: str, equations: Sequence[Equation]) -> bool:
    """Whether a name is defined, or stands in a formula, at whatever step."""
    base = re.compile(rf"(?<![A-Za-z\\]){re.escape(name[0])}(?=\s*[_^])")
    return any(base.search(text) for one in equations for text in (one.left, one.right))
