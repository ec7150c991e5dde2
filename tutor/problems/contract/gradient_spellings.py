"""How gradients may be written without a quotient, ``dW1``, ``grad_W1``, ``\\bar{z}``, and which are error signals."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from tutor.notation.derived_names import derivative_name
from tutor.notation.functions import ACTIVATIONS, Function
from tutor.notation.scope import Symbol

if TYPE_CHECKING:
    from tutor.problems.contract.problem import Problem

_CALL = re.compile(r"([A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)*)\(\s*-?\s*([A-Za-z]\w*)(?:\[[^\[\]]*\])?\s*\)")
_NUMBERED = re.compile(r"[A-Za-z]+_?(\d+)")
_WORD = re.compile(r"[A-Za-z]\w*")


def gradient_of(name: str, loss: str, names: Mapping[str, object], aliases: Mapping[str, str]) -> str:
    """The name of the gradient of the loss by a quantity, which may be an array that is given; empty if there is none.

    That is what ``dL/dNAME`` means.
    """
    written = derivative_name(loss, name)
    found = aliases.get(written, written)
    return found if loss and found in names else ""


def gradient_words(words: Mapping[str, str], loss: str) -> Iterator[tuple[str, str]]:
    """Words for gradients: ``dz2``, ``grad_z2``, ``z2_grad``, ``z2bar``, ``dL_dz2``; ``words`` has them by name."""
    for word, gradient in words.items():
        yield from (
            (f"d{word}", gradient),
            (f"grad_{word}", gradient),
            (f"{word}_grad", gradient),
            (f"{word}bar", gradient),
            (f"d{loss}_d{word}", gradient),
            (f"d{loss}d{word}", gradient),
        )


def gradient_symbols(symbols: Mapping[Symbol, str], gradients: Mapping[str, str]) -> Iterator[tuple[Symbol, str]]:
    """The same with scripts: ``dz_2``, ``dz^{(2)}``, ``\\bar{z}_2`` where ``z_2`` and ``z^{(2)}`` are symbols."""
    for (base, sub, sup), name in symbols.items():
        if name in gradients:
            yield (f"d{base}", sub, sup), gradients[name]
            yield (f"{base}bar", sub, sup), gradients[name]


def layers_of(problem: Problem, functions: Mapping[str, Function], gradients: Mapping[str, str]) -> dict[str, str]:
    """The gradients by what enters an activation, each with its layer, the digits of its name or of its weights'."""
    found: dict[str, str] = {}
    for name in _entering(problem, functions):
        if name in gradients:
            found[gradients[name]] = _layer(problem, name)
    return found


def _entering(problem: Problem, functions: Mapping[str, Function]) -> Iterator[str]:
    """The names that an activation is taken of, in the order in which the formulas have them."""
    for quantity in problem.values:
        whole = quantity.formula.strip()
        for call in _CALL.finditer(whole):
            function = functions.get(call[1]) or functions.get(call[1].rpartition("_")[0])
            if function is None or call[2] == quantity.name:
                continue
            alone = call[0] == whole and function.kind == "entry"
            if alone or (function.alias or function.name) in ACTIVATIONS or function.formula:
                yield _named(call[2], problem)
    for step in problem.formula_steps():  # what a derivation gave a name to
        if step.id not in problem.quantities and step.id.isidentifier() and problem.targets[step.id].kind == "value":
            yield step.id


def _named(word: str, problem: Problem) -> str:
    """The quantity that a word in a formula is, without the indices below: ``a`` of ``a_t``."""
    while word not in problem.quantities and "_" in word:
        word = word.rpartition("_")[0]
    return word


def _layer(problem: Problem, name: str) -> str:
    """The number of a name, or of all that have one in its formula."""
    own = _NUMBERED.fullmatch(name)
    if own:
        return own[1]
    formula = problem.quantities[name].formula if name in problem.quantities else ""
    numbers = {found[1] for found in map(_NUMBERED.fullmatch, _WORD.findall(formula)) if found}
    return numbers.pop() if len(numbers) == 1 else ""
