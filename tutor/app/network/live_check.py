"""What is known of the text of a network while it is typed: its fault, or its arrays and the steps found so far."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from tutor.errors import TutorError

if TYPE_CHECKING:
    from tutor.notation.scope import Scope
    from tutor.notation.tree import Node
    from tutor.problems.contract.problem import Problem
    from tutor.problems.contract.step import Step
    from tutor.problems.network.network import Network


class Fault(NamedTuple):
    """What is wrong: a sentence, and its line and column from 1; both are 0 for what is about the whole text."""

    said: str
    line: int = 0
    column: int = 0


class ShownArray(NamedTuple):
    """An array: its name, its axes, and its shape at the sizes that the quiz has; both are empty for one number."""

    name: str
    axes: str
    shape: str


class ShownStep(NamedTuple):
    """A step: what it asks for, its formula to be typeset, and its rule."""

    id: str
    name: str
    formula: Node
    rule: str
    is_value: bool


@dataclass(frozen=True)
class Checked:
    """A text and what is known of it; ``whole`` once all of it is.

    ``network`` is there if the text can be read. ``fault`` may come beside it: what could not be derived.
    """

    text: str
    network: Network | None = None
    fault: Fault | None = None
    arrays: tuple[ShownArray, ...] = ()
    loss: str = ""
    scope: Scope | None = None
    steps: tuple[ShownStep, ...] = ()
    whole: bool = False


def check(text: str, name: str, tell: Callable[[Checked], bool]) -> None:
    """Read a text and derive its steps, telling what is known whenever it is more, until all is or `tell` says no.

    Raises what nobody foresaw; what is wrong with the text is a fault that is told.
    """
    from tutor.problems.network.errors import NetworkError
    from tutor.problems.network.reader import read_network

    try:
        network = read_network(text, name)
    except NetworkError as error:
        tell(Checked(text, fault=Fault(error.reason, error.line, error.column), whole=True))
        return
    checked = Checked(text, network, arrays=_arrays(network), loss=_loss(network))
    if not tell(checked):
        return
    try:
        _derive(network, checked, tell)
    except TutorError as error:
        tell(replace(checked, fault=Fault(error.message), whole=True))


def _derive(network: Network, checked: Checked, tell: Callable[[Checked], bool]) -> None:
    from tutor.derivation.problem_steps import one_by_one

    found = one_by_one(network)
    steps: list[Step] = []
    shown: list[ShownStep] = []
    for step in found.steps:
        steps.append(step)
        shown.append(_shown(step, found.named, found.scope))
        checked = replace(checked, scope=found.scope, steps=tuple(shown))
        if not tell(checked):
            return
    network.keep_derived(tuple(steps))  # the quiz need not derive them again
    tell(replace(checked, whole=True))


def _shown(step: Step, named: Problem, scope: Scope) -> ShownStep:
    from tutor.notation.read.parser import parse

    is_value = step.id in named.quantities
    formula = step.formula or named.quantity(step.id).formula
    return ShownStep(step.id, named.display(step.id), parse(formula, scope), step.rule, is_value)


def _arrays(network: Network) -> tuple[ShownArray, ...]:
    from tutor.problems.contract.scope_builder import all_sizes

    named = network.forward_only()
    sizes = all_sizes(named, named.sizes)
    found = []
    for quantity in named.quantities.values():
        if named.upstream and quantity.name == named.loss:
            continue
        along = [named.like.get(letter, letter).upper() for letter in quantity.letters]
        shape = "×".join(str(sizes[size]) if size in sizes else "?" for size in along)
        found.append(ShownArray(named.display(quantity.name), ",".join(quantity.letters), shape))
    return tuple(found)


def _loss(network: Network) -> str:
    """The loss as it is shown; empty where it is not on the page."""
    return "" if network.upstream else network.forward_only().display(network.loss)
