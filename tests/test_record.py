"""Records: frozen values with named fields, as an author's quantities and steps are."""

from __future__ import annotations

import copy
import pickle

import pytest

from tutor import Choice, Normal, Quantity, Step, TutorError
from tutor.record import Record, kept


class Point(Record):
    """Two fields, one with a default."""

    x: float
    y: float = 2.0


def test_fields_are_given_by_position_or_name_and_have_defaults() -> None:
    assert (Point(1.0).x, Point(1.0).y) == (1.0, 2.0)
    assert Point(1.0, 3.0) == Point(y=3.0, x=1.0)
    assert Quantity("x").axes == ""
    assert repr(Point(1.0)) == "Point(x=1.0, y=2.0)"


@pytest.mark.parametrize(
    ("values", "named", "said"),
    [
        ((), {}, r"Point\(\) needs `x`"),
        ((1.0, 2.0, 3.0), {}, r"Point\(\) takes 2 values, 3 given"),
        ((1.0,), {"x": 2.0}, r"Point\(\) got `x` twice"),
        ((1.0,), {"z": 2.0}, r"Point\(\) has no `z`"),
    ],
)
def test_what_does_not_fit_is_refused_by_name(values: tuple[float, ...], named: dict[str, float], said: str) -> None:
    with pytest.raises(TypeError, match=said):
        Point(*values, **named)


def test_a_misspelt_field_of_an_author_gets_a_suggestion() -> None:
    with pytest.raises(TypeError, match=r"Step\(\) has no `hint`; did you mean `hints`\?"):
        Step("h", hint=("Look.",))  # type: ignore[call-arg]


def test_a_record_cannot_be_changed_but_copied_with_changes() -> None:
    step = Step("h", "o*tanh(C)")
    with pytest.raises(AttributeError, match=r"Step\.formula cannot be changed"):
        step.formula = "h"  # type: ignore[misc]
    with pytest.raises(AttributeError, match=r"Step\.formula cannot be deleted"):
        del step.formula
    changed = step.replace(formula="h")
    assert (changed.id, changed.formula, step.formula) == ("h", "h", "o*tanh(C)")


def test_records_of_equal_fields_are_equal_and_of_different_classes_are_not() -> None:
    class Other(Record):
        x: float
        y: float = 2.0

    assert Point(1.0) == Point(1.0, 2.0)
    assert hash(Point(1.0)) == hash(Point(1.0, 2.0))
    assert Point(1.0) != Other(1.0)
    assert Point(1.0) != (1.0, 2.0)
    assert Choice("c", "?", ("a",), (1,)).slips == {}


def test_a_record_can_be_copied_and_sent_to_another_process() -> None:
    quantity = Quantity("x", "n", sample=Normal(0.5))
    assert copy.deepcopy(quantity) == quantity
    assert pickle.loads(pickle.dumps(quantity)) == quantity


def test_fields_that_do_not_fit_together_are_refused() -> None:
    with pytest.raises(TutorError, match="the scale must be more than 0"):
        Normal(0)


def test_records_can_be_matched_by_position() -> None:
    match Point(1.0, 3.0):
        case Point(x, 3.0):
            assert x == 1.0
        case _:
            pytest.fail("not matched")


def test_a_hash_that_is_known_is_not_sent_along_for_texts_have_others_elsewhere() -> None:
    quantity = Quantity("x")
    assert hash(quantity) == hash(quantity)
    assert "_hash" not in quantity.__getstate__()
    assert pickle.loads(pickle.dumps(quantity)) == quantity


def test_what_is_kept_on_a_record_is_worked_out_once_and_not_compared() -> None:
    asked: list[Point] = []

    @kept
    def total(point: Point) -> float:
        asked.append(point)
        return point.x + point.y

    point = Point(1.0)
    assert (total(point), total(point), len(asked)) == (3.0, 3.0, 1)
    assert point == Point(1.0)
    assert "_total" not in point.__getstate__()
