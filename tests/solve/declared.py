"""A problem from its formulas alone, without steps and without a solver."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tutor import Problem, Quantity, Uniform
from tutor.problems.contract.samplers import Labels


def network(
    name: str,
    sizes: Mapping[str, int],
    given: str,
    values: Mapping[str, str],
    *,
    outside: Mapping[str, str] = {},
    **attributes: Any,
) -> Problem:
    """A problem without steps and without a solver: ``given`` are ``W[h,i] b[h]``, ``values`` formulas by the same.

    A given name with a plus, ``p[k]+``, is positive; one with a colon, ``c[n]:k``, holds labels along that axis.
    """
    problem = Problem()
    problem.id = name
    problem.sizes = dict(sizes)
    problem.given = tuple(_quantity(one) for one in given.split())
    problem.values = tuple(
        _quantity(one, formula=formula, outside=outside.get(one.partition("[")[0], ""))
        for one, formula in values.items()
    )
    letters = {letter for quantity in (*problem.given, *problem.values) for letter in quantity.letters}
    problem.axes = dict.fromkeys(sorted(letters | set(attributes.get("like", {}))), "an axis")
    for key, value in attributes.items():
        setattr(problem, key, value)
    return problem


def _quantity(text: str, **more: str) -> Quantity:
    text, _, picks = text.partition(":")
    name, _, axes = text.removesuffix("+").removesuffix("]").partition("[")
    if picks:
        return Quantity(name, axes.removesuffix("]"), sample=Labels(picks))
    if text.endswith("+"):
        return Quantity(name, axes.removesuffix("]"), sample=Uniform(0.3, 1.7))
    return Quantity(name, axes, **more)
