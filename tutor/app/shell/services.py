"""Problems, sessions and the log, for the pages.  Every call may block and belongs in a thread."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tutor.app.shell.networks import Networks
from tutor.errors import TutorError

if TYPE_CHECKING:
    from tutor.graph.picture import Picture
    from tutor.host import Catalogue
    from tutor.problems.contract.plot import Plot
    from tutor.problems.contract.problem import Problem
    from tutor.problems.instances.instance import Instance
    from tutor.study import LearnerState, Mode, Progress, QuizSession, SessionRecord, Store
    from tutor.study.session.summary import Result

LARGEST_SEED = 999


class File(NamedTuple):
    """What is written or downloaded: a name without a folder, and text."""

    name: str
    text: str


class HandedIn(NamedTuple):
    """The path of a worked solution, and the problem that it is about; both may be empty."""

    path: str = ""
    problem: str = ""


@dataclass(frozen=True)
class InstanceRequest:
    """The numbers asked for: a seed (None: the textbook's) and sizes other than the usual ones."""

    seed: int | None = None
    sizes: Mapping[str, int] = field(default_factory=dict)

    def __str__(self) -> str:
        seed = [] if self.seed is None else [f"seed={self.seed}"]
        return " ".join([*seed, *(f"{name}={size}" for name, size in self.sizes.items())])


USUAL = InstanceRequest()


class Services:
    """Problems found through the host, sessions kept in the store, and the numbers asked for while the app runs."""

    def __init__(self, store: Store | None = None) -> None:
        self._store = store
        self._requests: dict[str, InstanceRequest] = {}
        self._lock = threading.Lock()
        self.networks = Networks()
        self.handed_in = HandedIn()
        """What was handed in last."""
        self.plotted: frozenset[str] = frozenset()
        """The problems that have plots, as far as that was looked at."""

    @property
    def store(self) -> Store:
        """What is remembered; opened when first asked for."""
        with self._lock:
            if self._store is None:
                from tutor.study import open_store

                self._store = open_store()
            return self._store

    def catalogue(self) -> Catalogue:
        """All plugins and problems."""
        from tutor import host

        return host.load_all()

    @property
    def problems(self) -> Mapping[str, Problem]:
        """All problems by what the log of answers knows them by; of networks those that were asked."""
        from tutor import host
        from tutor.study import read_learner_state

        names = read_learner_state(self.store).problems
        names |= {item["problem"] for record in self.store.open_sessions() for item in record.items}
        found: dict[str, Problem] = {network.log_id: network for network in self.networks.asked(names)}
        found |= host.logged_networks(names)
        return {**found, **{problem.log_id: problem for problem in self.catalogue().problems.values()}}

    def problem(self, name: str) -> Problem:
        """One problem.  Raises TutorError for an unknown id."""
        from tutor import host

        return host.problem(name)

    def request(self, problem: str) -> InstanceRequest:
        """The numbers that were asked for of a problem: the usual ones where none were."""
        return self._requests.get(problem, USUAL)

    def keep_request(self, problem: str, request: InstanceRequest) -> None:
        """Use these numbers from now on."""
        self._requests[problem] = request

    def asked_for(self, problem: str) -> Instance:
        """A problem's instance on the numbers that were asked for: the textbook's where none were."""
        request = self.request(problem)
        return self.problem(problem).instance(seed=request.seed, sizes=request.sizes)

    def own(self, text: str, name: str) -> Instance:
        """An instance of the network in a text that is in no file, remembered as one that was asked."""
        from tutor.problems.network.reader import read_network

        network = read_network(text, name)
        self.networks.keep_asked(network)
        return network.instance()

    def look_for_plots(self, problems: Iterable[str]) -> None:
        """Find out which of these problems have plots. Reads their formulas, which takes a while: for a thread."""
        from tutor.app.graph.plot_data import has_plots

        self.plotted = frozenset(name for name in problems if has_plots(self.problem(name)))

    # Sessions

    def begin(
        self, problem: str | Problem, mode: Mode, request: InstanceRequest | None = None, *, fresh: bool = False
    ) -> QuizSession:
        """Ask a problem from where it was left.

        Learn asks on the textbook's numbers until all of it is done; then, as the other modes, on new ones of the same
        sizes. Mistakes are looked for at the textbook's the first time. `fresh` draws new ones in any case. With a seed
        or sizes in the `request` it is asked at those.
        """
        from tutor.study import QuizSession, find_session, read_learner_state
        from tutor.study.schedule.planner import fresh_seed
        from tutor.study.session.on_paper import on_paper

        found = self.problem(problem) if isinstance(problem, str) else problem
        seed, sizes = (None, {}) if request is None else (request.seed, request.sizes)
        instance = found.instance(seed=seed, sizes=sizes)
        if seed is None and not sizes:
            left = None if fresh else self._left(found, mode)
            if left is not None:
                return self.resume(left)
            state = read_learner_state(self.store)
            if fresh or not _by_textbook(state, found, mode):
                new = random.randint(1, LARGEST_SEED) if fresh else fresh_seed(state, found.log_id, mode)
                instance = on_paper(found, new)
        return find_session(instance, self.store) if mode == "find" else QuizSession(instance, mode, self.store)

    def ask(self, instance: Instance, steps: list[str]) -> QuizSession:
        """Some steps alone, to learn them."""
        from tutor.study import QuizSession

        return QuizSession([(instance, step) for step in steps], "learn", self.store, fresh=True)

    def again(self, session: QuizSession, results: Sequence[Result]) -> QuizSession:
        """Some questions of a session once more, on the same numbers."""
        from tutor.study import QuizSession

        of_problem = {instance.problem.log_id: instance for instance in session.instances}
        items = [(of_problem[result.problem], result.step) for result in results]
        mode: Mode = "learn" if session.mode == "exam" else session.mode
        return QuizSession(items, mode, self.store, fresh=True)

    def review(self) -> QuizSession:
        """What is due.  Raises TutorError if nothing is."""
        from tutor.study import review_session

        session = review_session(self.store, self.problems)
        if session is None:
            raise TutorError("Nothing is due.", title="Review")
        return session

    def practise(self, skill: str | None = None) -> QuizSession:
        """What is known least, or one skill.  Raises TutorError if no question needs it."""
        from tutor.study import practice_session

        session = practice_session(self.store, self.problems, skill=skill)
        if session is None:
            raise TutorError("No installed problem practises this skill.", title="Practise")
        return session

    def placement(self) -> QuizSession:
        """A short test that finds out what is known already.  Raises TutorError if no question needs a skill."""
        from tutor.study import placement_session

        session = placement_session(self.store, self.problems)
        if session is None:
            raise TutorError("No installed problem needs a skill.", title="Placement test")
        return session

    def progress(self) -> Progress:
        """What is known, what is due, and the most frequent slips."""
        from tutor.study import progress_of, read_learner_state

        return progress_of(read_learner_state(self.store), self.problems)

    def export(self) -> File:
        """All attempts, in the form that `tutor import` reads.

        Where the log cannot be read whole, the name of the file and `store.incomplete` say so.
        """
        from tutor.study.log.json_lines import export_lines

        self.store.verify()
        lines = "".join(f"{line}\n" for line in export_lines(self.store))
        incomplete = "-incomplete" if self.store.incomplete else ""
        return File(f"tutor-attempts-{date.today()}{incomplete}.jsonl", lines)

    def plot_numbers(self, plot: Plot) -> File:
        """The numbers of a plot as comma separated values."""
        names = [plot.across, *(curve.label for curve in plot.curves)]
        rows = zip(plot.curves[0].xs, *(curve.ys for curve in plot.curves), strict=True)
        lines = [",".join(names), *(",".join(f"{value:g}" for value in row) for row in rows)]
        return File(f"tutor-{plot.title.replace(' ', '-')}.csv", "\n".join(lines) + "\n")

    def graph_picture(self, title: str, picture: Picture, *, lit: bool) -> File:
        """A graph with its numbers as a picture."""
        from tutor.graph.svg import svg_of

        return File(f"tutor-{title.replace(' ', '-')}.svg", svg_of(picture, lit=lit))

    def write(self, name: str, text: str) -> Path:
        """Write a file whose name nobody chose, so under one that is free: nobody said what may be replaced.

        It is written in the working folder, or beside the store where that is not allowed.
        """
        for folder in (Path.cwd, self._beside_store):
            with suppress(OSError):
                return _new_file(folder() / name, text)
        raise TutorError(f"{name} could not be written: no folder takes a file.", title="Saving")

    def _beside_store(self) -> Path:
        return self.store.path.parent if self.store.path else Path.home()

    @property
    def unsaved(self) -> str | None:
        """What is to be said at the end of answers that are not in the file; None where all are."""
        return None if self._store is None or self._store.all_saved else self._store.notice

    def go_on(self, uuid: str) -> QuizSession:
        """Go on with the open session of that id.  Raises TutorError if it is not open any more."""
        record = next((record for record in self.store.open_sessions() if record.uuid == uuid), None)
        if record is None:
            raise TutorError("It was finished, or begun anew, in another window.", title="Continue")
        return self.resume(record)

    def latest(self, problems: Mapping[str, Problem]) -> SessionRecord | None:
        """The session left last that has a question to ask, and asks about none but these problems."""

        def can_be_asked(record: SessionRecord) -> bool:
            return all(item["problem"] in problems for item in record.items)

        records = self.store.open_sessions()
        return next(
            (record for record in records if any(item["steps"] for item in record.items) and can_be_asked(record)), None
        )

    def resume(self, record: SessionRecord) -> QuizSession:
        """Go on with a session that was not finished."""
        from tutor.study import QuizSession, restore

        mode: Mode = record.mode  # type: ignore[assignment]
        return QuizSession(restore(record, self.problems), mode, self.store, key=record.key)

    def close(self) -> None:
        """Close the store, if it was opened."""
        with self._lock:
            if self._store is not None:
                self._store.close()

    def _left(self, problem: Problem, mode: Mode) -> SessionRecord | None:
        """The newest open session of this mode that asks this problem and no other, all of it or some mistakes."""
        steps = [step.id for step in problem.steps]
        for record in self.store.open_sessions():
            items = record.items
            alone = len(items) == 1 and items[0]["problem"] == problem.log_id
            if alone and record.mode == mode and (mode == "find" or items[0]["steps"] == steps):
                return record
        return None


def _by_textbook(state: LearnerState, problem: Problem, mode: Mode) -> bool:
    """Whether a problem is asked on the textbook's numbers: these are for the beginning."""
    from tutor.study.find.asked import about_mistake

    if mode == "find":
        return not any(name == problem.log_id and about_mistake(step) for name, step in state.cards)
    return mode == "learn" and not all(state.done((problem.log_id, step.id)) for step in problem.steps)


def _new_file(path: Path, text: str) -> Path:
    """Write a file at `path` or, where one is, under the next free name; half a file is taken away again."""
    from tutor.study.paths import free_name

    path = free_name(path)
    file = path.open("x", encoding="utf-8")
    try:
        with file:
            file.write(text)
    except OSError:
        path.unlink(missing_ok=True)
        raise
    return path
