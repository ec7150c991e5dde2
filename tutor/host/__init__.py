"""Plugins: finding them, running them one by one, and setting a broken one aside.

names()        all plugin names, importing none
problem(id)    one problem, importing plugins until it is found
load_all()     everything, with a report on each plugin
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from tutor.errors import fault
from tutor.host.catalogue import Host
from tutor.host.discovery import EntryPoint
from tutor.host.hooks import hookimpl
from tutor.host.report import Catalogue, PluginReport

if TYPE_CHECKING:
    from tutor.problems.problem import Problem

__all__ = [
    "Catalogue",
    "EntryPoint",
    "Host",
    "PluginReport",
    "blame",
    "hookimpl",
    "load_all",
    "names",
    "offers",
    "problem",
    "problems",
    "refresh",
    "whose_fault",
]


@cache
def _host() -> Host:
    return Host()


def names() -> list[str]:
    """The names of all installed plugins, bundled ones first. Imports none of them."""
    return _host().names()


def problem(problem_id: str) -> Problem:
    """The problem of that id. Raises TutorError, with a suggestion, for an unknown one."""
    return _host().problem(problem_id)


def problems() -> Mapping[str, Problem]:
    """All problems by id, in the order of their plugins."""
    return load_all().problems


def load_all() -> Catalogue:
    """All plugins, those that are set aside too, and all problems."""
    return _host().load_all()


def offers(hook: str) -> list[tuple[EntryPoint, Any]]:
    """What the working plugins give for a hook other than `tutor_problems`."""
    return _host().offers(hook)


def blame(error: BaseException) -> str | None:
    """A sentence naming the plugin whose code raised `error`; None if it was no plugin's."""
    return _host().blame(error)


def whose_fault(error: BaseException) -> str:
    """The sentence for an error that nobody foresaw: it names the plugin that raised it, or says that it is ours."""
    return blame(error) or fault(error)


def refresh() -> None:
    """Look for plugins again, as after an install or a repair; those that failed are imported anew."""
    _host().forget_failed()
    _host.cache_clear()
