"""What every command line has in common: help, exit codes, pipes, odd terminals, commands of plugins."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import click
import pytest

from tests.commands.conftest import Tutor
from tests.conftest import PluginMaker
from tutor import __version__
from tutor.commands import run as running
from tutor.commands.main_group import HELPS
from tutor.commands.main_group import tutor as group

TUTOR = str(Path(sys.executable).with_name("tutor"))


def commands(found: click.Command, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    names = [path] if path else []
    if isinstance(found, click.Group):
        context = click.Context(found)
        for name in getattr(found, "helps", {}):
            below = found.get_command(context, name)
            assert below is not None
            names += commands(below, (*path, name))
    return names


@pytest.mark.parametrize("path", commands(group), ids=" ".join)
def test_every_command_has_help_with_an_example_of_itself(tutor: Tutor, path: tuple[str, ...]) -> None:
    done = tutor(*path, "--help")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith(f"Usage: tutor {' '.join(path)}")
    assert "Examples:" in done.out
    assert f"tutor {' '.join(path)}" in done.out.partition("Examples:")[2]


def test_the_short_help_of_a_command_is_told_without_importing_it(tutor: Tutor) -> None:
    help_page = tutor("--help").out
    for name, short in HELPS.items():
        assert f"  {name}" in help_page
        assert short in help_page


def test_the_version_is_the_packages(tutor: Tutor) -> None:
    assert tutor("--version").out == f"tutor {__version__}\n"


def test_an_unknown_command_gets_a_suggestion(tutor: Tutor) -> None:
    done = tutor("slove")
    assert (done.code, done.out) == (2, "")
    assert done.err == "tutor: there is no command `slove`; did you mean `solve`? (`tutor --help` shows how)\n"
    assert tutor("plugins", "instal").code == 2
    assert tutor("--verbose").code == 2


def test_without_a_terminal_the_app_says_what_to_use_instead(tutor: Tutor) -> None:
    for arguments in ((), ("quiz",), ("quiz", "lstm-cell")):
        done = tutor(*arguments)
        assert done.code == 2
        assert "needs a terminal" in done.err
        assert "tutor quiz --plain" in done.err


def test_a_command_of_a_plugin_is_listed_and_runs(tutor: Tutor, make_plugin: PluginMaker) -> None:
    make_plugin(
        "extra",
        """
        import click
        import tutor

        @click.command("hello", short_help="Greets.")
        def hello():
            click.echo("hello from a plugin")

        @click.command("solve")
        def solve():
            click.echo("not this one")

        @tutor.hookimpl
        def tutor_commands():
            return [hello, solve]
        """,
    )
    assert tutor("hello").out == "hello from a plugin\n"
    assert "Greets." in tutor("--help").out
    assert "∂L/∂W_o" in tutor("solve", "lstm-cell").out


def test_a_broken_plugin_does_not_stop_a_command(tutor: Tutor, make_plugin: PluginMaker) -> None:
    make_plugin("aaa", "raise RuntimeError('no')\n")
    done = tutor("list")
    assert done.code == 0
    assert "lstm-cell" in done.out
    assert "set aside: " in done.err
    assert "aaa" in done.err
    assert tutor("--help").code == 0


def test_an_interrupt_ends_quietly(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(group, "invoke", interrupted)
    assert running.run(["list"]) == running.INTERRUPTED


def shell(command: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(["bash", "-c", command], capture_output=True, env=os.environ | environment)


def test_a_reader_that_goes_away_is_met_with_silence() -> None:
    done = shell(f"set -o pipefail; '{TUTOR}' solve lstm-cell --format json --steps | true")
    assert done.stderr == b""
    assert done.returncode in (0, running.PIPE_CLOSED)


def test_a_shell_is_told_how_a_command_goes_on() -> None:
    done = shell(f"'{TUTOR}'", _TUTOR_COMPLETE="bash_complete", COMP_WORDS="tutor so", COMP_CWORD="1")
    assert done.stdout == b"plain,solve\n"


def test_results_go_to_stdout_and_trouble_to_stderr() -> None:
    assert shell(f"'{TUTOR}' check lstm-cell dL/dh 'd - h' 2>/dev/null").returncode == 1
    done = shell(f"'{TUTOR}' solve nothing >/dev/null")
    assert done.returncode == 2
    assert done.stderr.startswith(b"tutor: there is no problem `nothing`")
    assert b"Traceback" not in done.stderr


def test_a_terminal_without_unicode_gets_readable_text_and_valid_json() -> None:
    ascii_only = {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    assert shell(f"'{TUTOR}' check lstm-cell dL/dh 'h - d'", **ascii_only).stdout.startswith(b"OK Right.")
    done = shell(f"'{TUTOR}' check lstm-cell dL/dh 'h - d' --format json", **ascii_only)
    assert done.stdout.isascii()
    assert b"\\u2212" in done.stdout


def test_bytes_that_are_no_text_are_an_answer_that_cannot_be_read() -> None:
    done = shell(f"printf '\\xff\\xfe' | '{TUTOR}' check lstm-cell dL/dh -")
    assert done.returncode == 2
    assert done.stdout.startswith(b"! I cannot read that.")
    assert done.stderr == b""


def test_the_module_runs_as_the_command_does() -> None:
    done = subprocess.run([sys.executable, "-m", "tutor", "--version"], capture_output=True, text=True)
    assert done.stdout == f"tutor {__version__}\n"


def test_an_interrupt_while_the_program_is_still_being_imported_says_nothing() -> None:
    code = """
import sys
class Interrupting:
    def find_spec(self, name, *rest):
        if name == "click":
            raise KeyboardInterrupt
sys.meta_path.insert(0, Interrupting())
from tutor.__main__ import main
main()
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")
