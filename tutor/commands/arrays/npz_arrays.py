"""Arrays in an `.npz` archive, read within bounds: nothing is believed that the archive says about itself.

NumPy's own reader makes room for what a header promises before it looks for the data.
"""

from __future__ import annotations

import tokenize
import warnings
import zlib
from collections.abc import Callable, Mapping
from math import prod
from typing import IO, TYPE_CHECKING, Any, NamedTuple
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

import numpy as np
from numpy.lib import format as npy

from tutor.problems.instances.real_numbers import unreal_type
from tutor.problems.instances.user_arrays import MAX_ENTRIES

if TYPE_CHECKING:
    import numpy.typing as npt

MOST_MEMBERS = 1000
MOST_BYTES = 2**30
"""What the arrays of one archive may take together."""
_MOST_DIRECTORY = 2**20
_MOST_HEADER = 16_384
_MOST_AXES = 32
_LONGEST_TEXT = 400
"""Bytes of a choice's text."""
_CHUNK = 2**20
_TIGHTEST = 1100
"""Deflate makes no more than 1032 bytes of one."""
_DAMAGE = (
    ValueError,
    TypeError,
    KeyError,
    AttributeError,
    OverflowError,
    SyntaxError,
    RecursionError,
    MemoryError,
    EOFError,
    RuntimeError,
    BadZipFile,
    zlib.error,
    tokenize.TokenError,
)
"""What zipfile and NumPy raise for an archive or a header that is none."""


class _Member(NamedTuple):
    """An array of the archive: what its header says, and where its data begin."""

    info: ZipInfo
    shape: tuple[int, ...]
    fortran: bool
    dtype: np.dtype[Any]
    offset: int

    @property
    def size(self) -> int:
        return prod(self.shape) * self.dtype.itemsize


def read_npz(
    file: IO[bytes], head: bytes, part: str, check: Callable[[Mapping[str, tuple[int, ...]]], object]
) -> dict[str, npt.NDArray[Any] | str]:
    """The arrays by name, in native byte order; of what `tutor solve` wrote, those of its `part`.

    With what is given come the choices, as texts.

    `check` is asked about the shapes before anything is read. Raises ValueError with what is wrong.
    """
    if not head.startswith(b"PK"):
        raise ValueError(_no_archive(head))
    try:
        archive = ZipFile(_Directory(file))
    except _DAMAGE as error:
        told = f": {error}" if isinstance(error, _DirectoryError) else ": it is cut short or damaged"
        raise ValueError(f"is not an .npz archive{told}") from error
    with archive:
        archive.fp.counted = False  # type: ignore[union-attr]
        members = {name: _header(archive, name, info) for name, info in _wanted(archive, part).items()}
        choices = _wanted(archive, "choices", others=False) if part == "given" else {}
        total = sum(member.size for member in members.values())
        if total > MOST_BYTES:
            raise ValueError(f"holds arrays of {total} bytes together; the most is {MOST_BYTES}")
        check({name: member.shape for name, member in members.items()})
        arrays = {name: _array(archive, name, member) for name, member in members.items()}
        return {**arrays, **{name: _text(archive, name, info) for name, info in choices.items()}}


def _no_archive(head: bytes) -> str:
    if not head:
        return "is not an .npz archive: it is empty"
    if head.startswith(b"\x93NUMPY"):
        return "is not an .npz archive but a single array (.npy): save it with numpy.savez(FILE, NAME=array)"
    return "is not an .npz archive of plain number arrays"


class _DirectoryError(ValueError):
    """The table of contents is too large."""


