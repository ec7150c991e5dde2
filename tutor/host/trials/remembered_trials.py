"""The trials of the plugins that are not bundled: each state of a plugin is tried once, and what came of it is kept."""

from __future__ import annotations

from collections.abc import Sequence

from tutor.host.catalogue import without_name
from tutor.host.discovery import EntryPoint
from tutor.host.failures import Failure

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tutor.host.trials.trial import Outcome


def keep(entry: EntryPoint, outcome: Outcome) -> None:
    """Keep what came of a trial until the plugin changes."""
    from tutor.host.fingerprint import fingerprint
    from tutor.host.trials import records

    records.save(entry, fingerprint(entry), outcome)


class Trials:
    """Outcomes by plugin, from the data folder or, for a state of a plugin that is new, from a trial made now.

    Not for bundled plugins, which are proved in the tutor's own tests. What a trial needs is imported when the first
    plugin is asked about: who has none pays nothing.
    """

    def __init__(self) -> None:
        self._outcomes: dict[EntryPoint, Outcome] = {}

    def of(self, entry: EntryPoint) -> Outcome:
        """What came of trying this plugin."""
        if entry not in self._outcomes:
            self._outcomes[entry] = self._known(entry) or self._tried(entry)
        return self._outcomes[entry]

    def reasons(self, entry: EntryPoint, problems: Sequence[str]) -> dict[str, str]:
        """Those of a plugin's problems that contradict themselves, each with the reason.

        Problems that the trial has not met, as after a repair of something that the plugin needs, are tried now.
        """
        outcome = self.of(entry)
        if any(name not in outcome.problems for name in problems):
            outcome = self._outcomes[entry] = self._tried(entry)
        found = ((name, outcome.problems.get(name)) for name in problems)
        return {name: without_name(problem.reason, name) for name, problem in found if problem and problem.reason}

    def hung(self, entry: EntryPoint, failure: Failure) -> None:
        """Keep that a plugin hung here though its trial went well, so that it does so once."""
        outcome = self.of(entry)
        if outcome.failure is None:
            self._outcomes[entry] = outcome._replace(failure=failure)
            keep(entry, self._outcomes[entry])

    def _known(self, entry: EntryPoint) -> Outcome | None:
        from tutor.host.fingerprint import fingerprint
        from tutor.host.trials import records

        return records.load(entry, fingerprint(entry))

    def _tried(self, entry: EntryPoint) -> Outcome:
        from tutor.host.trials import trial

        outcome = trial.run(entry)
        if outcome is None:  # no process can be started here: the plugin has to be trusted
            return trial.Outcome(None, {}, 0.0)
        keep(entry, outcome)
        return outcome
