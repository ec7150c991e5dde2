"""A command that is told to end leaves files whole, the terminal as it was, and no process behind."""

from __future__ import annotations

import json
import os
import pty
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tutor.commands import run as running
from tutor.commands.main_group import tutor as group
from tutor.commands.support.signals import ENDING, Ended, raised

TUTOR = str(Path(sys.executable).with_name("tutor"))
LINE = json.dumps({"problem": "lstm-cell", "step": "dL/dh", "answer": "h - d"}) + "\n"


@pytest.mark.parametrize("number", ENDING)
def test_a_signal_is_an_exit_code_and_its_handler_is_put_back(
    number: signal.Signals, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(group, "invoke", lambda *_, **__: os.kill(os.getpid(), number))
    assert running.run(["list"]) == 128 + number
    assert signal.getsignal(number) == signal.SIG_DFL


def _import_that_fails() -> None:
    """What compiled modules do: whatever is raised while they are imported becomes an ImportError."""
    try:
        os.kill(os.getpid(), signal.SIGTERM)
    except Ended as end:
        raise ImportError("Failed to import 'zlib.decompress'") from end


class _Dropped:
    """Sends a signal where what is raised for it reaches nobody."""

    def __init__(self, number: signal.Signals) -> None:
        self.number = number

    def __del__(self) -> None:
        os.kill(os.getpid(), self.number)


def test_a_signal_of_which_another_error_was_made_is_still_the_end(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(group, "invoke", lambda *_, **__: _import_that_fails())
    assert running.run(["list"]) == 128 + signal.SIGTERM
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_that_comes_in_a_finalizer_ends_the_program_all_the_same(
    number: signal.Signals, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def work(*_: object, **__: object) -> None:
        _Dropped(number)
        time.sleep(30)

    monkeypatch.setattr(group, "invoke", work)
    assert running.run(["list"]) == 128 + number
    assert capsys.readouterr().err == ""


def test_a_signal_that_is_ignored_stays_so() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with raised():
            os.kill(os.getpid(), signal.SIGHUP)
    finally:
        signal.signal(signal.SIGHUP, before)
    assert not issubclass(Ended, Exception)


def wait_for(path: Path, size: int) -> None:
    deadline = time.monotonic() + 60
    while not (path.exists() and path.stat().st_size > size):
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.mark.parametrize(("number", "jobs"), [(signal.SIGINT, "1"), (signal.SIGTERM, "2")])
def test_a_run_that_is_ended_keeps_the_old_file_and_names_the_part(
    tmp_path: Path, number: signal.Signals, jobs: str
) -> None:
    output = tmp_path / "verdicts.jsonl"
    output.write_text("old")
    command = [TUTOR, "grade", "-", "-o", str(output), "--jobs", jobs]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE) as run:
        assert run.stdin is not None
        assert run.stderr is not None
        run.stdin.write(LINE.encode() * 2000)
        run.stdin.flush()  # and no end: the run waits for more
        part = tmp_path / "verdicts.jsonl.part"
        wait_for(part, 1000)
        children = _children(run.pid)
        run.send_signal(number)
        said = run.stderr.read().decode()
        assert run.wait() == 128 + number
        run.stdin.close()
    assert output.read_text() == "old"
    assert said == f"tutor: the verdicts so far are in `{part}`\n"
    assert all(json.loads(line)["verdict"] == "correct" for line in part.read_text().splitlines())
    deadline = time.monotonic() + 20
    while any(os.path.exists(f"/proc/{child}") for child in children):
        assert time.monotonic() < deadline
        time.sleep(0.02)


def _children(parent: int) -> list[str]:
    return Path(f"/proc/{parent}/task/{parent}/children").read_text().split()


def test_a_run_that_comes_to_its_end_leaves_no_part(tmp_path: Path) -> None:
    (tmp_path / "in").write_text(LINE)
    (tmp_path / "out").write_text("old")
    subprocess.run([TUTOR, "grade", "in", "-o", "out"], cwd=tmp_path, check=True)
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == ["in", "out"]
    assert json.loads((tmp_path / "out").read_text())["verdict"] == "correct"


class Terminal:
    """A command in a terminal of its own, and all that it has shown there."""

    def __init__(self, *arguments: str, **environment: str) -> None:
        self.shown = b""
        self.process, self._file = pty.fork()
        if self.process == 0:
            os.environ.update({"TERM": "xterm-256color", **environment})
            os.execv(TUTOR, ["tutor", *arguments])

    def read_until(self, text: bytes) -> None:
        deadline = time.monotonic() + 60
        while text not in self.shown:
            assert time.monotonic() < deadline, self.shown[-500:]
            if not self._read():
                break
        assert text in self.shown

    def type(self, text: bytes) -> None:
        os.write(self._file, text)

    def end(self, number: int | None = None) -> int:
        """The exit code, after a signal if one is given."""
        if number is not None:
            os.kill(self.process, number)
        while self._read():
            pass
        os.close(self._file)
        return os.waitstatus_to_exitcode(os.waitpid(self.process, 0)[1])

    def _read(self) -> bool:
        try:
            if not select.select([self._file], [], [], 60)[0]:
                os.kill(self.process, signal.SIGKILL)
            found = os.read(self._file, 65536)
        except OSError:
            return False
        self.shown += found
        return bool(found)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_the_app_gives_the_terminal_back(number: signal.Signals, tmp_path: Path) -> None:
    terminal = Terminal(TUTOR_HOME=str(tmp_path))
    terminal.read_until(b"backprop by hand")
    assert terminal.end(number) == 128 + number
    after = terminal.shown[terminal.shown.index(b"\x1b[?1049h") :]
    for restored in (b"\x1b[?1049l", b"\x1b[?25h", b"\x1b[?1000l", b"\x1b[?2004l"):
        assert restored in after
    assert b"Traceback" not in terminal.shown


def test_a_width_that_is_none_does_not_stop_the_app(tmp_path: Path) -> None:
    terminal = Terminal(TUTOR_HOME=str(tmp_path), COLUMNS="\u00b2", LINES="9" * 5000)
    terminal.read_until(b"backprop by hand")
    assert terminal.end(signal.SIGTERM) == 143


def test_a_plain_quiz_that_is_interrupted_has_kept_its_answers(tmp_path: Path) -> None:
    terminal = Terminal("quiz", "lstm-cell", "--plain", TUTOR_HOME=str(tmp_path))
    terminal.read_until(b"> ")
    terminal.type(b"0.5\n")
    terminal.read_until(b"read as")
    assert terminal.end(signal.SIGINT) == 130
    assert b"\r\nSaved. You can go on here next time.\r\n" in terminal.shown
    log = subprocess.run([TUTOR, "export"], env=os.environ | {"TUTOR_HOME": str(tmp_path)}, capture_output=True).stdout
    assert json.loads(log.splitlines()[1])["answer"] == "0.5"


def test_a_line_of_a_plain_quiz_can_be_edited_and_earlier_ones_come_back(tmp_path: Path) -> None:
    pytest.importorskip("readline")
    terminal = Terminal("quiz", "lstm-cell", "--plain", TUTOR_HOME=str(tmp_path))
    terminal.read_until(b"> ")
    terminal.type(b"0.77\x1b[D\x1b[D\x7f1.\n")  # two to the left, one back: the point goes, and comes after a 1
    terminal.read_until(b"read as  01.77")
    terminal.shown = terminal.shown.partition(b"read as")[2]
    terminal.read_until(b"> ")
    terminal.type(b"\x1b[A\x7f6\n")
    terminal.read_until(b"read as  01.76")
    assert terminal.end(signal.SIGINT) == 130


@pytest.mark.parametrize("term", ["dumb", "xterm"])
def test_ctrl_c_ends_a_plain_quiz_at_once_however_lines_are_read(tmp_path: Path, term: str) -> None:
    terminal = Terminal("quiz", "lstm-cell", "--plain", TUTOR_HOME=str(tmp_path), TERM=term)
    terminal.read_until(b"> ")
    terminal.type(b"sigma(\x03")
    assert terminal.end() == 130
    assert b"Saved. You can go on here next time." in terminal.shown


def test_what_a_terminal_is_shown_is_harmless(tmp_path: Path) -> None:
    answer = "h - \x1b]0;owned\x07\x9b2J\u202e\u200b"
    terminal = Terminal("check", "lstm-cell", "dL/dh", answer, TUTOR_HOME=str(tmp_path))
    assert terminal.end() == 2
    shown = terminal.shown.decode().replace("\r\n", "\n")
    assert r"  h - \x1b]0;owned\x07\x9b2J\u202e\u200b" in shown
    assert all(char.isprintable() or char == "\n" for char in shown)
