"""`tutor course codes`: everybody's code."""

from __future__ import annotations

import csv
import io

import click

from tutor.commands.support.output_files import output_option, write_text
from tutor.commands.support.person_options import for_option, people
from tutor.commands.support.printing import format_option, table


@click.command
@click.argument("course", metavar="COURSE", type=click.Path())
@for_option("Whose: a name or id, or a file of them.")
@format_option("text", "json", "csv")
@output_option()
def command(course: str, person: str | None, format: str, output: str | None) -> None:
    """Print the code and the seed of everybody that --for names.

    A file has a name or id a line, or is a table with a column `student`, `id`, `name` or `email`.

    \b
    Examples:
      tutor course codes dl.course --for ada
      tutor course codes dl.course --for class.csv --format csv -o codes.csv
    """
    from tutor.course.course import read_course
    from tutor.course.sheet_code import code_of
    from tutor.export.json_text import json_document

    if person is None:
        raise click.UsageError("--for is missing: a name or id, or a file of them")
    taken = read_course(course)
    seeds = [(name, taken.seed_of(name)) for name in people(person)]
    rows = [(name, code_of(taken, seed), seed) for name, seed in seeds]
    if format == "json":
        found = [{"student": name, "code": code, "seed": seed} for name, code, seed in rows]
        text = json_document({"schema": "tutor.codes/1", "course": taken.title, "people": found}) + "\n"
    elif format == "csv":
        written = io.StringIO(newline="")
        csv.writer(written, lineterminator="\n").writerows([("student", "code", "seed"), *rows])
        text = written.getvalue()
    else:
        text = "\n".join(table(rows)) + "\n"
    write_text(text, output)
