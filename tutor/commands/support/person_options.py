"""The options that give everybody in a course numbers of their own."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from tutor.commands.support.printing import Decorator
from tutor.errors import TutorError, one_line

if TYPE_CHECKING:
    from tutor.course.course import Course

VARIABLE = "TUTOR_COURSE"
"""Environment variable: the file of the course, where `--course` does not name one."""

_LONGEST_LIST = 10_000_000
_FILE = re.compile(r"\.(txt|csv|tsv|list)$", re.IGNORECASE)


def course_option() -> Decorator:
    """The option `--course`, as `course`."""
    return click.option(
        "--course",
        type=click.Path(),
        envvar=VARIABLE,
        metavar="FILE",
        help=f"The course, from `tutor course new`; else {VARIABLE}.",
    )


def for_option(help: str) -> Decorator:
    """The option `--for`, as `person`: a name or id, or a file of them."""
    return click.option("--for", "person", type=click.Path(), metavar="NAME|FILE", help=help)


def code_option() -> Decorator:
    """The option `--code`, as `code`."""
    return click.option("--code", metavar="CODE", help="The numbers of the sheet with this code.")


def wanted_course(path: str | None) -> Course:
    """The course that is asked for. Raises TutorError where none is named, or its file is not one."""
    from tutor.course.course import read_course

    if not path:
        raise TutorError(
            f"--for needs the file of a course, by --course FILE or {VARIABLE}: `tutor course new FILE` writes one",
            title="Which course?",
        )
    return read_course(path)


def people(asked: str) -> list[str]:
    """The people that `--for` names: those in the file of that name if there is one, else the one of that name.

    Raises TutorError for a file that is not there or has no names in it.
    """
    if not os.path.isfile(asked):
        if _FILE.search(asked):
            raise TutorError(f"there is no file `{one_line(asked)}`", title="Cannot be read")
        return [asked]
    from tutor.commands.support.input_files import opened
    from tutor.course.roster import people_in
    from tutor.text_encoding import not_utf8

    with opened(asked) as file:
        content = file.read(_LONGEST_LIST + 1)
    if len(content) > _LONGEST_LIST:
        raise TutorError(f"`{asked}` is longer than {_LONGEST_LIST // 1_000_000} MB", title="Too many people")
    try:
        return people_in(content.decode(), asked)
    except UnicodeDecodeError:
        raise TutorError(f"`{asked}` {not_utf8(content)}", title="Not UTF-8") from None


def one_seed(seed: int | None, person: str | None, code: str | None, course: str | None) -> int | None:
    """The seed that `--seed`, `--for` or `--code` asks for; None for the textbook's numbers.

    Raises TutorError where two of them are given, and where `--for` names a file of several people.
    """
    if sum(asked is not None for asked in (seed, person, code)) > 1:
        raise TutorError("--seed, --for and --code each say which numbers: take one of them", title="Which numbers?")
    if code is not None:
        from tutor.course.course import read_course
        from tutor.course.sheet_code import seed_in

        return seed_in(code, read_course(course) if course else None)
    if person is None:
        return seed
    named: Sequence[str] = people(person)
    if len(named) > 1:
        raise TutorError(f"`{person}` names {len(named)} people, and only one can be asked", title="For whom?")
    return wanted_course(course).seed_of(named[0])
