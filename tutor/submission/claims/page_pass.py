"""A page held against one problem: every link of it with its outcome there, in the order of the page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from typing import NamedTuple

from tutor.errors import TutorError
from tutor.marking.mistakes.diagnosis import diagnosis as made
from tutor.marking.verdict import Diagnosis
from tutor.notation.errors import NotationError
from tutor.notation.tree import Derivative, Fold, Neg, Node, Num, Ref, Transpose, is_numeric, names, walk
from tutor.notation.write.one_line import to_unicode
from tutor.problems.contract.problem import Problem
from tutor.submission.claims import judged as says
from tutor.submission.claims.arriving import named_as_arriving
from tutor.submission.claims.comparing import Compared
from tutor.submission.claims.exercise import Exercise
from tutor.submission.claims.explain import UNRECOGNISED, by_value, explained, repaired
from tutor.submission.claims.follow import Broken, comes_of, repeats
from tutor.submission.claims.judged import Verdict
from tutor.submission.claims.laid_out import DIFFERENT, MISFIT, OPEN_CASE, SAME
from tutor.submission.claims.numbers import has_decimals
from tutor.submission.claims.numeric_links import NumericLinks
from tutor.submission.claims.quantifiers import quantified, with_member
from tutor.submission.claims.reader import Reader
from tutor.submission.claims.spelling import atom_of, layer_of
from tutor.submission.claims.time_letters import from_zero, in_time, letters_of_time
from tutor.submission.claims.updates import ARROWS, RATE, rate_of, update_of
from tutor.submission.claims.view import Mode
from tutor.submission.statement import CLAIM, Link, Statement
from tutor.submission.statement import DEPENDENCY as DEPENDS
from tutor.submission.statement import SETTING as FIXES

Side = Callable[[Reader], Node]
_ASSUMES = re.compile(r"(?:由|若|当|假设|设|\bif|\bwhen|\bassum|\bsuppos|\bfor)[^.。]*$", re.IGNORECASE)
_MEAN_WITH_WEIGHTS = re.compile(
    r"(?:d|\\partial\s*|∂)[WwBbUV][^=\n]{0,30}=\s*&?\s*(?:\\[dt]?frac\s*\{?\s*1\s*\}?\s*\{?\s*[mnNB]|\(?1\s*/\s*[mnNB])"
)
_TWICE = re.compile(r"\s*(.+?)\s*(?:\\cdot|·|\.)\s*\1\s*")
_INTRODUCES = re.compile(r"(?:\blet\b|记|设|令|\bdefine|\bdenote|\bwrite\b|\bset\b)", re.IGNORECASE)


class Noted(NamedTuple):
    """Statements that were found wrong and right, and the modes of the right ones."""

    broken: tuple[Broken, ...]
    right: tuple[tuple[Node, Node, int], ...]
    modes: tuple[tuple[Statement, Mode], ...]


class PagePass:
    """What one problem makes of a page."""

    def __init__(
        self,
        problem: Problem,
        functions: Mapping[str, str] = {},
        *,
        explains: bool = True,
        text: str = "",
        most: int = 0,
    ) -> None:
        self.explains = explains
        self._most = most
        self._only_whether = False
        self.exercise = Exercise(problem)
        self.problem = problem
        self.text = text
        self.broken: list[Broken] = []
        self.right: list[tuple[Node, Node, int]] = []
        self.modes: list[tuple[Statement, Mode]] = []
        self.times: frozenset[str] = frozenset()
        self.assumed_at = 0
        self.mean_later = False
        self.numeric = NumericLinks(self.exercise)
        for letter, function in functions.items():
            self.call(letter, function)

    def run(self, statements: Sequence[Statement]) -> list[list[Verdict]]:
        """The verdicts of every statement."""
        return [self.judged(statement) for statement in statements]

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
        self._only_whether = True
        try:
            yield
        finally:
            self._only_whether = False

    def noted(self) -> Noted:
        """What has been found so far of right and wrong statements."""
        return Noted(tuple(self.broken), tuple(self.right), tuple(self.modes))

    def note(self, found: Noted) -> None:
        """Go back to what had been found."""
        self.broken, self.right, self.modes = list(found.broken), list(found.right), list(found.modes)

    def _read(self, reader: Reader, text: str, layer: str) -> Node:
        tree = reader.read(text, layer)
        return in_time(tree, reader.scope, self.times) if reader.scope.axes.time else tree

    # -- functions that the page calls by a letter -------------------------------------------------------------

    def call(self, letter: str, function: str) -> None:
        """Take a letter for a function, everywhere."""
        for place in self.exercise.places:
            place.reader.call(letter, function)

    # -- statements --------------------------------------------------------------------------------------------

    def judged(self, statement: Statement) -> list[Verdict]:
        """The verdicts on the links of one statement."""
        chosen = quantified(statement)
        if chosen and (not chosen[0].startswith("_") or self._is_numbered(statement)):
            return self._for_all(statement, *chosen)
        layer = layer_of(statement.left)
        texts = [statement.left, *(link.text for link in statement.links)]
        self.times = letters_of_time(texts, self.problem.scope.axes.time)
        twice = _TWICE.fullmatch(statement.left)  # "find A. A = ..." with a dot for the full stop
        left = partial(self._read, text=twice[1] if twice else statement.left, layer=layer)
        found: list[Verdict] = []
        before: Link | None = None
        bad: tuple[Link, int] | None = None
        for link in statement.links:
            verdict = self._link(statement, link, left, layer, before, bad)
            found.append(verdict)
            if verdict.verdict in (says.WRONG, says.FOLLOWS):
                bad = (link, verdict.follows or link.line)
            elif verdict.verdict == says.RIGHT:
                bad = None
            if link.kind == CLAIM and verdict.verdict != says.NOT_READ:
                before = link
        return found

    def reads_as_typed(self, statement: Statement) -> bool:
        """Whether all sides of a statement are read with the problem's own names."""
        reader = self.exercise.general.reader
        return all(map(reader.is_plain, (statement.left, *(link.text for link in statement.links))))

    def _is_numbered(self, statement: Statement) -> bool:
        """Whether a statement for several numbers is one about names that have numbers: ``z_i`` for z_1, z_2, z_3."""
        try:
            self._read(self.exercise.general.reader, statement.left, "")
        except NotationError:
            return True
        return False

    def _for_all(self, statement: Statement, letter: str, members: Sequence[str]) -> list[Verdict]:
        """A statement for every member of a set: right if it is for all, wrong if it is for any."""
        rounds = []
        for member in members:
            put = partial(with_member, letter=letter, member=member)
            links = tuple(link.replace(text=put(link.text)) for link in statement.links)
            one = statement.replace(left=put(statement.left), links=links, settings=())
            rounds.append(self.judged(one))
        found = []
        for link, verdicts in zip(statement.links, zip(*rounds, strict=True), strict=True):
            worst = max(verdicts, key=lambda one: _ORDER.index(one.verdict))
            found.append(worst.replace(statement=statement, link=link))
        return found

    def _link(
        self,
        statement: Statement,
        link: Link,
        left: Side,
        layer: str,
        before: Link | None,
        bad: tuple[Link, int] | None,
    ) -> Verdict:
        said = Verdict(statement, link, says.VALUE, says.NOT_JUDGED, problem=self.problem.id)
        if link.kind == FIXES:
            return said.replace(kind=says.SETTING, verdict=says.SETS)
        if link.kind != CLAIM:
            return said.replace(kind=says.DEPENDENCY if link.kind == DEPENDS else says.SETTING, verdict=says.SETS)
        if self.gives_up:
            return said.replace(note="there is so much on this page that the rest of it is not judged")
        update = update_of(statement, link, self.exercise, self._read)
        if update is None and link.relation in ARROWS - {":="}:
            return said.replace(kind=says.UPDATE, note="what is updated is nothing that is given")
        if update is not None:
            said = said.replace(kind=says.UPDATE, target=update.target)
            left, right = update.truth, update.right
        else:
            right = partial(self._read, text=link.text, layer=layer)
        reader = self.exercise.general.reader
        try:
            tree = right(reader)
        except NotationError as error:
            if "too many" in error.reason and self.explains and _loose_letters(statement, link, before):
                return said.replace(verdict=says.WRONG, diagnosis=(made("index"),))
            return said.replace(verdict=says.NOT_READ, note=error.reason)
        said = said.replace(read_as=_shown(tree, reader))
        try:
            truth: Node | None = left(reader)
        except NotationError as error:
            truth, reason = None, error.reason
        if truth is None or not (names(truth) or isinstance(truth, Derivative)):
            return self._without_truth(said, statement, link, tree, layer, before, reason if truth is None else "")
        if update is None:
            said = said.replace(kind=_kind(truth, tree), target=self.exercise.target(truth))
        if is_numeric(tree):
            if self._is_assumption(statement, truth, tree):
                return said.replace(kind=says.SETTING, verdict=says.SETS)
            number = self.numeric.judged(said.replace(kind=says.NUMBER), left, right, self._earlier(before, layer))
            if bad is not None and number.verdict == says.RIGHT and number.note == says.BY_ITSELF:
                return number.replace(verdict=says.FOLLOWS, follows=bad[1], note="")
            return number
        found = self.exercise.compared(left, right)
        if update is not None and found.outcome != SAME and (rate := rate_of(self.exercise, update)):
            if rate == RATE:
                return said.replace(verdict=says.RIGHT)
            return said.replace(verdict=says.WRONG, diagnosis=(made(rate),))
        return self._decided(said, found, left, right, truth, tree, layer, before, bad)

    def _decided(
        self,
        said: Verdict,
        found: Compared,
        left: Side,
        right: Side,
        truth: Node,
        tree: Node,
        layer: str,
        before: Link | None,
        bad: tuple[Link, int] | None,
    ) -> Verdict:
        if found.outcome == SAME:
            self.right.append((truth, tree, said.link.line))
            if found.mode is not None:
                self.modes.append((said.statement, found.mode))
            return said.replace(verdict=says.RIGHT)
        if found.outcome == DIFFERENT and from_zero(tree) != tree:
            moved = self.exercise.compared(left, lambda reader: from_zero(right(reader)))
            if moved.outcome == SAME:
                return said.replace(verdict=says.RIGHT, note="its entries are counted from zero")
        if found.outcome == DIFFERENT and self.exercise.under_assumptions(left, right):
            return said.replace(verdict=says.RIGHT, note="with what is assumed above")
        if found.outcome == OPEN_CASE:
            return said.replace(note="too close to tell")
        if said.kind == says.DERIVATIVE and self._takes_mean_later(truth, tree, found):
            return said.replace(verdict=says.RIGHT, note="without the mean, which comes with the weights")
        introduced = said.kind == says.VALUE and (
            _INTRODUCES.search(said.statement.words)
            or (before is None and not self.exercise.general.reader.exact(said.statement.left))
        )
        own = found.outcome == DIFFERENT and self.exercise.is_own_formula(truth, tree)
        if introduced and not own and self._define(said, tree, always=True):
            return said.replace(kind=says.DEFINITION, verdict=says.DEFINES)
        if self._only_whether:
            return said.replace(verdict=says.WRONG)
        if bad is not None and before is not None:
            same = self.exercise.compared(partial(self._read, text=bad[0].text, layer=layer), right)
            if same.outcome == SAME:
                return said.replace(verdict=says.FOLLOWS, follows=bad[1])
        if self.gives_up_causes:
            if found.outcome == MISFIT or not self._as_typed(said):
                return said.replace(note="there is so much wrong on this page that I do not look for its cause")
            return said.replace(verdict=says.WRONG, diagnosis=(UNRECOGNISED,))
        line = comes_of(self.exercise, truth, tree, self.broken, self.right)
        if line is not None:
            return said.replace(verdict=says.FOLLOWS, follows=line)
        if self.explains and found.outcome == DIFFERENT and (lacking := self.exercise.lacks(left, right, truth)):
            name = self.problem.display(lacking)
            if said.kind == says.DERIVATIVE and named_as_arriving(self.text, lacking):
                self.broken.append(_broken(truth, tree, said.link))
                return said.replace(verdict=says.WRONG, diagnosis=(made("path-missing"),))
            if said.kind == says.DERIVATIVE:
                return said.replace(verdict=says.RIGHT, note=f"{name}, which arrives from outside, is left out")
            return said.replace(note=f"it has no {name}: another network")
        diagnosis: tuple[Diagnosis, ...]
        if not self.explains:
            self.broken.append(_broken(truth, tree, said.link))
            return said.replace(verdict=says.WRONG)
        if found.code:
            diagnosis = (made(found.code),)
        elif found.outcome == MISFIT:
            line = repeats(said.link.text, self.broken)
            if line is not None:
                return said.replace(verdict=says.FOLLOWS, follows=line)
            if said.kind == says.UPDATE and not self._may_hold_rate(tree):
                return said.replace(verdict=says.WRONG, diagnosis=(made("rate-missing"),))
            repair = repaired(self.exercise, left, right, self._bound(before, layer))
            if repair is None:
                return said.replace(note=found.reason)
            diagnosis = (repair,)
        else:
            diagnosis = explained(self.exercise, said, left, right, found)
        if diagnosis == (UNRECOGNISED,) and not self._as_typed(said):
            return said.replace(note="it differs, but its names are guessed")
        self.broken.append(_broken(truth, tree, said.link))
        return said.replace(verdict=says.WRONG, diagnosis=diagnosis)

    def _takes_mean_later(self, truth: Node, tree: Node, found: Compared) -> bool:
        """Whether a gradient by a value lacks the mean alone, on a page whose gradients by weights take it.

        After that a gradient by a weight takes the mean beside one by a value.
        """
        if found.pair is None or not isinstance(truth, Derivative | Ref) or not _MEAN_WITH_WEIGHTS.search(self.text):
            return False
        by = truth.by.name if isinstance(truth, Derivative) else truth.name.rpartition("/d")[2]
        code = by_value(found.pair, self.exercise)
        if any(one.name == by for one in self.problem.values):
            self.mean_later = self.mean_later or code == "mean-missing"
            return code == "mean-missing"
        return code == "mean-twice" and self.mean_later and self.exercise.general.says_derivatives(tree)

    def _as_typed(self, said: Verdict) -> bool:
        """Whether both sides are read with the problem's own names: only then is a slip without a name called wrong."""
        reader = self.exercise.general.reader
        return said.kind == says.UPDATE or (reader.is_plain(said.statement.left) and reader.is_plain(said.link.text))

    def _is_assumption(self, statement: Statement, truth: Node, tree: Node) -> bool:
        """Whether a statement says what is to be assumed from here on: a gate that is 1, by a whole number."""
        said = bool(_ASSUMES.search(statement.words)) or (statement.line == self.assumed_at and not statement.words)
        if not said or not isinstance(truth, Ref) or not isinstance(tree, Num) or "." in tree.text:
            return False
        if truth.name not in self.problem.quantities or any(one and one.is_number for one in truth.index or ()):
            return False
        self.assumed_at = statement.line
        self.exercise.assume(truth.name, tree)
        return True

    def _may_hold_rate(self, tree: Node) -> bool:
        """Whether the learning rate is in a side, or may be: by a name of the page, or as a number."""
        reader = self.exercise.general.reader
        used = names(tree)
        return self.exercise.rate in used or bool(used & reader.definitions.keys()) or has_decimals(tree)

    def _bound(self, before: Link | None, layer: str) -> frozenset[str]:
        """The letters that the link before sums over."""
        if before is None:
            return frozenset()
        tree = self._read(self.exercise.general.reader, before.text, layer)
        return frozenset(one.letter for part in walk(tree) if isinstance(part, Fold) for one in part.binders)

    def _earlier(self, before: Link | None, layer: str) -> Side | None:
        return partial(self._read, text=before.text, layer=layer) if before is not None else None

    def _neighbour(self, said: Verdict, right: Side, layer: str) -> Verdict | None:
        """A gradient at a neighbour in time that is unknown, but whose right side is that of another known one."""
        left = said.statement.left
        if not ("partial" in left or "d" in left) or not (shift := re.search(r"([a-z])\s*([+-])\s*1(?!\d)", left)):
            return None
        other = {"+": "-", "-": "+"}[shift[2]]
        for text in (f"{shift[1]}{other}1", shift[1]):
            moved = left[: shift.start()] + text + left[shift.end() :]
            try:
                found = self.exercise.compared(partial(self._read, text=moved, layer=layer), right)
            except NotationError:
                continue
            if found.outcome == SAME:
                return said.replace(kind=says.DERIVATIVE, verdict=says.WRONG, diagnosis=(made("time-shift"),))
        return None

    def _without_truth(
        self, said: Verdict, statement: Statement, link: Link, tree: Node, layer: str, before: Link | None, reason: str
    ) -> Verdict:
        """A link whose left side is no name yet: it makes one, or it is held against the link before."""
        if before is None:
            if self._define(said, tree, always=False) or self._abbreviate(statement, link, tree):
                return said.replace(kind=says.DEFINITION, verdict=says.DEFINES)
            neighbour = self._neighbour(said, partial(self._read, text=link.text, layer=layer), layer)
            if neighbour is not None:
                return neighbour
            law = self.exercise_law(statement.left, link.text)
            if law is not None:
                return said.replace(kind=says.LAW, verdict=says.RIGHT if law else says.WRONG)
            return said.replace(note=reason)
        earlier = partial(self._read, text=before.text, layer=layer)
        right = partial(self._read, text=link.text, layer=layer)
        try:
            first = earlier(self.exercise.general.reader)
        except NotationError:
            return said.replace(note=reason)
        if is_numeric(tree):
            return self.numeric.judged(said.replace(kind=says.NUMBER), earlier, right, earlier)
        found = self.exercise.compared(earlier, right)
        if found.outcome == SAME:
            return said.replace(verdict=says.RIGHT)
        if found.outcome == DIFFERENT and self.explains and not self.gives_up_causes and not self._only_whether:
            diagnosis = explained(self.exercise, said, earlier, right, found)
            if diagnosis != (UNRECOGNISED,):
                self.broken.append(_broken(first, tree, link))
                return said.replace(verdict=says.WRONG, diagnosis=diagnosis)
        return said.replace(note=found.reason)

    def exercise_law(self, left: str, right: str) -> bool | None:
        """Whether a general law holds, whose letters are nothing of the problem; None where that cannot be told."""
        from tutor.submission.claims.laws import holds

        return holds(left, right, self.exercise.general.reader.functions)

    def _abbreviate(self, statement: Statement, link: Link, tree: Node) -> bool:
        """Whether a left side becomes a name for the derivative on the right, or for a formula with derivatives."""
        if not self.exercise.general.says_derivatives(tree):
            return False
        alone = isinstance(tree, Ref | Derivative)
        text = link.text if alone else rf"\left( {link.text} \right)"
        made = [place.reader.abbreviate(statement.left, text) for place in self.exercise.places]
        return any(made)

    def _define(self, said: Verdict, tree: Node, *, always: bool) -> bool:
        """Whether a left side becomes a name of the page."""
        left = said.statement.left
        if atom_of(left) is None:
            return False
        made = False
        for place in self.exercise.places:
            try:
                own = place.reader.read(said.link.text, layer_of(left))
                value = place.value(own, next(place.modes(own)))
            except TutorError:
                continue
            if place.says_derivatives(own):
                continue
            made = bool(place.reader.define(left, value, own, said.link.line, always=always)) or made
        return made


