"""Plugins: finding them, running them one by one, and setting a broken one aside.

names()        all plugin names, importing none
problem(id)    one problem, importing plugins until it is found, or one in a network file
networks()     network files that are near, reading none
load_all()     everything, with a report on each plugin

What finds and runs plugins is imported when one is asked for: a network file needs none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from importlib import import_module
from math import inf
from typing import TYPE_CHECKING, Any

from tutor.errors import TutorError, fault
from tutor.host import network_files
from tutor.host.carried_networks import carried, unknown_here
from tutor.host.network_files import MOST_LISTED, NetworkFile
from tutor.problems.network import LOGGED

if TYPE_CHECKING:
    from tutor.host.catalogue import Catalogue as Catalogue
    from tutor.host.catalogue import PluginReport as PluginReport
    from tutor.host.discovery import EntryPoint as EntryPoint
    from tutor.host.failures import Failure
    from tutor.host.hooks import hookimpl as hookimpl
    from tutor.host.plugin_host import Host as Host
    from tutor.host.trials.trial import Outcome
    from tutor.problems.contract.problem import Problem

__all__ = [
    "MOST_LISTED",
    "Catalogue",
    "EntryPoint",
    "Host",
    "NetworkFile",
    "PluginReport",
    "blame",
    "entries",
    "failure",
    "hookimpl",
    "load_all",
    "logged_networks",
    "logged_problems",
    "names",
    "networks",
    "offers",
    "problem",
    "problems",
    "refresh",
    "tried_anew",
    "whose_fault",
]

_HOMES = {
    "Catalogue": "catalogue",
    "EntryPoint": "discovery",
    "Host": "plugin_host",
    "PluginReport": "catalogue",
    "hookimpl": "hooks",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'tutor.host' has no attribute {name!r}")
    value: object = getattr(import_module(f"tutor.host.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


@cache
def _host() -> Host:
    from tutor.host.plugin_host import Host
    from tutor.host.trials.remembered_trials import Trials

    return Host(trials=Trials())


def names() -> list[str]:
    """The names of all installed plugins, bundled ones first. Imports none of them."""
    return _host().names()


def problem(problem_id: str) -> Problem:
    """The problem of that id, or in the network file of that name: one that ends in .net, or has a slash.

    Raises TutorError, with a suggestion, for an unknown id, and for what is wrong in a network file.
    """
    if network_files.is_network(problem_id):
        return carried(problem_id) or network_files.network(problem_id)
    try:
        return _host().problem(problem_id)
    except TutorError as error:
        raise unknown_here(error) from None


def networks() -> list[NetworkFile]:
    """The network files of the current folder and of the data folder, by name and title; none of them is read."""
    return list(network_files.listed())


def problems() -> Mapping[str, Problem]:
    """All problems by id, in the order of their plugins."""
    return load_all().problems


def logged_problems(names: Iterable[str]) -> dict[str, Problem]:
    """All problems by what the log of answers knows them by: those of plugins, and the networks among `names`.

    `names` are those of problems that were asked; only then are network files read.
    """
    found = {problem.log_id: problem for problem in problems().values()}
    return {**logged_networks(names), **found}


def logged_networks(names: Iterable[str]) -> dict[str, Problem]:
    """The networks near by that were asked under one of these names in the log of answers."""
    asked = {name for name in names if name.startswith(LOGGED)}
    return {problem.log_id: problem for problem in network_files.logged_as(asked)} if asked else {}


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


def entries() -> list[EntryPoint]:
    """The plugins that are used, or would be if they worked: those that are not turned off."""
    return _host().entries()


def refresh() -> None:
    """Look for plugins again, as after an install or a repair; those that failed are imported anew."""
    _host().forget_failed()
    _host.cache_clear()


def tried_anew(entry: EntryPoint, seeds: int, seconds: float) -> Outcome:
    """Try a plugin in a process of its own and prove its problems at so many seeds, whatever is known of it.

    ``seconds`` is how long the proof of one problem may take. What comes of it is kept. Raises TutorError where no
    process can be started.
    """
    from tutor.host.trials import trial
    from tutor.host.trials.remembered_trials import keep

    outcome = trial.run(entry, seeds=seeds, everything=True, problem_seconds=seconds, plugin_seconds=inf)
    if outcome is None:
        raise TutorError("no process could be started to try the plugin in", title="Not tried")
    if not entry.bundled:
        keep(entry, outcome)
        refresh()
    return outcome


def failure(entry: EntryPoint) -> Failure | None:
    """Why a plugin is set aside, after all that can be asked of it; None if it works."""
    _host().load_all()
    return _host().failure(entry)
