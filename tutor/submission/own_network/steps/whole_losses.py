"""The loss of a step that stands for that of all: pages that take its gradient by a value of the step after.

What comes later has no part in the loss of one step. A page with ``∂L_t/∂h_{t+1}`` in it means the loss of all steps.
"""

from __future__ import annotations

from collections.abc import Sequence

from tutor.notation.read.lazy_patterns import lazily
from tutor.submission.own_network.changed import changed
from tutor.submission.own_network.forward.equations import texts_of
from tutor.submission.statement import Statement

_LOSS = r"\\partial\s*(?P<loss>\\mathcal\s*\{\s*[LEJ]\s*\}|\\ell(?![A-Za-z])|[LEJ])\s*[_^]\s*"
_NAME = r"\\partial\s*\\?[A-Za-z]+(?:\s*\{\s*\w+\s*\})?\s*[_^]\s*"
_NOW = r"(?:\{\s*[(<]?\s*(?P<step>[a-z])\s*[)>]?\s*\}|(?P<bare>[a-z])(?![A-Za-z]))"
_NEXT = r"\{\s*[(<]?\s*[a-z]\s*\+\s*1\s*[)>]?\s*\}"
_LATER = lazily(rf"{_LOSS}{_NOW}\s*\}}\s*\{{\s*{_NAME}{_NEXT}")
_OF_A_STEP = lazily(rf"{_LOSS}(?:{_NOW}|\{{\s*[(<]?\s*(?:T|[a-z]\s*[-+]\s*1)\s*[)>]?\s*\}}|T(?![A-Za-z]))")


def with_whole_losses(statements: Sequence[Statement]) -> list[Statement]:
    """The statements with gradients of the loss of all steps, where the page means that one."""
    if not any(_LATER.search(text) for one in statements for text in texts_of(one)):
        return list(statements)
    return [changed(one, lambda text: _OF_A_STEP.sub(r"\\partial \g<loss>", text)) for one in statements]
