"""Files that commands write: whole or not at all, and a sentence that names the file where it cannot be done."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from stat import S_ISREG
from typing import IO, Any

import click

from tutor.commands.support.printing import Decorator, warn
from tutor.commands.support.standard_streams import reason
from tutor.errors import TutorError


def output_option(help: str = "Write to FILE, not stdout.") -> Decorator:
    """The option `-o`, as `output`: a path, or None for stdout, which `-` stands for as well."""
    return click.option("-o", "--output", type=click.Path(), metavar="FILE", help=help, callback=_output)


def _output(ctx: click.Context, option: click.Parameter, path: str | None) -> str | None:
    if path is None or path == "-":
        return None
    try:
        os.fsencode(path)
    except UnicodeEncodeError:
        path = ""
    if not path or "\0" in path:
        raise click.BadParameter("it is not the name of a file", ctx, option)
    return path


@contextmanager
def writing(path: str, *, binary: bool = False, keeps_part: str = "", go_on_at: int | None = None) -> Iterator[IO[Any]]:
    """A file to write in the place of the one at `path`, which is replaced when the block ends, not before.

    Where the block does not come to its end, what was written is removed; with `keeps_part` (what it is, such as
    "the verdicts so far") it is kept, and a notice says where; with `go_on_at` it is written on from that byte. Raises
    TutorError where the file cannot be opened or, as on a full disk, written.
    """
    from tutor.atomic_file import is_written_directly, replacing

    part = ""
    try:
        with replacing(path, binary=binary, keep_part=bool(keeps_part), go_on_at=go_on_at) as file:
            part = "" if is_written_directly(path) else file.name
            yield file
    except OSError as error:
        _say_what_is_left(part, keeps_part)
        raise cannot("written", path, error) from error
    except BaseException:
        _say_what_is_left(part, keeps_part)
        raise


def write_text(text: str, output: str | None) -> None:
    """Print a whole text, or write it to a file. Raises TutorError where that cannot be written."""
    if output is None:
        click.echo(text, nl=False)
        return
    with writing(output) as file:
        file.write(text)


def _say_what_is_left(part: str, what: str) -> None:
    if not part or not what:
        return
    with suppress(OSError):
        if os.path.getsize(part):
            warn(f"{what} are in `{part}`")
        else:
            os.unlink(part)


def refuse_same(source: str, output: str | None, what: str) -> None:
    """Raise TutorError where `output` (None: stdout) is the file that is read: it would be lost, or never end."""
    try:
        read = os.fstat(sys.stdin.fileno()) if source == "-" else os.stat(source)
        written = os.fstat(sys.stdout.fileno()) if output is None else os.stat(output)
    except (OSError, ValueError, AttributeError, TutorError):
        return  # one of them is not there, or is no file
    if os.path.samestat(read, written) and S_ISREG(read.st_mode):
        raise TutorError(
            f"`{output or 'stdout'}` is the file that is read: {what} need a file of their own",
            title="The same file",
        )


def cannot(be: str, path: str, error: OSError) -> TutorError:
    """The error for a file that cannot be `read` or `written`, with the system's reason."""
    return TutorError(f"`{path}` cannot be {be}: {reason(error)}", title=f"Cannot be {be}")
