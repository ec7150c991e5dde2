"""Archives are read within bounds: what they claim is checked before memory is taken, and refused in one sentence."""

from __future__ import annotations

import io
import os
import resource
import struct
import subprocess
import sys
import warnings
import zipfile
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.lib import format as npy

from tests.commands.conftest import Tutor
from tutor.commands.arrays.array_input import read_arrays
from tutor.errors import TutorError


def header(shape: tuple[int, ...], descr: str = "<f8") -> bytes:
    file = io.BytesIO()
    npy.write_array_header_1_0(file, {"descr": descr, "fortran_order": False, "shape": shape})
    return file.getvalue()


def written_header(text: str) -> bytes:
    line = text.encode().ljust(128) + b"\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(line)) + line


def archive(*members: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(file, "w", method) as found:
        warnings.simplefilter("ignore")  # of names that are there twice
        for name, content in members:
            found.writestr(name, content)
    return file.getvalue()


def saved(**arrays: Any) -> bytes:
    file = io.BytesIO()
    np.savez(file, allow_pickle=True, **arrays)
    return file.getvalue()


def changed(content: bytes, at_local: int, at_central: int, new: bytes) -> bytes:
    """An archive of one member with some bytes of its two records changed."""
    raw = bytearray(content)
    for mark, offset in ((b"PK\x03\x04", at_local), (b"PK\x01\x02", at_central)):
        start = raw.index(mark) + offset
        raw[start : start + len(new)] = new
    return bytes(raw)


PLAIN = saved(x=np.zeros((4, 3)))
DAMAGED = saved(x=np.zeros((1000, 3))).replace(bytes(24_000), bytes(23_999) + b"\1")
"""An array that does not agree with its check sum."""
SHAPE = "{'descr': '<f8', 'fortran_order': False, 'shape': %s, }"

REFUSED = {
    "empty": (b"", "it is empty"),
    "no archive": (b"hello", "is not an .npz archive"),
    "one array": (header((2,)) + bytes(16), "a single array (.npy): save it with numpy.savez"),
    "cut short": (PLAIN[:-30], "it is cut short or damaged"),
    "no members": (archive(), "holds no arrays"),
    "petabytes": (archive(("x.npy", header((10**15,)))), "x has 1000000000000000 numbers; the most is 50000000"),
    "beyond words": (archive(("x.npy", header((10**300,)))), "x has more than 10^30 numbers"),
    "negative": (archive(("x.npy", header((-5, -3)))), "x has an impossible shape"),
    "a truth value for a size": (archive(("x.npy", header((True,)) + bytes(8))), "x has an impossible shape"),
    "axes": (archive(("x.npy", header((1,) * 3000))), "x has an impossible shape"),
    "nested": (archive(("x.npy", written_header(SHAPE % ("(" * 60)))), "x has no valid header"),
    "no header": (archive(("x.npy", b"abc")), "x has no valid header"),
    "more than is there": (archive(("x.npy", header((3,)))), "x should take 152 bytes by its shape"),
    "less than is there": (archive(("x.npy", header((3,)) + bytes(80))), "x should take 152 bytes by its shape"),
    "lying directory": (changed(PLAIN, 22, 24, struct.pack("<I", 4 * 10**9)), "is damaged: x should take 224 bytes"),
    "encrypted": (changed(PLAIN, 6, 8, b"\x01\x00"), "x is encrypted"),
    "method": (changed(PLAIN, 8, 10, struct.pack("<H", 99)), "x is compressed by method 99"),
    "lzma": (archive(("x.npy", header(()) + bytes(8)), method=zipfile.ZIP_LZMA), "compressed by method 14"),
    "twice": (archive(*[("x.npy", header(()) + bytes(8))] * 2), "holds two arrays of the name `x`"),
    "other member": (archive(("x.txt", b"1")), "holds `x.txt`, which is not an array"),
    "many": (archive(*[(f"m{n}.npy", header(()) + bytes(8)) for n in range(1001)]), "holds 1001 arrays; the most is"),
    "wrong sum": (DAMAGED, "x cannot be read"),
    "complex": (saved(x=np.zeros(2, complex)), "x holds complex numbers"),
    "truth values": (saved(x=np.zeros(2, bool)), "x holds truth values"),
    "dates": (saved(x=np.zeros(2, "M8[s]")), "x holds dates"),
    "times": (saved(x=np.zeros(2, "m8[s]")), "x holds time differences"),
    "objects": (saved(x=np.array([{}], object)), "x holds Python objects"),
    "text": (saved(x=np.array(["a"])), "x holds text"),
    "records": (saved(x=np.zeros(2, [("a", "f8")])), "x holds records"),
    "empty array": (saved(x=np.zeros((0, 3))), "x is empty"),
    "large for the problem": (archive(("x.npy", header((9999, 4999)))), "x should take"),
    "other names": (saved(a=np.zeros(2)), "`a` is not given in skip-mlp"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_an_archive_that_cannot_be_used_is_refused_in_one_sentence(tutor: Tutor, tmp_path: Path, kind: str) -> None:
    content, said = REFUSED[kind]
    path = tmp_path / "a.npz"
    path.write_bytes(content)
    done = tutor("solve", "skip-mlp", "--given", str(path))
    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert str(path) in done.err
    assert len(done.err.splitlines()) == 1


@pytest.mark.parametrize("dtype", ["f2", "f4", ">f8", "i1", "u8", "i4", "longdouble"])
def test_real_numbers_of_any_type_and_order_are_taken(tmp_path: Path, dtype: str) -> None:
    array = np.asfortranarray(np.arange(6).reshape(2, 3).astype(dtype))
    np.savez_compressed(tmp_path / "a.npz", x=array, y=array[0])
    found = read_arrays(str(tmp_path / "a.npz"))
    assert found["x"].dtype.isnative
    assert found["x"].tolist() == [[0, 1, 2], [3, 4, 5]]
    assert found["y"].tolist() == [0, 1, 2]


def test_what_stands_behind_an_archive_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / "a.npz").write_bytes(PLAIN + b"junk")
    assert read_arrays(str(tmp_path / "a.npz"))["x"].shape == (4, 3)


def test_an_archive_comes_through_a_pipe_and_under_any_name(tmp_path: Path) -> None:
    (tmp_path / "a.dat").write_bytes(PLAIN)
    assert read_arrays(str(tmp_path / "a.dat"))["x"].shape == (4, 3)
    ours, theirs = os.pipe()
    os.write(theirs, PLAIN)
    os.close(theirs)
    try:
        assert read_arrays(f"/dev/fd/{ours}")["x"].shape == (4, 3)
    finally:
        os.close(ours)


def test_shapes_are_asked_about_before_any_array_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.npz").write_bytes(DAMAGED)

    def check(shapes: Any) -> None:
        raise TutorError(f"asked about {shapes}")

    with pytest.raises(TutorError, match=r"asked about \{'x': \(1000, 3\)\}"):
        read_arrays(str(tmp_path / "a.npz"), check=check)


@given(st.integers(0, len(PLAIN) - 1), st.integers(0, 7))
def test_a_flipped_bit_is_a_sentence_or_does_no_harm(at: int, bit: int) -> None:
    raw = bytearray(PLAIN)
    raw[at] ^= 1 << bit
    from tutor.commands.arrays.npz_arrays import read_npz

    with suppress(ValueError):
        found = read_npz(io.BytesIO(raw), bytes(raw[:8]), "given", lambda shapes: None)
        assert all(not array.any() for array in found.values())


def test_a_gradient_far_larger_than_its_array_is_not_read(tutor: Tutor, tmp_path: Path) -> None:
    tutor("solve", "lstm-cell", "--format", "npz", "-o", str(tmp_path / "given.npz"))
    with zipfile.ZipFile(tmp_path / "grads.npz", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as found:
        found.writestr("W_f.npy", header((5_000_000,), "|i1") + bytes(5_000_000))
    done = tutor(
        "gradcheck", "lstm-cell", "--given", str(tmp_path / "given.npz"), "--grads", str(tmp_path / "grads.npz")
    )
    assert done.code == 2
    assert "W_f has shape 5000000, which is far more than its array" in done.err


def test_an_archive_of_zeros_takes_no_memory(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.npz", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as found:
        for name in "xy":
            found.writestr(f"{name}.npy", header((48_000_000,), "|i1") + bytes(48_000_000))

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_DATA, (200 * 2**20,) * 2)

    command = [sys.executable, "-m", "tutor", "solve", "skip-mlp", "--given", str(tmp_path / "a.npz")]
    done = subprocess.run(
        command, capture_output=True, preexec_fn=limited, env={**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    )
    assert done.returncode == 2
    assert b"x has shape 48000000; expected 2 axes [n,i]" in done.stderr
