"""What the host says of the plugins as a whole."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from tutor.problems.contract.problem import Problem


class PluginReport(NamedTuple):
    """One installed plugin: what it offers or, in `error`, `where` and `detail`, why it is set aside.

    `off` marks one that was turned off by the user's wish, which is no fault of the plugin. `broken` are problems that
    are set aside alone, with the reason. `remembered` says that it did harm when it was tried and is not tried again
    until it changes. `trial_seconds` is what trying and proving it took when it was new.
    """

    name: str
    distribution: str
    version: str
    bundled: bool
    problems: tuple[str, ...] = ()
    error: str | None = None
    where: str | None = None
    detail: str = ""
    off: bool = False
    broken: Mapping[str, str] = {}
    remembered: bool = False
    trial_seconds: float = 0.0


class Catalogue(NamedTuple):
    """All plugins, the gentlest first and of those of one level the bundled ones, and all their problems by id."""

    plugins: tuple[PluginReport, ...]
    problems: Mapping[str, Problem]

    def provider(self, problem_id: str) -> PluginReport:
        """The plugin that a problem came with. Raises KeyError for an id that is not in the catalogue."""
        for report in self.plugins:
            if problem_id in report.problems:
                return report
        raise KeyError(problem_id)


def without_name(reason: str, problem: str) -> str:
    """A reason without the name of the problem that it begins with, where it is shown beside that name."""
    return reason.removeprefix(f"{problem}, ").removeprefix(f"{problem}: ")
