"""What is known of the text of a network while it is typed: its fault, or its arrays and the steps found so far.

Plain data, that goes from one process to another as JSON.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from tutor.errors import TutorError

if TYPE_CHECKING:
    from tutor.graph.names_only import NameGraph
    from tutor.notation.scope import Scope
    from tutor.problems.contract.problem import Problem
    from tutor.problems.contract.step import Step
    from tutor.problems.network.network import Network

TALLEST = 7
"""Rows of a typeset formula; a higher one is written on one row."""


class Request(NamedTuple):
    """A text, what it is called in messages, and how its formulas are to be typeset."""

    text: str
    name: str
    cells: int
    ascii: bool


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
    """A step: what it asks for, the rows of its formula, and its rule."""

    name: str
    rows: tuple[str, ...]
    rule: str
    is_value: bool


@dataclass(frozen=True)
class Checked:
    """A text and what is known of it; ``whole`` once all of it is.

    It can be read if there are ``arrays``. A ``fault`` may come beside them: what could not be derived. ``loss`` is
    empty where it is not on the page.
    """

    text: str
    fault: Fault | None = None
    arrays: tuple[ShownArray, ...] = ()
    loss: str = ""
    figure: NameGraph | None = None
    steps: tuple[ShownStep, ...] = ()
    whole: bool = False

    def with_more(self, found: dict[str, Any]) -> Checked:
        """This and what another line of the process says: fields by their names, or one more `step`."""
        more = dict(found)
        if "step" in more:
            name, rows, rule, is_value = more.pop("step")
            more["steps"] = (*self.steps, ShownStep(name, tuple(rows), rule, is_value))
        if "arrays" in more:
            more["arrays"] = tuple(ShownArray(*one) for one in more["arrays"])
        if "figure" in more:
            from tutor.graph.names_only import NameGraph

            labels, edges, weights = more["figure"]
            more["figure"] = NameGraph(labels, tuple((start, end) for start, end in edges), frozenset(weights))
        if more.get("fault"):
            more["fault"] = Fault(*more["fault"])
        return replace(self, **more)


def check(request: Request, tell: Callable[[dict[str, Any]], bool]) -> None:
    """Read a text and derive its steps, telling each thing that is known, until all is or `tell` says no.

    Raises what nobody foresaw; what is wrong with the text is a fault that is told.
    """
    from tutor.problems.network.errors import NetworkError
    from tutor.problems.network.reader import read_network

    try:
        network = read_network(request.text, request.name)
    except NetworkError as error:
        tell({"fault": Fault(error.reason, error.line, error.column), "whole": True})
        return
    if not tell({"arrays": _arrays(network), "loss": _loss(network), "figure": _figure(network)}):
        return
    try:
        _derive(network, request, tell)
    except TutorError as error:
        tell({"fault": Fault(error.message), "whole": True})


def _derive(network: Network, request: Request, tell: Callable[[dict[str, Any]], bool]) -> None:
    from tutor.derivation.problem_steps import one_by_one

    found = one_by_one(network)
    for step in found.steps:
        if not tell({"step": _shown(step, found.named, found.scope, request)}):
            return
    tell({"whole": True})


def _shown(step: Step, named: Problem, scope: Scope, request: Request) -> ShownStep:
    from tutor.notation.read.parser import parse
    from tutor.notation.write import typeset

    name = named.display(step.id)
    formula = parse(step.formula or named.quantity(step.id).formula, scope)
    rows = typeset.lines(formula, scope, max(10, request.cells - len(name) - 5), TALLEST, ascii=request.ascii)
    return ShownStep(name, tuple(rows), step.rule, step.id in named.quantities)


def _figure(network: Network) -> tuple[dict[str, str], tuple[tuple[str, str], ...], list[str]]:
    from tutor.graph.names_only import name_graph

    labels, edges, weights = name_graph(network)
    return dict(labels), edges, sorted(weights)


def _arrays(network: Network) -> list[ShownArray]:
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
    return found


def _loss(network: Network) -> str:
    """The loss as it is shown; empty where it is not on the page."""
    return "" if network.upstream else network.forward_only().display(network.loss)
