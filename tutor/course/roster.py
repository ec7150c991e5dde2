"""The people of a course, from a file: a name a line, or a table with a column of ids or names."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from tutor.course.course import plain_name
from tutor.errors import TutorError, one_line

MOST = 100_000
COLUMNS = ("student", "id", "name", "email")
"""Headings of the column that is taken, the first of these that is there."""

TABLES = (".csv", ".tsv")


def people_in(text: str, source: str) -> list[str]:
    """The names or ids in the text of a file, in order. `source` names the file, also in what is said of it.

    A table, a file whose name ends so or whose first line has one of COLUMNS in it, gives that column; of any other
    file each line is a name, commas and all. Raises TutorError, naming the line, for a name that is there twice, for
    one that is too long, for a table without such a column, and for a file without names.
    """
    lines_of: dict[str, int] = {}
    people: list[str] = []
    for number, person in _cells(text.removeprefix("\ufeff"), source):
        if not person:
            continue
        if len(people) == MOST:
            raise TutorError(f"`{source}` has more than {MOST} people", title="Too many people")
        try:
            name = plain_name(person)
        except TutorError as error:
            raise TutorError(f"`{source}`, line {number}: {error.message}", title=error.title) from error
        if name in lines_of:
            said = f"`{source}`: `{one_line(person)}` is in line {lines_of[name]} and again in line {number}"
            raise TutorError(said, title="Twice the same name")
        lines_of[name] = number
        people.append(person)
    if not people:
        raise TutorError(f"`{source}` has no names in it", title="No names")
    return people


def _cells(text: str, source: str) -> Iterator[tuple[int, str]]:
    """What stands where names do, with the numbers of its lines."""
    first = text.split("\n", 1)[0]
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=next((sign for sign in "\t;," if sign in first), ","))
    try:
        heading = [cell.strip().casefold() for cell in next(rows, [])]
        column = next((heading.index(name) for name in COLUMNS if name in heading), None)
        if column is not None:
            for row in rows:
                yield rows.line_num, row[column].strip() if len(row) > column else ""
            return
    except csv.Error as error:
        raise TutorError(f"`{source}`, line {rows.line_num}: {error}", title="No table") from error
    if source.casefold().endswith(TABLES):
        raise TutorError(f"`{source}` has no column called {' or '.join(COLUMNS)}", title="No names")
    for number, line in enumerate(text.splitlines(), 1):
        yield number, line.strip()
