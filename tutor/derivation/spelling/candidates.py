"""All ways of writing a term that are worth trying, and what each costs its reader."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from tutor.derivation.algebra.algebra import Sum, Term, addends
from tutor.derivation.spelling import readability, rewriting
from tutor.derivation.spelling.arithmetic import added
from tutor.derivation.spelling.blocks import as_blocks, with_factors_drawn_out
from tutor.derivation.spelling.gathered_blocks import with_gathered_blocks
from tutor.derivation.spelling.kernels import with_correlations
from tutor.derivation.spelling.letters import Names, Survey
from tutor.derivation.spelling.pieces import CannotWriteError
from tutor.derivation.spelling.term_writer import TermWriter
from tutor.notation.lower.index_form import expressions as form
from tutor.notation.scope import Scope
from tutor.notation.tree import Fold, Neg, Node, Ref
from tutor.notation.tree_walks import walk
from tutor.notation.write.one_line import to_textbook


class Candidate(NamedTuple):
    """A formula, its text, and what it costs to read."""

    node: Node
    text: str
    cost: float


class Target(NamedTuple):
    """What is asked for: an entry at ``letters``, which stand for these ``axes``."""

    letters: tuple[str, ...]
    axes: tuple[str, ...]
    scope: Scope

    def candidate(self, node: Node, spread: int = 0) -> Candidate:
        """A formula with its text and its cost."""
        text = to_textbook(node, self.scope)
        return Candidate(node, text, readability.cost(node, text, spread, self.scope))


def candidates(term: Term, target: Target) -> Iterator[Candidate]:
    """All formulas of a term, the easiest to read first; last of all the one with every letter written."""
    yield from sorted(_worth_trying(term, target), key=_cost)
    everything = _with_all_letters(term, target)
    if everything is not None:
        yield everything


def _cost(candidate: Candidate) -> float:
    return candidate.cost


def _worth_trying(term: Term, target: Target) -> Iterator[Candidate]:
    """The formulas that people would write: blocks, products of arrays with as few letters written as can be."""
    simple = False
    term = _with_lists(term, target)
    for variant in rewriting.variants(term):
        for found in _with_few_letters(variant, target):
            simple = simple or _is_simple(found.node, target)
            yield found
    if simple:
        return
    if isinstance(term, Sum):
        parts = _part_by_part(term, target)
        if parts is not None:
            yield parts
    for variant in (term, rewriting.with_common_factors(term)):
        written = _all_letters(variant, target)
        for silent in (frozenset(target.letters), frozenset[str]()):
            indexed = _with_letters(variant, target, written, silent)
            if indexed is not None and not (silent and _has_sums(indexed.node)):
                yield indexed


def _has_sums(node: Node) -> bool:
    """Whether there is a sum in a formula: in one, letters are written everywhere or nowhere."""
    return any(isinstance(part, Fold) for part in walk(node))


def _is_simple(node: Node, target: Target) -> bool:
    """Whether a formula has no letters but those of axes that run, and one sum at most: none is easier to read."""
    running = target.scope.axes.running
    sums = 0
    for part in walk(node):
        if isinstance(part, Fold):
            sums += 1 + (part.axis is not None)
        elif isinstance(part, Ref):
            shown = (letter for index in part.index or () if index for letter, _ in index.terms)
            if any(letter not in running for letter in shown):
                return False
    return sums < 2 and not readability.letters_missing(node, target.scope)


def _with_lists(term: Term, target: Target) -> Term:
    """A term with blocks along the last axis of its target, and along axes that are summed over, as lists."""
    if not target.scope.axes.forms:
        return term
    if isinstance(term, Sum) and target.letters:
        term = as_blocks(term, target.letters[-1], target.scope.axes.class_of(target.axes[-1]), target.scope)
    if isinstance(term, form.Blocks):
        return with_factors_drawn_out(term)
    return with_gathered_blocks(term, target.scope)


def _with_few_letters(term: Term, target: Target) -> Iterator[Candidate]:
    """The formulas of a term with as few letters written as can be."""
    survey = Survey(term, target.scope)
    correlated = with_correlations(term) if survey.sums else term
    if correlated is not term:
        survey = Survey(correlated, target.scope)
    forced = frozenset(survey.forced)
    found = _with_letters(correlated, target, forced)
    if found is not None:
        yield found
        return
    for more in _leading(survey, target):
        found = _with_letters(correlated, target, forced | more)
        if found is not None:
            yield found


def _leading(survey: Survey, target: Target) -> Iterator[frozenset[str]]:
    """Letters that leave arrays of three axes with two: the first of each, all together and one by one."""
    letters = dict.fromkeys(survey.leading)
    unwritten = [letter for letter in target.letters if letter not in survey.forced]
    if len(unwritten) > 2:
        letters[unwritten[0]] = None
    if len(letters) > 1:
        yield frozenset(letters)
    yield from (frozenset((letter,)) for letter in letters)


def _with_all_letters(term: Term, target: Target) -> Candidate | None:
    """Index form."""
    return _with_letters(term, target, _all_letters(term, target))


def _all_letters(term: Term, target: Target) -> frozenset[str]:
    return frozenset((*target.letters, *Survey(term, target.scope).bound))


def _with_letters(
    term: Any, target: Target, written: frozenset[str], silent: frozenset[str] = frozenset()
) -> Candidate | None:
    """The formula of a term in which these letters are written, but the silent ones; None where there is none."""
    free = {letter: axis for letter, axis in zip(target.letters, target.axes, strict=True) if letter in written}
    names = Names(free, target.scope).name_bound(term, written, frozenset(target.axes))
    writer = TermWriter(names.names, target.scope, target.letters, silent)
    try:
        node = writer.whole(term)
    except CannotWriteError:
        return None
    return target.candidate(node, writer.spread)


def _part_by_part(term: Sum, target: Target) -> Candidate | None:
    """Each part of a sum in its own best form."""
    parts = [_best(_worth_trying(item, target)) for item in addends(term)]
    nodes = [part.node for part in parts if part is not None]
    if len(nodes) < len(parts):
        return None
    return target.candidate(added([(True, node.body) if isinstance(node, Neg) else (False, node) for node in nodes]))


def _best(found: Iterable[Candidate]) -> Candidate | None:
    return min(found, key=_cost, default=None)
