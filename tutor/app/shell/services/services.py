"""Problems, sessions and the log, for the pages.  Every call may block and belongs in a thread."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tutor.app.shell.services.kept_pages import KeptPages
from tutor.app.shell.services.session_services import SessionServices
from tutor.errors import TutorError

if TYPE_CHECKING:
    from tutor.graph.picture import Picture
    from tutor.problems.contract.plot import Plot
    from tutor.study import Progress, Store


class File(NamedTuple):
    """What is written or downloaded: a name without a folder, and text."""

    name: str
    text: str


class HandedIn(NamedTuple):
    """The path of a worked solution, and the problem that it is about; both may be empty."""

    path: str = ""
    problem: str = ""


class Services(SessionServices):
    """All that pages ask for."""

    def __init__(self, store: Store | None = None) -> None:
        super().__init__(store)
        self.handed_in = HandedIn()
        """What was handed in last."""
        self.pages = KeptPages(lambda: self.store)

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
