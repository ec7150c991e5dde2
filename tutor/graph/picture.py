"""What may be seen of a graph: the numbers that are known, what is asked, and the way from there to the loss.

Nothing here depends on a number that is not known, so a picture that is drawn from it cannot tell any.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

import numpy as np

from tutor.derivation.algebra.term_walk import walk
from tutor.graph.network_graph import LOSS, NetworkGraph, Node, network_graph
from tutor.graph.slopes import Slope, local_slopes
from tutor.lazy import cached_property
from tutor.notation.eval.form_values import form_values
from tutor.notation.lower.index_form.expressions import IndexForm, Ref
from tutor.notation.write.number_text import fixed
from tutor.problems.contract.problem import Problem
from tutor.problems.contract.target import DERIVATIVE, GRADIENT, UPDATE, VALUE, Place, Target
from tutor.problems.instances.formula_values import environment, lift
from tutor.problems.instances.instance import Instance
from tutor.record import Record

Edge = tuple[int, int]
NOISE = 1e-14
"""What is smaller than this beside the largest entry of its array is what arithmetic leaves of zero."""


class Shown(Record):
    """What is seen of one node: arrays that are known, else None; which of the two is ``asked``, and its ``mark``."""

    forward: Any = None
    gradient: Any = None
    asked: str = ""
    mark: str = ""


class EdgeSlope(Record):
    """The local derivative along an edge, as it is shown and typed, and as a number where both ends are one."""

    text: str
    typed: str
    number: float | None = None

    def formula(self, *, ascii_only: bool = False) -> str:
        """The derivative in the signs there are."""
        return self.typed if ascii_only else self.text

    def times(self, *, ascii_only: bool = False) -> str:
        """`×0.3799`, short where it is a short number; empty where it is none."""
        if self.number is None:
            return ""
        if self.number == round(self.number, 3):
            written = f"{self.number:g}".replace("-", "-" if ascii_only else "−")
        else:
            written = fixed(self.number, 4, ascii_only=ascii_only)
        return f"{'x' if ascii_only else '×'}{written}"


class Picture(Record):
    """A graph with what is seen of it.

    ``sloped`` are the edges of which a slope can be seen, ``slopes`` those that are; ``lit`` are the nodes and
    ``lit_edges`` the edges between what is ``asked`` and the loss. ``factors`` are the matrices of edges that have one.
    """

    graph: NetworkGraph
    shown: tuple[Shown, ...]
    slopes: Mapping[Edge, EdgeSlope]
    sloped: frozenset[Edge] = frozenset()
    asked: tuple[int, ...] = ()
    lit: frozenset[int] = frozenset()
    lit_edges: frozenset[Edge] = frozenset()
    factors: Mapping[Edge, str] = {}

    def labels(self, nodes: Iterable[int]) -> frozenset[str]:
        """What some nodes are called."""
        return frozenset(self.graph.nodes[node].label for node in nodes)


def picture(
    instance: Instance,
    known: Collection[str],
    asked: str = "",
    marks: Mapping[str, str] | None = None,
    *,
    about: str = "",
) -> Picture:
    """The graph of a problem with the numbers of the steps that are ``known``, by id.

    ``asked`` is the step that is asked, which is not known; ``about`` is one that is only looked at. ``marks`` are
    signs for steps that were answered.
    """
    seen = _Seen(instance, frozenset(known) - {asked}, marks or {})
    graph = seen.graph
    target = instance.problem.targets[asked or about] if asked or about else None
    nodes = tuple(seen.about(target)) if target is not None else ()
    what = "forward" if target is not None and target.kind == VALUE else "gradient"
    asks = bool(asked) and target is not None and target.kind in (VALUE, GRADIENT)
    shown = tuple(
        seen.shown(number).replace(asked=what if asks and number in nodes else "") for number in range(len(graph.nodes))
    )
    lit, lit_edges = seen.way(target, nodes) if target is not None else (frozenset(), frozenset())
    factors = {edge: slope.matrix for edge, slope in seen.written.items() if slope.matrix}
    return Picture(graph, shown, seen.slopes(shown), frozenset(seen.written), nodes, lit, lit_edges, factors)


class _Seen:
    """One instance, and which of its steps are known."""

    def __init__(self, instance: Instance, known: frozenset[str], marks: Mapping[str, str]) -> None:
        self.instance = instance
        self.problem: Problem = instance.problem
        self.graph = network_graph(self.problem, instance.sizes)
        self.known = known
        self.marks = marks

    def about(self, target: Target) -> Iterator[int]:
        """The nodes that a step is about: that whose value or gradient it asks for."""
        name = target.of if target.kind in (VALUE, UPDATE) else target.by
        place = target.of_at if target.kind in (VALUE, UPDATE) else target.by_at
        times = self._times(name, place)
        for number in self.graph.at(name):
            if times is None or self.graph.nodes[number].time in times:
                yield number

    def _times(self, name: str, place: Place | None) -> tuple[int, ...] | None:
        """The times of a place; None where it is all of them, or no time."""
        if place is None or not self.graph.times or not any(self.graph.nodes[at].time for at in self.graph.at(name)):
            return None
        index = place.indices[0]
        if index.isdecimal():
            return (int(index),)
        last = self.graph.steps
        return {"T": (last,), "T-1": (last - 1,)}.get(index.replace(" ", ""))

    # -- numbers -------------------------------------------------------------------------------------------------

    def shown(self, number: int) -> Shown:
        """What is known of a node."""
        node = self.graph.nodes[number]
        forward, gradient = self._forward(node), self._gradient(node)
        steps = [step for step in self._steps_about[number] if step in self.marks]
        gradients = [step for step in steps if self.problem.targets[step].kind == GRADIENT]
        mark = self.marks[(gradients or steps)[-1]] if steps else ""
        return Shown(forward, gradient, mark=mark)

    @cached_property
    def _steps_about(self) -> dict[int, list[str]]:
        """By node, the steps that ask for its value or its gradient."""
        found: dict[int, list[str]] = {number: [] for number in range(len(self.graph.nodes))}
        for step in self.problem.formula_steps():
            target = self.problem.targets[step.id]
            if target.kind in (VALUE, GRADIENT) and self._is_whole(target):
                for number in self.about(target):
                    found[number].append(step.id)
        return found

    def _is_whole(self, target: Target) -> bool:
        """Whether a step asks for all of a quantity, or for what it is at a time."""
        name, place = (target.of, target.of_at) if target.kind == VALUE else (target.by, target.by_at)
        timed = any(self.graph.nodes[at].time for at in self.graph.at(name))
        return place is None or (timed and len(place.indices) == 1)

    def _forward(self, node: Node) -> Any:
        instance = self.instance
        if node.given:
            return _at(instance.given[node.name], node, node.along)
        number = self.graph.nodes.index(node)
        asking = [step for step in self._steps_about[number] if self.problem.targets[step].kind == VALUE]
        if not asking:  # no question asks for it: it is known with what is made of it
            users = self.graph.uses[number]
            if not any(self.problem.targets[one].kind == VALUE for user in users for one in self._known_about(user)):
                return None
        elif not self._known_about(number, VALUE):
            return None
        array = instance.values[node.name] if node.name in instance.values else instance.target(node.name)
        return _at(array, node, node.along)

    def _gradient(self, node: Node) -> Any:
        if node.role == LOSS:
            return np.float64(1)
        for step in reversed(self._known_about(self.graph.nodes.index(node), GRADIENT)):
            target, array = self.problem.targets[step], self.instance.target(step)
            if target.by_at is None and node.name in self.instance.gradients:
                array = self.instance.gradients[node.name]
            whole = target.by_at is None or np.ndim(array) > len(node.sizes)
            return _at(array, node, node.along if whole else None)
        return None

    def _known_about(self, number: int, kind: str = "") -> list[str]:
        targets = self.problem.targets
        return [
            step
            for step in self._steps_about[number]
            if step in self.known and (not kind or targets[step].kind == kind)
        ]

    # -- slopes --------------------------------------------------------------------------------------------------

    @cached_property
    def written(self) -> dict[Edge, Slope]:
        """The slopes of all edges that have one."""
        nodes, known = self.graph.nodes, local_slopes(self.problem)
        found = {}
        for start, end in self.graph.edges:
            source, value = nodes[start], nodes[end]
            later = value.time - source.time if value.time and source.time else 0
            slope = known.get((source.name, value.name, later))
            if slope is not None:
                found[start, end] = slope
        return found

    def slopes(self, shown: tuple[Shown, ...]) -> dict[Edge, EdgeSlope]:
        """The slopes that were answered, and those between known gradients of which the one follows from the other."""
        graph, found = self.graph, {}
        answered = {
            (target.by, target.of)
            for target in map(self.problem.targets.__getitem__, self.known)
            if target.kind == DERIVATIVE and not target.of_at and not target.by_at
        }
        for (start, end), slope in self.written.items():
            both = shown[start].gradient is not None and shown[end].gradient is not None
            names = (graph.nodes[start].name, graph.nodes[end].name)
            if names in answered or (both and len(graph.uses[start]) == 1):
                number = self._number(slope.form, graph.nodes[end].time, shown)
                found[start, end] = EdgeSlope(slope.text, slope.typed, number)
        return found

    def _number(self, form: IndexForm | None, time: int, shown: tuple[Shown, ...]) -> float | None:
        """A slope in numbers, if all that it is computed from is known."""
        if form is None:
            return None
        used = {part.name for part in walk(form.expression) if isinstance(part, Ref)}
        if any(shown[number].forward is None for name in used for number in self.graph.at(name)):
            return None
        array = form_values(form, environment(self.problem, self._arrays, self.instance.sizes))[0]
        return float(array[time - 1] if time else array)

    @cached_property
    def _arrays(self) -> Mapping[str, Any]:
        return lift({**self.instance.given, **self.instance.values})

    # -- the way ---------------------------------------------------------------------------------------------------

    def way(self, target: Target, nodes: tuple[int, ...]) -> tuple[frozenset[int], frozenset[Edge]]:
        """The nodes and edges between what a step is about and what it is differentiated from."""
        graph = self.graph
        if target.kind == VALUE:
            into = frozenset(edge for edge in graph.edges if edge[1] in nodes)
            return frozenset(nodes) | {start for start, _ in into}, into
        ends = tuple(self.problem.upstream) or (self.problem.loss,)
        names = ends if target.kind == UPDATE or not graph.at(target.of) else (target.of,)
        tops = {number for name in names for number in graph.at(name)}
        both = graph.onward(nodes) & graph.back(tops)
        return frozenset(both), frozenset(edge for edge in graph.edges if both.issuperset(edge))


def _at(array: Any, node: Node, along: int | None) -> Any:
    """What an array is at the time of a node, without the noise of arithmetic."""
    own = np.asarray(array, dtype=float)
    if along is not None:
        own = own.take(node.time - 1, axis=along)
    largest = np.max(np.abs(own), initial=0, where=np.isfinite(own))
    return np.where(np.abs(own) < NOISE * largest, 0.0, own)
