"""What ``ask dL/dW1, dL/db1`` names."""

from __future__ import annotations

from tutor.errors import did_you_mean
from tutor.notation.read.lazy_patterns import lazily
from tutor.problems.network.draft import Draft
from tutor.problems.network.errors import StatementError
from tutor.problems.network.written_names import read_name

_OF_THE_LOSS = frozenset({"L", "Loss", "E", "loss", "ell"})
"""What a file may call its loss in what it asks for; by any other letter it asks for another derivative."""

_D = r"(?:\\partial(?![A-Za-z])|\\mathrm\s*\{\s*d\s*\}|∂|d)\s*"
_SLASHED = lazily(rf"{_D}(.+?)\s*/\s*{_D}(.+)")
_FRACTION = lazily(rf"\\[dt]?frac\s*\{{\s*{_D}(.+?)\s*\}}\s*\{{\s*{_D}(.+)\}}")


def asked(draft: Draft, loss: str) -> tuple[str, ...]:
    """The names whose gradients the file asks for, in its order. Raises NetworkError for what is no gradient of it."""
    found: dict[str, None] = {}
    for text, where in draft.asked:
        try:
            found[_asked(draft, text, loss)] = None
        except StatementError as error:
            raise draft.error(error.reason, where) from None
    return tuple(found)


def _asked(draft: Draft, text: str, loss: str) -> str:
    match = _FRACTION.fullmatch(text) or _SLASHED.fullmatch(text)
    if match is None:
        raise StatementError(f"`{text[:30]}` should be a gradient, as in `ask d{loss}/dW1`")
    top, bottom = read_name(match[1]), read_name(match[2])
    if draft.name_of(top) != loss and (top.name not in _OF_THE_LOSS or top.name in draft.names):
        raise StatementError(f"`{text[:30]}` is no gradient of the loss, which is {loss}: write d{loss}/d{bottom.name}")
    name = draft.name_of(bottom)
    if bottom.rest or bottom.bracket is not None:
        raise StatementError(f"`{text[:30]}` should be the gradient by a whole array, as in d{loss}/d{name}")
    if name not in draft.names:
        raise StatementError(f"`{name}` is not declared{did_you_mean(name, draft.names)}")
    if name == loss or any(name == above for above, _, _ in draft.upstream.values()):
        raise StatementError(f"no gradient by {name} can be asked for")
    if name in draft.given and draft.given[name].role in ("target", "constant"):
        raise StatementError(f"{name} is a {draft.given[name].role}: gradients are asked by weights, inputs and values")
    return name
