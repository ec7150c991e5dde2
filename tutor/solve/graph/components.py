"""Strongly connected components: what depends on itself, and an order for all else."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import TypeVar

T = TypeVar("T", bound=Hashable)


def components(roots: Iterable[T], needs: Callable[[T], Iterable[T]]) -> list[list[T]]:
    """All that the roots need, in groups of what needs each other; a group comes after those it needs (Tarjan 1972)."""
    number: dict[T, int] = {}
    lowest: dict[T, int] = {}
    waiting: list[T] = []
    inside: set[T] = set()
    found: list[list[T]] = []
    for root in roots:
        if root in number:
            continue
        number[root] = lowest[root] = len(number)
        waiting.append(root)
        inside.add(root)
        path = [(root, iter(needs(root)))]
        while path:
            node, rest = path[-1]
            for other in rest:
                if other not in number:
                    number[other] = lowest[other] = len(number)
                    waiting.append(other)
                    inside.add(other)
                    path.append((other, iter(needs(other))))
                    break
                if other in inside:
                    lowest[node] = min(lowest[node], number[other])
            else:
                path.pop()
                if path:
                    lowest[path[-1][0]] = min(lowest[path[-1][0]], lowest[node])
                if lowest[node] == number[node]:
                    at = waiting.index(node)
                    found.append(waiting[at:])
                    inside.difference_update(found[-1])
                    del waiting[at:]
    return found
