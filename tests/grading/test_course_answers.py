"""Answers that are graded at the numbers of a sheet's code, or of their student."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tutor.course.course import Course, plain_name
from tutor.course.sheet_code import code_of
from tutor.grading.answer_fields import BadLineError, JsonLines
from tutor.grading.course_answers import CourseAnswers
from tutor.grading.input_lines import Line

COURSE = Course("Deep learning", bytes(range(32)))
OTHER = Course("Statistics", bytes(32))
CODE = code_of(COURSE, COURSE.seed_of("Ada"))
LINE = {"problem": "lstm-cell", "step": "dL/dh", "answer": "h - d"}


def fields(course: Course | None = None, people: tuple[str, ...] = (), **more: Any) -> dict[str, Any]:
    names = frozenset(map(plain_name, people))
    line = Line(1, json.dumps(LINE | more).encode())
    return CourseAnswers(JsonLines(), course, names).fields(line)


def test_a_line_without_a_code_keeps_the_numbers_that_it_names() -> None:
    assert fields() == LINE
    assert fields(COURSE, seed=4, student="ada") == LINE | {"seed": 4, "student": "ada"}


def test_a_code_is_the_seed_of_its_sheet_with_the_course_or_without() -> None:
    for course in (None, COURSE):
        assert fields(course, code=CODE)["seed"] == COURSE.seed_of("ada")
    assert fields(COURSE, code=CODE.lower(), seed=COURSE.seed_of("ada"))["seed"] == COURSE.seed_of("ada")


def test_a_student_of_the_list_has_the_seed_of_the_name() -> None:
    people = ("Ada", "Alan")
    assert fields(COURSE, people, student="ALAN")["seed"] == COURSE.seed_of("alan")
    assert fields(COURSE, people, student="ada", code=CODE)["seed"] == COURSE.seed_of("ada")
    assert fields(COURSE, ("12",), student=12)["seed"] == COURSE.seed_of("12")


def test_where_one_person_is_asked_a_line_needs_no_student() -> None:
    assert fields(COURSE, ("Ada",))["seed"] == COURSE.seed_of("ada")


@pytest.mark.parametrize(
    ("people", "more", "said"),
    [
        ((), {"code": code_of(OTHER, 5)}, "is not a code of this course, Deep learning"),
        ((), {"code": CODE[:-1] + "$"}, "is not the code of a sheet"),
        ((), {"code": 5}, "`code` is not a text in quotes"),
        ((), {"code": CODE, "seed": 3}, "`seed` is 3, and its numbers are those of seed"),
        (("Ada", "Alan"), {}, "`student` is missing"),
        (("Ada", "Alan"), {"student": "Grace"}, "`Grace` is not one of those that --for names"),
        (("Ada", "Alan"), {"student": "Alan", "code": CODE}, "is not the code of this student"),
        (("Ada",), {"student": " "}, "a name or an id is wanted"),
    ],
)
def test_what_does_not_fit_is_said_and_the_rest_of_the_line_is_kept(
    people: tuple[str, ...], more: dict[str, Any], said: str
) -> None:
    with pytest.raises(BadLineError) as error:
        fields(COURSE, people, **more)
    assert said in str(error.value)
    assert error.value.kept == LINE | more
