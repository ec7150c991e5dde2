"""The hooks a plugin may implement. A plugin is a module; its hooks are functions marked `@tutor.hookimpl`.

Every hook takes no argument and is called once per process. An error in one sets only that plugin aside.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from pluggy import HookimplMarker, HookspecMarker

if TYPE_CHECKING:
    import click

    from tutor.notation.functions import Function
    from tutor.problems.contract.mistake import Mistake
    from tutor.problems.contract.problem import Problem
    from tutor.problems.instances.instance import Instance

PROJECT = "tutor"
hookspec = HookspecMarker(PROJECT)
hookimpl = HookimplMarker(PROJECT)


@hookspec
def tutor_problems() -> Iterable[Problem]:  # type: ignore[empty-body]
    """Problems to learn from: instances of `tutor.Problem` subclasses, each with an id of its own."""


@hookspec
def tutor_functions() -> Iterable[Function]:  # type: ignore[empty-body]
    """Functions that the formulas of this plugin's problems may use, each given as a formula: `tutor.Function`."""


@hookspec
def tutor_mistakes() -> Iterable[Mistake]:  # type: ignore[empty-body]
    """Mistakes with names of their own, in any plugin's problems: `tutor.Mistake` with the id of the problem."""


@hookspec
def tutor_exporters() -> Mapping[str, Callable[[Instance], str]]:  # type: ignore[empty-body]
    """Formats for `tutor solve --format NAME`: a function from an instance to the text to write."""


@hookspec
def tutor_commands() -> Iterable[click.Command]:  # type: ignore[empty-body]
    """Commands to add to `tutor`, as click commands. A name that `tutor` has already is not replaced."""


NAMES = ("tutor_problems", "tutor_functions", "tutor_mistakes", "tutor_exporters", "tutor_commands")
