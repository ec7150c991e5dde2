"""All that can be reached by going from one thing to those it leads to."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

T = TypeVar("T")


def reached(start: Iterable[T], onward: Callable[[T], Iterable[T]]) -> set[T]:
    """What a way leads to from any of the start, by however many steps; the start too."""
    found = set(start)
    todo = list(found)
    while todo:
        for other in onward(todo.pop()):
            if other not in found:
                found.add(other)
                todo.append(other)
    return found
