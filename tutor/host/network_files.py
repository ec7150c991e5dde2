"""Network files beside the plugins' problems: told from an id by their names, found in two folders."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from tutor.problems.network.file_head import ENDING, file_head

if TYPE_CHECKING:
    from tutor.problems.contract.problem import Problem

FOLDER = "networks"
"""The folder for network files in the data folder."""
_MOST_LISTED = 500
_KEPT = 64


class NetworkFile(NamedTuple):
    """A network file as it is listed: what it is asked for by, and its title, empty where it has none."""

    name: str
    title: str


def is_network(name: str) -> bool:
    """Whether the name of a problem is that of a network file: it ends in .net, or has a slash."""
    return name.endswith(ENDING) or "/" in name or os.sep in name


def network(name: str) -> Problem:
    """The problem of a network file; the same object as long as the file does not change.

    A name without a folder is looked for here, then in the data folder. Raises TutorError.
    """
    path = _found(name)
    try:
        status = os.stat(path)
    except (OSError, ValueError):
        state = None  # reading it says why
    else:
        state = (name, os.path.abspath(path), status.st_mtime_ns, status.st_size, status.st_ino)
        if state in _read:
            return _read[state]
    from tutor.problems.network.reader import load_network

    problem = load_network(path, name)
    if state is not None:
        while len(_read) >= _KEPT:
            del _read[next(iter(_read))]
        _read[state] = problem
    return problem


_read: dict[tuple[object, ...], Problem] = {}


def listed() -> Iterator[NetworkFile]:
    """The network files of the current folder, then those of the data folder that no such file hides."""
    seen: set[str] = set()
    for folder in (os.curdir, *((_data_folder(),) if _may_be_kept() else ())):
        for name in _names(folder):
            if name not in seen and len(seen) < _MOST_LISTED:
                seen.add(name)
                yield NetworkFile(name, _title(os.path.join(folder, name)))


def _found(name: str) -> str:
    if "/" in name or os.sep in name or os.path.lexists(name):
        return name
    kept = os.path.join(_data_folder(), name) if _may_be_kept() else name
    return kept if os.path.lexists(kept) else name


def _may_be_kept() -> bool:
    """Whether there may be a folder for network files in the data folder.

    To ask which the data folder is takes 15 ms, which `tutor list` has not. Where the platform's rule is plain, a look
    at the place tells that nothing is there.
    """
    if sys.platform != "linux":
        return True
    chosen = os.environ.get("TUTOR_HOME", "").strip()
    shared = os.environ.get("XDG_DATA_HOME", "").strip() or "~/.local/share"
    place = chosen if chosen else os.path.join(shared, "backprop-tutor")
    return os.path.isdir(os.path.join(os.path.expanduser(place), FOLDER))


def _data_folder() -> str:
    from tutor.study import paths

    return os.path.join(paths.home(), FOLDER)


def _names(folder: str) -> list[str]:
    try:
        with os.scandir(folder) as entries:
            return sorted(entry.name for entry in entries if entry.name.endswith(ENDING) and entry.is_file())
    except OSError:
        return []


def _title(path: str) -> str:
    try:
        return file_head(path).title
    except OSError:
        return ""
