"""JSON with arrays is read within bounds, while it comes in, and refused in one sentence."""

from __future__ import annotations

import io
import os
import threading
from pathlib import Path

import pytest

from tests.commands.conftest import Tutor
from tutor.commands.arrays import json_arrays
from tutor.commands.arrays.array_input import read_arrays
from tutor.errors import TutorError

REFUSED = {
    "rows": (b'{"x": [' + b"[]," * 600_000 + b"[]]}", "has more than 500000 rows"),
    "depth": (b'{"x": ' + b"[" * 600_000, "has more than 500000 rows"),
    "less depth": (b'{"x": ' + b"[" * 100_000, "too many brackets inside each other"),
    "texts": (b'{"x": [' + b'"a",' * 110_000 + b"0]}", "has more than 100000 texts in quotes"),
    "blanks": (b'{"x": 1' + b" " * 5_000_000 + b"}", "has only 0 numbers in its first"),
    "one text": (b'{"x": "' + b"a" * 5_000_000 + b'"}', "has only 0 numbers in its first"),
    "twice": (b'{"eta": 1, "eta": 2}', 'the key "eta" is there 2 times'),
    "digits": (b'{"eta": ' + b"1" * 5000 + b"}", "a whole number in it has thousands of digits"),
    "fewer digits": (b'{"eta": ' + b"1" * 400 + b"}", "eta holds a whole number beyond the largest float"),
    "beyond float": (b'{"eta": 1e400}', "eta is not finite"),
    "infinity": (b'{"eta": -Infinity}', "eta is not finite"),
    "true": (b'{"eta": true}', "eta is not an array of real numbers: it holds truth values"),
    "true among numbers": (b'{"y": [1, true, 0, 0]}', "y is not an array of real numbers: it holds truth values"),
    "null among numbers": (b'{"y": [1, null]}', "y is not an array of real numbers: it holds null"),
    "text among numbers": (b'{"y": [1, "2"]}', "y is not an array of real numbers: it holds text"),
    "ragged": (b'{"x": [[1, 2], [3]]}', "x has rows of different lengths"),
    "utf-16": ('{"eta": 1}'.encode("utf-16"), "it looks like UTF-16, so save it again as UTF-8"),
    "utf-16 without a mark": ('{"eta": 1}'.encode("utf-16-le"), "it looks like UTF-16"),
    "zeros": (bytes(100), "is not a text in UTF-8"),
    "one array": (b"\x93NUMPY\x01\x00abc", "is a single array (.npy): save it with numpy.savez"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_json_that_cannot_be_used_is_refused_in_one_sentence(tutor: Tutor, tmp_path: Path, kind: str) -> None:
    content, said = REFUSED[kind]
    path = tmp_path / "a.json"
    path.write_bytes(content)
    done = tutor("solve", "skip-mlp", "--given", str(path))
    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert str(path) in done.err
    assert len(done.err.splitlines()) == 1


def test_numbers_beyond_the_bound_are_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_arrays, "MOST_NUMBERS", 1000)

    class Endless(io.RawIOBase):
        def read(self, count: int = -1) -> bytes:
            return b"0, " * 1000

    with pytest.raises(ValueError, match="has more than 1000 numbers, the most that is read: use"):
        json_arrays.read_json(Endless(), b'{"x": [', "given")  # type: ignore[arg-type]


def test_a_mark_of_utf8_at_the_start_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(b'\xef\xbb\xbf{"x": 1}')
    assert read_arrays(str(tmp_path / "a.json")) == {"x": 1}


def test_given_arrays_come_from_stdin(tutor: Tutor) -> None:
    given = tutor("solve", "lstm-cell", "--format", "json").out
    assert tutor("solve", "lstm-cell", "--given", "-", stdin=given).code == 0
    done = tutor("solve", "lstm-cell", "--given", "-")
    assert (done.code, done.err) == (2, "tutor: stdin is not valid JSON: expecting value at line 1, column 1\n")


def test_a_device_without_end_is_refused() -> None:
    with pytest.raises(TutorError, match="`/dev/zero` is a device, not a file"):
        read_arrays("/dev/zero")


@pytest.mark.parametrize("endless", [b"\0" * 4096, b"y\n" * 2048, b'{"x": [0,\n' * 400])
def test_a_pipe_without_end_is_given_up(tmp_path: Path, endless: bytes) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)

    def feed() -> None:
        with open(path, "wb", buffering=0) as pipe:
            try:
                while True:
                    pipe.write(endless)
            except BrokenPipeError:
                return

    feeding = threading.Thread(target=feed)
    feeding.start()
    with pytest.raises(TutorError, match="pipe` "):
        read_arrays(str(path))
    feeding.join()
