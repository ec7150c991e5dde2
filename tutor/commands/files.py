"""Files that commands write: a sentence that names the file where it cannot be done."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

from tutor.errors import TutorError


@contextmanager
def writing(path: str, *, binary: bool = False) -> Iterator[IO[Any]]:
    """The file at `path`, opened for writing, as UTF-8 unless `binary`.

    Half of a pair of surrogates, which JSON may hold and UTF-8 may not, is written as JSON escapes it. Raises
    TutorError where the file cannot be opened or, as on a full disk, written.
    """
    options: dict[str, Any] = {} if binary else {"encoding": "utf-8", "errors": "backslashreplace", "newline": "\n"}
    try:
        with open(path, "wb" if binary else "w", **options) as file:
            yield file
    except OSError as error:
        raise cannot("written", path, error) from error


def cannot(be: str, path: str, error: OSError) -> TutorError:
    """The error for a file that cannot be `read` or `written`, with the system's reason."""
    reason = (error.strerror or str(error)).lower()
    return TutorError(f"`{path}` cannot be {be}: {reason}", title=f"Cannot be {be}")
