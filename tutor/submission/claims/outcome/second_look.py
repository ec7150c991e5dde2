"""What does not fit is looked at again when the whole page is known: what is right on it may tell the one slip in it.

A formula whose axes do not meet may be meant in another way, so it is judged only where one change makes it right and
what is changed, and what it was meant to be, stands in right statements of the page under its own name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from tutor.errors import TutorError
from tutor.marking.mistakes.diagnosis import diagnosis
from tutor.notation.errors import NotationError
from tutor.notation.scope import Scope
from tutor.notation.tree import Bin, Chain, Derivative, Index, Node, Ref, Transpose
from tutor.notation.tree_walks import walk
from tutor.submission.claims import judged as says
from tutor.submission.claims.judged import Verdict
from tutor.submission.claims.outcome.edits import Edit, everywhere
from tutor.submission.claims.page_memory import PageMemory
from tutor.submission.claims.reader import Side
from tutor.submission.claims.sides.comparing import Place
from tutor.submission.claims.sides.laid_out import MISFIT, SAME
from tutor.submission.claims.sides.view import Mode
from tutor.submission.claims.trees import bound, indices
from tutor.submission.claims.updates import update_of
from tutor.submission.claims.writing.spelling import layer_of
from tutor.submission.claims.writing.time_letters import letters_of_time
from tutor.submission.statement import CLAIM

_SHIFTED = re.compile(
    r"(?P<name>[A-Za-z])\s*_\s*(?:\{\s*(?P<one>[a-z])\s*[+-]\s*1\s*\}|\(\s*(?P<other>[a-z])\s*[+-]\s*1\s*\))"
)
_LETTER = re.compile(r"\s*[a-z]\s*")
MOST_SPENT = 2_000
"""Work on one statement."""


def looked_at_again(page: PageMemory, found: Verdict) -> Verdict:
    """The verdict on a link, which may now be wrong where it was not judged."""
    if found.verdict not in (says.NOT_JUDGED, says.NOT_READ) or found.link.kind != CLAIM:
        return found
    if page.gives_up_causes or not page.right:
        return found
    code = _slip(page, found)
    return found.replace(verdict=says.WRONG, diagnosis=(diagnosis(code),), note="") if code else found


def _slip(page: PageMemory, found: Verdict) -> str:
    statement, link = found.statement, found.link
    texts = [statement.left, *(one.text for one in statement.links)]
    page.times = letters_of_time(texts, page.problem.scope.axes.time)
    layer = layer_of(statement.left)
    left: Side = partial(page.read, text=statement.left, layer=layer)
    try:
        update = update_of(statement, link, page.exercise, page.read)
        left = update.truth if update is not None else left
        right = update.right if update is not None else partial(page.read, text=link.text, layer=layer)
        truth = left(page.exercise.general.reader)
    except NotationError:
        return ""
    known = _known(page)
    try:
        tree = right(page.exercise.general.reader)
    except NotationError:
        return _shifted(page, left, link.text, layer, known)
    if page.exercise.compared(left, right).outcome != MISFIT:
        return ""
    if code := _shifted(page, left, link.text, layer, known):
        return code
    fixes = any(_LETTER.fullmatch(one.text) for setting in statement.settings for one in setting.links)
    place = page.exercise.general
    modes = [mode for mode in place.modes(truth, tree) if not (mode.diagonal or mode.matrix_star)]
    tried = _meant(truth, tree, place.reader.scope, known, letters=not fixes)
    return _first_right(place, truth, tried, modes)


def _first_right(place: Place, truth: Node, tried: Iterator[Edit], modes: Sequence[Mode]) -> str:
    begun = place.spent
    for code, other in tried:
        if place.spent - begun > MOST_SPENT:
            break
        try:
            if place.compared(truth, other, modes).outcome == SAME:
                return code
        except TutorError:
            continue
    return ""


def _shifted(page: PageMemory, left: Side, text: str, layer: str, known: set[str]) -> str:
    """``time-shift`` if one name is taken from another step, and right from this one."""
    for one in _SHIFTED.finditer(text):
        other = f"{text[: one.start()]}{one['name']}_{one['one'] or one['other']} {text[one.end() :]}"
        right = partial(page.read, text=other, layer=layer)
        try:
            if not _names(page.read(page.exercise.general.reader, one["name"], layer)) <= known:
                continue
            if page.exercise.compared(left, right).outcome == SAME:
                return "time-shift"
        except TutorError:
            continue
    return ""


def _known(page: PageMemory) -> set[str]:
    """The names in the right statements of the page."""
    return {name for truth, tree, _ in page.right for one in (truth, tree) for name in _names(one)}


def _names(tree: Node) -> set[str]:
    """What a side names; a gradient names what it is by."""
    found = set()
    for part in walk(tree):
        if isinstance(part, Derivative):
            found.add(part.by.name)
        elif isinstance(part, Ref):
            found.add(part.name.rpartition("/d")[2])
    return found


def _meant(truth: Node, tree: Node, scope: Scope, known: set[str], *, letters: bool) -> Iterator[Edit]:
    """What a side may have been meant to be, with one name, one letter or one factor put right."""
    yield from everywhere(tree, _in_references(partial(_other_names, scope=scope, known=known)))
    if letters:
        used = sorted(indices(truth) | indices(tree) | bound(tree))
        yield from everywhere(tree, _in_references(partial(_other_letters, used=used, known=known)))
    of = truth.body if isinstance(truth, Derivative) else truth
    if isinstance(of, Ref) and (of is truth or of.name == scope.loss):  # what a Jacobian leaves out may be meant
        yield from _more_factors(tree, scope, known)


def _other_names(ref: Ref, scope: Scope, known: set[str]) -> Iterator[Edit]:
    """Another name of the page with as many axes; of a gradient, another one that it may be by."""
    front, by, own = ref.name.rpartition("/d")
    if own not in known or ref.name not in scope.names:
        return
    for name in sorted(known - {own}):
        other = scope.names.get(front + by + name)
        if other is not None and len(other.axes) == len(scope.names[ref.name].axes):
            yield "swapped", ref._replace(name=front + by + name)


def _in_references(change: Callable[[Ref], Iterator[Edit]]) -> Callable[[Node], Iterator[Edit]]:
    """The changes of references, those in derivatives among them."""

    def changed(node: Node) -> Iterator[Edit]:
        if isinstance(node, Ref):
            yield from change(node)
        elif isinstance(node, Derivative):
            for code, other in change(node.by):
                assert isinstance(other, Ref)
                yield code, node._replace(by=other)
            if isinstance(node.body, Ref):
                for code, other in change(node.body):
                    yield code, node._replace(body=other)

    return changed


def _other_letters(ref: Ref, used: Sequence[str], known: set[str]) -> Iterator[Edit]:
    places = ref.index or ()
    if ref.name.rpartition("/d")[2] not in known:
        return
    if len(places) == 2 and all(one is not None and one.letter for one in places):
        yield "index", ref._replace(index=places[::-1])
    for at, one in enumerate(places):
        if one is None or not one.letter:
            continue
        for letter in used:
            if letter != one.letter:
                yield "index", ref._replace(index=(*places[:at], Index(((letter, 1),)), *places[at + 1 :]))


def _more_factors(tree: Node, scope: Scope, known: set[str]) -> Iterator[Edit]:
    for name in sorted(known & scope.names.keys()):
        ref = Ref(name)
        for one in (ref, Derivative(Ref(scope.loss), ref)) if scope.loss and name != scope.loss else (ref,):
            yield "factor-missing", Chain((one, tree))
            yield "factor-missing", Chain((tree, one))
            yield "factor-missing", Chain((Transpose(one), tree))
            yield "factor-missing", Chain((tree, Transpose(one)))
            yield "factor-missing", Bin("⊙", tree, one)
