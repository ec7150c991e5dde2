"""What a page calls its output in the loss, where no equation says so: ``y_k`` beside a target, ``\\hat{y}``."""

from __future__ import annotations

from collections.abc import Sequence

from tutor.notation.read.lazy_patterns import lazily
from tutor.submission.own_network.forward.equations import Equation, is_loss, named

_BELOW = r"(?:\s*_\s*(?:\{\s*[a-z]\s*\}|[a-z]))?"
_HATTED = r"\\(?:hat|widehat)\s*(?:\{\s*[a-zA-Z]\s*\}|[a-zA-Z])"
_COMPARED = lazily(
    rf"(?P<first>{_HATTED}{_BELOW}|(?<![A-Za-z\\_^{{])[a-zA-Z]{_BELOW})\s*-\s*"
    rf"(?P<second>{_HATTED}{_BELOW}|[a-zA-Z]{_BELOW})\s*(?:\\right\s*)?[)|\\]"
)
_LETTER_BELOW = lazily(r"_\s*\{?\s*(?:\d\s*,\s*)?([a-z])\s*\}?")
_TARGETS = ("t", "d", "T", "D", "y", "Y")
"""The letters of targets, the surer first."""


def with_named_output(equations: Sequence[Equation]) -> list[Equation]:
    """The equations with one more where the loss compares a name that nothing defines: it is what is computed last."""
    loss = next((one for one in reversed(equations) if is_loss(one.name)), None)
    values = [one for one in equations if not one.called and not is_loss(one.name)]
    if loss is None or not values or any(one.left in loss.right for one in values):
        return list(equations)
    compared = _COMPARED.search(loss.right)
    output = _output(compared["first"].strip(), compared["second"].strip()) if compared else ""
    name = named(output)[0] if output else ""
    if not name or any(one.name == name for one in equations):
        return list(equations)
    last = [one for one in values if not any(one.left in other.right for other in values if other is not one)]
    last = [one for one in last if _have_one_index(output, one.left)]
    if len(last) != 1:
        return list(equations)
    return [*(one for one in equations if one is not loss), Equation(output, last[0].left, name, guessed=True), loss]


def _output(first: str, second: str) -> str:
    """Which of two names that are compared is the output; '' where neither is called as a target is."""
    hatted = [one for one in (first, second) if one.startswith("\\")]
    if len(hatted) == 1:
        return hatted[0]
    target = next((one for letter in _TARGETS for one in (first, second) if one[0] == letter), "")
    return "" if not target or hatted else second if target == first else first


def _have_one_index(one: str, other: str) -> bool:
    """Whether two names have the same letter below them, or neither has one."""
    return set(_LETTER_BELOW.findall(one)) == set(_LETTER_BELOW.findall(other))
