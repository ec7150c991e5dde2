"""`tutor course new`: write the file of a course."""

from __future__ import annotations

from pathlib import PurePath

import click

from tutor.commands.support.printing import format_option, print_written

_LONGEST_TITLE = 100


@click.command
@click.argument("file", type=click.Path())
@click.option("--title", help="What the course is called; else the name of the file.")
@format_option("text", "json")
def command(file: str, title: str | None, format: str) -> None:
    """Write a course with a new secret to FILE; no file is overwritten.

    Keep it: without the secret nobody's numbers can be made again. Whoever reads it can tell everybody's.

    \b
    Examples:
      tutor course new dl.course --title "Deep learning, spring"
    """
    from tutor.commands.support.output_files import cannot
    from tutor.course.course import create_course
    from tutor.errors import TutorError, one_line

    if not file or "\0" in file:
        raise TutorError("it is not the name of a file", title="Cannot be written")
    name = one_line(title if title is not None else PurePath(file).stem).strip()
    if not name or len(name) > _LONGEST_TITLE:
        raise TutorError(f"a title has 1 to {_LONGEST_TITLE} characters", title="No title")
    try:
        create_course(file, name)
    except FileExistsError:
        raise TutorError(f"`{file}` is there already: nothing was written", title="Already there") from None
    except OSError as error:
        raise cannot("written", file, error) from error
    print_written([file], format)
    click.echo(f"next: tutor worksheet lstm-cell --course {file} --for NAME", err=True)
