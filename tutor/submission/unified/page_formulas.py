"""The forward formulas of a page with one scope for all its names, which any text of it can be read in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from tutor.errors import TutorError
from tutor.notation.read.parser import parse
from tutor.notation.scope import Scope
from tutor.notation.tree import Ref
from tutor.notation.tree_walks import names
from tutor.problems.open_names.opening import opened
from tutor.submission.own_network.forward.equations import Equation, equations_of, is_forward
from tutor.submission.own_network.forward.formulas import times_of
from tutor.submission.statement import Statement
from tutor.submission.unified.forms import NAME, Form, form_of, with_names

MOST_FORMULAS = 24
_CUSTOMARY = (r"\hat{y}", "y", "Y")
"""Names that mean something where no formula says what."""


class PageFormulas(NamedTuple):
    """The forms of what the page defines, its other names, the names that are only others for these, and the scope."""

    forms: dict[str, Form]
    given: frozenset[str]
    others: dict[str, str]
    scope: Scope

    @property
    def defined(self) -> set[str]:
        """What the page defines by formulas or by other names."""
        return {*self.forms, *self.others}


def page_formulas(statements: Sequence[Statement]) -> PageFormulas:
    """The forward formulas of a page as far as they can be read."""
    equations = equations_of([one for one in statements if is_forward(one)])
    equations = [one for one in equations if not one.called and not one.name.startswith("grad")][:MOST_FORMULAS]
    scope = _scope(equations)
    while scope is None:
        equations = [one for one in equations if _scope([one]) is not None and one is not equations[-1]]
        scope = _scope(equations)
    forms: dict[str, Form] = {}
    others: dict[str, str] = {}
    used: set[str] = set()
    for one in equations:
        try:
            left, right = parse(one.left, scope), parse(one.right, scope)
        except TutorError:
            continue
        form = form_of(right)
        if not isinstance(left, Ref) or form is None or left.name in forms:
            continue
        if form.kind == NAME:
            others[left.name] = form.word
        else:
            forms[left.name] = form
        used |= names(right)
    forms = {name: with_names(form, others) for name, form in forms.items()}
    return PageFormulas(forms, frozenset(used - forms.keys() - others.keys()), others, scope)


def _scope(equations: Sequence[Equation]) -> Scope | None:
    texts = [text for one in equations for text in (one.left, one.right)]
    steps = [rf"\sum_{{{letter}}} 1" for letter in times_of(equations)]
    try:
        return opened((*texts, *steps, *_CUSTOMARY), ()).scope
    except TutorError:
        return None
