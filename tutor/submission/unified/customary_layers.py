"""The forward formulas that a page about dense layers leaves to custom: ``Z^{(2)} = W^{(2)} A^{(1)} + B^{(2)}``."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from tutor.problems.contract.problem import Problem
from tutor.submission.own_network.changed import changed
from tutor.submission.own_network.forward.equations import equations_of, is_forward, texts_of
from tutor.submission.statement import Link, Statement
from tutor.submission.unified.assignment import own_side
from tutor.submission.unified.forms import CALL, NAME, PRODUCT, SUM, Form, names_in

_FUNCTIONS = {"sigma": r"\sigma", "tanh": r"\tanh", "relu": r"\text{ReLU}", "softmax": r"\text{softmax}"}
_BASE = r"(?<![A-Za-z\\_^])(?P<base>[A-Za-z])\s*"
_WAYS = (
    (re.compile(_BASE + r"\^\s*\{\s*\((?P<layer>\d)\)"), "{0}^{{({1})}}"),
    (re.compile(_BASE + r"\^\s*\{\s*\[(?P<layer>\d)\]"), "{0}^{{[{1}]}}"),
    (re.compile(_BASE + r"_\s*\{?\s*(?P<layer>\d)(?![\d,])"), "{0}_{1}"),
    (re.compile(_BASE + r"(?P<layer>\d)(?![\d.])"), "{0}{1}"),
)
"""How pages write the number of a layer, each with the pattern of a name that has one."""
_WEIGHTS, _BIASES, _ENTERING, _LEAVING = "W", "Bb", "Zz", "AaHh"
_INPUTS = ("X", "x")
_LOSS = re.compile(r"(?P<of>(?:\\partial|∂)\s*)C(?=\s*(?:[}/]|\Z))")
_SPACES = re.compile(r"\s+")


class _Layer(NamedTuple):
    function: str
    """What is taken of what enters the layer; '' where that leaves it as it is."""
    has_bias: bool


def customary_equations(statements: Sequence[Statement], problem: Problem) -> list[Statement]:
    """The forward formulas of a network of layers that has no others, of which a page only has the usual names.

    There are none where the page has names for more layers or for fewer.
    """
    layers = _layers_of(problem)
    texts = [text for one in statements for text in texts_of(one)]
    ways = [({(found["base"], int(found["layer"])) for text in texts for found in way.finditer(text)}, shape)
            for way, shape in _WAYS]  # fmt: skip
    names, shape = max(ways, key=lambda one: len(one[0]))
    letters = {kind: next((base for base in kind if (base, len(layers)) in names), "") for kind in _KINDS}
    numbered = {layer for base, layer in names if base == letters[_WEIGHTS]}
    if len(layers) < 2 or numbered != set(range(1, len(layers) + 1)) or not letters[_ENTERING]:
        return []
    known = {_SPACES.sub("", one.left) for one in equations_of([one for one in statements if is_forward(one)])}
    made = _equations(layers, letters, names, shape, texts)
    return [_statement(left, right) for left, right in made.items() if left not in known]


_KINDS = (_WEIGHTS, _BIASES, _ENTERING, _LEAVING)


def _equations(
    layers: Sequence[_Layer], letters: Mapping[str, str], names: set[tuple[str, int]], shape: str, texts: Sequence[str]
) -> dict[str, str]:
    """The formulas by what they define, both as the page would write them."""
    leaving = letters[_LEAVING] or next((base for base in _LEAVING if (base, 1) in names), "A")
    bias = letters[_BIASES] or "b"
    fed = shape.format(leaving, 0)
    if (leaving, 0) not in names:
        fed = next(
            (one for one in _INPUTS if any(re.search(rf"(?<![A-Za-z\\]){one}(?![A-Za-z])", text) for text in texts)),
            fed,
        )
    made: dict[str, str] = {}
    for number, layer in enumerate(layers, 1):
        entering, added = shape.format(letters[_ENTERING], number), f" + {shape.format(bias, number)}"
        made[entering] = f"{shape.format('W', number)} {fed}{added if layer.has_bias else ''}"
        fed = shape.format(leaving, number)
        if layer.function and (leaving, number) in names:
            made[fed] = f"{_FUNCTIONS[layer.function]}({entering})"
    return made


def _statement(left: str, right: str) -> Statement:
    return Statement(0, 1, f"{left} = {right}", left, (Link(0, 1, right, "="),))


def _layers_of(problem: Problem) -> list[_Layer]:
    """The layers of a network that is a chain of dense ones, up to its loss; none where it has anything else."""
    own = own_side(problem)
    found: list[_Layer] = []
    entered = ""
    for name, form in own.forms.items():
        if name == problem.loss:
            return found
        used = names_in(form)
        if form.kind == CALL and form.word in _FUNCTIONS and used == {entered} and entered:
            found[-1] = found[-1]._replace(function=form.word)
            entered = ""
        elif (weights := _of_dense(form)) is not None and len(used - own.given) <= 1:
            found.append(_Layer("", has_bias=weights))
            entered = name
        else:
            return []
    return found


def _of_dense(form: Form) -> bool | None:
    """Whether a layer has a bias, if a formula is one of its kind; else None."""
    product, *others = form.parts if form.kind == SUM else (form,)
    if product.kind != PRODUCT or len(product.parts) != 2 or any(one.kind != NAME for one in (*product.parts, *others)):
        return None
    return len(others) == 1 if len(others) <= 1 else None


def with_customary_loss(statements: Sequence[Statement], problem: Problem) -> list[Statement]:
    """The statements with the loss of the problem for a cost, ``C``, of which the page does not say what it is."""
    if "C" in problem.quantities or any(one.links and one.left.strip() == "C" for one in statements):
        return list(statements)
    return [changed(one, lambda text: _LOSS.sub(rf"\g<of>{problem.loss}", text)) for one in statements]
