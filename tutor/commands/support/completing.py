"""What a shell completes: names of problems, of their questions, and of files.

Each function here is a `shell_complete` of click: it gets the context, the parameter and what is typed so far.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

from tutor.errors import TutorError

if TYPE_CHECKING:
    from tutor.problems.contract.problem import Problem

Completer = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]

# First, for a shell that gets names as well offers files only where no name begins so.
_FILES = CompletionItem("", type="file")


def problems(ctx: click.Context, param: click.Parameter, typed: str) -> list[CompletionItem]:
    """Problems with their titles, and files, for a network file may stand for a problem."""
    from tutor import host

    catalogue = host.load_all()
    found = [
        CompletionItem(problem.id, help=problem.title)
        for problem in catalogue.problems.values()
        if problem.id.startswith(typed)
    ]
    return [_FILES, *found]


def steps(ctx: click.Context, param: click.Parameter, typed: str) -> list[CompletionItem]:
    """The questions of the problem, or of all problems, that the command line names already."""
    asked = {step.id: step.ask for problem in _named(ctx) for step in problem.steps if step.id.startswith(typed)}
    return [CompletionItem(id, help=ask) for id, ask in asked.items()]


def sizes(ctx: click.Context, param: click.Parameter, typed: str) -> list[CompletionItem]:
    """The beginnings `NAME=` for the sizes of the problem that the command line names."""
    names = {name for problem in _named(ctx) for name in problem.instance().sizes if name.startswith(typed)}
    return [CompletionItem(f"{name}=") for name in sorted(names)]


def one_of(names: Sequence[str]) -> Completer:
    """These names."""
    return lambda ctx, param, typed: [CompletionItem(name) for name in names if name.startswith(typed)]


def _named(ctx: click.Context) -> Iterator[Problem]:
    """The problems that the command line names. Behind an option that waits for its value no argument has a name."""
    from tutor import host

    named = ctx.params.get("problem") or ctx.params.get("problems") or ctx.args
    for name in (named,) if isinstance(named, str) else named:
        if name != "-":
            with suppress(TutorError):
                yield host.problem(name)
