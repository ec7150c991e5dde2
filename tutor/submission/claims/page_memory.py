"""What is kept of a page while one problem is held against it: what was right and wrong, and how much work is left."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import NamedTuple

from tutor.lazy import cached_property
from tutor.notation.errors import NotationError
from tutor.notation.tree import Derivative, Node, Ref
from tutor.notation.tree_walks import names
from tutor.problems.contract.problem import Problem
from tutor.submission.claims.exercise import Exercise
from tutor.submission.claims.figures.numeric_links import NumericLinks
from tutor.submission.claims.outcome.follow import Broken
from tutor.submission.claims.reader import Reader
from tutor.submission.claims.sides.columns import has_columns
from tutor.submission.claims.sides.view import STEP_LOSS, Mode
from tutor.submission.claims.writing.placed_steps import with_steps_placed
from tutor.submission.claims.writing.repeated_letters import sums_repeated_letters
from tutor.submission.claims.writing.time_letters import in_time
from tutor.submission.claims.writing.told_apart import Case
from tutor.submission.claims.writing.true_class import letters_of_true_class
from tutor.submission.statement import Link, Statement

_MEAN_WITH_WEIGHTS = re.compile(
    r"(?:d|\\partial\s*|∂)[WwBbUV][^=\n]{0,30}=(?:\s*&?\s*(?:\\[dt]?frac\s*\{?\s*1\s*\}?\s*\{?\s*[mnNB]|\(?1\s*/\s*[mnNB])"
    r"|[^=\n]*[\w)\]]\s*/\s*(?:[mnNB]|batch_?size)\s*(?:[#,;。`$]|$))",
    re.MULTILINE,
)
OTHER_ACTIVATION = "the exercise has another activation here: another network"


class Noted(NamedTuple):
    """Statements that were found wrong and right, and the modes of the right ones."""

    broken: tuple[Broken, ...]
    right: tuple[tuple[Node, Node, int], ...]
    modes: tuple[tuple[Statement, Mode], ...]


class PageMemory:
    """One problem, and what of a page has been found in it so far.

    ``functions`` are those that the page calls by a letter. Without ``explains`` wrong links have no cause. ``text`` is
    that of the page, on which a delta before a name is the gradient by it where it ``names_deltas``. ``most`` bounds
    the work on the page, where it is not 0. It names so many ``steps`` by their numbers.
    ``named`` says that somebody has said which problem it is about.
    """

    def __init__(
        self,
        problem: Problem,
        functions: Mapping[str, str] = {},
        *,
        explains: bool = True,
        names_deltas: bool = False,
        text: str = "",
        most: int = 0,
        steps: int = 0,
        named: bool = False,
    ) -> None:
        self.explains = explains
        self.named = named
        self._most = most
        self.says_only_whether = False
        self.exercise = Exercise(problem, steps)
        self.problem = problem
        self.text = text
        self.broken: list[Broken] = []
        self.right: list[tuple[Node, Node, int]] = []
        self.right_texts: list[str] = []
        """The sides of right statements as they stand on the page."""
        self.modes: list[tuple[Statement, Mode]] = []
        self.times: frozenset[str] = frozenset()
        self.assumed_at = 0
        self.own_activation = ""
        """The state that the page makes with another activation than the problem; '' where it makes none so."""
        self.mean_later = False
        self.of_one_sample = False
        """Whether the page has last defined the loss as that of one sample."""
        self.shows_columns = False
        """Whether something was right only with samples as columns."""
        self.cases: dict[Case, None] = {}
        self.own_functions: set[str] = set()
        self.numeric = NumericLinks(self.exercise)
        for place in self.exercise.places:
            place.reader.names_deltas = names_deltas
        for letter, function in functions.items():
            self.call(letter, function)

    @property
    def gives_up_causes(self) -> bool:
        """Whether the work on the page has become too much to go on looking for causes."""
        return bool(self._most) and self.exercise.spent > self._most // 2

    @property
    def gives_up(self) -> bool:
        """Whether the work on the page has become too much to judge any more of it."""
        return bool(self._most) and self.exercise.spent > self._most

    @contextmanager
    def only_whether(self) -> Iterator[None]:
        """Say of links only whether they are right."""
        self.says_only_whether = True
        try:
            yield
        finally:
            self.says_only_whether = False

    @cached_property
    def takes_mean_with_weights(self) -> bool:
        """Whether the page divides by the number of samples where it has the gradients by weights."""
        return _MEAN_WITH_WEIGHTS.search(self.text) is not None

    @cached_property
    def has_columns(self) -> bool:
        """Whether the page has its samples as columns."""
        return has_columns(self.text)

    @cached_property
    def true_classes(self) -> frozenset[str]:
        """The letters by which the page speaks of the class that the target is one for."""
        return letters_of_true_class(self.text)

    @cached_property
    def sums_repeated_letters(self) -> bool:
        """Whether the page leaves out the signs of sums over letters that stand twice."""
        return sums_repeated_letters(self.text)

    def noted(self) -> Noted:
        """What has been found so far of right and wrong statements."""
        return Noted(tuple(self.broken), tuple(self.right), tuple(self.modes))

    def note(self, found: Noted) -> None:
        """Go back to what had been found."""
        self.broken, self.right, self.modes = list(found.broken), list(found.right), list(found.modes)

    def read(self, reader: Reader, text: str, layer: str) -> Node:
        """One side as a formula, with the page's letters for time. Raises NotationError."""
        try:
            tree = reader.read(text, layer)
        except NotationError:
            placed = with_steps_placed(text, reader, self.times) if self.times else text
            if placed == text:
                raise
            tree = reader.read(placed, layer)
        return in_time(tree, reader.scope, self.times) if reader.scope.axes.time else tree

    def has_made_name(self, text: str) -> bool:
        """Whether a side has a name that the page has for a formula of its own."""
        reader = self.exercise.general.reader
        try:
            used = names(self.read(reader, text, ""))
        except NotationError:
            return False
        return bool(used & reader.definitions.keys() - {STEP_LOSS})

    def call(self, letter: str, function: str) -> None:
        """Take a letter for a function, everywhere."""
        for place in self.exercise.places:
            place.reader.call(letter, function)


def broken_link(left: Node, right: Node, link: Link) -> Broken:
    """A wrong link; a name alone is no text that others repeat."""
    return Broken(left, right, link.line, "" if isinstance(right, Ref | Derivative) else "".join(link.text.split()))
