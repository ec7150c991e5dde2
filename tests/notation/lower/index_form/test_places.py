"""Places: sums of letters and sizes, parts of flattened places, and places put for letters."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tutor.notation.lower.index_form.places import (
    Affine,
    Column,
    Row,
    RowMajor,
    letters_in,
    moved,
    place_value,
    row_and_column,
)

SIZES = {"h": 3, "d": 4, "u": 2, "v": 5}
PAIR = ("u", "v")
LETTERS = st.dictionaries(st.sampled_from("abcd"), st.integers(1, 9), min_size=4)


def affine(terms: st.SearchStrategy[object]) -> st.SearchStrategy[Affine]:
    """Sums of a few terms."""
    counted = st.lists(st.tuples(terms, st.sampled_from([-2, -1, 1, 2])), max_size=3)
    sized = st.lists(st.tuples(st.sampled_from(sorted(SIZES)), st.sampled_from([-1, 1])), max_size=2)
    return st.builds(_sum, counted, sized, st.integers(-3, 3))


def _sum(terms: list[tuple[object, int]], sizes: list[tuple[str, int]], const: int) -> Affine:
    found = Affine(const=const)
    for term, count in terms:
        found = found.plus(Affine.of(term), count)  # type: ignore[arg-type]
    for size_class, count in sizes:
        found = found.plus(Affine.last(size_class), count)
    return found


SIMPLE = affine(st.sampled_from("abcd"))
PLACES = affine(
    st.sampled_from("abcd")
    | st.builds(Row, SIMPLE, st.just(PAIR))
    | st.builds(Column, SIMPLE, st.just(PAIR))
    | st.builds(RowMajor, SIMPLE, SIMPLE, st.just(PAIR))
)


def number(place: Affine, letters: dict[str, int]) -> int:
    """The number of a place."""
    return int(place_value(place, letters, SIZES.__getitem__))


@given(PLACES, PLACES, st.sampled_from([-1, 1, 3]), LETTERS)
def test_a_sum_of_places_is_the_sum_of_their_numbers(
    one: Affine, other: Affine, times: int, letters: dict[str, int]
) -> None:
    assert number(one.plus(other, times), letters) == number(one, letters) + times * number(other, letters)


@given(PLACES, st.dictionaries(st.sampled_from("abcd"), SIMPLE, min_size=4), LETTERS)
def test_a_place_put_for_a_letter_has_its_number(
    place: Affine, places: dict[str, Affine], letters: dict[str, int]
) -> None:
    numbers = {letter: number(own, letters) for letter, own in places.items()}
    assert number(moved(place, places), letters) == number(place, numbers)
    assert letters_in([moved(place, places)]) <= letters_in(places.values())


@given(st.integers(1, SIZES["u"]), st.integers(1, SIZES["v"]))
def test_row_and_column_of_a_flattened_place_are_those_it_was_made_of(row: int, column: int) -> None:
    made = Affine.of(RowMajor(Affine(const=row), Affine(const=column), PAIR))
    assert row_and_column(made, PAIR) == (Affine(const=row), Affine(const=column))
    counted = Affine(const=number(made, {}))
    assert [number(part, {}) for part in row_and_column(counted, PAIR)] == [row, column]


def test_the_last_place_of_an_axis_is_its_size_or_a_number_where_that_never_changes() -> None:
    assert Affine.last("h") == Affine(sizes=(("h", 1),))
    assert Affine.last("#2") == Affine(const=2)
    assert (Affine.of("a").letter, Affine.of("a").plus(Affine(const=1)).letter) == ("a", "")
