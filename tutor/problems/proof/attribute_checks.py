"""Whether the attributes of a problem are those that a problem has, each of the type that it should have.

A misspelt attribute would otherwise be passed over in silence, and a wrong type be found much later by whatever
stumbles over it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import chain
from typing import Any

from tutor.errors import did_you_mean
from tutor.notation.functions import Function
from tutor.problems.contract.mistake import Mistake
from tutor.problems.contract.problem import Problem
from tutor.problems.contract.quantity import Quantity
from tutor.problems.contract.step import Choice, Figure, Step
from tutor.problems.instances.value_text import value_text
from tutor.record import Record

Test = Callable[[Any], bool]


def reason_against(problem: Problem) -> str:
    """A sentence on the first attribute that is unknown or of a wrong type; empty if there is none."""
    return next(chain(_unknown(problem), _wrong_types(problem)), "")


# -- names -----------------------------------------------------------------------------------------------------

METHODS = ("forward", "backward", "plots")
"""What a subclass may write as a method of its own; others it only calls."""


def _unknown(problem: Problem) -> Iterator[str]:
    """Public attributes that a problem does not have, and methods that are nearly called like one it has.

    A method or a nested class of any other name is a helper. What a mixin or an instance holds may be for itself, so
    of theirs only what is nearly one of ours is refused.
    """
    for owner in type(problem).__mro__:
        if owner in (Problem, object):
            continue
        for name, value in vars(owner).items():
            where = f"{owner.__name__}.{name}"
            if name.startswith("_"):
                continue
            if name in METHODS:
                if not callable(value):
                    yield f"`{where}` is {value_text(value)}: it should be a method, or be left out"
            elif (callable(value) or hasattr(type(value), "__get__")) and (name in TYPES or name not in _OURS):
                meant = next((method for method in METHODS if _one_slip(name, method)), "")
                if meant:
                    yield f"`{where}` is never called; did you mean `{meant}`? (a helper's name may begin with _)"
            elif name in _OURS and name not in TYPES:
                yield f"`{where}` cannot be set: the tutor works it out"
            elif name not in TYPES and (issubclass(owner, Problem) or did_you_mean(name, TYPES)):
                yield f"`{where}` is nothing that a problem has{_hint(name)}"
    for name in vars(problem):
        if not name.startswith("_") and not hasattr(type(problem), name) and did_you_mean(name, TYPES):
            yield f"`{type(problem).__name__}.{name}` is nothing that a problem has{_hint(name)}"


def _hint(name: str) -> str:
    return did_you_mean(name, TYPES) or ": a name of your own begins with _"


def _one_slip(name: str, known: str) -> bool:
    """Whether one letter is too many, missing, another, or two stand the wrong way round."""
    if name == known or abs(len(name) - len(known)) > 1:
        return False
    if len(name) != len(known):
        longer, shorter = sorted((name, known), key=len, reverse=True)
        return any(longer[:at] + longer[at + 1 :] == shorter for at in range(len(longer)))
    apart = [at for at, pair in enumerate(zip(name, known, strict=True)) if pair[0] != pair[1]]
    swapped = len(apart) == 2 and [name[at] for at in apart] == [known[at] for at in reversed(apart)]
    return len(apart) == 1 or swapped


# -- types -----------------------------------------------------------------------------------------------------


def _a(*kinds: type) -> Test:
    return lambda value: isinstance(value, kinds) and not (isinstance(value, bool) and bool not in kinds)


def _listed(*kinds: type) -> Test:
    inside = _a(*kinds)
    return lambda value: isinstance(value, tuple | list) and all(map(inside, value))


def _tupled(*kinds: type) -> Test:
    """What is a part of keys has to be a tuple."""
    inside = _listed(*kinds)
    return lambda value: isinstance(value, tuple) and inside(value)


def _letters(value: Any) -> bool:
    return isinstance(value, set | frozenset | tuple | list) and all(isinstance(item, str) for item in value)


def _mapping(of: Test) -> Test:
    return lambda value: (
        isinstance(value, Mapping) and all(isinstance(key, str) and of(item) for key, item in value.items())
    )


def _anything(value: Any) -> bool:
    return True


_TEXTS = "a tuple of texts, such as ('one', 'two')"

TYPES: Mapping[str, tuple[Test, str]] = {
    "id": (_a(str), "a text"),
    "title": (_a(str), "a text"),
    "summary": (_a(str), "a text"),
    "level": (_a(int), "a whole number from 1"),
    "statement": (_listed(str), _TEXTS),
    "sizes": (_mapping(_a(int)), "a mapping from capital letters to whole numbers, such as {'N': 3}"),
    "fixed": (_letters, "a set of capital letters, such as frozenset({'N'})"),
    "axes": (_mapping(_a(str)), "a mapping from small letters to meanings, such as {'n': 'samples'}"),
    "like": (_mapping(_a(str)), "a mapping from small letters to small letters, such as {'k': 'h'}"),
    "derived": (_mapping(_a(str)), "a mapping from capital letters to formulas, such as {'U': 'I-R+1'}"),
    "running": (_tupled(str), "a tuple of small letters, such as ('n',)"),
    "time": (_tupled(str), "a tuple of small letters, such as ('t',)"),
    "given": (_listed(Quantity), "a tuple of Quantity"),
    "values": (_listed(Quantity), "a tuple of Quantity"),
    "loss": (_a(str), "the name of a value"),
    "steps": (_listed(Step, Choice), "a tuple of Step and Choice, not empty"),
    "textbook": (_mapping(_anything), "a mapping from names to numbers"),
    "aliases": (_mapping(_a(str)), "a mapping from spellings to names"),
    "functions": (_mapping(_a(str, Function)), "a mapping from names to names of functions or to Function"),
    "choices": (
        _mapping(_listed(str)),
        "a mapping from names to tuples of functions, such as {'f': ('sigma', 'tanh')}",
    ),
    "mistakes": (_listed(Mistake), "a tuple of Mistake"),
    "figure": (_a(Figure, type(None)), "a Figure, or None"),
    "scalar_reading": (_a(bool), "True or False"),
    "asked": (_listed(str), "a tuple of names, such as ('W', 'b')"),
    "roles": (_mapping(_a(str)), "a mapping from names to input, weight, target or constant"),
    "upstream": (_mapping(_a(str)), "a mapping from values to given arrays, such as {'y': 'dy'}"),
    "by_hand": (_a(bool), "True or False"),
}
"""What a problem declares: each attribute with a test of its type, and what is expected in words."""

MADE = ("steps", "statement")
"""What is made from the rest where it is not declared; it is not made to be checked."""

_OURS = frozenset(dir(Problem)) | TYPES.keys()

_QUANTITY: Mapping[str, tuple[Test, str]] = {
    **{name: (_a(str), "a text") for name in ("name", "axes", "symbol", "meaning", "formula", "outside")},
    "sample": (lambda value: callable(getattr(value, "draw", None)), "a sampler such as Normal()"),
    "row": (_a(bool), "True or False"),
}
_STEP: Mapping[str, tuple[Test, str]] = {
    **{name: (_a(str), "a text") for name in ("id", "formula", "symbol", "ask", "rule", "why", "where")},
    "axes": (_a(str, type(None)), "letters, such as 'h,i'"),
    **{name: (_listed(str), _TEXTS) for name in ("hints", "skills", "also", "refuse")},
}
_CHOICE: Mapping[str, tuple[Test, str]] = {
    **{name: (_a(str), "a text") for name in ("id", "ask", "rule", "why")},
    **{name: (_listed(str), _TEXTS) for name in ("options", "hints", "skills")},
    "answer": (_listed(int), "a tuple of numbers of options, such as (1,)"),
    "many": (_a(bool), "True or False"),
    "ordered": (_a(bool), "True or False"),
    "slips": (_a(Mapping), "a mapping from numbers of options to (code, message)"),
}


def _wrong_types(problem: Problem) -> Iterator[str]:
    kind = type(problem).__name__
    for name, (test, expected) in TYPES.items():
        if name in MADE and not problem.declares(name):
            continue
        value = getattr(problem, name)
        if not test(value):
            yield f"`{kind}.{name}` is {value_text(value)}: it should be {expected}"
    for quantity in (*problem.given, *problem.values):
        yield from _wrong_fields(f"{kind}: the quantity {quantity.name}", quantity, _QUANTITY)
    for step in problem.declared_steps or ():
        yield from _wrong_fields(f"{kind}: the step {step.id}", step, _STEP if isinstance(step, Step) else _CHOICE)


def _wrong_fields(where: str, record: Record, types: Mapping[str, tuple[Test, str]]) -> Iterator[str]:
    for name, (test, expected) in types.items():
        value = getattr(record, name)
        if not test(value):
            yield f"{where}: `{name}` is {value_text(value)}: it should be {expected}"
