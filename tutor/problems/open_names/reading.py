"""Formulas without declarations, read together: their trees, and the scope with the axes that they need."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

from tutor.notation.read.parser import parse
from tutor.notation.scope import Declared, Scope
from tutor.notation.tree import Bin, Call, Chain, Neg, Node, Pow, Ref, Size, Transpose
from tutor.notation.tree_walks import children, names, rebuild, walk
from tutor.problems.open_names.inference import Inferred, inferred
from tutor.problems.open_names.opening import Declarations, Opened, opened
from tutor.problems.open_names.shapes import IDENTITY
from tutor.problems.open_names.unknown_functions import written_out


class Formulas(NamedTuple):
    """``trees`` are as they were typed, ``evaluated`` as they are worked out; ``identities`` are unit matrices.

    ``opened`` has the axes that were found, ``before`` has not.
    """

    opened: Opened
    before: Opened
    trees: tuple[Node, ...]
    evaluated: tuple[Node, ...]
    identities: frozenset[str]
    inferred: Inferred

    @property
    def scope(self) -> Scope:
        """The scope with all axes."""
        return self.opened.scope

    @property
    def told(self) -> tuple[str, ...]:
        """What was found out about names that nobody declared."""
        axes = self.inferred.axes
        shown = sorted(name for name in axes if name not in self.identities)
        found = [f"{self.scope.names[name].unicode} read as {_shape(self.scope.names[name])}" for name in shown]
        if self.identities:
            found.append("I read as an identity matrix")
        elif any(isinstance(part, Size) and part.letter == "I" for tree in self.trees for part in walk(tree)):
            found.append("I read as the size of i")
        return (*found, *(f"{letter} read as an unknown function" for letter in self.opened.functions))


def formulas(texts: tuple[str, ...], declared: Declarations) -> Formulas:
    """Some formulas, read together. Raises NotationError and TutorError."""
    scope = opened(texts, declared)
    return settled(scope, tuple(parse(text, scope.scope) for text in texts), declared)


def settled(
    scope: Opened,
    trees: tuple[Node, ...],
    declared: Declarations,
    *,
    numbers: bool = False,
    spreads: bool = True,
    apart: bool = True,
) -> Formulas:
    """The same for formulas that are read already; with ``numbers`` every undeclared name is one.

    Without ``spreads`` what is added to an array may be a number; without ``apart`` the second formula may make
    matrices square that the first leaves of any shape.
    """
    evaluated = tuple(written_out(tree, scope.functions) for tree in trees) if scope.functions else trees
    if numbers or not scope.unknown:
        return Formulas(scope, scope, trees, evaluated, frozenset(), Inferred({}))
    bold = not any(axes for _, axes in declared)
    identities: frozenset[str] = frozenset()
    made = scope
    parts = evaluated
    if "I" in scope.unknown and any(
        _has_identity(part) or (not bold and _is_beside_array(part, scope.scope))
        for tree in evaluated
        for part in walk(tree)
    ):
        parts = tuple(_identities_apart(tree, f"{place}.") for place, tree in enumerate(evaluated))
        identities = frozenset(name for tree in parts for name in names(tree) if name.startswith(IDENTITY))
        known = {**scope.scope.names, **{name: Declared(name, latex="I", display="I") for name in identities}}
        made = scope._replace(scope=scope.scope.replace(names=known), unknown=(scope.unknown - {"I"}) | identities)
    found = inferred(parts, made.unknown, made.scope, bold=bold, spreads=spreads and bold, apart=apart)
    if identities and not identities <= found.axes.keys():
        found = inferred(evaluated, scope.unknown, scope.scope, bold=bold, spreads=spreads and bold, apart=apart)
        made, parts, identities = scope, evaluated, frozenset()
    return Formulas(made.with_axes(found.axes), scope, trees, parts, identities, found)


def _has_identity(node: Node) -> bool:
    """Whether a part makes I an identity matrix: where something is transposed or inverted, or I is added to others.

    In ``I R`` it is a current.
    """
    match node:
        case Transpose() | Bin(op="@") | Pow(exponent=Neg()):
            return True
        case Bin(op="+" | "-", left=left, right=right):
            return any(_scaled_identity(side) for side in (left, right))
        case Call(function=function):
            return function in ("tr", "inv")
    return False


def _is_beside_array(node: Node, scope: Scope) -> bool:
    """Whether a part is a product where I stands beside a declared array: ``I x``."""
    if not isinstance(node, Chain):
        return False
    return any(
        isinstance(one, Ref) and one.name == "I" and isinstance(other, Ref) and scope.names[other.name].axes != ()
        for pair in pairwise(node.items)
        for one, other in (pair, pair[::-1])
    )


def _scaled_identity(node: Node) -> bool:
    if isinstance(node, Chain) and len(node.items) == 2:
        node = node.items[1]
    return isinstance(node, Ref) and node.name == "I"


def _identities_apart(node: Node, mark: str) -> Node:
    """A formula where each I has a name of its own, for one may be larger than another."""
    if isinstance(node, Ref) and node.name == "I" and node.index is None:
        return Ref(f"{IDENTITY}{mark}", None, node.column)
    parts = children(node)
    return (
        rebuild(node, tuple(_identities_apart(part, f"{mark}{at}.") for at, part in enumerate(parts)))
        if parts
        else node
    )


def _shape(declared: Declared) -> str:
    letters = ", ".join(letter.rstrip("'") for letter in declared.axes)
    return f"a {'column' if len(declared.axes) == 1 else 'matrix'} ({letters})"
