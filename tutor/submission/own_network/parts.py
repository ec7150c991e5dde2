"""The parts of a page that is about one network after another, each with forward equations of its own."""

from __future__ import annotations

from collections.abc import Sequence

from tutor.notation.read.lazy_patterns import lazily
from tutor.notation.read.names.symbol_parts import IN_A_FONT
from tutor.submission.own_network.forward.equations import is_forward, is_loss, named, texts_of
from tutor.submission.own_network.steps.step_names import letter_of_time
from tutor.submission.statement import CLAIM, Statement

_MEANS_NOTHING = lazily(r"\\(?:cdot|times|left|right|[bB]igg?[lr]?)(?![A-Za-z])|\\[,;:! ]|[\s{}*]")
"""What formulas of the same are told apart by in how they are typed: signs of products, braces, blanks."""


def parts_of(statements: Sequence[Statement]) -> list[list[Statement]]:
    """The statements cut where a name is defined otherwise after something was derived, before what leads to it."""
    starts = [0]
    defined: dict[str, set[str]] = {}
    derived = -1
    time = letter_of_time(text for one in statements for text in texts_of(one))
    for at, statement in enumerate(statements):
        if not any(link.kind == CLAIM for link in statement.links):
            continue
        if not is_forward(statement):
            derived = at
            continue
        name, rights = _name(statement, time), {_squeezed(link.text) for link in statement.links}
        if derived >= starts[-1] and name in defined and not rights & defined[name]:
            starts.append(derived + 1)
            defined = {}
            for one in statements[derived + 1 : at]:
                defined.setdefault(_name(one, time), set()).update(_squeezed(link.text) for link in one.links)
        defined.setdefault(name, set()).update(rights)
    return [list(statements[start:end]) for start, end in zip(starts, [*starts[1:], len(statements)], strict=True)]


def _name(statement: Statement, time: str) -> str:
    """What a statement defines, at whatever step; a loss by any name is the loss."""
    name, _ = named(IN_A_FONT.sub(r"\1", statement.left))
    if time:
        name = name.removesuffix(f"_{time}")
    return "loss" if name and is_loss(name) else name or _squeezed(statement.left)


def _squeezed(text: str) -> str:
    return _MEANS_NOTHING.sub("", text)
