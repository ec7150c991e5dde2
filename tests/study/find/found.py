"""The mistakes to find of a problem, which take a while to make, for all tests that look at them."""

from __future__ import annotations

from functools import cache

from tutor import host
from tutor.study.find.items import Item, items


@cache
def all_of(name: str, seed: int | None = None) -> tuple[Item, ...]:
    """All mistakes of a bundled problem, at the textbook's numbers or at those of a seed."""
    return tuple(items(host.problem(name).instance(seed=seed)))
