"""Gradients by nabla of something that is no whole loss, and by the loss of a step, written as quotients."""

from __future__ import annotations

import re

from tutor.notation.tree_walks import names
from tutor.problems.contract.problem import Problem
from tutor.problems.instances.formula_values import parsed
from tutor.submission.claims.trees import is_sum_of_steps
from tutor.submission.latex_patterns import GROUP

_LOSS = r"(?:[LEJ](?![A-Za-z])|\\mathcal\s*\{\s*[LEJ]\s*\})"
_SCRIPT = rf"\s*[_^]\s*(?:{GROUP}|\w)"
_NABLA_OF_STEP = re.compile(rf"\\nabla\s*_\s*(?P<by>{GROUP}|\w)\s*(?P<of>{_LOSS}\s*[_^]\s*(?:\{{[^{{}}]*\}}|\w))")
_NABLA_OF_VALUE = re.compile(
    rf"\\nabla\s*_\s*(?P<by>{GROUP}|\w)\s*(?:\\[,;:! ]\s*)?"
    rf"(?P<of>(?![LEJ])(?:\\hat\s*\{{?\s*)?[A-Za-z]\}}?(?:{_SCRIPT})+)"
)
_BY_STEP = re.compile(
    rf"\\[dt]?frac\s*\{{\s*\\partial\s*(?P<loss>{_LOSS})\s*\}}\s*"
    rf"\{{\s*\\partial\s*(?P=loss)\s*(?:\^\s*\{{\s*\([a-z]\)\s*\}}|_\s*\{{?\s*[a-z]\s*\}}?)\s*\}}"
)
_WEIGHT_OF_STEP = re.compile(
    r"(?P<by>(?:\\partial|\\nabla\s*_\s*\{)\s*(?P<name>[A-Za-z]))\s*\^\s*\{\s*\(\s*[a-z]\s*\)\s*\}"
)
_LOSS_BY_WEIGHT_OF_STEP = re.compile(
    rf"\\[dt]?frac\s*\{{\s*\\partial\s*(?P<loss>{_LOSS}(?:\s*[_^]\s*(?:\{{[^{{}}]*\}}|\w))?)\s*\}}\s*\{{\s*\\partial\s*"
    r"(?P<name>[A-Za-z])\s*(?:\^\s*\{\s*\(\s*(?P<above>[a-z])\s*\)\s*\}|_\s*\{?\s*(?P<below>[a-z])\s*\}?)\s*\}"
)
_VALUE_BY_WEIGHT_OF_STEP = re.compile(
    r"(?P<by>\\partial\s*(?P<name>[A-Za-z]))\s*_\s*\{?\s*(?P<step>[a-z])\s*\}?(?=\s*\})"
)
_APART = re.compile(r"(?<=\w)\s+(?=[_^])")


def with_quotients(text: str, problem: Problem) -> str:
    """The text of a side on a network through time with quotients for such gradients.

    A weight has no steps: one that it is given tells only that its own formula is meant, through which the loss depends
    on it at that step. The loss is as much larger as that of one step is, where it is their sum.
    """
    times = set(problem.scope.axes.time)
    weights = {one.name for one in problem.given if not set(one.letters) & times}
    text = _APART.sub("", text)
    text = _LOSS_BY_WEIGHT_OF_STEP.sub(lambda one: _by_use(one, problem) if one["name"] in weights else one[0], text)
    text = _VALUE_BY_WEIGHT_OF_STEP.sub(
        lambda one: one["by"] if one["name"] in weights and one["step"] in times else one[0], text
    )
    text = _WEIGHT_OF_STEP.sub(lambda one: one["by"] if one["name"] in weights else one[0], text)
    for nabla in (_NABLA_OF_STEP, _NABLA_OF_VALUE):
        text = nabla.sub(r"\\frac{\\partial \g<of>}{\\partial \g<by>}", text)
    return _BY_STEP.sub(r"\\frac{\\partial \g<loss>}{\\partial \g<loss>}", text) if is_sum_of_steps(problem) else text


def _by_use(found: re.Match[str], problem: Problem) -> str:
    """The gradient by the use of a weight at a step: through the one value that is made with it."""
    step = found["above"] or found["below"]
    if found["below"] and step not in problem.scope.axes.time:
        return found[0]
    used = [one.name for one in problem.values if found["name"] in names(parsed(problem)[one.name].tree)]
    if len(used) != 1 or not set(problem.quantities[used[0]].letters) & set(problem.scope.axes.time):
        return found[0]
    value = rf"\partial {used[0]}[{step}]"
    return rf"\frac{{\partial {found['loss']}}}{{{value}}} \frac{{{value}}}{{\partial {found['name']}}}"
