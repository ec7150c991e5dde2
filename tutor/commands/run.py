"""Running a command line: what each kind of trouble prints, and the exit code it ends with."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import click

from tutor.errors import FAULT_EXIT, TutorError, traceback_of

INTERRUPTED = 130
"""What shells use for a program that was ended by ctrl+c."""

PIPE_CLOSED = 141
"""What shells use for a program whose reader went away."""


COMPLETE = "_TUTOR_COMPLETE"
"""Set by a shell that asks for completions: `eval "$(_TUTOR_COMPLETE=bash_source tutor)"` turns them on."""


def run(arguments: Sequence[str]) -> int:
    """Run `tutor` with these arguments and return the exit code.

    A mistake of the user's is one sentence on stderr and exit code 2; a reader of our output that goes away
    (as in `tutor list | head -1`) is no mistake and says nothing. A fault of our own is a sentence too, with an exit
    code that is no verdict's.
    """
    _allow_any_text()
    try:
        code = _run(arguments)
        sys.stdout.flush()
    except BrokenPipeError:
        _forget_stdout()
        return PIPE_CLOSED
    return code


def _run(arguments: Sequence[str]) -> int:
    from tutor.commands.group import tutor

    if COMPLETE in os.environ:
        tutor.main(prog_name="tutor")
    try:
        # Not `tutor.main`: it answers a closed pipe in a way of its own, which differs between versions of click.
        with tutor.make_context("tutor", list(arguments)) as context:
            tutor.invoke(context)
    except click.exceptions.Exit as done:
        return done.exit_code
    except TutorError as error:
        return _complain(error.message, error.exit_code)
    except click.UsageError as error:
        path = error.ctx.command_path if error.ctx else "tutor"
        said = error.format_message().rstrip(".")
        return _complain(f"{said[:1].lower()}{said[1:]} (`{path} --help` shows how)", error.exit_code)
    except click.ClickException as error:
        return _complain(error.format_message(), 2)
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except BrokenPipeError:
        raise
    except Exception as error:
        from tutor import host

        click.echo(traceback_of(error), nl=False, err=True)
        return _complain(host.whose_fault(error), 2 if host.blame(error) else FAULT_EXIT)
    return 0


def _complain(message: str, code: int) -> int:
    click.echo(f"tutor: {message}", err=True)
    return code


def _allow_any_text() -> None:
    """Put a `?` where a character cannot be shown or bytes cannot be read, instead of ending in a traceback."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def _forget_stdout() -> None:
    """Python flushes stdout once more at exit, which would complain about the closed pipe again."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
