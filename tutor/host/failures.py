"""What went wrong with a plugin, said in one sentence, with the place and the whole story."""

from __future__ import annotations

from collections.abc import Iterable
from types import FrameType, FunctionType
from typing import NamedTuple

from tutor.errors import TutorError, named


class Failure(NamedTuple):
    """Why a plugin is set aside: a sentence, the file and line, and the full traceback.

    ``hung`` marks one that was given up on: to try it again costs that time again.
    """

    reason: str
    where: str | None = None
    detail: str = ""
    hung: bool = False


class UnusableError(Exception):
    """Raised by our own checks of a plugin; carries the finished sentence."""

    def __init__(self, reason: str, where: str | None = None) -> None:
        super().__init__(reason)
        self.where = where


def describe(error: BaseException, doing: str, module: str) -> Failure:
    """The failure that `error` means, raised while `doing` ("at import", "in tutor_problems")."""
    import traceback

    detail = "".join(traceback.format_exception(error))
    if isinstance(error, UnusableError):
        return Failure(str(error), error.where, detail)
    where = _innermost(traceback.walk_tb(error.__traceback__), module)
    if isinstance(error, ModuleNotFoundError) and error.name:
        if module == error.name or module.startswith(error.name + "."):
            return Failure(f"its module `{error.name}` is not there", where, detail)
        return Failure(f"needs the module `{error.name}`, not installed", where, detail)
    if isinstance(error, SyntaxError):
        place = f"{error.filename}, line {error.lineno}" if error.filename else where
        return Failure(f"is not valid Python: {error.msg}", place, detail)
    if isinstance(error, TutorError):  # a sentence of ours on what the plugin declares
        return Failure(str(error), where, detail)
    kind, _, said = named(error).partition(": ")
    return Failure(f"raised {kind} {doing}" + (f": {said}" if said else ""), where, detail)


def stuck(frame: FrameType | None, doing: str, module: str, seconds: float) -> Failure:
    """The failure of a plugin that was given up on after `seconds`; `frame` is where it stood then."""
    import traceback

    frames = list(reversed(list(traceback.walk_stack(frame)))) if frame is not None else []
    return Failure(
        f"did not finish within {seconds:g} s {doing}",
        _innermost(frames, module),
        "".join(traceback.StackSummary.extract(frames).format()),
        hung=True,
    )


def place_of(function: object) -> str | None:
    """File and line of a function of a plugin."""
    if not isinstance(function, FunctionType):
        return None
    return f"{function.__code__.co_filename}, line {function.__code__.co_firstlineno}"


def own_place(error: BaseException, module: str) -> str | None:
    """The deepest line of the plugin's own package that was running when `error` was raised, if any was."""
    import traceback

    return _places(traceback.walk_tb(error.__traceback__), module)[0]


def _innermost(frames: Iterable[tuple[FrameType, int]], module: str) -> str | None:
    """The deepest line of the plugin's own package, or else the deepest outside the import machinery."""
    own, other = _places(frames, module)
    return own or other


def _places(frames: Iterable[tuple[FrameType, int]], module: str) -> tuple[str | None, str | None]:
    own = other = None
    for frame, line in frames:
        file, package = frame.f_code.co_filename, frame.f_globals.get("__name__", "").split(".")[0]
        if package == module.split(".")[0]:
            own = f"{file}, line {line}"
        elif package not in ("tutor", "threading", "importlib", "pluggy") and not file.startswith("<frozen"):
            other = f"{file}, line {line}"
    return own, other
