"""Gradients by nabla of something that is no whole loss, and by the loss of a step, written as quotients."""

from __future__ import annotations

import re

from tutor.problems.contract.problem import Problem
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
_APART = re.compile(r"(?<=\w)\s+(?=[_^])")


def with_quotients(text: str, problem: Problem) -> str:
    """The text of a side on a network through time with quotients for such gradients.

    A weight has no steps: one that it is given tells only that its own formula is meant. The loss is as much larger as
    that of one step is, where it is their sum.
    """
    weights = {one.name for one in problem.given if not set(one.letters) & set(problem.scope.axes.time)}
    text = _APART.sub("", text)
    text = _WEIGHT_OF_STEP.sub(lambda one: one["by"] if one["name"] in weights else one[0], text)
    for nabla in (_NABLA_OF_STEP, _NABLA_OF_VALUE):
        text = nabla.sub(r"\\frac{\\partial \g<of>}{\\partial \g<by>}", text)
    return _BY_STEP.sub(r"\\frac{\\partial \g<loss>}{\\partial \g<loss>}", text) if is_sum_of_steps(problem) else text
