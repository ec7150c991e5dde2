"""The computation graph of a problem: what each of its formulas names, unrolled along time.

A quantity that goes along time is a node at each time that is drawn. Where there are more than four, these are the
first and the last two, and a line that leads back into the times between comes from the nearest that is drawn.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from tutor.derivation.algebra.algebra import Product
from tutor.derivation.algebra.term_walk import children, walk
from tutor.derivation.differentiation.pre_activations import with_pre_activations
from tutor.derivation.differentiation.reverse_mode import ForwardPass
from tutor.lazy import cached_property
from tutor.notation.lower.index_form.expressions import Fold, Ref
from tutor.notation.lower.index_form.places import Affine, Entry, place_value
from tutor.problems.contract.axis_roles import time_axes
from tutor.problems.contract.name_display import placed_name
from tutor.problems.contract.problem import Problem
from tutor.problems.contract.scope_builder import axis_sizes
from tutor.problems.contract.target import Place, update_id
from tutor.reach import reached
from tutor.record import Record

MOST_TIMES = 4
"""Of more times than this only the first and the last two are drawn."""
_Key = tuple[str, int]
"""The name of a node and its time."""
INPUT, WEIGHT, TARGET, CONSTANT, VALUE, LOSS = "input", "weight", "target", "constant", "value", "loss"


class Node(Record):
    """A quantity, or what it is at one ``time``, which is the axis ``along`` of it.

    ``letters`` and ``sizes`` are those of its other axes.
    """

    name: str
    label: str
    role: str
    sizes: tuple[int, ...] = ()
    time: int = 0
    along: int | None = None
    letters: tuple[str, ...] = ()

    @property
    def typed(self) -> str:
        """How it is typed in an answer."""
        return f"{self.name}_{self.time}" if self.time else self.name

    @property
    def given(self) -> bool:
        """Whether it is not computed."""
        return self.role not in (VALUE, LOSS)


class NetworkGraph(Record):
    """Nodes in the order of computation, given ones where they are first used, and edges as pairs of their numbers.

    ``times`` are those that are drawn, of which there are ``steps`` in all; none where nothing goes along time.
    ``loss`` is what all is differentiated from, as it is shown and as it is typed: it need not be a node.
    """

    nodes: tuple[Node, ...]
    edges: tuple[tuple[int, int], ...]
    times: tuple[int, ...] = ()
    steps: int = 0
    loss: tuple[str, str] = ("L", "L")

    def gradient_by(self, label: str, *, ascii_only: bool = False) -> str:
        """The derivative of the loss by something, in the signs there are: `∂L/∂h`, `dL/dh`."""
        shown, typed = self.loss
        return f"d{typed}/d{label}" if ascii_only else f"∂{shown}/∂{label}"

    def partial(self, *, ascii_only: bool = False) -> str:
        """What stands before a gradient where there is no room for more: `∂`, or `dL`, for a `d` may be a name."""
        typed = self.loss[1]
        return f"d{typed if len(typed) == 1 else 'L'}" if ascii_only else "∂"

    def at(self, name: str) -> tuple[int, ...]:
        """The nodes of a quantity."""
        return tuple(number for number, node in enumerate(self.nodes) if node.name == name)

    @cached_property
    def uses(self) -> tuple[tuple[int, ...], ...]:
        """For each node, those that it enters."""
        found: list[list[int]] = [[] for _ in self.nodes]
        for start, end in self.edges:
            found[start].append(end)
        return tuple(map(tuple, found))

    @cached_property
    def sources(self) -> tuple[tuple[int, ...], ...]:
        """For each node, those that enter it."""
        found: list[list[int]] = [[] for _ in self.nodes]
        for start, end in self.edges:
            found[end].append(start)
        return tuple(map(tuple, found))

    def onward(self, nodes: Iterable[int]) -> set[int]:
        """These nodes and all that they lead to."""
        return reached(nodes, lambda node: self.uses[node])

    def back(self, nodes: Iterable[int]) -> set[int]:
        """These nodes and all that they are made of."""
        return reached(nodes, lambda node: self.sources[node])


def drawn_times(steps: int) -> tuple[int, ...]:
    """The times that are drawn of so many."""
    return tuple(range(1, steps + 1)) if steps <= MOST_TIMES else (1, steps - 1, steps)


def network_graph(problem: Problem, sizes: Mapping[str, int]) -> NetworkGraph:
    """The graph of a problem at these sizes. Where its steps are derived, it has the names that they use."""
    return _graph(problem, tuple(sorted(sizes.items())))


@lru_cache(maxsize=64)
def _graph(problem: Problem, sizes: tuple[tuple[str, int], ...]) -> NetworkGraph:
    named = problem if problem.declares("steps") else with_pre_activations(problem)
    return _Unrolled(named, dict(sizes)).graph()


class _Unrolled:
    """One problem at some sizes, all its formulas looked into once."""

    def __init__(self, problem: Problem, sizes: Mapping[str, int]) -> None:
        self.problem = problem
        self.forward = ForwardPass(problem)
        self.sizes = axis_sizes(problem, sizes)
        axes = time_axes(problem)
        self.time = problem.scope.axes.class_of(axes[0]) if axes else ""
        off_page = {*problem.upstream.values(), *([problem.loss] if problem.upstream else [])}
        refs = [part for form in self.forward.forms.values() for part in walk(form.term) if isinstance(part, Ref)]
        self.named = {ref.name for ref in refs} | {label.name for ref in refs for label in _labels(ref)}
        self.named |= {one.outside for one in problem.values if one.outside}
        given = [one.name for one in problem.given if one.name in self.named]
        values = [one.name for one in problem.values]
        self.names = [name for name in (*given, *values) if name not in off_page]
        steps = self.sizes.get(axes[0], 0) if any(self.axis(name) is not None for name in self.names) else 0
        self.steps, self.times = steps, drawn_times(steps)

    def axis(self, name: str) -> int | None:
        """Which axis of a quantity is time."""
        classes = self.forward.classes(name)
        return classes.index(self.time) if self.time and self.time in classes else None

    def graph(self) -> NetworkGraph:
        nodes = {(node.name, node.time): node for name in self.names for node in self._nodes(name)}
        sources = {
            key: [one for one in dict.fromkeys(self._sources(node)) if one in nodes and one != key]
            for key, node in nodes.items()
            if not node.given
        }
        order = {key: at for at, key in enumerate(_in_order(nodes, sources))}
        edges = sorted((order[source], order[key]) for key, found in sources.items() for source in found)
        loss = (self.problem.display(self.problem.loss), self.problem.loss)
        return NetworkGraph(tuple(nodes[key] for key in order), tuple(edges), self.times, self.steps, loss)

    def _nodes(self, name: str) -> list[Node]:
        quantity, along = self.problem.quantity(name), self.axis(name)
        letters = tuple(letter for at, letter in enumerate(quantity.letters) if at != along)
        sizes = tuple(self.sizes[letter] for letter in letters)
        if along is None:
            return [Node(name, self.problem.display(name), self._role(name), sizes, letters=letters)]
        label = (placed_name(self.problem, name, Place((str(time),))) for time in self.times)
        times = zip(label, self.times, strict=True)
        return [Node(name, text, self._role(name), sizes, time, along, letters) for text, time in times]

    def _role(self, name: str) -> str:
        problem = self.problem
        if name == problem.loss:
            return LOSS
        if name in self.forward.forms:
            return VALUE
        declared = problem.roles.get(name, INPUT)
        return WEIGHT if declared == WEIGHT or update_id(problem, name) else declared

    def _sources(self, node: Node) -> Iterator[tuple[str, int]]:
        """The nodes that a value is computed from."""
        form, along = self.forward.forms[node.name], self.axis(node.name)
        own = form.letters[along] if along is not None else ""
        for ref in self._refs(form.term, own, node.time):
            times = self._ref_times(ref, own, node.time)
            if times is None:
                yield ref.name, 0
                continue
            for time in times:
                if time >= 1:
                    yield ref.name, max((one for one in self.times if one <= time), default=self.times[0])
                elif isinstance(ref, Ref) and ref.outside:
                    yield ref.outside, 0

    def _refs(self, term: Any, own: str, now: int) -> Iterator[Ref | Entry]:
        """The names in a term; those of a product that is zero, as before the first time, have no part in it."""
        if self._is_zero(term, own, now):
            return
        if isinstance(term, Ref):
            yield term
            yield from _labels(term)
        for part in children(term):
            yield from self._refs(part, own, now)

    def _is_zero(self, term: Any, own: str, now: int) -> bool:
        if isinstance(term, Product):
            return any(self._is_zero(item, own, now) for item in term.items)
        if isinstance(term, Fold):
            return self._is_zero(term.body, own, now)
        times = self._ref_times(term, own, now) if isinstance(term, Ref) and not term.outside else None
        return bool(times) and max(times or ()) < 1

    def _ref_times(self, ref: Ref | Entry, own: str, now: int) -> tuple[int, ...] | None:
        """The times at which a value is read; None where it has none."""
        axis = self.axis(ref.name)
        return None if axis is None else self._times(ref.places[axis], own, now)

    def _times(self, place: Affine, own: str, now: int) -> tuple[int, ...]:
        """The times that a place stands for when the time of the value is this; all where its letter is bound."""
        try:
            found = place_value(place, {own: now} if own else {}, lambda one: self._size(one))
        except LookupError:
            return self.times
        return (int(found),) if found <= self.steps else ()

    def _size(self, size_class: str) -> int:
        return int(size_class[1:]) if size_class.startswith("#") else self.sizes[size_class]


def _labels(ref: Ref | Entry) -> Iterator[Entry]:
    """The arrays of labels that say which entry is read, as in `E[w]`."""
    for place in ref.places:
        for part, _ in place.terms:
            if isinstance(part, Entry):
                yield part
                yield from _labels(part)


def _in_order(nodes: Mapping[_Key, Node], sources: Mapping[_Key, Sequence[_Key]]) -> list[_Key]:
    """The nodes in the order of computation, time after time.

    What is given stands before its first use; what is used at several times, before all.
    """
    rank = {key: (key[1], at) for at, key in enumerate(nodes)}
    found: dict[_Key, None] = {}
    waiting = {key: {one for one in known if one in sources} for key, known in sources.items()}
    while waiting:
        ready = [key for key, missing in waiting.items() if not missing - found.keys()]
        first = min(ready or waiting, key=rank.__getitem__)
        del waiting[first]
        found[first] = None
    users = {key: [one for one in found if key in sources[one]] for key in nodes if key not in sources}
    shared = [key for key, using in users.items() if not key[1] and len({one[1] for one in using}) > 1]
    order = dict.fromkeys(shared)
    for key in found:
        order |= dict.fromkeys(one for one in users if key in users[one])
        order[key] = None
    return [*order, *(key for key in nodes if key not in order)]
