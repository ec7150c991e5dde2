"""What the installed plugins offer, and which of them are set aside, and why."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from importlib import invalidate_caches
from typing import TYPE_CHECKING, Any

from tutor.errors import TutorError, did_you_mean, named, one_line
from tutor.host.catalogue import Catalogue, PluginReport
from tutor.host.discovery import EntryPoint, scan
from tutor.host.failures import Failure, own_place
from tutor.host.plugin_runner import SECONDS, Plugin
from tutor.host.trials.remembered_trials import Trials

if TYPE_CHECKING:
    from tutor.problems.contract.mistake import Mistake
    from tutor.problems.contract.problem import Problem

DISABLE = "TUTOR_DISABLE_PLUGINS"
"""Environment variable: 1 turns off all plugins that are not bundled, a comma list of names those named."""


class Host:
    """The plugins found on `paths`, each imported when something of it is needed and at most once.

    Safe to use from several threads; the first one in does the work. With ``entries`` only those plugins are there.
    With ``trials`` a plugin that is not bundled is tried in another process before it is imported here. ``announce``
    is told what is about to be run ("at import", "in tutor_problems").
    """

    def __init__(
        self,
        paths: Sequence[str] | None = None,
        *,
        entries: Sequence[EntryPoint] | None = None,
        seconds: float = SECONDS,
        environ: Mapping[str, str] = os.environ,
        trials: Trials | None = None,
        announce: Callable[[str], None] | None = None,
    ) -> None:
        disabled = environ.get(DISABLE, "").strip()
        self._trials = trials
        self._lock = threading.RLock()
        self._plugins: list[Plugin] = []
        self._off: set[str] = set()
        taken: dict[str, EntryPoint] = {}
        for entry in scan(paths) if entries is None else entries:
            plugin = Plugin(entry, seconds, announce)
            self._plugins.append(plugin)
            if entry.name in taken:
                plugin.set_aside(Failure(f"its name is taken by {taken[entry.name].distribution}"))
            elif _is_off(entry, disabled):
                self._off.add(entry.name)
                plugin.set_aside(Failure(f"turned off by {DISABLE}"))
            else:
                taken[entry.name] = entry
        self._problems: dict[str, Problem] = {}
        self._ids: dict[Plugin, tuple[str, ...]] = {}
        self._named: dict[str, list[Mistake]] = {}
        self._broken: dict[Plugin, dict[str, str]] = {}

    def names(self) -> list[str]:
        """The names of all installed plugins, bundled ones first. Imports none of them."""
        return list(dict.fromkeys(plugin.entry.name for plugin in self._plugins))

    def problem(self, problem_id: str) -> Problem:
        """The problem of that id, importing plugins one by one until it is found.

        Bundled plugins come first, since theirs is the better right to an id, and among them those whose name
        begins like the id, which spares importing the others. Raises TutorError for an unknown id.
        """
        with self._lock:
            for plugin in sorted(self._plugins, key=lambda p: _unlikely(p.entry, problem_id)):
                if problem_id in self._load(plugin):
                    return self._problems[problem_id]
            raise self._unknown(problem_id)

    def load_all(self) -> Catalogue:
        """Every plugin and every problem, the gentlest first."""
        with self._lock:
            reports = sorted((self._report(plugin) for plugin in self._plugins), key=self._place)
            in_order = [problem_id for report in reports for problem_id in report.problems]
            return Catalogue(tuple(reports), {name: self._problems[name] for name in in_order})

    def offers(self, hook: str) -> list[tuple[EntryPoint, Any]]:
        """What the working plugins give for one of the other hooks, each thing with the plugin it is from."""
        with self._lock:
            return [(plugin.entry, thing) for plugin in self._plugins for thing in self._call(plugin, hook)]

    def blame(self, error: BaseException) -> str | None:
        """A sentence naming the plugin whose code raised `error`; None if it was no plugin's."""
        for plugin in self._plugins:
            place = own_place(error, plugin.entry.module)
            if place is not None:
                return f"the plugin {plugin.entry.name} raised {named(error)} ({place})"
        return None

    def forget_failed(self) -> None:
        """Drop the modules of plugins that are set aside, so that a repaired one is read from disk again."""
        invalidate_caches()
        for plugin in self._plugins:
            if plugin.failure is not None:
                root = plugin.entry.module
                for name in [name for name in sys.modules if name == root or name.startswith(root + ".")]:
                    del sys.modules[name]

    def _report(self, plugin: Plugin) -> PluginReport:
        entry, problems = plugin.entry, self._load(plugin)
        report = PluginReport(entry.name, entry.distribution, entry.version, entry.bundled, problems)
        if plugin.failure is None:
            trials = self._trials_of(plugin)
            seconds = trials.of(entry).seconds if trials is not None else 0.0
            return report._replace(broken=self._broken.get(plugin, {}), trial_seconds=seconds)
        failure, trials = plugin.failure, self._trials_of(plugin)
        return report._replace(
            error=failure.reason,
            where=failure.where,
            detail=failure.detail,
            off=entry.name in self._off,
            remembered=trials is not None and trials.of(entry).failure is not None,
        )

    def _place(self, report: PluginReport) -> tuple[int, bool]:
        """Sorts plugins by the level of their gentlest problem, bundled ones first where it is the same."""
        from tutor.problems.contract.problem import Problem  # 10 ms that naming the plugins does without

        levels = [self._problems[problem_id].level for problem_id in report.problems]
        return min(levels, default=Problem.level), not report.bundled

    def _load(self, plugin: Plugin) -> tuple[str, ...]:
        """The ids of a plugin's problems, which are in `_problems` from then on; none if it is set aside."""
        if plugin not in self._ids:
            self._ids[plugin] = ()
            problems = self._proved(plugin, self._call(plugin, "tutor_problems"))
            taken = next((p.id for p in problems if p.id in self._problems), None)
            if taken is not None:
                owner = next(other.entry.name for other, ids in self._ids.items() if taken in ids)
                plugin.set_aside(Failure(f"its id `{taken}` is taken by {owner}"))
            else:
                for problem in problems:
                    self._extend(problem, plugin)
                self._problems.update((problem.id, problem) for problem in problems)
                self._ids[plugin] = tuple(p.id for p in sorted(problems, key=lambda problem: problem.level))
        return self._ids[plugin] if plugin.failure is None else ()

    def _call(self, plugin: Plugin, hook: str) -> list[Any]:
        """What a plugin gives for a hook, if a trial in another process came to no harm."""
        trials = self._trials_of(plugin)
        if trials is not None and plugin.failure is None:
            failure = trials.of(plugin.entry).failure
            if failure is not None:
                plugin.set_aside(failure)
        things = plugin.hook(hook)
        if trials is not None and plugin.failure is not None and plugin.failure.hung:
            trials.hung(plugin.entry, plugin.failure)
        return things

    def _trials_of(self, plugin: Plugin) -> Trials | None:
        return None if plugin.entry.bundled or plugin.entry.name in self._off else self._trials

    def _proved(self, plugin: Plugin, problems: list[Problem]) -> list[Problem]:
        """The problems that do not contradict themselves; the others are noted with the reason."""
        trials = self._trials_of(plugin)
        if trials is None or not problems:
            return problems
        reasons = trials.reasons(plugin.entry, [problem.id for problem in problems])
        self._broken[plugin] = reasons
        return [problem for problem in problems if problem.id not in reasons]

    def _extend(self, problem: Problem, plugin: Plugin) -> None:
        """Give a problem its plugin's name, and what hooks add to it: its plugin's functions, named mistakes of any."""
        functions = {function.name: function for function in self._call(plugin, "tutor_functions")}
        if functions:
            problem.functions = {**functions, **problem.functions}
        problem.mistakes_of_plugins = partial(self._mistakes, problem)
        problem.plugin = (plugin.entry.name, plugin.entry.version)

    def _mistakes(self, problem: Problem) -> Sequence[Mistake]:
        """The named mistakes of a problem. Asking imports all plugins; one whose formulas do not fit is set aside."""
        from tutor.problems.proof.mistake_checks import reason_against_mistake  # plugins are listed without NumPy

        with self._lock:
            if problem.id not in self._named:
                self._named[problem.id] = found = []
                for plugin in self._plugins:
                    named = [
                        mistake for mistake in self._call(plugin, "tutor_mistakes") if mistake.problem == problem.id
                    ]
                    reasons = [f"its mistake {m.code}: {r}" for m in named if (r := reason_against_mistake(m, problem))]
                    if reasons:
                        plugin.set_aside(Failure(reasons[0]))
                    else:
                        found += named
            return self._named[problem.id]

    def failure(self, entry: EntryPoint) -> Failure | None:
        """Why a plugin is set aside; None if it works or is not there."""
        return next((plugin.failure for plugin in self._plugins if plugin.entry == entry), None)

    def entries(self) -> list[EntryPoint]:
        """The plugins that are used, or would be if they worked: those that are not turned off."""
        return [plugin.entry for plugin in self._plugins if plugin.entry.name not in self._off]

    def _unknown(self, problem_id: str) -> TutorError:
        for plugin, reasons in self._broken.items():
            if problem_id in reasons:
                return TutorError(
                    f"`{problem_id}` of the plugin {plugin.entry.name} is set aside: {reasons[problem_id]}",
                    title="Set aside",
                )
        aside = sum(plugin.failure is not None and plugin.entry.name not in self._off for plugin in self._plugins)
        more = f" ({aside} of the plugins set aside: `tutor plugins` says why)" if aside else ""
        guess = did_you_mean(problem_id, self._problems) or ": `tutor list` shows all"
        return TutorError(f"there is no problem `{one_line(problem_id)}`{guess}{more}", title="Unknown problem")


def _is_off(entry: EntryPoint, disabled: str) -> bool:
    if entry.bundled or disabled.lower() in ("", "0", "false", "no"):
        return False
    if disabled.lower() in ("1", "true", "yes", "all"):
        return True
    return entry.name in {*(name.strip() for name in disabled.split(",")), *disabled.split()}


def _unlikely(entry: EntryPoint, problem_id: str) -> tuple[bool, bool]:
    """Sorts the likely owner of an id first: bundled plugins, and of those one named like the id begins."""
    return not entry.bundled, not (entry.bundled and entry.name.split("-")[0] == problem_id.split("-")[0])
