"""Left sides that are no names of a problem: names that a page makes, laws, and links that only go on from others."""

from __future__ import annotations

import re
from functools import partial

from tutor.errors import TutorError
from tutor.marking.mistakes.diagnosis import diagnosis as made
from tutor.marking.verdict import UNRECOGNISED
from tutor.notation.errors import NotationError
from tutor.notation.functions import FUNCTIONS
from tutor.notation.tree import Derivative, Node, Ref
from tutor.notation.tree_walks import is_numeric
from tutor.submission.claims import judged as says
from tutor.submission.claims.judged import Verdict
from tutor.submission.claims.laws import holds, is_choice
from tutor.submission.claims.names.own_functions import defines_function
from tutor.submission.claims.outcome.explain import explained
from tutor.submission.claims.page_memory import PageMemory, broken_link
from tutor.submission.claims.reader import Side
from tutor.submission.claims.sides.laid_out import DIFFERENT, SAME
from tutor.submission.claims.sides.view import STEP_LOSS
from tutor.submission.claims.writing.spelling import atom_of, layer_of
from tutor.submission.latex_patterns import SCRIPTS
from tutor.submission.statement import Link, Statement

_DELTA = re.compile(r"\\(?:var)?delta(?![A-Za-z])|δ")
_SLOPE = re.compile(r"\\?(?:sigma|tanh|relu|sigmoid|ReLU)\s*'\s*\(\s*[a-z]\s*\)")
_OF_LETTER = re.compile(rf"\s*\\?(?P<name>[A-Za-z]+){SCRIPTS}\s*\(\s*[a-z]{SCRIPTS}\s*\)\s*")


def without_truth(
    page: PageMemory,
    said: Verdict,
    statement: Statement,
    link: Link,
    tree: Node,
    layer: str,
    before: Link | None,
    reason: str,
) -> Verdict:
    """A link whose left side is no name yet: it makes one, or it is held against the link before."""
    if before is None:
        if is_numeric(tree) and (numbers := _numbers(page, statement.left, layer)) is not None:
            right = partial(page.read, text=link.text, layer=layer)
            return page.numeric.judged(said.replace(kind=says.NUMBER), numbers, right, numbers)
        if defined(page, said, tree, always=False) or _abbreviated(page, statement, link, tree):
            return said.replace(kind=says.DEFINITION, verdict=says.DEFINES)
        neighbour = _neighbour(page, said, partial(page.read, text=link.text, layer=layer), layer)
        if neighbour is not None:
            return neighbour
        if defines_function(page, statement.left):
            return said.replace(kind=says.DEFINITION, verdict=says.DEFINES)
        law = _law(page, statement.left, link.text)
        if law is False and is_numeric(tree):  # it is so under a condition
            return said.replace(kind=says.NUMBER, note="nothing here says which numbers these are")
        if law is False and is_choice(statement.left, link.text):
            return said.replace(note="it is one of the functions that may be taken")
        if law is False and _is_own_function(statement.left):
            return said.replace(kind=says.DEFINITION, verdict=says.DEFINES)
        if law is not None:
            return said.replace(kind=says.LAW, verdict=says.RIGHT if law else says.WRONG)
        return said.replace(note=reason)
    earlier = partial(page.read, text=before.text, layer=layer)
    right = partial(page.read, text=link.text, layer=layer)
    try:
        first = earlier(page.exercise.general.reader)
    except NotationError:
        return said.replace(note=reason)
    if is_numeric(tree):
        return page.numeric.judged(said.replace(kind=says.NUMBER), earlier, right, earlier)
    found = page.exercise.compared(earlier, right)
    if found.outcome == SAME:
        return said.replace(verdict=says.RIGHT)
    if found.outcome == DIFFERENT and page.explains and not page.gives_up_causes and not page.says_only_whether:
        diagnosis = explained(page.exercise, said, earlier, right, found)
        if diagnosis != (UNRECOGNISED,):
            page.broken.append(broken_link(first, tree, link))
            return said.replace(verdict=says.WRONG, diagnosis=diagnosis)
    return said.replace(note=found.reason)


def _numbers(page: PageMemory, left: str, layer: str) -> Side | None:
    """A left side that is a formula of numbers alone, ``-log(0.9)``."""
    side = partial(page.read, text=left, layer=layer)
    try:
        return side if is_numeric(side(page.exercise.general.reader)) else None
    except NotationError:
        return None


def _neighbour(page: PageMemory, said: Verdict, right: Side, layer: str) -> Verdict | None:
    """A gradient at a neighbour in time that is unknown, but whose right side is that of another known one."""
    left = said.statement.left
    if not ("partial" in left or "d" in left) or not (shift := re.search(r"([a-z])\s*([+-])\s*1(?!\d)", left)):
        return None
    other = {"+": "-", "-": "+"}[shift[2]]
    for text in (f"{shift[1]}{other}1", shift[1]):
        moved = left[: shift.start()] + text + left[shift.end() :]
        try:
            found = page.exercise.compared(partial(page.read, text=moved, layer=layer), right)
        except NotationError:
            continue
        if found.outcome == SAME:
            return said.replace(kind=says.DERIVATIVE, verdict=says.WRONG, diagnosis=(made("time-shift"),))
    return None


