"""`tutor new`: write a network file to start from."""

from __future__ import annotations

import click

from tutor.commands.support.printing import format_option, print_written


@click.command
@click.argument("file", type=click.Path())
@format_option("text", "json")
def command(file: str, format: str) -> None:
    """Write a first network to FILE, to be changed into your own; no file is overwritten.

    \b
    Examples:
      tutor new mine.net
      tutor solve mine.net
    """
    from tutor.atomic_file import creating
    from tutor.commands.support.output_files import cannot
    from tutor.errors import TutorError
    from tutor.problems.network.first_example import FIRST

    if not file or "\0" in file:
        raise TutorError("it is not the name of a file", title="Cannot be written")
    try:
        with creating(file) as written:
            written.write(FIRST)
    except FileExistsError:
        raise TutorError(f"`{file}` is there already: nothing was written", title="Already there") from None
    except OSError as error:
        raise cannot("written", file, error) from error
    print_written([file], format)
    shown = file if file.endswith(".net") or "/" in file else f"./{file}"
    click.echo(f"next: tutor solve {shown}", err=True)
