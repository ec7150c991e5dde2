"""The parts of a page that is about one network after another, each with forward equations of its own."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from tutor.notation.read.lazy_patterns import lazily
from tutor.notation.read.names.symbol_parts import IN_A_FONT
from tutor.submission.own_network.forward.equations import has_names, is_forward, is_loss, named, texts_of
from tutor.submission.own_network.steps.step_names import letter_of_time
from tutor.submission.statement import CLAIM, Statement

_MEANS_NOTHING = lazily(r"\\(?:cdot|times|left|right|[bB]igg?[lr]?)(?![A-Za-z])|\\[,;:! ]|[\s{}*]")
"""What formulas of the same are told apart by in how they are typed: signs of products, braces, blanks."""

_HEAD = lazily(r"^[ ]*(?:(?P<sharps>#{1,6})[ ]|\\(?P<sub>(?:sub)*)section\b)", re.MULTILINE)
MOST_SECTIONS = 8


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
        if not _defines(statement):
            continue
        name, rights = _name(statement, time), {_squeezed(link.text) for link in statement.links}
        if derived >= starts[-1] and name in defined and not rights & defined[name]:
            starts.append(derived + 1)
            defined = {}
            for one in statements[derived + 1 : at]:
                defined.setdefault(_name(one, time), set()).update(_squeezed(link.text) for link in one.links)
        defined.setdefault(name, set()).update(rights)
    return [list(statements[start:end]) for start, end in zip(starts, [*starts[1:], len(statements)], strict=True)]


def sections_of(statements: Sequence[Statement], text: str) -> list[list[Statement]]:
    """The statements under the headings of a page, the highest of which there are several; all if those are many."""
    heads = [
        (len(one["sharps"] or one["sub"] or ""), text.count("\n", 0, one.start()) + 1) for one in _HEAD.finditer(text)
    ]
    levels = Counter(level for level, _ in heads)
    level = min((level for level, count in levels.items() if count > 1), default=0)
    starts = [line for at, line in heads if at <= level]
    if not 1 < len(starts) <= MOST_SECTIONS:
        return [list(statements)]
    found: list[list[Statement]] = [[]]
    for one in statements:
        while starts and one.line > starts[0]:
            starts.pop(0)
            found.append([])
        found[-1].append(one)
    return [one for one in found if one]


def carried(before: Sequence[Sequence[Statement]], part: Sequence[Statement]) -> list[Statement]:
    """The forward equations of the parts before that a part does not make anew; of several for a name the last."""
    time = letter_of_time(text for one in part for text in texts_of(one))
    own = {_name(one, time) for one in part if _defines(one)}
    found: dict[str, Statement] = {}
    for one in (statement for earlier in before for statement in earlier if _defines(statement)):
        name = _name(one, time)
        if name not in own:
            found[name] = found[name] if name in found and "loss" not in name else one
    return list(found.values())


def _defines(statement: Statement) -> bool:
    """Whether a statement gives a name a formula."""
    return is_forward(statement) and any(link.kind == CLAIM and has_names(link.text) for link in statement.links)


def _name(statement: Statement, time: str) -> str:
    """What a statement defines, at whatever step; a loss by any name is the loss."""
    name, _ = named(IN_A_FONT.sub(r"\1", statement.left))
    if time:
        name = name.removesuffix(f"_{time}")
    return "loss" if name and is_loss(name) else name or _squeezed(statement.left)


def _squeezed(text: str) -> str:
    return _MEANS_NOTHING.sub("", text)