class _Directory:
    """The file as zipfile reads its table of contents, which it takes whole: refused before it is beyond bounds."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.counted = True
        self.seek, self.tell, self.seekable = file.seek, file.tell, file.seekable

    def read(self, count: int = -1) -> bytes:
        """`count` bytes, or all that are left. Raises _DirectoryError where they are too many for a table."""
        if not self.counted:
            return self._file.read(count)
        beyond = _MOST_DIRECTORY + 1
        found = self._file.read(min(count, beyond) if count >= 0 else beyond)
        if len(found) == beyond:
            raise _DirectoryError(f"its table of contents is more than {_MOST_DIRECTORY} bytes")
        return found


def _wanted(archive: ZipFile, part: str, *, others: bool = True) -> dict[str, ZipInfo]:
    """The members of a part by the names of their arrays; where there are none, all of them, or no `others`."""
    infos = archive.infolist()
    if len(infos) > MOST_MEMBERS:
        raise ValueError(f"holds {len(infos)} arrays; the most is {MOST_MEMBERS}")
    if not infos:
        raise ValueError("holds no arrays")
    found: dict[str, ZipInfo] = {}
    for info in infos:
        name = info.filename.removesuffix(".npy")
        if name == info.filename:
            raise ValueError(f"holds `{info.filename[:80]}`, which is not an array")
        if name in found:
            raise ValueError(f"holds two arrays of the name `{name[:80]}`")
        found[name] = info
    own = {name.removeprefix(f"{part}/"): info for name, info in found.items() if name.startswith(f"{part}/")}
    return own or (found if others else {})


def _header(archive: ZipFile, name: str, info: ZipInfo, *, text: bool = False) -> _Member:
    """What a member's header says, checked against the bounds and against the size of the member.

    It is of numbers, or of one short `text`.
    """
    if info.flag_bits & 0x1:
        raise ValueError(f"cannot be read: {name} is encrypted")
    if info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise ValueError(f"cannot be read: {name} is compressed by method {info.compress_type}; expected 0 or 8")
    try:
        with archive.open(info) as stream, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of headers that Python 2 wrote, and of the parser
            start = _Start(stream)
            version = npy.read_magic(start)
            reader = {(1, 0): npy.read_array_header_1_0, (2, 0): npy.read_array_header_2_0}[version]
            shape, fortran, dtype = reader(start)
            offset = start.taken
    except _DAMAGE as error:
        raise ValueError(f"is not an .npz archive of plain number arrays: {name} has no valid header") from error
    held = "" if text and dtype.kind == "U" and dtype.itemsize <= _LONGEST_TEXT else unreal_type(dtype)
    if held or (text and (shape or dtype.kind != "U")):
        what = held or "no text"
        raise ValueError(f"is not an .npz archive of plain number arrays: {name} holds {what}")
    # NumPy takes True for a size, as Python takes it for a whole number, and fails where it makes the array.
    if any(type(size) is not int or size < 0 for size in shape) or len(shape) > _MOST_AXES:
        raise ValueError(f"is not an .npz archive of plain number arrays: {name} has an impossible shape")
    entries = prod(shape)
    if entries > MAX_ENTRIES:
        raise ValueError(f"cannot be used: {name} has {_count(entries)} numbers; the most is {MAX_ENTRIES}")
    member = _Member(info, shape, fortran, dtype, offset)
    if info.file_size != offset + member.size or info.file_size > _TIGHTEST * info.compress_size + _TIGHTEST:
        raise ValueError(
            f"is damaged: {name} should take {offset + member.size} bytes by its shape, "
            f"but the archive has {info.file_size} ({info.compress_size} compressed)"
        )
    return member


class _Start:
    """The beginning of a member, so far and no further."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self.taken = 0

    def read(self, count: int = -1, /) -> bytes:
        """`count` bytes. Raises ValueError beyond what a header takes."""
        if count < 0 or self.taken + count > _MOST_HEADER:
            raise ValueError("the header is too long")
        found = self._stream.read(count)
        self.taken += len(found)
        return found


def _array(archive: ZipFile, name: str, member: _Member) -> npt.NDArray[Any]:
    raw = np.empty(member.size, dtype=np.uint8)
    view, filled = raw.data, 0
    try:
        with archive.open(member.info) as stream:
            stream.read(member.offset)
            while chunk := stream.read(_CHUNK):
                view[filled : filled + len(chunk)] = chunk
                filled += len(chunk)
    except _DAMAGE as error:
        raise ValueError(f"is damaged: {name} cannot be read") from error
    if filled != member.size:
        raise ValueError(f"is damaged: {name} ends after {filled} of {member.size} bytes")
    flat = raw.view(member.dtype)
    array = flat.reshape(member.shape[::-1]).T if member.fortran else flat.reshape(member.shape)
    return array.astype(member.dtype.newbyteorder("="), copy=False)


def _text(archive: ZipFile, name: str, info: ZipInfo) -> str:
    return str(_array(archive, name, _header(archive, name, info, text=True)))


def _count(entries: int) -> str:
    return str(entries) if entries < 10**30 else "more than 10^30"
