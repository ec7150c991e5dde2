"""A single expression as a problem of one value, and its derivatives by the names in it."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from string import ascii_lowercase

import numpy as np

from tutor.derivation.expression import expression_steps
from tutor.errors import TutorError, did_you_mean
from tutor.export.formulas.derivation import Derivation
from tutor.marking.compared_points import points
from tutor.notation.errors import FitError, NotationError
from tutor.notation.eval.evaluate import evaluate
from tutor.notation.eval.number_types import FLOATS
from tutor.notation.lower.environment import TYPED_ROOM, Env
from tutor.notation.lower.value import Value
from tutor.notation.read.cursor import check_length
from tutor.notation.read.parser import parse
from tutor.notation.scope import Scope
from tutor.notation.tree import Bin, Call, Node, Ref, Transpose
from tutor.notation.tree_walks import names, walk
from tutor.notation.write.one_line import to_ascii
from tutor.problems.contract.problem import Problem
from tutor.problems.contract.quantity import Quantity
from tutor.problems.contract.samplers import Normal, Sampler, Uniform
from tutor.problems.open_names.declared_names import declared_names
from tutor.problems.open_names.opening import Opened, opened

_RESULTS = ("f", "g", "F", "G", "result")
"""The expression is called by the first of these that no name has."""

_SLIDING = ("corr", "conv")

_SAMPLERS: dict[str, Sampler] = {"signed": Normal(), "positive": Uniform(0.2, 1.6), "unit": Uniform(0.0, 1.0)}
"""What names are drawn from: the first that gives real numbers wherever the expression is tried."""


def derive_expression(text: str, by: Sequence[str], declared: Iterable[str]) -> Derivation:
    """The derivatives of an expression by some of its names, each a step; a name not declared with axes is a number.

    Raises TutorError for what cannot be read, with the column; for a name that does not occur; and for one that is
    used as a matrix and is not declared as one.
    """
    problem = _problem(text, by, declared)
    return Derivation(problem, tuple(step for step in problem.formula_steps() if not problem.is_value(step)), text)


def _problem(text: str, by: Sequence[str], declared: Iterable[str]) -> Problem:
    """A problem whose one value is the expression, in the names that occur in it, and its derivatives."""
    found, tree = _read(text, declared)
    scope = found.scope
    if any(isinstance(node, Call) and node.function in _SLIDING for node in walk(tree)):
        raise TutorError(
            "corr and conv are derived in a network file, which says how sizes follow from each other",
            title="Not derived",
        )
    occurring = names(tree)
    class_of = scope.axes.class_of
    named = [(name, tuple(map(class_of, own.axes))) for name, own in sorted(scope.names.items()) if name in occurring]
    _check_by(by, [name for name, _ in named])
    kind, value = _value(found, tree)
    sizes = found.sizes()
    letters = _Letters({class_of(letter): sizes[letter] for letter in sizes}, occurring)
    given = {name: letters.distinct(axes) for name, axes in named}
    axes = letters.distinct([letters.of_class(value.class_of(letter)) for letter in _in_order(value)])
    moved = {name: letters.distinct((*axes, *map(letters.size_of, given[name])))[len(axes) :] for name in by}
    result = next(name for name in _RESULTS if name not in occurring and name not in letters.all)
    problem = Problem()
    problem.id, problem.title, problem.summary = "expression", f"Derivative of {text}", "one expression"
    problem.given = tuple(
        Quantity(name, ",".join(own), scope.names[name].latex, sample=_SAMPLERS[kind]) for name, own in given.items()
    )
    problem.values = (Quantity(result, ",".join(axes), formula=_closed(text, scope, tree)),)
    problem.loss = "" if axes else result
    problem.sizes, problem.like = letters.free_sizes(), letters.like
    problem.fixed = frozenset(letter.upper() for letter in letters.counts.values())
    problem.axes = dict.fromkeys(letters.all, "")
    problem.time = scope.axes.time
    problem.steps = expression_steps(problem, moved)
    return problem


def _read(text: str, declared: Iterable[str]) -> tuple[Opened, Node]:
    try:
        check_length(text)
        found = opened((text,), tuple(sorted(declared_names(declared).items())))
        tree = parse(text, found.scope)
    except NotationError as error:
        raise TutorError(f"the expression cannot be read: {error}", title="A bad expression") from None
    if found.functions:
        raise TutorError(
            f"`{found.functions[0]}` before a bracket is read as an unknown function, which has no derivative here; a "
            f"number that is multiplied is written `{found.functions[0]}*(...)`",
            title="No such function",
        )
    return found, tree


def _closed(text: str, scope: Scope, tree: Node) -> str:
    """The expression as a problem reads it, where names are declared: as it was typed, if that is read the same."""
    closed = scope.replace(undeclared=None)
    try:
        same = parse(text, closed) == tree
    except NotationError:
        same = False
    return text if same else to_ascii(tree, scope)


def _check_by(by: Sequence[str], occurring: Sequence[str]) -> None:
    if not by:
        there = f": {', '.join(f'--by {name}' for name in occurring[:4])}" if occurring else ", but there is none in it"
        raise TutorError(f"an expression is differentiated by a name in it{there}", title="By what?")
    for name in by:
        if name not in occurring:
            guess = did_you_mean(name, occurring) or (f": its names are {', '.join(occurring)}" if occurring else "")
            raise TutorError(f"`{name}` does not occur in the expression{guess}", title="No such name")


def _value(found: Opened, tree: Node) -> tuple[str, Value]:
    """What the expression comes to, at points of the first kind at which it is real everywhere."""
    scope, sizes = found.scope, found.sizes()
    _check_matrices(tree, scope)
    values: dict[str, Value] = {}
    for kind in _SAMPLERS:
        env = Env(scope, points(scope, kind, sizes), sizes, FLOATS)
        env.room = TYPED_ROOM
        try:
            with np.errstate(all="ignore"):
                values[kind] = evaluate(tree, env)
        except FitError as error:
            raise TutorError(f"{error.reason}{_numbers(tree, scope)}", title="Does not fit") from None
        if np.isfinite(values[kind].array).all():
            return kind, values[kind]
    return "signed", values["signed"]


def _check_matrices(tree: Node, scope: Scope) -> None:
    """Raise TutorError for a name that is used as an array and has no axes."""
    for node in walk(tree):
        used: tuple[Node, ...] = ()
        if isinstance(node, Transpose):
            used = (node.body,)
        elif isinstance(node, Bin) and node.op == "@":
            used = (node.left, node.right)
        for one in used:
            if isinstance(one, Ref) and not scope.names[one.name].axes:
                raise TutorError(
                    f'`{one.name}` is used as an array; say which axes it has, such as --name "{one.name}[n,i]"',
                    title="Axes are missing",
                )


def _numbers(tree: Node, scope: Scope) -> str:
    """Which names are numbers for want of a declaration, as the end of a sentence."""
    plain = sorted(name for name in names(tree) if not scope.names[name].axes)
    if not plain:
        return ""
    are = f"{', '.join(plain)} {'is a number' if len(plain) == 1 else 'are numbers'}"
    return f'; {are}, unless declared with axes: --name "{plain[0]}[n]"'


def _in_order(value: Value) -> list[str]:
    """The axes of a value: letters that run, then matrix axes."""
    return [*(letter for letter in value.dims if letter not in value.axes), *value.axes]


class _Letters:
    """Axes as a problem has them, each quantity's with letters of their own: ``A[i,i]`` becomes ``A[i,k]``."""

    def __init__(self, sizes: dict[str, int], taken: Container[str]) -> None:
        self.sizes = sizes
        self.taken = taken
        self.like: dict[str, str] = {}
        self.counts: dict[int, str] = {}
        """The axes of lists, by how many items these have."""

    @property
    def all(self) -> list[str]:
        """Every letter."""
        return [*self.sizes, *self.like]

    def of_class(self, size_class: str) -> str:
        """The letter of an axis of a class of sizes. Raises TutorError where it is neither declared nor a number."""
        if size_class in self.sizes:
            return size_class
        if not size_class.removeprefix("#").isdecimal():
            raise TutorError(
                "an axis of this expression is a list of arrays, which has a size of its own: its sum can be derived, "
                "or a network file that has a letter for the axis",
                title="Not derived",
            )
        count = int(size_class.removeprefix("#"))
        if count not in self.counts:
            self.counts[count] = self._unused("k")
            self.sizes[self.counts[count]] = count
        return self.counts[count]

    def size_of(self, letter: str) -> str:
        """The letter whose size an axis has."""
        return self.like.get(letter, letter)

    def distinct(self, letters: Iterable[str]) -> tuple[str, ...]:
        """The letters, the second of one size replaced by another that is sized like it."""
        found: list[str] = []
        for letter in letters:
            found.append(letter if letter not in found else self._another(letter, found))
        return tuple(found)

    def free_sizes(self) -> dict[str, int]:
        """The sizes by capital letter."""
        return {letter.upper(): size for letter, size in self.sizes.items()}

    def _another(self, letter: str, taken: list[str]) -> str:
        for other, like in self.like.items():
            if like == letter and other not in taken:
                return other
        other = self._unused(letter)
        self.like[other] = letter
        return other

    def _unused(self, after: str) -> str:
        """A letter that stands for nothing, one of those that follow another where there is one."""
        before, _, behind = ascii_lowercase.partition(after)
        found = next((one for one in behind + before if one not in self.all and one not in self.taken), "")
        if not found:
            raise TutorError("there are more axes than letters for them", title="Too many axes")
        return found
