"""The standard streams of a command: what is printed cannot steer a terminal, and what fails is one sentence.

Everything that a command prints goes through `sys.stdout` and `sys.stderr`, whoever prints it: a command, click, a
plugin, a warning of Python. So they are the one place where text is made printable.
"""

from __future__ import annotations

import codecs
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, TextIO, cast

from tutor.errors import TutorError
from tutor.terminal_text import printable


class StreamError(TutorError):
    """A standard stream that is closed, full or broken: nothing that the exit codes of a verdict stand for."""

    exit_code = 74
    """EX_IOERR of sysexits.h."""


def reason(error: OSError) -> str:
    """The system's reason, in small letters."""
    return (error.strerror or str(error)).lower()


class Output:
    """A text stream that shows what is not printable; without `stream`, one that was closed before the start.

    Raises StreamError where it cannot be written, but for a reader who went away: that is BrokenPipeError.
    """

    def __init__(self, stream: TextIO | None, name: str, number: int) -> None:
        self.raw = stream
        self._name, self._number = name, number
        self._encoding: str = getattr(stream, "encoding", None) or "utf-8"
        self._takes_all = codecs.lookup(self._encoding).name.startswith("utf")

    def write(self, text: str) -> int:
        """Write text, made printable."""
        shown = printable(text)
        with self._failing() as stream:
            stream.write(shown if self._takes_all else self._encodable(shown))
        return len(text)

    def writelines(self, lines: Iterable[str]) -> None:
        """Write each of the lines, which end as they do."""
        for line in lines:
            self.write(line)

    def write_bytes(self, data: bytes | memoryview) -> None:
        """Write what is no text, as it is."""
        with self._failing() as stream:
            stream.flush()
            stream.buffer.write(data)

    def flush(self) -> None:
        """Hand over what has been written."""
        if self.raw is not None:
            with self._failing() as stream:
                stream.flush()

    def isatty(self) -> bool:
        """Whether it is a terminal."""
        return self.raw is not None and self.raw.isatty()

    def fileno(self) -> int:
        """Its number; that of a closed one is held (see `hold_places`)."""
        return self._number if self.raw is None else self.raw.fileno()

    @property
    def encoding(self) -> str:
        """The encoding that it has been opened with."""
        return self._encoding

    @property
    def buffer(self) -> Any:
        """The bytes below. Not told of ASCII: click would write UTF-8 there, whose bytes steer terminals of 8 bits."""
        if codecs.lookup(self._encoding).name == "ascii":
            raise AttributeError("buffer")
        return self._opened().buffer

    def __getattr__(self, name: str) -> Any:
        if self.raw is None or name == "buffer":
            raise AttributeError(name)
        return getattr(self.raw, name)

    def _opened(self) -> TextIO:
        if self.raw is None:
            raise StreamError(f"{self._name} is closed: there is nowhere to print to", title="Cannot print")
        return self.raw

    @contextmanager
    def _failing(self) -> Iterator[TextIO]:
        try:
            yield self._opened()
        except BrokenPipeError:
            raise
        except (OSError, ValueError) as error:  # ValueError: it was closed meanwhile
            why = reason(error) if isinstance(error, OSError) else "it is closed"
            raise StreamError(f"{self._name} cannot be written: {why}", title="Cannot print") from error

    def _encodable(self, text: str) -> str:
        """Words for the signs that an old encoding lacks, as the app has them: `yhat` for `ŷ`."""
        try:
            text.encode(self._encoding)
        except UnicodeEncodeError:
            from tutor.app.drawing.symbols import spell  # only a terminal without Unicode needs it

            return spell(text)
        return text


class Notices(Output):
    """Stderr: where it fails, nobody can be told, and what is asked for is done all the same."""

    @contextmanager
    def _failing(self) -> Iterator[TextIO]:
        try:
            yield self.raw if self.raw is not None else cast(TextIO, _NOWHERE)
        except (OSError, ValueError):
            return


class _Nowhere:
    def write(self, text: str) -> None:
        """Drop it."""


