"""The text of a file that may be anything: too long, binary, not a file at all."""

from __future__ import annotations

import os
import stat

from tutor.problems.network.errors import NetworkError
from tutor.text_encoding import not_utf8

MAX_BYTES = 100_000
"""The longest file; the longest network of 200 statements that anybody would write has a tenth of it."""


def file_text(path: str | os.PathLike[str], shown: str) -> str:
    """The text of the file at ``path``, called ``shown`` in what is raised: NetworkError."""
    try:
        with open(path, "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode) and not stat.S_ISFIFO(os.fstat(file.fileno()).st_mode):
                raise NetworkError("it is no file", shown)
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise NetworkError("there is no such file", shown) from None
    except IsADirectoryError:
        raise NetworkError("it is a folder, not a network file", shown) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise NetworkError(f"it cannot be read: {reason.lower()}", shown) from None
    return decoded(data, shown)


def decoded(data: bytes, shown: str) -> str:
    """The text that bytes are, for a network that is called ``shown``. Raises NetworkError."""
    if len(data) > MAX_BYTES:
        raise NetworkError(f"it is longer than {MAX_BYTES} bytes, which no network file is", shown)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NetworkError(f"it {not_utf8(data)}", shown) from None
    if "\0" in text:
        raise NetworkError("it is a binary file, not a text", shown)
    return text
