"""One letter for all weights through time, ``∂L/∂W`` beside W_x and W_h: what is said of it is said of each of them."""

from __future__ import annotations

import re

from tutor.notation.tree import Ref
from tutor.notation.tree_walks import names, walk
from tutor.problems.contract.problem import Problem
from tutor.problems.instances.formula_values import parsed, shifts
from tutor.submission.statement import Statement

_LETTERS = ("W", r"\theta")
_ALONE = (
    r"(?:\\(?:mathbf|textbf|boldsymbol|bm)\s*\{{\s*{0}\s*\}}|(?<![A-Za-z\\{{]){0}(?![A-Za-z])|\{{\s*{0}\s*\}})"
    r"(?!\s*[_^])"
)
"""A letter without scripts, in a font or not."""


def of_each_weight(statement: Statement, problem: Problem) -> list[Statement]:
    """A statement on a derivative by any weight, for each that a state is made with; nothing for any other."""
    texts = (statement.left, *(link.text for link in statement.links))
    for letter in _LETTERS:
        alone = re.compile(_ALONE.format(re.escape(letter)))
        if letter.lstrip("\\") in problem.quantities or not all(map(alone.search, texts)):
            continue
        if not all(r"\partial" in text[: found.start()] for text in texts for found in alone.finditer(text)):
            continue
        weights = _of_states(problem)
        return [_with(statement, alone, f" {problem.quantities[one].symbol or one} ") for one in weights]
    return []


def _with(statement: Statement, alone: re.Pattern[str], weight: str) -> Statement:
    links = tuple(
        link.replace(text=alone.sub(weight.replace("\\", r"\\"), link.text), expanded=True) for link in statement.links
    )
    return statement.replace(left=alone.sub(weight.replace("\\", r"\\"), statement.left), links=links)


def _of_states(problem: Problem) -> list[str]:
    """The matrices that values are made with whose own earlier steps are in them, those that enter them included."""
    formulas = {one.name: parsed(problem)[one.name].tree for one in problem.values}
    uses = {name: names(tree) for name, tree in formulas.items()}
    states = {
        part.name
        for tree in formulas.values()
        for part in walk(tree)
        if isinstance(part, Ref) and part.name in formulas and shifts(part)
    }
    above, stack = set[str](), [*states]
    while stack:
        name = stack.pop()
        if name not in above:
            above.add(name)
            stack += uses.get(name, ())
    time = set(problem.scope.axes.time)
    return [
        one.name for one in problem.given if one.name in above and len(one.letters) == 2 and not time & {*one.letters}
    ]
