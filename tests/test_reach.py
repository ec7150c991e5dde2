"""What can be reached, in graphs with forks, joins and circles."""

from __future__ import annotations

from tutor.reach import reached

ROADS = {"a": "bc", "b": "d", "c": "d", "d": "b", "e": "a", "f": ""}


def test_all_that_ways_lead_to_is_reached_and_the_start_is_part_of_it() -> None:
    assert reached("a", ROADS.__getitem__) == set("abcd")
    assert reached("ef", ROADS.__getitem__) == set("abcdef")
    assert reached("f", ROADS.__getitem__) == {"f"}
    assert reached("", ROADS.__getitem__) == set()


def test_nothing_is_asked_twice() -> None:
    asked: list[str] = []

    def onward(name: str) -> str:
        asked.append(name)
        return ROADS[name]

    reached("e", onward)
    assert sorted(asked) == sorted(set(asked))
