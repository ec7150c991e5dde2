"""Comparisons in a product: what else stands there counts only where they hold.

1[max(a, b)>c]*1[a>b]    is 1[a>c]*1[a>b], for a is the larger one where the second is not 0
1[a>b]*1[a>c]            is 1[a>max(b, c)]
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial, reduce
from typing import Any

from tutor.derivation.algebra.algebra import Rational, Term
from tutor.derivation.algebra.algebra_forms import chosen
from tutor.derivation.algebra.term_walk import rebuilt
from tutor.notation.lower.index_form.expressions import Apply, Compare, Where

OPPOSITE = {"<": ">=", ">=": "<", ">": "<=", "<=": ">"}
"""The relation that holds where another does not."""
_TURNED = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}
_FIRST = (">=", ">", "<", "<=")
"""What is below something is written before what is above it."""


def with_known_conditions(product: Sequence[Term]) -> list[Term]:
    """The factors of a product with choices decided by its other factors, and comparisons of one thing joined."""
    found = list(product)
    if not any(isinstance(one, Compare) for one in found):
        return found
    for at, condition in enumerate(found):
        if isinstance(condition, Compare):
            found = [one if other == at else _decided(one, condition) for other, one in enumerate(found)]
        elif isinstance(condition, Apply) and condition.function.name == "step":
            found = [_decided(one, condition) if isinstance(one, Compare) else one for one in found]
    return _joined(found)


def _decided(term: Any, known: Compare | Apply) -> Any:
    """A term with every choice made that a comparison decides, or a step that is not 0."""
    if isinstance(term, Where) and len(term.conditions) == 1:
        test = term.conditions[0]
        if test == known:
            return _decided(term.body, known)
        if isinstance(test, Compare) and test.replace(relation=OPPOSITE.get(test.relation, "")) == known:
            return _decided(term.otherwise, known)
    if isinstance(term, Apply) and isinstance(known, Apply) and term.function.name == "relu" and not term.primes:
        return known.argument if term.argument == known.argument else term
    return rebuilt(term, lambda part: _decided(part, known))


def _joined(product: list[Term]) -> list[Term]:
    """Factors with comparisons of the same thing by the same relation as one."""
    compared = [_turned(one) for one in product if isinstance(one, Compare) and one.relation in OPPOSITE]
    sides = [side for one in compared for side in (one.left, one.right) if not isinstance(side, Rational)]
    subject: Any = max(sides, key=sides.count, default=None)
    if sides.count(subject) < 2:
        return [_turned(one) if isinstance(one, Compare) else one for one in product]
    others: dict[str, list[Any]] = {}
    for one in compared:
        if subject in (one.left, one.right):
            about = one if one.left == subject else Compare(one.right, _TURNED[one.relation], one.left)
            others.setdefault(about.relation, []).append(about.right)
    joined: list[Any] = [one for one in compared if subject not in (one.left, one.right)]
    for relation in sorted(others, key=_FIRST.index):
        ends = sorted(others[relation], key=repr)
        joined.append(Compare(subject, relation, reduce(partial(_outermost, relation), ends)))
    return [*(one for one in product if not isinstance(one, Compare) or one.relation not in OPPOSITE), *joined]


def _turned(condition: Compare) -> Compare:
    """A comparison with what is one thing on its left: ``c >= max(a, b)``."""
    left: Any = condition.left
    of_choice = isinstance(left, Where) and left.conditions == (
        Compare(left.body, _TURNED.get(condition.relation, "")[:1], left.otherwise),
    )
    return Compare(condition.right, _TURNED[condition.relation], left) if of_choice else condition


def _outermost(relation: str, first: Term, second: Term) -> Term:
    """The largest of what something is larger than, the smallest of what it is smaller than."""
    return chosen(first, relation[0], second)
