"""The order in which definitions can be read: what is used before its use, and what goes round together."""

from __future__ import annotations

from collections.abc import Mapping

from tutor.problems.network.draft import Draft, listed
from tutor.problems.network.mentioned_names import Mention


def in_order(mentions: Mapping[str, list[Mention]]) -> list[list[str]]:
    """The defined names in groups: each after those it uses, and names that use each other in one group.

    Tarjan's algorithm (1972), without recursion; within a group the order of the file is kept.
    """
    uses = {name: [m.name for m in found if m.name in mentions] for name, found in mentions.items()}
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    open_: set[str] = set()
    groups: list[list[str]] = []
    place = {name: position for position, name in enumerate(mentions)}
    for start in mentions:
        if start in index:
            continue
        work = [(start, iter(uses[start]))]
        index[start] = low[start] = len(index)
        stack.append(start)
        open_.add(start)
        while work:
            name, rest = work[-1]
            other = next(rest, None)
            if other is None:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[name])
                if low[name] == index[name]:
                    group = stack[stack.index(name) :]
                    del stack[-len(group) :]
                    open_.difference_update(group)
                    groups.append(sorted(group, key=place.__getitem__))
            elif other not in index:
                index[other] = low[other] = len(index)
                stack.append(other)
                open_.add(other)
                work.append((other, iter(uses[other])))
            elif other in open_:
                low[name] = min(low[name], index[other])
    return groups


def is_circle(group: list[str], mentions: Mapping[str, list[Mention]]) -> bool:
    """Whether the definitions of a group use each other, or the one itself."""
    return len(group) > 1 or any(mention.name == group[0] for mention in mentions[group[0]])


def check_circles(draft: Draft, groups: list[list[str]], mentions: Mapping[str, list[Mention]]) -> None:
    """Refuse values that are computed from themselves at the same place. Raises NetworkError."""
    for group in groups:
        here = {name: [m for m in mentions[name] if m.name in group and not m.shifts] for name in group}
        for circle in in_order(here):
            if is_circle(circle, here):
                where = draft.definitions[circle[0]].where
                first = circle[0]
                said = (
                    f"{first} is computed from itself"
                    if len(circle) == 1
                    else f"{listed(circle)} are computed from each other"
                )
                raise draft.error(f"{said}: a recurrence uses an earlier entry, as in {first}[t-1]", where)
