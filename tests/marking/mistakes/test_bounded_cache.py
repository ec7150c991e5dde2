"""A cache that is bounded by bytes."""

from __future__ import annotations

from typing import NamedTuple

from tutor.marking.mistakes.bounded_cache import TABLES, BoundedCache
from tutor.problems.instances.recordings import RECORDINGS


class Block(NamedTuple):
    nbytes: int


def test_what_was_not_used_for_longest_gives_way() -> None:
    cache = BoundedCache(100)
    first = cache.get("a", lambda: Block(40))
    cache.get("b", lambda: Block(40))
    assert cache.get("a", lambda: Block(1)) is first
    cache.get("c", lambda: Block(40))
    assert cache.held == 80
    assert cache.get("a", lambda: Block(1)) is first
    assert cache.get("b", lambda: Block(7)) == Block(7)


def test_what_is_larger_than_the_cache_is_given_but_not_kept() -> None:
    cache = BoundedCache(100)
    assert cache.get("a", lambda: Block(101)) == Block(101)
    assert cache.held == 0
    cache.get("b", lambda: Block(50))
    cache.clear()
    assert cache.held == 0


def test_tables_of_mistakes_take_64_megabytes_at_most() -> None:
    assert TABLES.most + RECORDINGS.most == 64 * 2**20
