"""Sheets of a class as text, each by itself: the work that is handed to processes and other machines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple, NoReturn

from tutor import host
from tutor.errors import TutorError
from tutor.export.worksheets.worksheet import Layout, Sheet, page
from tutor.host.carried_networks import NetworkText, carry

if TYPE_CHECKING:
    from tutor.problems.contract.problem import Problem


class Drawn(NamedTuple):
    """The numbers of one sheet, and whose it is; ``first`` is that of the document."""

    seed: int | None
    person: str = ""
    code: str = ""
    first: bool = False


@dataclass(frozen=True)
class SheetWriter:
    """Writes sheets about the same problems in one format; it can be pickled.

    ``asked`` has the ids of the questions for each problem. ``networks`` are the network files among these, for
    machines that have other files; ``known`` are problems that are found by no name, for this process alone.
    """

    problems: tuple[str, ...]
    asked: tuple[tuple[str, ...], ...]
    layout: Layout
    format: str
    networks: tuple[NetworkText, ...] | None = None
    known: Mapping[str, Problem] = field(default_factory=dict)

    def __call__(self, batch: list[Drawn]) -> list[str]:
        """The text of each sheet, as a part of a document in this format."""
        if self.networks is not None:
            carry(self.networks)
        body = import_module(f"tutor.export.{self.format}").body
        return [body(list(page(self.sheet(drawn), self.layout, first=drawn.first))) for drawn in batch]

    def sheet(self, drawn: Drawn) -> Sheet:
        """The sheet with these numbers."""
        posed = (self.known.get(name) or host.problem(name) for name in self.problems)
        instances = (problem.instance(seed=drawn.seed) for problem in posed)
        return Sheet(tuple(zip(instances, self.asked, strict=True)), drawn.person, drawn.code)

    def lost(self, batch: list[Drawn]) -> NoReturn:
        """A document lacks no sheet: raises TutorError where the process that writes one is ended again and again."""
        whose = batch[0].person or f"seed {batch[0].seed}"
        raise TutorError(f"the process that writes the sheet for {whose} was ended twice", title="Not written")
