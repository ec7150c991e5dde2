"""One reading that all of a link may have: which letters run, how derivatives are laid out, what is held fixed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any, NamedTuple

import numpy.typing as npt

from tutor.notation.axes import Axes
from tutor.notation.eval.evaluate import evaluate
from tutor.notation.lower.environment import Env
from tutor.notation.lower.value import Value
from tutor.notation.scope import Declared, Scope
from tutor.notation.tree import Node
from tutor.notation.tree_walks import names
from tutor.submission.claims.sides.laid_out import on_axes
from tutor.submission.claims.sides.page_parts import moved_part
from tutor.submission.claims.sides.world import World

Array = npt.NDArray[Any]

OWN, NUMERATOR, DENOMINATOR = "own", "numerator", "denominator"
"""How a derivative is laid out: of the loss like what it is by and others with what they are of first; all with what
they are of first, so that a gradient is a row; all with what they are by first."""


STEP_LOSS = "pageStepLoss"
"""The name of the loss of one step, where the loss is a sum over steps."""


class Mode(NamedTuple):
    """``running`` letters combine by name. ``layout`` is that of derivatives.

    One array by a value may be ``direct``, by what its own formula names; neighbours in time may be held fixed in those
    by what is given, or only in those behind the ``earliest`` step, which is told by its shift:
    ``dh_t/dW + dh_t/dh_{t-1} dh_{t-1}/dW``. ``diagonal`` says that a Jacobian without other entries is the vector of
    its slopes, ``matrix_star`` that ``*`` is the product of matrices.
    """

    running: tuple[str, ...] = ()
    layout: str = OWN
    direct: bool = False
    given_held: bool = False
    diagonal: bool = False
    matrix_star: bool = False
    earliest: int | None = None


class Definition(NamedTuple):
    """A name that the page gives to a formula: the size classes of its axes in order, its letters, its formula."""

    name: str
    axes: tuple[str, ...]
    letters: tuple[str, ...]
    tree: Node
    line: int = 0


class View:
    """A world seen in one mode, with the names of the page."""

    def __init__(
        self,
        world: World,
        scope: Scope,
        definitions: Mapping[str, Definition],
        mode: Mode,
        factors: dict[Node, Any] | None = None,
    ) -> None:
        self.world = world
        self.scope = scope
        self.definitions = definitions
        self.mode = mode
        self.made: dict[str, tuple[Declared, Array]] = {}
        self.factors: dict[Node, Any] = {} if factors is None else factors
        self.held = 0
        self.worked = 0
        """Numbers in the arrays that are kept, and in all that were worked out."""
        self._moved: dict[tuple[str, bool], dict[str, Array]] = {}
        self._defined: dict[str, Array] = {}

    def of_world(self) -> dict[str, Array]:
        """The arrays at the points, those of the page's names among them as they are asked for."""
        if not self._defined:
            self._defined = dict(self.world.arrays)
        return self._defined

    def moved(self, name: str, *, immediate: bool) -> dict[str, Array]:
        """The same where the entries of one quantity are moved."""
        key = (name, immediate)
        if key not in self._moved and name in self.definitions and name not in self.world.arrays:
            self._define({name}, self.of_world())
            self._moved[key] = moved_part(self.world, name, self.of_world()[name])
        if key not in self._moved:
            self._moved[key] = dict(self.world.moved(name, immediate=immediate))
        return self._moved[key]

    def shape(self, name: str) -> tuple[int, ...]:
        """The shape of a quantity, or of what the page has a name for, at one point."""
        return self.of_world()[name].shape[1:] if name in self.definitions else self.world.shape(name)

    def moved_directly(self, of: str, by: str) -> dict[str, Array]:
        """All arrays as they are, but that of ``of``, whose formula reads ``by`` where its entries are moved.

        Raises NotMovedError where the formula does not name it.
        """
        key = (f"{of} by {by}", True)
        if key not in self._moved:
            self._moved[key] = dict(self.world.moved_directly(of, by))
        return self._moved[key]

    def value(self, tree: Node, arrays: dict[str, Array] | None = None) -> Value:
        """The value of a formula without derivatives. Raises FitError, NotationError."""
        arrays = self.of_world() if arrays is None else arrays
        used = names(tree)
        self._define(used, arrays)
        found = evaluate(tree, self.env(arrays, used))
        self.held += found.array.size
        self.worked += found.array.size
        return found

    def env(self, arrays: Mapping[str, Array], used: set[str] | None = None) -> Env:
        """Where formulas that use these names are evaluated."""
        scope = self.scope
        classes = scope.axes.classes
        made = self.made.keys() & (used or ())
        if made:
            declared = {name: self.made[name][0] for name in made}
            arrays = {**arrays, **{name: self.made[name][1] for name in made}}
            own = {axis: base(axis) for made in declared.values() for axis in made.axes}
            classes = {
                **classes,
                **{axis: classes.get(letter, letter) for axis, letter in own.items() if axis != letter},
            }
            scope = scope.naming({**scope.names, **declared}, classes)
        return self.world.env(scope, arrays, self.mode.running)

    def make(self, array: Array, axes: tuple[str, ...], *, row: bool = False) -> str:
        """A name for an array in formulas."""
        name = f"#{len(self.made)}"
        self.made[name] = Declared(name, axes, row), array
        self.held += array.size
        return name

    def _define(self, wanted: set[str], arrays: dict[str, Array]) -> None:
        for name in sorted(wanted & self.definitions.keys()):
            if name in arrays:
                continue
            found = self.definitions[name]
            self._define(names(found.tree), arrays)
            env = self.env(arrays, names(found.tree))
            env.running = self.world.problem.running
            value = evaluate(found.tree, env)
            arrays[name] = on_axes(value, found.letters)


def base(axis: str) -> str:
    """An axis without the marks that keep two of the same kind apart."""
    return axis.rstrip("'")


def apart(letters: tuple[str, ...]) -> tuple[str, ...]:
    """Names for axes of these kinds: all different, and none a letter that anybody types."""
    found: list[str] = []
    for letter in letters:
        mark = letter + "''"
        while mark in found:
            mark += "'"
        found.append(mark)
    return tuple(found)


def modes(world: World, *, derivatives: bool, jacobians: bool, stars: bool, paths: bool) -> Iterator[Mode]:
    """The readings to be tried, the likeliest first. Where ``paths`` are added up, each is by its own formulas."""
    running = tuple(dict.fromkeys((world.problem.running, ())))
    held = [(False, False)]
    if derivatives and world.runs_in_time:
        held += [(False, True), (True, False), (True, True)]
    elif derivatives and paths:
        held += [(True, False)]
    layouts = (OWN, NUMERATOR, DENOMINATOR) if derivatives else (OWN,)
    stars_read = (False, True) if stars else (False,)
    slopes = (False, True) if jacobians else (False,)
    for star, diagonal, letters, layout, kept in product(stars_read, slopes, running, layouts, held):
        yield Mode(letters, layout, *kept, diagonal, star)
    if derivatives and world.runs_in_time:
        for letters, layout in product(running, layouts):
            yield Mode(letters, layout, earliest=0)


def with_page_axes(scope: Scope, names_: Mapping[str, Declared]) -> Scope:
    """A scope in which the page's own names are known, with the classes of their axes."""
    axes: Axes = scope.axes
    classes = dict(axes.classes)
    for declared in names_.values():
        for axis in declared.axes:
            if axis != base(axis):
                classes[axis] = classes.get(base(axis), base(axis))
    found = scope.naming({**scope.names, **names_}, classes)
    return found.replace(refused=scope.refused)
