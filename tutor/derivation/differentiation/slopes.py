"""Slopes of functions of one entry, from the formulas of their table."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from tutor.derivation.algebra.algebra import ONE, Term, times, total
from tutor.derivation.algebra.algebra_forms import from_index_form
from tutor.derivation.algebra.term_walk import rebuilt, walk
from tutor.errors import TutorError
from tutor.notation.eval.number_types import FLOATS
from tutor.notation.functions import Function
from tutor.notation.lower.environment import Env
from tutor.notation.lower.index_form.expressions import Apply, Ref
from tutor.notation.lower.index_form.lowering import lower
from tutor.notation.read.parser import parse
from tutor.notation.scope import Declared, Scope

VALUE, ARGUMENT = Ref("s", (), ()), Ref("z", (), ())
"""What a function's slope is written in: its value and its argument."""
_SCOPE = Scope(names={name: Declared(name) for name in "sz"})


def slope(applied: Apply, value: Term | None, *, whole: bool = False) -> Term:
    """The slope of a function at its argument.

    It is written with ``value`` where the value of the function has a name, ``v*(1-v)``, else with the argument:
    ``1 - tanh(c)^2``, or ``sigma'(a + b)`` where a long argument would stand there more than once, unless it is asked
    for as a ``whole``. The slope of a function that was chosen for a letter stays ``f'(z)``. Raises TutorError for a
    function without a slope.
    """
    function, primes, argument = applied.function, applied.primes, applied.argument
    if function.alias:
        return Apply(function, primes + 1, argument)
    formula = formula_of_slope(function, primes)
    if value is None or primes:
        long = not isinstance(argument, Ref)
        if long and not whole and not primes and not function.formula and uses(formula) > 1:
            return Apply(function, 1, argument)
        value = Apply(function, 0, argument)
    known: dict[Ref, Any] = {VALUE: value, ARGUMENT: argument}
    found: Term = _put(formula, known)
    return found


def told_by_value(applied: Apply) -> bool:
    """Whether the slope of a function is written with its value alone, as that of sigma is and that of relu is not."""
    if applied.function.alias or applied.primes:
        return False
    parts = {part for part in walk(formula_of_slope(applied.function, 0)) if isinstance(part, Ref)}
    return parts == {VALUE}


def uses(formula: Term) -> int:
    """How often value and argument occur."""
    return sum(part in (VALUE, ARGUMENT) for part in walk(formula))


def _put(term: Any, known: dict[Ref, Any]) -> Any:
    return known[term] if isinstance(term, Ref) else rebuilt(term, lambda part: _put(part, known))


@lru_cache(maxsize=256)
def formula_of_slope(function: Function, primes: int) -> Term:
    """The slope in VALUE and ARGUMENT of a function with as many primes: with one, it is the second derivative."""
    if primes:
        return _by_argument(formula_of_slope(function, primes - 1), function)
    if function.slope:
        return _read(function.slope)
    if function.formula:
        return _by_argument(_read(function.formula), function)
    raise TutorError(f"{function.name} has no slope in the language", title="Not differentiated")


def _read(text: str) -> Term:
    env = Env(_SCOPE, {}, {}, FLOATS)
    return from_index_form(lower(parse(text, _SCOPE), env, ()).expression)


def _by_argument(term: Term, function: Function) -> Term:
    """The derivative of a formula of one entry by its argument."""
    from tutor.derivation.algebra.letters import Letters
    from tutor.derivation.differentiation.differentiate import occurrences

    found = []
    for one in occurrences(term, Letters()):
        inner = ONE if one.ref == ARGUMENT else formula_of_slope(function, 0)
        found.append(times(*one.factors, inner))
    return total(*found)
