"""Codes on sheets: they hold the seed, and a slip of the pen or another course shows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.course.course import Course
from tutor.course.sheet_code import ALPHABET, code_of, seed_in
from tutor.errors import TutorError

COURSE = Course("Deep learning", bytes(range(32)))
SEEDS = st.integers(0, 2**30 - 1)


@given(SEEDS)
def test_a_code_holds_its_seed_however_it_is_typed(seed: int) -> None:
    code = code_of(COURSE, seed)
    assert len(code) == 11
    for typed in (code, code.lower(), code.replace("-", ""), code.replace("0", "o").replace("1", "l")):
        assert seed_in(typed, COURSE) == seed_in(typed) == seed


@given(SEEDS, st.integers(0, 9), st.sampled_from(ALPHABET))
def test_every_wrong_character_is_found_without_the_secret(seed: int, place: int, other: str) -> None:
    code = code_of(COURSE, seed).replace("-", "")
    wrong = code[:place] + other + code[place + 1 :]
    if wrong != code:
        with pytest.raises(TutorError, match="has a slip in it"):
            seed_in(wrong)


@given(SEEDS, st.integers(0, 9), st.integers(0, 9))
def test_every_two_characters_that_are_swapped_are_found(seed: int, one: int, other: int) -> None:
    letters = list(code_of(COURSE, seed).replace("-", ""))
    letters[one], letters[other] = letters[other], letters[one]
    if letters[one] != letters[other]:
        with pytest.raises(TutorError, match="has a slip in it"):
            seed_in("".join(letters))


def test_a_code_of_another_course_is_refused_where_the_course_is_known() -> None:
    other = Course("Statistics", bytes(32))
    codes = [code_of(other, seed) for seed in range(200)]
    assert [seed_in(code) for code in codes] == list(range(200))
    for code in codes:
        with pytest.raises(TutorError, match="not a code of this course, Deep learning"):
            seed_in(code, COURSE)


@pytest.mark.parametrize("code", ["", "3F0Q9", "3F0Q9-7XK2MM", "3F0Q9-7XK2U", "3F0Q9-7XK2é", "12345", "\x1b[2J" * 30])
def test_what_is_no_code_is_said_so_in_a_short_sentence(code: str) -> None:
    with pytest.raises(TutorError, match="is not the code of a sheet") as error:
        seed_in(code)
    assert len(error.value.message) < 160
    assert "\x1b" not in error.value.message
