"""What the network of a page leaves open, so that nothing about it is called wrong.

Pages write one of several things out and say that the others are alike: ``E_{o1}`` has a formula, ``E_{o2}`` none. Or
they never say what the loss is. What depends on these is another value in their network.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from tutor.notation.read.lazy_patterns import lazily
from tutor.notation.tree_walks import names
from tutor.submission.own_network.forward.entries import ARRIVING
from tutor.submission.own_network.forward.equations import Equation
from tutor.submission.own_network.forward.formulas import Forward

_FIGURES = lazily(r"\d+")
_GRADIENT = lazily(
    r"(?:\\partial|∂|(?<![A-Za-z\\])d)\s*\{?\s*(?:\\(?:mathcal|mathrm|text)\s*\{?\s*)?(?:[LJEC](?![a-z])|Loss|loss|Cost|cost|\\ell)"
    r"|\\nabla|∇|\\delta|δ|(?<![A-Za-z\\])d(?!iag|et|ot|im)[A-Za-z\\]"
)
"""The gradient of a loss: by its derivative, by the sign for it, as dW."""

GUESSED_WEIGHTS = "W"


class Unsure(NamedTuple):
    """``values`` depend on something that is only alike; ``loss`` is the name of a loss that has no formula.

    ``unread`` is how one is written whose formula cannot be read: with it any gradient may have a part more.
    ``guessed`` is a name for which the page has no equation: of its output, of the weights of all layers.
    ``without_loss`` says that the network has none: what is not said by another gradient is said of a loss unknown.
    """

    values: tuple[str, ...]
    loss: str
    unread: str = ""
    without_loss: bool = False
    guessed: str = ""

    def note(self, left: str, right: str) -> str:
        """Why two sides that differ may be right nevertheless; empty where they may not."""
        if self.unread and _of_loss(self.unread, left):
            return f"the formula that the page has for {self.unread} cannot be read"
        if self.without_loss and _GRADIENT.search(left) and not _GRADIENT.search(right):
            return "the forward equations here have no loss"
        if self.loss and spoken_of(self.loss, left) and not spoken_of(self.loss, right):
            return f"the page has no formula for {self.loss}"
        found = next((name for name in self.values if any(spoken_of(name, text) for text in (left, right))), "")
        return f"the page has no formulas for all that {found} comes of" if found else ""


def unsure_of(forward: Forward) -> Unsure:
    """What a network leaves open."""
    defined = {one.name for one in forward.formulas}
    alike: set[str] = set()
    for one in forward.formulas:
        kinds = {_FIGURES.sub("0", name) for name in names(one.right) & defined}
        alike |= {name for name in names(one.right) - defined if _FIGURES.sub("0", name) in kinds}
    values: dict[str, str] = {}
    for one in forward.formulas:
        if names(one.right) & (alike | values.keys()):
            values[one.name] = one.equation.left
    guessed = next((one.equation for one in forward.formulas if one.equation.guessed), None)
    no_formula = any(name.startswith(ARRIVING) for name in forward.given)
    return Unsure(
        tuple(values.values()), forward.loss if no_formula else "", forward.unread, not forward.loss, _guessed(guessed)
    )


def _guessed(equation: Equation | None) -> str:
    """What is guessed with an equation that the page does not have: an output, or how weights of layers are used."""
    if equation is None:
        return ""
    return GUESSED_WEIGHTS if "W_" in equation.right else equation.left


def _of_loss(name: str, text: str) -> bool:
    """Whether a text has a loss in it, at whatever step."""
    return re.search(rf"(?<![A-Za-z\\]){re.escape(name)}(?![A-Za-z])", text) is not None


def spoken_of(name: str, text: str) -> bool:
    """Whether a text has a name in it."""
    return re.search(rf"(?<![A-Za-z\\]){re.escape(name)}(?![A-Za-z_^])", text) is not None
