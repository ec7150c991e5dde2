"""Files that are replaced only by whole ones."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count

TYPE_CHECKING = False  # as in `tutor`: importing typing takes 2 ms
if TYPE_CHECKING:
    from typing import IO, Any

_LONGEST_NAME = 240
"""Bytes of a name that leave room for an ending: file systems allow 255."""


@contextmanager
def replacing(
    path: str | os.PathLike[str], *, binary: bool = False, keep_part: bool = False, go_on_at: int | None = None
) -> Iterator[IO[Any]]:
    """A file to write that takes the place of the one at `path` when the block ends, as UTF-8 unless `binary`.

    It is written beside it, under a free name that ends in `.part` (the `name` of what is yielded), is on the disk
    before it replaces anything, and has the permissions of the one it replaces; a symbolic link stays one. If the
    block raises, the file at `path` is as it was and the part is removed, unless `keep_part`. Pipes, devices and
    whatever else is no regular file are written directly. Half of a pair of surrogates, which UTF-8 may not hold, is
    written as JSON escapes it. With `go_on_at` the part that `part_of` names is written on from that byte. Raises
    OSError where the file cannot be written, ValueError for what is no path.
    """
    options: dict[str, Any] = {} if binary else {"encoding": "utf-8", "errors": "backslashreplace", "newline": "\n"}
    if is_written_directly(path):
        with open(path, "wb" if binary else "w", **options) as file:
            yield file
        return
    target = os.path.realpath(path)
    old = _status(target)
    if os.fspath(path).endswith(os.sep) or (old is not None and stat.S_ISDIR(old.st_mode)):
        raise _refusal(errno.EISDIR, path)
    if old is not None and not os.access(target, os.W_OK):
        raise _refusal(errno.EACCES, path)
    part = _free_name(target) if go_on_at is None else part_of(path)
    mode = "x" if go_on_at is None else "r+"
    try:
        with open(part, f"{mode}b" if binary else mode, **options) as file:
            if go_on_at is not None:
                file.truncate(go_on_at)
                file.seek(0, os.SEEK_END)
            if old is not None:
                _copy_permissions(file.fileno(), old)
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, target)
    except BaseException:
        if not keep_part:
            with suppress(OSError):
                os.unlink(part)
        raise
    _sync_folder(os.path.dirname(target))


@contextmanager
def creating(path: str | os.PathLike[str]) -> Iterator[IO[str]]:
    """A new file to write, as UTF-8, that is at `path` when the block ends: whole or not at all.

    Raises FileExistsError where something is there, then or by the end of the block, and OSError where the file cannot
    be written.
    """
    if os.path.lexists(path):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), os.fspath(path))
    part = _free_name(os.path.abspath(path))
    try:
        with open(part, "x", encoding="utf-8", newline="\n") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(part, path)  # unlike a renaming it takes nobody's place
        except FileExistsError:
            raise
        except OSError:  # a file system without links
            if os.path.lexists(path):
                raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), os.fspath(path)) from None
            os.replace(part, path)
    finally:
        with suppress(OSError):
            os.unlink(part)
    _sync_folder(os.path.dirname(os.path.abspath(path)))


def is_written_directly(path: str | os.PathLike[str]) -> bool:
    """Whether there is nothing to replace at `path`: a pipe, a device, or an open file's name as /dev/stdout."""
    old = _status(path)
    if old is None or stat.S_ISDIR(old.st_mode):
        return False
    return not stat.S_ISREG(old.st_mode) or os.path.abspath(path).startswith(("/dev/", "/proc/"))


def _status(path: str | os.PathLike[str]) -> os.stat_result | None:
    """What is at `path`, links followed; None where nothing is. Raises OSError where that cannot be told."""
    try:
        return os.stat(path)
    except FileNotFoundError:
        return None


def part_of(path: str | os.PathLike[str]) -> str:
    """The name beside what is at `path` under which it is written first, if that is free."""
    folder, name = os.path.split(os.path.realpath(path))
    return os.path.join(folder, os.fsdecode(os.fsencode(name)[:_LONGEST_NAME]) + ".part")


def _free_name(target: str) -> str:
    """A name beside `target` that nobody has: what was left by a run that was ended is not overwritten either."""
    first = part_of(target)
    names = (first if number == 1 else f"{first}{number}" for number in count(1))
    return next(name for name in names if not os.path.lexists(name))


def _refusal(number: int, path: str | os.PathLike[str]) -> OSError:
    """The error that opening it would have raised."""
    return OSError(number, os.strerror(number), os.fspath(path))


def _copy_permissions(file: int, old: os.stat_result) -> None:
    if hasattr(os, "fchmod"):
        if (old.st_uid, old.st_gid) != (os.geteuid(), os.getegid()):
            with suppress(OSError):  # only an administrator may give files away
                os.fchown(file, old.st_uid, old.st_gid)
        os.fchmod(file, stat.S_IMODE(old.st_mode))


def _sync_folder(folder: str) -> None:
    """Have the new name on the disk as well, where folders can be opened."""
    with suppress(OSError):
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)
