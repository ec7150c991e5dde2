"""Kronecker deltas are solved for summed letters, with the conditions that a shift brings."""

from __future__ import annotations

from tutor.derivation.algebra.algebra import Term, times
from tutor.derivation.algebra.collecting import collected
from tutor.derivation.algebra.deltas import Contribution, solved
from tutor.notation.lower.index_form.expressions import Fold, Indicator, Ref, Size
from tutor.notation.lower.index_form.places import Affine, Column, Row, RowMajor

ROW, J, T, S = map(Affine.of, "ijts")
ONE, LAST = Affine(const=1), Affine.last("t")


def ref(name: str, letter: str) -> Ref:
    return Ref(name, (Affine.of(letter),), (letter[0],))


def term(*factors: Term, summed: str, equal: tuple[Affine, Affine], free: str) -> Term | None:
    """The solved product; every letter runs over its own class but s, which runs over that of t."""
    classes = {"s": "t"}
    found = solved(
        Contribution(factors, tuple((letter, classes.get(letter, letter)) for letter in summed), (equal,)),
        {letter: classes.get(letter, letter) for letter in free},
    )
    return collected(found) if found else None


def test_a_letter_that_must_be_another_is_that_letter() -> None:
    assert term(ref("W", "j"), summed="j", equal=(J, Affine.of("j2")), free="") == ref("W", "j2")


def test_a_shift_moves_what_is_zero_outside_of_its_axis() -> None:
    g = Ref("g", (T,), ("t",))
    assert term(g, summed="t", equal=(T.plus(ONE, -1), S), free="s") == Ref("g", (S.plus(ONE),), ("t",))


def test_a_shift_of_what_does_not_vanish_has_a_condition() -> None:
    found = term(Size("t"), summed="t", equal=(T.plus(ONE, -1), S), free="s")
    assert found == times(Size("t"), Indicator(S, "<=", LAST.plus(ONE, -1)))


def test_what_stands_before_the_first_entry_keeps_the_condition() -> None:
    g = Ref("g", (T,), ("t",), "g0")
    assert term(g, summed="t", equal=(T.plus(ONE), S), free="s") == times(
        Ref("g", (S.plus(ONE, -1),), ("t",), "g0"), Indicator(S, ">=", Affine(const=2))
    )


def test_two_places_that_cannot_be_the_same_make_it_zero() -> None:
    assert term(ref("W", "i"), summed="i", equal=(ONE, Affine(const=2)), free="") is None


def test_a_stride_is_solved_for_the_letter_without_a_factor() -> None:
    g, kernel = Ref("g", (ROW,), ("i",)), Ref("K", (J,), ("j",))
    place = Affine((("i", 2), ("j", 1)), (), -1)
    found = term(g, kernel, summed="ij", equal=(place, Affine.of("p")), free="p")
    assert found == Fold(
        "sum",
        "i",
        "i",
        times(g, Ref("K", (Affine((("i", -2), ("p", 1)), (), 1),), ("j",))),  # type: ignore[arg-type]
    )


def test_what_cannot_be_solved_is_an_indicator() -> None:
    assert term(ref("W", "i"), summed="", equal=(LAST, T), free="it") == times(ref("W", "i"), Indicator(T, "=", LAST))


def test_rows_and_columns_of_one_place_are_that_place() -> None:
    place, classes = Affine.of("p"), ("i", "j")
    found = solved(
        Contribution(
            (Ref("w", (place,), ("p",)),),
            (("p", "p"),),
            ((Affine.of(Row(place, classes)), ROW), (Affine.of(Column(place, classes)), J)),
        ),
        {"i": "i", "j": "j"},
    )
    assert found is not None
    assert collected(found) == Ref("w", (Affine.of(RowMajor(ROW, J, classes)),), ("p",))


def test_a_letter_that_nothing_depends_on_gives_the_size_of_its_axis() -> None:
    found = solved(Contribution((ref("W", "i"),), (("j", "j"),)), {"i": "i"})
    assert found is not None
    assert collected(found) == times(ref("W", "i"), Size("j"))
