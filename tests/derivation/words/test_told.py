"""What a path crosses, put together as a teacher would say it."""

from __future__ import annotations

from tutor.derivation import record
from tutor.derivation.record import Crossing
from tutor.derivation.words.crossing_words import PICKED_AGAIN, PRODUCTS, SCALED
from tutor.derivation.words.told import Told, told


def kinds(*crossed: Crossing, by: str = "w") -> list[str]:
    return [one.kind for one in told(crossed, by, lambda name: name == "lam")]


def test_a_product_that_is_summed_where_a_weight_is_used_again_is_one_thing() -> None:
    crossed = (Crossing(record.OUTER, "X"), Crossing(record.SHARED, letters=("n",)))
    assert told(crossed, "w", bool) == [Told(PRODUCTS, ("X",), ("n",))]


def test_a_square_is_not_said_to_be_multiplied_by_itself() -> None:
    square = Crossing(record.POWER, detail="square")
    assert kinds(square, Crossing(record.GATE, "w")) == [record.POWER]
    assert kinds(square, Crossing(record.GATE, "M")) == [record.POWER, record.GATE]


def test_a_number_in_front_is_no_gate() -> None:
    assert kinds(Crossing(record.GATE, "lam")) == [SCALED]


def test_a_window_is_told_with_what_it_meets() -> None:
    crossed = (Crossing(record.CONVOLUTION, letters=("u",)), Crossing(record.OUTER, "K"), Crossing(record.SHARED))
    assert told(crossed, "X", lambda name: False) == [Told(record.CONVOLUTION, ("K",), ("u",))]


def test_what_is_picked_several_times_is_told_so() -> None:
    assert kinds(Crossing(record.PICKED), Crossing(record.SHARED, letters=("t",))) == [record.PICKED, PICKED_AGAIN]


def test_the_names_of_one_kind_are_told_together_but_each_function_by_itself() -> None:
    gates = told((Crossing(record.GATE, "a"), Crossing(record.GATE, "b")), "w", lambda name: False)
    assert gates == [Told(record.GATE, ("a", "b"))]
    assert kinds(Crossing(record.SLOPE, "log"), Crossing(record.SLOPE, "sigma")) == [record.SLOPE, record.SLOPE]
