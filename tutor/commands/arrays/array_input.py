"""Arrays that a user hands in: from JSON and npz files, and from `NAME=VALUE` on the command line."""

from __future__ import annotations

import io
import os
import re
import stat
import sys
from collections.abc import Callable, Container, Iterable, Mapping
from typing import IO, Any

from tutor.commands.arrays.json_arrays import JSONError, parsed, read_json
from tutor.errors import TutorError
from tutor.notation.characters import spread

Shapes = Mapping[str, tuple[int, ...]]

_SHOWN = 40
_DIGITS = 15
_MOST_PIPED = 2**28
"""An archive must be read from its end; one from a pipe is held in memory."""


def read_arrays(
    path: str, part: str = "given", check: Callable[[Shapes], object] = lambda shapes: None
) -> dict[str, Any]:
    """The named arrays in a file: JSON (an object of arrays) or `.npz`; of what `tutor solve` wrote, its `part`.

    `-` is stdin. Of an archive, `check` is asked about the shapes before any array is read. Names, shapes and values
    are for the problem to check, NaN and Infinity too, which Python writes into JSON. Raises TutorError for a file that
    cannot be read and for one beyond the bounds.
    """
    try:
        with _opened(path) as file:
            head = file.read(8)
            if head.startswith(b"PK") or path.lower().endswith(".npz"):
                from tutor.commands.arrays.npz_arrays import read_npz

                return read_npz(_seekable(file, head), head, part, check)
            if head.startswith(b"\x93NUMPY"):
                raise ValueError("is a single array (.npy): save it with numpy.savez(FILE, NAME=array)")
            return read_json(file, head, part)
    except OSError as error:
        raise _refusal(path, f"cannot be read: {(error.strerror or str(error)).lower()}") from error
    except ValueError as error:
        raise _refusal(path, str(error)) from error


def _opened(path: str) -> IO[bytes]:
    if path == "-":
        return open(os.dup(sys.stdin.fileno()), "rb") if _has_descriptor(sys.stdin) else sys.stdin.buffer
    if stat.S_ISCHR(os.stat(path).st_mode) or stat.S_ISBLK(os.stat(path).st_mode):
        raise ValueError("is a device, not a file")  # /dev/zero has no end
    return open(path, "rb")


def _has_descriptor(stream: Any) -> bool:
    try:
        stream.fileno()
    except (OSError, ValueError, AttributeError):
        return False
    return True


def _seekable(file: IO[bytes], head: bytes) -> IO[bytes]:
    if file.seekable() or not head.startswith(b"PK"):
        return file
    held = io.BytesIO(head + file.read(_MOST_PIPED))
    if file.read(1):
        raise ValueError(f"is more than {_MOST_PIPED // 2**20} MB from a pipe: name the file itself")
    return held


def read_assignments(pairs: Iterable[str], words: Container[str] = ()) -> dict[str, Any]:
    """`W_o=[0.5, 0.5]` as a name and a value; `f=tanh`, for the names in `words`, as a name and a text.

    Raises TutorError for what is not NAME=NUMBER or NAME=ARRAY.
    """
    values: dict[str, Any] = {}
    for pair in pairs:
        name, equals, text = pair.partition("=")
        name = name.strip()
        if not equals or not name:
            raise TutorError(f"--set wants NAME=VALUE, such as x=0.5, but got `{shortened(pair)}`", title="Not a value")
        if name in words:
            values[name] = text.strip()
            continue
        try:
            values[name] = parsed(spread(text)[0])
        except ValueError as error:
            reason = f" ({error})" if isinstance(error, JSONError) else ""
            raise TutorError(
                f"--set {shortened(name)}: `{shortened(text)}` is not a number or an array such as [0.5, 0.5]{reason}",
                title="Not a value",
            ) from error
    return values


def read_sizes(pairs: Iterable[str]) -> dict[str, int]:
    """`T=50` as a size. Raises TutorError for what is not NAME=WHOLE NUMBER, and for a size given twice."""
    sizes: dict[str, int] = {}
    for pair in pairs:
        name, _, text = (part.strip() for part in spread(pair)[0].partition("="))
        if not name or not re.fullmatch("[0-9]+", text):
            raise TutorError(
                f"--size wants NAME=K with a whole number K, such as T=50, but got `{shortened(pair)}`",
                title="Not a size",
            )
        if name in sizes:
            raise TutorError(f"--size {shortened(name)} is given twice", title="Not a size")
        # Digits beyond any size need not be read, and Python reads no more than some thousands of them.
        if len(text.lstrip("0")) > _DIGITS:
            raise TutorError(f"--size {shortened(name)}: {shortened(text)} is too large a number", title="Not a size")
        sizes[name] = int(text[-_DIGITS:])
    return sizes


def shortened(text: str) -> str:
    """A text to be repeated in a message: its beginning, where it is long."""
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}… ({len(text)} characters)"


def _refusal(path: str, what: str) -> TutorError:
    return TutorError(f"{'stdin' if path == '-' else f'`{path}`'} {what}", title="Cannot read the file")
