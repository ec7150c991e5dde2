"""The error signals of layers, ``δ^{(l)}``, written as the gradients that they are where the layers have a letter."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tutor.notation.read.lazy_patterns import lazily
from tutor.submission.own_network.forward.equations import Equation, is_loss
from tutor.submission.statement import Statement

_SCRIPTS = r"(?P<scripts>(?:\s*[_^]\s*(?:\{[^{}]*\}|\w))+)"
_DELTA = lazily(rf"(?:\\delta|δ)(?![A-Za-z]){_SCRIPTS}")
_LAYERED = lazily(rf"\s*(?P<letter>[A-Za-z]){_SCRIPTS}\s*\Z")
_LAYER = lazily(r"\d+")
_TURNED = lazily(r"(?:T|\\top|\\intercal)\s*(?=\}?\s*\Z)")
_APPLIED = lazily(r"\s*\\?(?:[A-Za-z]+|(?:mathrm|text|operatorname)\s*\{\s*\w+\s*\})\s*(?:\\left\s*)?\(")


def with_error_signals(statements: Sequence[Statement], equations: Sequence[Equation]) -> list[Statement]:
    """The statements with ``∂L/∂z^{(2)}`` for ``δ^{(2)}``; as they are where no letter has all layers that δ has."""
    loss = next((one.left for one in equations if is_loss(one.name)), "L")
    wanted = {layer for one in statements for text in _texts(one) for layer in _layers(text)}
    letter = _letter(equations, wanted) if wanted else ""
    if not letter:
        return list(statements)

    def put(found: re.Match[str]) -> str:
        scripts = found["scripts"]
        if not _LAYER.search(scripts):
            return found[0]
        plain = re.sub(r"\^\s*\{\s*\}", "", _TURNED.sub("", scripts))
        gradient = rf"\frac{{\partial {loss}}}{{\partial {letter}{plain}}}"
        return gradient if plain == scripts else rf"\left({gradient}\right)^T"

    return [
        one.replace(
            left=_DELTA.sub(put, one.left),
            links=tuple(link.replace(text=_DELTA.sub(put, link.text)) for link in one.links),
        )
        for one in statements
    ]


def _texts(statement: Statement) -> list[str]:
    return [statement.left, *(link.text for link in statement.links)]


def _layers(text: str) -> list[str]:
    return [layer[0] for one in _DELTA.finditer(text) if (layer := _LAYER.search(one["scripts"]))]


def _letter(equations: Sequence[Equation], wanted: set[str]) -> str:
    """The letter that what enters the activations has in all of these layers; '' if there is none."""
    found: dict[str, set[str]] = {}
    for one in equations:
        layered = _LAYERED.match(one.left)
        layer = _LAYER.search(layered["scripts"]) if layered else None
        if layered and layer and not _APPLIED.match(one.right):
            found.setdefault(layered["letter"], set()).add(layer[0])
    return next((letter for letter, layers in found.items() if wanted <= layers), "")