_ORDER = (
    says.DEFINES, says.SETS, says.RIGHT, says.NOT_JUDGED, says.NOT_READ, says.FOLLOWS, says.WRONG,
)  # fmt: skip


def _broken(left: Node, right: Node, link: Link) -> Broken:
    """A wrong link; a name alone is no text that others repeat."""
    return Broken(left, right, link.line, "" if isinstance(right, Ref | Derivative) else "".join(link.text.split()))


_SUMMED = re.compile(r"\\(?:sum|prod)\s*(?:\\limits\s*)?_\s*\{?\s*([a-z])")


def _loose_letters(statement: Statement, link: Link, before: Link | None) -> set[str]:
    """Indices that the link before sums over, and that stand for nothing in this one."""
    if before is None or _SUMMED.search(link.text):
        return set()
    bound = set(_SUMMED.findall(before.text))
    used = {letter for letter in bound if re.search(rf"_\{{?\s*{letter}(?![A-Za-z])", link.text)}
    return {letter for letter in used if not re.search(rf"[_{{,]\s*{letter}(?![A-Za-z])", statement.left)}


def _kind(truth: Node, tree: Node) -> str:
    while isinstance(truth, Neg | Transpose):
        truth = truth.body
    if is_numeric(tree):
        return says.NUMBER
    if isinstance(truth, Derivative) or (isinstance(truth, Ref) and "/" in truth.name):
        return says.DERIVATIVE
    return says.VALUE if isinstance(truth, Ref) else says.LAW


def _shown(tree: Node, reader: Reader) -> str:
    return to_unicode(tree, reader.scope)
