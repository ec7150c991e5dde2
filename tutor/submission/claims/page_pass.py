"""A page held against one problem: every link of it with its outcome there, in the order of the page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from functools import partial

from tutor.marking.mistakes.diagnosis import diagnosis as made
from tutor.notation.errors import NotationError
from tutor.notation.tree import Derivative, Neg, Node, Num, Ref, Transpose
from tutor.notation.tree_walks import is_numeric, names
from tutor.notation.write.one_line import to_unicode
from tutor.submission.claims import judged as says
from tutor.submission.claims.judged import Verdict, unjudged
from tutor.submission.claims.laws import holds
from tutor.submission.claims.names.argument_names import is_of_itself, names_argument, takes_over_name
from tutor.submission.claims.names.new_names import introduces_delta, names_gradient, slope_law, without_truth
from tutor.submission.claims.names.own_functions import defines_function
from tutor.submission.claims.outcome.decided import decided
from tutor.submission.claims.outcome.own_activations import takes_own_activation
from tutor.submission.claims.outcome.samples import OTHER_SAMPLES, Met, as_samples_stand
from tutor.submission.claims.page_memory import PageMemory
from tutor.submission.claims.reader import Reader, Side, Sides
from tutor.submission.claims.sides.comparing import has_numbered_entries
from tutor.submission.claims.sides.laid_out import DIFFERENT, SAME
from tutor.submission.claims.trees import indices
from tutor.submission.claims.updates import ARROWS, RATE, added_up, rate_of, update_of
from tutor.submission.claims.writing.any_weight import of_each_weight
from tutor.submission.claims.writing.given_outputs import differentiated_givens, with_outputs
from tutor.submission.claims.writing.layer_letters import at_layers
from tutor.submission.claims.writing.quantifiers import quantified, with_member
from tutor.submission.claims.writing.repeated_letters import with_sums
from tutor.submission.claims.writing.spelling import layer_of
from tutor.submission.claims.writing.time_letters import letters_of_time
from tutor.submission.claims.writing.told_apart import cases_of, cases_within, tells_cases_apart
from tutor.submission.claims.writing.updated_weights import of_weights
from tutor.submission.latex_patterns import SUMMED_LETTER
from tutor.submission.statement import CLAIM, Link, Statement

_ASSUMES = re.compile(r"(?:由|若|当|假设|设|\bif|\bwhen|\bassum|\bsuppos|\bfor)[^.。]*$", re.IGNORECASE)
_TWICE = re.compile(r"\s*(.+?)\s*(?:\\cdot|·|\.)\s*\1\s*")


class PagePass(PageMemory):
    """What one problem makes of a page."""

    def run(self, statements: Sequence[Statement]) -> list[list[Verdict]]:
        """The verdicts of every statement."""
        return [self.judged(statement) for statement in statements]

    def judged(self, statement: Statement) -> list[Verdict]:
        """The verdicts on the links of one statement."""
        chosen = quantified(statement)
        if chosen and (not chosen[0].startswith("_") or self._is_numbered(statement)):
            return self._for_all(statement, *chosen)
        layer = layer_of(statement.left)
        texts = [statement.left, *(link.text for link in statement.links)]
        self.times = letters_of_time(texts, self.problem.scope.axes.time)
        self.cases.update(dict.fromkeys(cases_of(statement)))
        twice = _TWICE.fullmatch(statement.left)  # "find A. A = ..." with a dot for the full stop
        left = partial(self.read, text=twice[1] if twice else statement.left, layer=layer)
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
        if any(one.verdict not in _OPEN for one in found):
            return found
        members = at_layers(statement, self._is_known, self._has_number) or of_each_weight(statement, self.problem)
        if not members and not self._is_known(statement.left):
            members = of_weights(statement, [one.name for one in self.problem.given])
        return self._of_members(found, members) if members else found

    def _of_members(self, found: list[Verdict], members: Sequence[Statement]) -> list[Verdict]:
        """What is open as it is, right where it is so for all that it may be about: entries of layers, or weights."""
        noted = self.noted()
        with self.only_whether():
            rounds = [self.judged(one) for one in members]
        self.note(noted)
        return [
            one.replace(verdict=says.RIGHT, note="", kind=verdicts[0].kind, read_as=verdicts[0].read_as)
            if all(verdict.verdict == says.RIGHT for verdict in verdicts)
            else one
            for one, verdicts in zip(found, zip(*rounds, strict=True), strict=True)
        ]

    def _is_known(self, text: str) -> bool:
        try:
            return bool(names(self.read(self.exercise.general.reader, text, "")))
        except NotationError:
            return False

    def _has_number(self, text: str) -> bool:
        """Whether a name with a number is one of the problem, and no entry or step of one."""
        reader = self.exercise.general.reader
        return reader.exact(text) and self._is_known(text) and not has_numbered_entries(self.read(reader, text, ""))

    def reads_as_typed(self, statement: Statement) -> bool:
        """Whether all sides of a statement are read with the problem's own names, and none that the page has made."""
        reader = self.exercise.general.reader
        sides = (statement.left, *(link.text for link in statement.links))
        return all(map(reader.is_plain, sides)) and not any(map(self.has_made_name, sides))

    def _is_numbered(self, statement: Statement) -> bool:
        """Whether a statement for several numbers is one about names that have numbers: ``z_i`` for z_1, z_2, z_3."""
        try:
            self.read(self.exercise.general.reader, statement.left, "")
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
        said = unjudged(statement, link, self.problem.id)
        if link.kind != CLAIM:
            return said
        if self.gives_up:
            return said.replace(note="there is so much on this page that the rest of it is not judged")
        update = update_of(statement, link, self.exercise, self.read)
        right: Side = partial(self.read, text=link.text, layer=layer)
        added = added_up(statement, link, self.exercise, right, left) if update is None else None
        if update is None and added is None and link.relation in ARROWS - {":="}:
            return said.replace(kind=says.UPDATE, note="what is updated is nothing that is given")
        if update is not None:
            said = said.replace(kind=says.UPDATE, target=update.target)
            left, right = update.truth, update.right
        right = added or right
        reader = self.exercise.general.reader
        try:
            tree = right(reader)
        except NotationError as error:
            if before is None and holds(statement.left, link.text, reader.functions):
                return said.replace(kind=says.LAW, verdict=says.RIGHT)
            if not self.explains:
                return said.replace(verdict=says.NOT_READ)
            with suppress(NotationError):
                known = left(reader)
                takes_own_activation(self, known, link.text)
                if names_argument(self, known, link.text) or names_gradient(self, known, statement, link):
                    return said.replace(kind=says.DEFINITION, verdict=says.DEFINES)
            if before is None and defines_function(self, statement.left):
                return said.replace(kind=says.DEFINITION, verdict=says.DEFINES)
            if (law := slope_law(self, statement.left, link.text)) is not None:
                return said.replace(kind=says.LAW, verdict=says.RIGHT if law else says.WRONG)
            if "too many" in error.reason and _loose_letters(statement, link, before):
                return said.replace(verdict=says.WRONG, diagnosis=(made("index"),))
            return said.replace(verdict=says.NOT_READ, note=error.reason)
        said = said.replace(read_as=_shown(tree, reader))
        try:
            truth: Node | None = left(reader)
        except NotationError as error:
            truth, reason = None, error.reason if self.explains else ""
        if truth is None or not (names(truth) or isinstance(truth, Derivative)):
            return without_truth(self, said, statement, link, tree, layer, before, reason if truth is None else "")
        if is_of_itself(truth, tree) and names_argument(self, truth, link.text, always=True):
            return said.replace(kind=says.DEFINITION, verdict=says.DEFINES)
        if before is None and takes_over_name(self, truth, tree, link.text):
            return said.replace(kind=says.DEFINITION, verdict=says.DEFINES)
        if before is None and introduces_delta(self, said, truth, tree):
            return said.replace(kind=says.DEFINITION, verdict=says.DEFINES)
        takes_own_activation(self, truth, link.text)
        if update is None:
            said = said.replace(kind=_kind(truth, tree), target=self.exercise.target(truth))
        if is_numeric(tree):
            if self._is_assumption(statement, truth, tree):
                return said.replace(kind=says.SETTING, verdict=says.SETS)
            first = statement.links[0]
            if link is not first and update_of(statement, first, self.exercise, self.read) is not None:
                left = partial(
                    self.read, text=first.text, layer=layer
                )  # what it was before the update is another number
            number = self.numeric.judged(said.replace(kind=says.NUMBER), left, right, self._earlier(before, layer))
            if bad is not None and number.verdict == says.RIGHT and number.note == says.BY_ITSELF:
                number = number.replace(verdict=says.FOLLOWS, follows=bad[1], note="")
            if number.verdict in (says.WRONG, says.FOLLOWS):
                self.numeric.keep_wrong(left, right, number.follows or link.line)
            return number
        case = next((one for one in cases_of(statement) if one.concerns(truth, tree)), None)
        if case is not None:
            left, right = case.of(left), case.of(right)
        if self.sums_repeated_letters:
            left, right = (
                partial(_with_sums, side=side, free=indices(other)) for side, other in ((left, tree), (right, truth))
            )
        found = self.exercise.compared(left, right)
        if update is None:
            met = as_samples_stand(self, f"{statement.left} {link.text}", Met(left, right, found))
            if met is None:
                return said.replace(note=OTHER_SAMPLES)
            if met.found is not found:
                left, right, found, note = met
                truth, tree, said = left(reader), right(reader), said.replace(note=note)
        if found.outcome == DIFFERENT and case is None and self._is_of_a_case(left, right, truth, tree):
            return said.replace(verdict=says.RIGHT, note="in one of the cases that the page tells apart")
        given = differentiated_givens(truth, self.problem) | differentiated_givens(tree, self.problem)
        if given and found.outcome == DIFFERENT:
            left, right = (partial(self._with_outputs, side=side, given=given) for side in (left, right))
            if (left(reader), right(reader)) == (truth, tree):
                return said.replace(note=f"{', '.join(sorted(given))} is given: its derivatives are zero")
            truth, tree = left(reader), right(reader)
            found = self.exercise.compared(left, right)
        if update is not None and found.outcome != SAME and (rate := rate_of(self.exercise, update)):
            if rate == RATE:
                return said.replace(verdict=says.RIGHT)
            return said.replace(verdict=says.WRONG, diagnosis=(made(rate),))
        return decided(self, said, found, Sides(left, right, truth, tree), layer, before, bad)

    def _with_outputs(self, reader: Reader, side: Side, given: set[str]) -> Node:
        return with_outputs(side(reader), given, self.problem)

    def _is_of_a_case(self, left: Side, right: Side, truth: Node, tree: Node) -> bool:
        """Whether two sides agree where two indices are one, or where they are not, and the page speaks of both."""
        if tells_cases_apart(tree):
            return False
        told = {one._replace(same=same): None for one in (*self.cases, *cases_within(tree)) for same in (True, False)}
        cases = [one for one in told if one.concerns(truth, tree)]
        return any(self.exercise.compared(one.of(left), one.of(right)).outcome == SAME for one in cases)

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

    def _earlier(self, before: Link | None, layer: str) -> Side | None:
        return partial(self.read, text=before.text, layer=layer) if before is not None else None


_OPEN = (says.NOT_JUDGED, says.NOT_READ)
_ORDER = (
    says.DEFINES, says.SETS, says.RIGHT, says.NOT_JUDGED, says.NOT_READ, says.FOLLOWS, says.WRONG,
)  # fmt: skip


_SUMMED = re.compile(SUMMED_LETTER)


def _loose_letters(statement: Statement, link: Link, before: Link | None) -> set[str]:
    """Indices that the link before sums over, and that stand for nothing in this one."""
    if before is None or _SUMMED.search(link.text):
        return set()
    bound = set(_SUMMED.findall(before.text))
    used = {letter for letter in bound if re.search(rf"_\{{?\s*{letter}(?![A-Za-z])", link.text)}
    return {letter for letter in used if not re.search(rf"[_{{,]\s*{letter}(?![A-Za-z])", statement.left)}


def _with_sums(reader: Reader, side: Side, free: set[str]) -> Node:
    return with_sums(side(reader), free)


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
