"""Streams that are full, closed or no text: a sentence and 74, never a traceback, and never 1, which means wrong."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands.conftest import Tutor

TUTOR = str(Path(sys.executable).with_name("tutor"))
FULL = b"tutor: stdout cannot be written: no space left on device\n"
NO_STDOUT = b"tutor: stdout is closed: there is nowhere to print to\n"
NO_STDIN = b"tutor: stdin is closed: there is nothing to read\n"


def shell(command: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """What bash makes of a command, in which `tutor` is ours."""
    return subprocess.run(
        ["bash", "-c", f"tutor() {{ '{TUTOR}' \"$@\"; }}; {command}"],
        capture_output=True,
        env=os.environ | environment,
        stdin=subprocess.DEVNULL,
    )


@pytest.mark.parametrize(
    ("command", "code", "said"),
    [
        ("tutor list > /dev/full", 74, FULL),
        ("tutor --help > /dev/full", 74, FULL),
        ("tutor solve lstm-cell --format npz > /dev/full", 74, FULL),
        ("echo '{}' | tutor grade - > /dev/full", 74, FULL),
        ("tutor --version >&-", 74, NO_STDOUT),
        ("tutor solve lstm-cell --format npz >&-", 74, NO_STDOUT),
        ("tutor export >&-", 74, NO_STDOUT),
        ("tutor check lstm-cell h - <&-", 74, NO_STDIN),
        ("tutor grade - <&-", 74, NO_STDIN),
        ("tutor import - <&-", 74, NO_STDIN),
        ("tutor quiz lstm-cell --plain >/dev/null <&-", 74, NO_STDIN),
        ("tutor check lstm-cell h - 0>/dev/null", 74, b"tutor: stdin cannot be read: bad file descriptor\n"),
        ("tutor check lstm-cell dL/dh 'd - h' >/dev/full 2>&-", 74, b""),
        ("tutor solve nothing 2>&-", 2, b""),
        ("tutor solve nothing 2>/dev/full", 2, b""),
        ("tutor list >/dev/null 2>&- <&-", 0, b""),
        ("tutor list 2>&1 >&- | cat 1>&2", 0, NO_STDOUT),
    ],
)
def test_a_stream_that_fails_is_a_sentence(command: str, code: int, said: bytes) -> None:
    done = shell(command)
    assert (done.returncode, done.stdout, done.stderr) == (code, b"", said)


@pytest.mark.parametrize("command", ["quiz lstm-cell --plain", "progress --reset"])
@pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
def test_stdin_in_another_encoding_than_the_one_asked_for_is_a_sentence(
    command: str, encoding: str, tmp_path: Path
) -> None:
    done = shell(f"echo 'h - d' | tutor {command}", PYTHONIOENCODING=encoding, TUTOR_HOME=str(tmp_path))
    assert done.returncode == 74
    assert f"tutor: stdin cannot be read: it is not a text in {encoding}\n" in done.stderr.decode(encoding)


def test_a_file_is_not_taken_for_a_stream_that_is_closed(tmp_path: Path) -> None:
    """The first file that is opened would be number 1, and what is printed would be written into it."""
    done = shell(f"cd {tmp_path}; echo '{{}}' > in; tutor grade in -o out >&- 2>&- <&-")
    assert done.returncode == 0
    assert (tmp_path / "out").read_text().startswith('{"schema": "tutor.grade/1"')
    assert (tmp_path / "in").read_text() == "{}\n"


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_an_old_encoding_gets_words_and_no_bytes_that_steer_its_terminals(encoding: str) -> None:
    environment = {"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0", "LC_ALL": "C"}
    done = shell("tutor solve lstm-cell; tutor check lstm-cell 'x\x9b\u202e\u4e2d' 1", **environment)
    assert all(byte in b"\n" or 0x20 <= byte < 0x7F or byte >= 0xA0 for byte in done.stdout + done.stderr)
    assert b"dL/dh_t" in done.stdout
    assert b"Traceback" not in done.stderr


def test_bytes_of_arguments_that_are_no_text_are_shown_and_refused() -> None:
    done = shell(
        "tutor solve $'x\\xff\\xfe'; tutor check lstm-cell dL/dh $'h\\x9b'; tutor solve lstm-cell -o $'no/\\xff'"
    )
    assert b"no problem `x\\udcff\\udcfe`" in done.stderr
    assert b"`no/\\udcff` cannot be written" in done.stderr
    assert b"h\\udc9b" in done.stdout
    assert b"Traceback" not in done.stderr
    assert done.returncode == 2


@pytest.mark.parametrize(
    ("words", "stdin", "said"),
    [
        (("check", "lstm-cell", "dL/dh", "-"), "h - d".encode("utf-16"), "stdin is not a text in UTF-8: it looks"),
        (("check", "lstm-cell", "dL/dh", "-"), "h - d".encode("utf-16-le"), "it looks like UTF-16"),
        (("check", "lstm-cell", "dL/dh", "-"), "h - d".encode("utf-32-be"), "it looks like UTF-32"),
        (("check", "lstm-cell", "dL/dh", "-"), b"h - d \xe9", "it looks like Latin-1"),
        (("grade", "-"), "{}\n".encode("utf-16"), "stdin is not a text in UTF-8: it looks like UTF-16"),
        (("import", "-"), "{}\n".encode("utf-16"), "it looks like UTF-16"),
    ],
)
def test_a_text_in_another_encoding_is_told_which_and_what_to_do(
    tutor: Tutor, words: tuple[str, ...], stdin: bytes, said: str
) -> None:
    done = tutor(*words, stdin=stdin)
    assert done.code == 2
    assert said in done.err
    assert "UTF-8" in done.err
    assert len(done.err.splitlines()) == 1


def test_a_mark_at_the_beginning_of_a_text_is_no_part_of_it(tutor: Tutor) -> None:
    assert tutor("check", "lstm-cell", "dL/dh", "-", stdin=b"\xef\xbb\xbfh - d\n").code == 0


def test_an_endless_input_is_read_within_bounds() -> None:
    done = shell("ulimit -v 4000000; yes | tutor check lstm-cell dL/dh -")
    assert done.returncode == 2
    assert len(done.stdout + done.stderr) < 2000
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize(
    "words",
    [
        ("solve", "lstm-cell", "--seed"),
        ("worksheet", "lstm-cell", "--seeds"),
        ("grade", "-", "--jobs"),
        ("review", "--plain", "--limit"),
        ("plugins", "check", "--seeds"),
        ("serve", "--port"),
    ],
)
def test_a_number_of_thousands_of_digits_is_refused_in_few_words(tutor: Tutor, words: tuple[str, ...]) -> None:
    for digits in (30, 4000, 5000):
        done = tutor(*words, "9" * digits)
        assert (done.code, done.out, len(done.err.splitlines())) == (2, "", 1)
        assert len(done.err) < 2200


@pytest.mark.parametrize(
    "words",
    [
        ("",),
        ("check", "", "", ""),
        ("solve", ""),
        ("solve", "lstm-cell", "-o", ""),
        ("solve", "lstm-cell", "--given", ""),
        ("solve", "lstm-cell", "--set", ""),
        ("solve", "skip-mlp", "--size", ""),
        ("grade", ""),
        ("import", ""),
        ("worksheet", ""),
    ],
)
def test_empty_arguments_are_refused(tutor: Tutor, words: tuple[str, ...]) -> None:
    done = tutor(*words)
    assert (done.code, done.out, len(done.err.splitlines())) == (2, "", 1)
    assert done.err.startswith("tutor: ")


@pytest.mark.parametrize("columns", ["0", "-3", "x", "\u00b2", "9" * 5000])
def test_a_width_that_is_none_is_no_trouble(tutor: Tutor, monkeypatch: pytest.MonkeyPatch, columns: str) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    done = tutor("solve", "--help")
    assert (done.code, done.err) == (0, "")


def test_a_folder_that_cannot_be_told_is_a_sentence(tutor: Tutor, monkeypatch: pytest.MonkeyPatch) -> None:
    for chosen in ("~nobody-of-this-name/x", ""):
        monkeypatch.setenv("TUTOR_HOME", chosen)
        monkeypatch.setattr(os.path, "expanduser", lambda path: path)  # no HOME and no entry of this user
        monkeypatch.delenv("XDG_DATA_HOME", raising=False)
        for command in (("locate",), ("progress",), ("quiz", "lstm-cell", "--plain")):
            done = tutor(*command)
            assert (done.code, done.out) == (2, "")
            assert done.err.endswith("set TUTOR_HOME to the path of a folder\n")
            assert len(done.err.splitlines()) == 1


def test_a_working_folder_that_is_gone_is_no_trouble_until_it_is_needed() -> None:
    done = shell("cd $(mktemp -d); rmdir $PWD; tutor list >/dev/null && TUTOR_HOME=relative tutor locate")
    assert done.stderr.startswith(b"tutor: TUTOR_HOME is `relative`, which is no folder (no such file or directory)")
    assert done.returncode == 2


def test_the_file_that_is_read_is_not_written(tutor: Tutor, tmp_path: Path) -> None:
    given, linked = tmp_path / "given.json", tmp_path / "linked.json"
    given.write_text('{"x": 1}')
    linked.symlink_to(given)
    for output in (given, linked):
        done = tutor("solve", "lstm-cell", "--given", str(given), "-o", str(output))
        assert done.code == 2
        assert "the values need a file of their own" in done.err
    assert given.read_text() == '{"x": 1}'
    done = shell(f"cd {tmp_path}; echo '{{}}' > a; tutor grade a >> a; tutor grade - < a -o a; cat a")
    assert done.stdout == b"{}\n"
    assert done.stderr.count(b"the verdicts need a file of their own") == 2


def test_the_log_is_not_overwritten_by_its_export(tutor: Tutor, tmp_path: Path) -> None:
    tutor("quiz", "lstm-cell", "--plain", stdin="0.5\nquit\n")
    log = tmp_path / "home" / "attempts.sqlite3"
    done = tutor("export", "-o", str(log))
    assert (done.code, done.out) == (2, "")
    assert "0.5" in tutor("export").out


def test_a_dash_is_stdout(tutor: Tutor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for words in (("solve", "lstm-cell"), ("worksheet", "lstm-cell"), ("export",)):
        assert tutor(*words, "-o", "-").out == tutor(*words).out
    assert not (tmp_path / "-").exists()


def test_a_command_that_fails_leaves_the_file_and_nothing_beside_it(tutor: Tutor, tmp_path: Path) -> None:
    path = tmp_path / "out.txt"
    path.write_text("old")
    for words in (("solve", "nothing"), ("solve", "lstm-cell", "--format", "odd"), ("worksheet", "nothing")):
        assert tutor(*words, "-o", str(path)).code == 2
    assert path.read_text() == "old"
    assert [found.name for found in tmp_path.iterdir() if found.is_file()] == ["out.txt"]
