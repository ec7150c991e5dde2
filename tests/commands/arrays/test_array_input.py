"""Arrays from files and from the command line: read exactly, refused in one sentence."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tutor.commands.arrays.array_input import read_arrays, read_assignments, read_sizes
from tutor.errors import TutorError


def test_json_arrays_are_read_in_full_precision(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"x": [0.1234567890123456789, 2], "y": 1e-300}')
    assert read_arrays(str(tmp_path / "a.json")) == {"x": [0.1234567890123456789, 2], "y": 1e-300}


def test_what_solve_printed_is_read_back_as_given_arrays(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"schema": "tutor.solve/1", "given": {"x": 1}, "values": {"y": 2}}')
    assert read_arrays(str(tmp_path / "a.json")) == {"x": 1}


def test_npz_arrays_are_read(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", x=np.arange(3.0))
    assert read_arrays(str(tmp_path / "a.npz"))["x"].tolist() == [0, 1, 2]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'{"x": [1, 2}', "is not valid JSON: expecting ',' delimiter at line 1, column 12"),
        (b"", "is not valid JSON: expecting value at line 1, column 1"),
        (b"[1, 2]", "should hold an object of arrays"),
        (b'{"schema": "tutor.solve/1"}', "should hold an object of arrays"),
        (b"\xff\xfe{}", "is not a text in UTF-8"),
        (b"[" * 100_000, "too many brackets inside each other"),
    ],
)
def test_a_json_file_that_cannot_be_used_is_named_with_the_reason(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(content)
    with pytest.raises(TutorError) as raised:
        read_arrays(str(path))
    assert str(path) in raised.value.message
    assert said in raised.value.message
    assert "\n" not in raised.value.message


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"not a zip", b"\x93NUMPY"])
def test_an_npz_file_that_is_none_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.npz").write_bytes(content)
    with pytest.raises(TutorError, match=r"is not an .npz archive"):
        read_arrays(str(tmp_path / "a.npz"))


def test_an_npz_file_with_pickled_objects_is_refused_unpickled(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", x=np.array([{}], dtype=object))
    with pytest.raises(TutorError, match=r"is not an .npz archive of plain number arrays"):
        read_arrays(str(tmp_path / "a.npz"))


def test_a_file_that_is_not_there_and_a_folder_are_said_to_be_so(tmp_path: Path) -> None:
    with pytest.raises(TutorError, match=r"gone\.json` cannot be read: no such file"):
        read_arrays(str(tmp_path / "gone.json"))
    with pytest.raises(TutorError, match="cannot be read: is a directory"):
        read_arrays(str(tmp_path))


def test_assignments_are_numbers_and_arrays() -> None:
    assert read_assignments(["x=0.5", " W_f = [0.1, -2]", "x=-1e-3"]) == {"x": -1e-3, "W_f": [0.1, -2]}


@pytest.mark.parametrize("pair", ["x", "=1", "x=", "x=abc", "x=NaN", "x=[1,", "x=__import__('os')", "x=[[[["])
def test_an_assignment_that_is_none_is_refused(pair: str) -> None:
    with pytest.raises(TutorError, match="--set"):
        read_assignments([pair])


def test_sizes_are_whole_numbers() -> None:
    assert read_sizes(["T=50", "N = 3", "H=٣"]) == {"T": 50, "N": 3, "H": 3}


@pytest.mark.parametrize("pair", ["T", "T=", "T=x", "T=1.5", "T=3.0", "T=1e9", "T=-1", "T=²", "T=1_0", "=3"])
def test_a_size_that_is_none_is_refused(pair: str) -> None:
    with pytest.raises(TutorError, match="--size wants NAME=K"):
        read_sizes([pair])


def test_a_size_that_is_given_twice_is_refused() -> None:
    with pytest.raises(TutorError, match="--size N is given twice"):
        read_sizes(["N=3", "T=2", " N=4"])


def test_a_size_of_thousands_of_digits_is_refused_in_a_short_sentence() -> None:
    with pytest.raises(TutorError, match=r"--size N: 9+… \(5000 characters\) is too large a number") as raised:
        read_sizes(["N=" + "9" * 5000])
    assert len(raised.value.message) < 120
    assert read_sizes(["N=" + "0" * 5000 + "7"]) == {"N": 7}
