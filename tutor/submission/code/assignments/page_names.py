"""Names as pages of code write them, as keys that can be looked up: ``grads['dW1']`` is ``grads.dW1``."""

from __future__ import annotations

import re

from tutor.submission.code.runtime.record_of_run import Assigned

_TEXT_KEY = re.compile(r"\[(['\"])([^'\"\[\]]+)\1\]")
_PART = re.compile(r"\[.*", re.DOTALL)
_OBJECTS = re.compile(r"^(?:self|ctx|model|net|layer)\.")

CARRIED = re.compile(r"prev|next|last|old|carr|later|future", re.IGNORECASE)
"""What is in the names of what goes from one step to another: part of a gradient, or that of a neighbour."""
_DECORATED = re.compile(
    r"(?:^|\.)(?!(?:data|diff|dist|dim|dict|depth|dense|decay|drop)(?:[^a-z]|s|$|out|erence|ance|ension))"
    r"(?:(?:gradients?_?|grads?_?|nabla_?|delta_?)(?!s$)|∂|d_?)(?P<of>[A-Za-z]\w*)$|(?P<by>\w+?)_?grads?$",
    re.I,
)
_OF_LOSS = re.compile(r"^(?:loss|cost|err(?:or)?|[LlJEC])_?(?:d_?|wrt_)(?P<by>\w+)$")
"""What is left of ``dL_dW`` after its first letter: the loss, and what it is derived by."""
_GROUP = re.compile(r"^(?:self\.)?(?:grads?|gradients?|dparams|\w*(?:back|grad|bprop)\w*\(\))\.", re.IGNORECASE)


def key_of(name: str) -> str:
    """A name without the places in it that are no texts, fields and texts after dots."""
    return _PART.sub("", _TEXT_KEY.sub(r".\2", name))


def key_of_assigned(one: Assigned) -> str:
    """The key of what was assigned: where a text is put together, as it was at that time."""
    if isinstance(one.key, str) and one.name.endswith("]"):
        return f"{key_of(one.name[: one.name.rindex('[')])}.{one.key}"
    return key_of(one.name)


def plain(key: str) -> str:
    """A key without the object that holds it, ``self.dW`` as ``dW``."""
    return _OBJECTS.sub("", key)


def is_gradient(key: str) -> bool:
    """Whether a name is written as that of a gradient."""
    return bool(_GROUP.match(key) or _DECORATED.search(plain(key)))


def base_of(key: str) -> str:
    """What a gradient is by, as the page calls it."""
    last = plain(key).rpartition(".")[2]
    found = _DECORATED.search(last)
    base = (found["of"] or found["by"]) if found else last
    of_loss = _OF_LOSS.match(base)
    return of_loss["by"] if of_loss else base
