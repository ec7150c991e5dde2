"""The text of a term: all ways of writing it, the easiest to read first, each read back before it is given."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from tutor.derivation.algebra import Sum, Term, addends, coefficient, to_index_form
from tutor.derivation.sample_points import SamplePoints, agree
from tutor.derivation.spelling import rewriting
from tutor.derivation.spelling.arithmetic import added
from tutor.derivation.spelling.blocks import blocks
from tutor.derivation.spelling.flattened_axes import with_flat_axes
from tutor.derivation.spelling.kernels import with_correlations
from tutor.derivation.spelling.letters import Names, Survey, with_distinct_letters
from tutor.derivation.spelling.pieces import CannotWriteError
from tutor.derivation.spelling.readability import cost
from tutor.derivation.spelling.term_writer import TermWriter
from tutor.notation.errors import FitError, NotationError
from tutor.notation.lower.index_form.expressions import IndexForm, NoFormError
from tutor.notation.scope import Scope
from tutor.notation.tree import Fold, Listing, Neg, Node
from tutor.notation.tree import walk as tree_walk
from tutor.notation.write.one_line import to_textbook


def spelled(
    term: Term,
    letters: tuple[str, ...],
    axes: tuple[str, ...],
    points: SamplePoints,
    expected: Sequence[Any] | None = None,
) -> str:
    """The text that people would write for a term: at ``letters``, on the ``axes`` that these stand for.

    It is read back and has the values of the term at the sample points, or those that are ``expected`` there. Raises
    NoFormError where the language has no text for it.
    """
    scope = points.scope
    term = with_distinct_letters(term)
    classes = tuple(scope.axes.class_of(axis) for axis in axes)
    wanted = (
        list(expected) if expected is not None else points.form_value(IndexForm(to_index_form(term), letters, classes))
    )
    flat, places = with_flat_axes(term, letters, scope)
    shown = axes if places == letters else _flat_axes(letters, places, axes)
    for text in texts(flat, places, shown, scope):
        if is_right(text, axes, points, wanted):
            return text
    raise NoFormError("no formula of the language for this expression")


def _flat_axes(letters: tuple[str, ...], flat: tuple[str, ...], axes: tuple[str, ...]) -> tuple[str, ...]:
    """The axes of a target in which some letters stand for two axes."""
    known = dict(zip(letters, axes, strict=True))
    return tuple(known.get(letter, letter) for letter in flat)


def is_right(text: str, axes: tuple[str, ...], points: SamplePoints, wanted: list[Any]) -> bool:
    """Whether a text is read as what has these values."""
    try:
        return agree(points.value(text, axes), wanted)
    except (FitError, NotationError):
        return False


def texts(term: Term, letters: tuple[str, ...], axes: tuple[str, ...], scope: Scope) -> Iterator[str]:
    """All texts of a term, the easiest to read first; those that are tried last only if nothing before was right."""
    for several in (_first, _last):
        found = {to_textbook(node, scope): node for node in several(term, letters, axes, scope)}
        yield from sorted(found, key=lambda text: cost(found[text], text))


def _first(term: Term, letters: tuple[str, ...], axes: tuple[str, ...], scope: Scope) -> Iterator[Node]:
    """The formulas that people would write: blocks, products of arrays with as few letters written as can be."""
    listed = _listed(term, letters, axes, scope) if isinstance(term, Sum) else None
    if listed is not None:
        yield listed
        return
    simple = False
    for variant in rewriting.variants(term):
        for node in _written(variant, letters, axes, scope):
            simple = simple or not _sums_written(node)
            yield node
    if simple:
        return
    if isinstance(term, Sum):
        parts = _by_parts(term, letters, axes, scope)
        if parts is not None:
            yield parts
    for variant in (term, rewriting.with_common_factors(term)):
        indexed = _with_all_letters(variant, letters, axes, scope)
        if indexed is not None:
            yield indexed


def _last(term: Term, letters: tuple[str, ...], axes: tuple[str, ...], scope: Scope) -> Iterator[Node]:
    """The formula with every letter written."""
    node = _with_all_letters(term, letters, axes, scope)
    if node is not None:
        yield node


def _sums_written(node: Node) -> bool:
    return any(isinstance(part, Fold) for part in tree_walk(node))


def _written(term: Term, letters: tuple[str, ...], axes: tuple[str, ...], scope: Scope) -> Iterator[Node]:
    """The formulas of a term with as few letters written as can be."""
    survey = Survey(term, scope)
    correlated = with_correlations(term) if survey.sums else term
    if correlated is not term:
        survey = Survey(correlated, scope)
    must = frozenset(survey.forced)
    node = _with_letters(correlated, letters, axes, must, scope)
    if node is not None:
        yield node
        return
    several = [must.union(survey.leading)] if len(survey.leading) > 1 else []
    for written in (*several, *(must | {letter} for letter in survey.leading)):
        node = _with_letters(correlated, letters, axes, written, scope)
        if node is not None:
            yield node


def _with_all_letters(term: Term, letters: tuple[str, ...], axes: tuple[str, ...], scope: Scope) -> Node | None:
    """Index form."""
    written = frozenset((*letters, *Survey(term, scope).bound))
    return _with_letters(term, letters, axes, written, scope)


def _with_letters(
    term: Term, letters: tuple[str, ...], axes: tuple[str, ...], written: frozenset[str], scope: Scope
) -> Node | None:
    """The formula of a term in which these letters are written; None where there is none."""
    free = {letter: axis for letter, axis in zip(letters, axes, strict=True) if letter in written}
    names = Names(free, scope).name_bound(term, written, frozenset(axes))
    try:
        return TermWriter(names.names, scope, letters).whole(term)
    except CannotWriteError:
        return None


def _listed(term: Term, letters: tuple[str, ...], axes: tuple[str, ...], scope: Scope) -> Node | None:
    """A list of blocks along the last axis."""
    if not letters:
        return None
    found = blocks(term, letters[-1], scope.axes.class_of(axes[-1]), scope)
    if found is None:
        return None
    items = []
    for block in found:
        own = next(
            (axis for axis in scope.axes.classes if scope.axes.class_of(axis) == block.size_class), block.size_class
        )
        best = _best(block.term, letters, (*axes[:-1], own), scope)
        if best is None:
            return None
        items.append(best)
    return Listing(tuple(items))


def _by_parts(term: Sum, letters: tuple[str, ...], axes: tuple[str, ...], scope: Scope) -> Node | None:
    """Each part of a sum in its own best form."""
    nodes = []
    for item in sorted(addends(term), key=lambda one: coefficient(one)[0] < 0):
        best = _best(item, letters, axes, scope)
        if best is None:
            return None
        nodes.append(best)
    return added([(True, node.body) if isinstance(node, Neg) else (False, node) for node in nodes])


def _best(term: Term, letters: tuple[str, ...], axes: tuple[str, ...], scope: Scope) -> Node | None:
    """The formula of a term that is easiest to read."""
    return min(_first(term, letters, axes, scope), key=lambda node: cost(node, to_textbook(node, scope)), default=None)
