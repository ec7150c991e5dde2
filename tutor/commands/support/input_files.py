"""Files that are read as bytes, or stdin."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from tutor.commands.support.output_files import cannot


@contextmanager
def opened(source: str) -> Iterator[BinaryIO]:
    """The file of that name, or stdin for `-`. Raises TutorError if it cannot be opened."""
    if source == "-":
        yield sys.stdin.buffer
        return
    try:
        file = open(source, "rb")  # noqa: SIM115 (closed below; reading it is not what may fail here)
    except OSError as error:
        raise cannot("read", source, error) from error
    with file:
        yield file
