"""Network files that are part of a package, such as a plugin: listed at once, read when they are first used."""

from __future__ import annotations

import os
from importlib import import_module
from typing import Any

from tutor.errors import TutorError
from tutor.problems.contract.problem import Problem
from tutor.problems.network.file_head import ENDING, file_head
from tutor.problems.network.network import Network


def network_files(package: str, folder: str = "", *, level: int = Problem.level) -> list[Problem]:
    """The networks in the .net files of a package, or of a folder in it, in the order of their names.

    For ``tutor_problems``: a file's name without its ending is the problem's id, its ``title`` the title, and its first
    comment the summary; no more of it is read before the problem is used. ``level`` is that of them all; 1 is the
    gentlest. Raises TutorError where there is no such package or folder, or no .net file in it.
    """
    where = f"{package}/{folder}" if folder else package
    try:
        folders = [os.path.join(path, folder) for path in import_module(package).__path__]
        names = sorted((name, path) for path in folders for name in os.listdir(path) if name.endswith(ENDING))
        found = [PackagedNetwork(os.path.join(path, name), level) for name, path in names]
    except (ImportError, AttributeError):
        raise TutorError(f"`{package}` is no package that can be imported", title="No network files") from None
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise TutorError(f"the network files of {where} cannot be read: {reason}", title="No network files") from None
    if not found:
        raise TutorError(f"there is no file that ends in {ENDING} in {where}", title="No network files")
    return list(found)


class _Read:
    """An attribute of a problem that its file says: the first of them to be asked for has the file read."""

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, problem: PackagedNetwork | None, owner: type) -> Any:
        return getattr(Problem, self._name) if problem is None else problem._read(self._name)


class PackagedNetwork(Network):
    """A network whose file is read when anything but its id, title, summary and level is asked for."""

    axes = _Read()
    like = _Read()
    sizes = _Read()
    fixed = _Read()
    derived = _Read()
    running = _Read()
    functions = _Read()
    given = _Read()
    values = _Read()
    loss = _Read()
    asked = _Read()
    roles = _Read()
    upstream = _Read()
    textbook = _Read()

    def __init__(self, path: str, level: int) -> None:
        self._path = path
        self.id = os.path.basename(path).removesuffix(ENDING)
        head = file_head(path)
        self.title, self.summary = head.title or self.id, head.comment
        self.level = level

    @property
    def text(self) -> str:
        from tutor.problems.network.file_text import file_text

        return file_text(self._path, self.id)

    def _read(self, name: str) -> Any:
        from tutor.problems.network.reader import load_network

        read = vars(load_network(self._path, self.id))
        vars(self).update({name: value for name, value in read.items() if name not in vars(self)})
        return vars(self)[name]
