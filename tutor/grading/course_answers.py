"""Answers that are graded at numbers of their own: those of a sheet's code, or of a student of a course."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tutor.course.course import Course, plain_name
from tutor.course.sheet_code import seed_in
from tutor.errors import TutorError, one_line
from tutor.grading.answer_fields import BadLineError
from tutor.grading.batch_marker import Answers
from tutor.grading.input_lines import Line


@dataclass(frozen=True)
class CourseAnswers:
    """Answers, a line's `code` or its student turned into its `seed`.

    With a course, codes of others are refused. With ``people``, which are names as `plain_name` has them, each line has
    the seed of its student, who must be one of them; where they are one, a line may leave the student out.
    """

    answers: Answers
    course: Course | None = None
    people: frozenset[str] = frozenset()

    def fields(self, line: Line) -> dict[str, Any]:
        """The fields of a line, with its seed. Raises BadLineError."""
        fields = self.answers.fields(line)
        if not self.people and "code" not in fields:
            return fields
        try:
            seed = self._seed(fields)
        except TutorError as error:
            raise BadLineError(error.message, fields) from None
        if seed != fields.get("seed", seed):
            raise BadLineError(f"`seed` is {fields['seed']}, and its numbers are those of seed {seed}", fields)
        return fields | {"seed": seed}

    def _seed(self, fields: dict[str, Any]) -> int:
        code = fields.get("code")
        if code is None:
            return self._seed_of_student(fields.get("student"))
        if not isinstance(code, str):
            raise TutorError("`code` is not a text in quotes")
        seed = seed_in(code, self.course)
        if self.people and seed != self._seed_of_student(fields.get("student")):
            raise TutorError(f"`{one_line(code)}` is not the code of this student")
        return seed

    def _seed_of_student(self, student: object) -> int:
        assert self.course is not None
        if student is None and len(self.people) == 1:
            return self.course.seed_of(*self.people)
        if student is None:
            raise TutorError("`student` is missing")
        name = plain_name(str(student))
        if name not in self.people:
            raise TutorError(f"`{one_line(str(student))}` is not one of those that --for names")
        return self.course.seed_of(name)