def slope_law(page: PageMemory, left: str, right: str) -> bool | None:
    r"""Whether the law of a slope holds, ``\sigma'(a) = \sigma(a)(1 - \sigma(a))`` for any a; else None."""
    return _law(page, left, right) if _SLOPE.fullmatch(left.strip()) else None


def _law(page: PageMemory, left: str, right: str) -> bool | None:
    """Whether a general law holds, whose letters are nothing of the problem; None where that cannot be told."""
    return holds(left, right, page.exercise.general.reader.functions)


def _is_own_function(left: str) -> bool:
    """Whether a left side is a function of a letter that nothing but the page can say what it is: ``g_i(x)``."""
    found = _OF_LETTER.fullmatch(left)
    return found is not None and found["name"] not in FUNCTIONS


def introduces_delta(page: PageMemory, said: Verdict, truth: Node, tree: Node) -> bool:
    """Whether a page says which gradient it calls δ, where the problem would take that for another one."""
    if not _DELTA.match(said.statement.left.strip()) or not isinstance(tree, Ref | Derivative) or tree == truth:
        return False
    if gradient_parts(tree)[0] not in _losses(page):
        return False
    return _abbreviated(page, said.statement, said.link, tree, always=True)


def names_gradient(page: PageMemory, truth: Node, statement: Statement, link: Link) -> bool:
    """Whether a link gives a name that is none yet to the gradient on the left: ``dL/dz = p - y = \\delta``."""
    if gradient_parts(truth)[0] not in _losses(page) or _DELTA.match(statement.left.strip()):
        return False
    return all(place.reader.abbreviate(link.text, statement.left) for place in page.exercise.places)


def means_now(page: PageMemory, said: Verdict, truth: Node, right: Side, layer: str) -> str:
    """The value by which a δ of the page is the gradient from here on, if a formula for it is true of that one alone.

    Pages call the gradient by a state δ, and then take the slope of the activation in.
    """
    left = said.statement.left.strip()
    of, by = gradient_parts(truth)
    if not _DELTA.match(left) or of not in _losses(page) or not page.exercise.general.reader.is_of_page(left):
        return ""
    axes = page.problem.scope.names[by].axes
    for one in page.problem.values:
        if one.name == by or page.problem.scope.names[one.name].axes != axes:
            continue
        _call(page, left, one.name)
        if page.exercise.compared(partial(page.read, text=left, layer=layer), right).outcome == SAME:
            return page.problem.display(one.name)
    _call(page, left, by)
    return ""


def gradient_parts(tree: Node) -> tuple[str, str]:
    """What a derivative is of and by, by their names; both empty for anything else."""
    if isinstance(tree, Derivative) and isinstance(tree.body, Ref):
        return tree.body.name, tree.by.name
    if isinstance(tree, Ref) and "/" in tree.name:
        of, _, by = tree.name.partition("/")
        return of.removeprefix("d"), by.removeprefix("d")
    return "", ""


def _call(page: PageMemory, delta: str, by: str) -> None:
    """Take a δ for the gradient by a value, at the index that it has."""
    index = _DELTA.sub("", delta, count=1)
    symbol = page.problem.quantities[by].symbol or by
    text = rf"\frac{{\partial {page.problem.loss}}}{{\partial {symbol}{index}}}"
    for place in page.exercise.places:
        place.reader.abbreviate(delta, text, always=True)


def _losses(page: PageMemory) -> tuple[str, str]:
    return page.problem.loss, STEP_LOSS


def _abbreviated(page: PageMemory, statement: Statement, link: Link, tree: Node, *, always: bool = False) -> bool:
    """Whether a left side becomes a name for the derivative on the right, or for a formula with derivatives."""
    if not page.exercise.general.told(tree).derivatives:
        return False
    alone = isinstance(tree, Ref | Derivative)
    text = link.text if alone else rf"\left( {link.text} \right)"
    made = [place.reader.abbreviate(statement.left, text, always=always) for place in page.exercise.places]
    return any(made)


def defined(page: PageMemory, said: Verdict, tree: Node, *, always: bool) -> bool:
    """Whether a left side becomes a name of the page."""
    left = said.statement.left
    if atom_of(left) is None:
        return False
    made = False
    for place in page.exercise.places:
        try:
            own = place.reader.read(said.link.text, layer_of(left))
            value = place.value(own, next(place.modes(own)))
        except TutorError:
            continue
        if place.told(own).derivatives:
            continue
        made = bool(place.reader.define(left, value, own, said.link.line, always=always)) or made
    return made
