"""Attributes that are worked out when they are first asked for."""

from __future__ import annotations

from threading import Barrier, Thread

from tutor.lazy import cached_property


class Pair:
    """Two attributes that both take another object's; ``meet`` has two threads inside of them at once."""

    def __init__(self, other: Pair | None = None, meet: Barrier | None = None) -> None:
        self.other = other
        self.meet = meet
        self.times = 0

    def _found(self, name: str) -> int:
        self.times += 1
        if self.meet is not None:
            self.meet.wait(5)
        return 1 if self.other is None else getattr(self.other, name)

    @cached_property
    def first(self) -> int:
        return self._found("second")

    @cached_property
    def second(self) -> int:
        return self._found("first")


def test_a_value_is_worked_out_once() -> None:
    pair = Pair()
    assert (pair.first, pair.first, pair.times) == (1, 1, 1)
    assert isinstance(vars(Pair)["first"], cached_property)


def test_threads_in_the_attributes_of_different_objects_do_not_wait_for_each_other() -> None:
    meet = Barrier(2)
    one, other = Pair(Pair(), meet), Pair(Pair(), meet)
    threads = [Thread(target=lambda: one.first, daemon=True), Thread(target=lambda: other.second, daemon=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert not any(thread.is_alive() for thread in threads)
    assert (one.first, other.second) == (1, 1)
