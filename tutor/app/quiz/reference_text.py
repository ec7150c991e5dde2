"""The reference text of a question: the network, what is given, what has been derived so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from textual.content import Content

from tutor.app.drawing.cell_text import fit, flow, styled, width, wrap
from tutor.app.drawing.theme import MUTED

LABEL = 9
NEWEST = 3


@dataclass(frozen=True)
class Fact:
    """A name and its value on one row; `formula` if the value is one and not numbers."""

    name: str
    value: str
    formula: bool = False

    @property
    def is_list(self) -> bool:
        """Whether the value is several numbers."""
        return self.value.startswith("[") and not self.formula


def with_numbers(formulas: Sequence[Fact], values: Sequence[Fact]) -> list[Fact]:
    """Some values, then formulas, each with its own value behind it: `(h − d) o = [0.3, −0.1]`."""
    numbers = {fact.name: fact.value for fact in values}
    named = {fact.name for fact in formulas}
    both = [
        replace(fact, value=f"{fact.value} = {numbers[fact.name]}") if fact.name in numbers else fact
        for fact in formulas
    ]
    return [*(fact for fact in values if fact.name not in named), *both]


@dataclass(frozen=True)
class Facts:
    """What may be looked up while answering; what is given ``apart`` stands in no graph."""

    network: tuple[str, ...] = ()
    given: tuple[Fact, ...] = ()
    so_far: tuple[Fact, ...] = ()
    apart: tuple[Fact, ...] = ()


class Narrow(NamedTuple):
    """Rows of the reference; `cut` if some of it was left out."""

    rows: list[Content]
    cut: bool


def narrow(facts: Facts, cells: int, rows: int | None = None) -> Narrow:
    """The reference as labelled groups of running items, in at most `rows` rows.

    Of what was derived the newest rows are kept; of the given ones the first.  What is left out is counted.
    """
    network = _flow_text(facts.network, cells - LABEL)
    given = flow([_pair(fact) for fact in facts.given], cells - LABEL)
    so_far = flow([_pair(fact) for fact in facts.so_far], cells - LABEL)
    whole = len(network) + len(given) + len(so_far)
    if rows is not None:
        room = max(0, rows - min(len(network), max(1, rows - 2)) - min(len(given), 2))
        keep = max(1, min(NEWEST, room)) if so_far else 0
        if len(so_far) > keep:
            so_far = _newest(facts.so_far, cells - LABEL, keep)
        room = rows - len(so_far)
        if len(network) + len(given) > room:
            network, given = _share(network, given, facts, cells - LABEL, room)
    groups = (("network", network), ("given", given), ("so far", so_far))
    drawn = [
        styled((fit(label if index == 0 else "", LABEL), MUTED), line)
        for label, lines in groups
        for index, line in enumerate(lines)
    ][:rows]
    return Narrow(drawn, rows is not None and (len(drawn) < whole or whole > rows))


def wide(facts: Facts, cells: int) -> list[Content]:
    """The reference as a column with headings, names lined up in two columns where they fit."""
    rows = network_rows(facts, cells)
    for title, group in (("GIVEN", facts.given), ("SO FAR", facts.so_far)):
        rows += group_rows(title, group, cells)
    return rows


def network_rows(facts: Facts, cells: int) -> list[Content]:
    """The network below its heading."""
    rows: list[Content] = [heading("NETWORK")]
    return rows + [Content(line) for text in formulas(facts.network) for line in wrap(text, cells)]


def group_rows(title: str, group: Sequence[Fact], cells: int) -> list[Content]:
    """Some facts below their heading, after a blank row; nothing where there are none."""
    return [Content(""), heading(title), *_grid(group, cells)] if group else []


def heading(text: str) -> Content:
    """The heading of a group in a reference column."""
    return styled((text, f"bold {MUTED}"))


def _pair(fact: Fact) -> Content:
    return styled((f"{fact.name} = " if fact.formula else f"{fact.name} ", MUTED), fact.value)


def formulas(lines: Sequence[str]) -> list[str]:
    """The statement's formulas one by one; on one line they are parted by three blanks or more."""
    return [piece.strip() for line in lines for piece in line.split("   ") if piece.strip()]


def _flow_text(lines: Sequence[str], cells: int) -> list[Content]:
    pieces = [Content(piece) for text in formulas(lines) for piece in wrap(text, cells)]
    return flow(pieces, cells)


def _newest(facts: Sequence[Fact], cells: int, rows: int) -> list[Content]:
    """The last facts that fill `rows` rows, then how many are not shown."""
    for start in range(1, len(facts)):
        more = styled((f"+ {start}, F4", MUTED))
        lines = flow([*(_pair(fact) for fact in facts[start:]), more], cells)
        if len(lines) <= rows:
            return lines
    return [styled((f"+ {len(facts)}, F4", MUTED))]


def _share(
    network: list[Content], given: list[Content], facts: Facts, cells: int, room: int
) -> tuple[list[Content], list[Content]]:
    """Cut the given numbers first, down to one row, then the network."""
    for_given = max(1, room - len(network)) if given and room > 1 else 0
    if len(given) > for_given > 0:
        given = _first(facts.given, cells, for_given)
    return network[: max(0, room - len(given))], given[:for_given]


def _first(facts: Sequence[Fact], cells: int, rows: int) -> list[Content]:
    for end in range(len(facts) - 1, 0, -1):
        more = styled((f"+ {len(facts) - end}, F4", MUTED))
        lines = flow([*(_pair(fact) for fact in facts[:end]), more], cells)
        if len(lines) <= rows:
            return lines
    return [styled((f"+ {len(facts)}, F4", MUTED))]


def _grid(facts: Sequence[Fact], cells: int) -> list[Content]:
    """Facts in two columns if every pair fits, otherwise one below the other with their tables."""
    name = max(width(fact.name) for fact in facts) + 2
    value = max(width(fact.value) for fact in facts)
    half = name + value + 4
    if half + name + value <= cells and len(facts) > 1:
        rows = []
        for start in range(0, len(facts), 2):
            pair = [styled((fit(fact.name, name), MUTED), fact.value) for fact in facts[start : start + 2]]
            rows.append(pair[0].extend_right(half - pair[0].cell_length) + pair[1] if len(pair) > 1 else pair[0])
        return rows
    return [line for fact in facts for line in _long(fact, name, cells)]


def _long(fact: Fact, name: int, cells: int) -> list[Content]:
    lines = wrap(fact.value, max(8, cells - name))
    return [styled((fit(fact.name if i == 0 else "", name), MUTED), text) for i, text in enumerate(lines)]