_NOWHERE = _Nowhere()


class Input:
    """Stdin, as text or (its `buffer`) as bytes: StreamError where it cannot be read or was closed before the start."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def read(self, size: int = -1) -> Any:
        """At most `size` characters or bytes."""
        with self._failing():
            return self._stream.read(size)

    def read1(self, size: int = -1) -> Any:
        """At most `size` bytes: those that are there, or what comes first."""
        with self._failing():
            return self._stream.read1(size)

    def readline(self, size: int = -1) -> Any:
        """The next line, or its first `size` characters or bytes."""
        with self._failing():
            return self._stream.readline(size)

    def __iter__(self) -> Iterator[Any]:
        while line := self.readline():
            yield line

    def __enter__(self) -> Input:
        return self

    def __exit__(self, *error: object) -> None:
        """Stay open: it is not the reader's."""

    def isatty(self) -> bool:
        """Whether it is a terminal."""
        return self._stream is not None and self._stream.isatty()

    @property
    def buffer(self) -> Input:
        """The bytes below."""
        return Input(getattr(self._stream, "buffer", None))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    @contextmanager
    def _failing(self) -> Iterator[None]:
        if self._stream is None:
            raise StreamError("stdin is closed: there is nothing to read", title="Cannot read")
        try:
            yield
        except UnicodeError as error:  # an encoding with a mark at its beginning, such as UTF-16, and there is none
            said = f"stdin cannot be read: it is not a text in {self._stream.encoding}"
            raise StreamError(said, title="Cannot read") from error
        except OSError as error:
            raise StreamError(f"stdin cannot be read: {reason(error)}", title="Cannot read") from error


@contextmanager
def guarded() -> Iterator[None]:
    """Have the standard streams be such ones meanwhile."""
    before = sys.stdin, sys.stdout, sys.stderr
    for stream in before:
        # Where bytes are no text and where, after all, a character cannot be sent: a mark, not a traceback.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace" if stream is before[0] else "backslashreplace")
    sys.stdin = cast(TextIO, Input(sys.stdin))
    sys.stdout = cast(TextIO, Output(sys.stdout, "stdout", 1))
    sys.stderr = cast(TextIO, Notices(sys.stderr, "stderr", 2))
    try:
        yield
    finally:
        sys.stdin, sys.stdout, sys.stderr = before


@contextmanager
def unguarded() -> Iterator[None]:
    """The streams as they are, for the app and for a progress bar: both move the cursor themselves."""
    before = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = raw(sys.stdout), raw(sys.stderr)
    try:
        yield
    finally:
        sys.stdout, sys.stderr = before


def raw(stream: TextIO) -> TextIO:
    """The stream below one that is guarded."""
    found = stream.raw if isinstance(stream, Output) else stream
    return cast(TextIO, found)


def write_bytes(data: bytes | memoryview) -> None:
    """What is no text, on stdout."""
    stream: Any = sys.stdout
    stream.write_bytes(data)


def hold_places() -> None:
    """Take the numbers of standard streams that are closed: a file opened later would be written to as stdout."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # the lowest number that is free, so this one


@contextmanager
def streams_of_python() -> Iterator[None]:
    """Python's own streams meanwhile, to read a line with `input`, which prints its prompt and nothing else.

    `input` asks all three what they are, and drops whatever is raised meanwhile: ctrl+c too, where they are no C code.
    """
    before = sys.stdin, sys.stdout, sys.stderr
    own = sys.__stdin__, sys.__stdout__, sys.__stderr__
    try:
        sys.stdin, sys.stdout, sys.stderr = (mine or other for mine, other in zip(own, before, strict=True))
        yield
    finally:
        sys.stdin, sys.stdout, sys.stderr = before


def forget_output() -> None:
    """Drop what could not be printed: Python writes it once more at the end, and would complain once more."""
    for stream in (sys.__stdout__, sys.__stderr__):
        if stream is None:
            continue
        try:
            stream.flush()
        except (OSError, ValueError):
            with suppress(OSError, ValueError):  # it is no file
                os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
