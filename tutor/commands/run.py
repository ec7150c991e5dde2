"""Running a command line: what each kind of trouble prints, and the exit code it ends with."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import click

from tutor.commands.support import signals, standard_streams
from tutor.errors import FAULT_EXIT, TutorError, traceback_of

INTERRUPTED = 130
"""What shells use for a program that was ended by ctrl+c."""

PIPE_CLOSED = 141
"""What shells use for a program whose reader went away."""

SIGNALLED = (INTERRUPTED, *(128 + number for number in signals.ENDING))
"""The exit codes of a program that was told to end."""

COMPLETE = "_TUTOR_COMPLETE"
"""Set by a shell that asks for completions, as the script of `tutor completion` does."""


def run(arguments: Sequence[str]) -> int:
    """Run `tutor` with these arguments and return the exit code.

    A mistake of the user's is one sentence on stderr and exit code 2, a stream or file that fails is 74, a fault of
    our own 70. A reader of our output that goes away (as in `tutor list | head -1`) is no mistake and says nothing,
    nor does a signal.
    """
    with standard_streams.guarded():
        try:
            with signals.raised():
                code = _run(arguments)
                signals.check()
                sys.stdout.flush()
        except BrokenPipeError:
            code = PIPE_CLOSED
        except standard_streams.StreamError as error:
            code = _complain(error.message, error.exit_code)
        except signals.Ended as end:
            code = end.code
        except KeyboardInterrupt:
            code = INTERRUPTED
        if code in SIGNALLED and sys.stderr.isatty():
            click.echo(err=True)  # the line of a prompt, or the ^C that the terminal has shown, is not over
        sys.stderr.flush()
    standard_streams.forget_output()
    return code


def _run(arguments: Sequence[str]) -> int:
    from tutor.commands.main_group import tutor

    if COMPLETE in os.environ:
        tutor.main(prog_name="tutor")
    try:
        # Not `tutor.main`: it answers a closed pipe in a way of its own, which differs between versions of click.
        # Nor does click take control sequences out of what it prints (`color`): they are shown, as everywhere.
        with tutor.make_context("tutor", list(arguments), color=True) as context:
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
    except click.Abort:
        return INTERRUPTED
    except BrokenPipeError:
        raise
    except OSError as error:
        place = f"`{error.filename}`: " if error.filename is not None else ""
        return _complain(f"{place}{standard_streams.reason(error)}", standard_streams.StreamError.exit_code)
    except Exception as error:
        signals.check()
        from tutor import host

        click.echo(traceback_of(error), nl=False, err=True)
        return _complain(host.whose_fault(error), 2 if host.blame(error) else FAULT_EXIT)
    return 0


def _complain(message: str, code: int) -> int:
    from tutor.commands.support.printing import warn  # 3 ms, and only trouble needs it

    warn(message)
    return code
