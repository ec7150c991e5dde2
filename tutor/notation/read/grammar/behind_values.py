"""What stands right behind a value: indices of a part of it, transpositions and methods."""

from __future__ import annotations

from tutor.notation.read.grammar.grammar import Grammar
from tutor.notation.read.names import index_placement
from tutor.notation.read.names.bare_axes import has_bare_axis, matrix_classes
from tutor.notation.read.names.name_lookup import plain
from tutor.notation.read.names.scripts import listed
from tutor.notation.scope import Scope
from tutor.notation.tree import Call, Node, Num, Part, Placed, Ref, Transpose

BEHIND = frozenset({"T", "method"})
"""The tokens that transpose the value before them, or are a method of it."""


def parts(parser: Grammar, node: Node) -> Node:
    """What stands before indices, at these: a name takes them for its bare axes, as if they stood at itself."""
    stream, scope = parser.stream, parser.scope
    while stream.kind == "part":
        _, text, column, _ = stream.token
        stream.at += 1
        if isinstance(node, Ref) and (index := _at_name(node, text, scope, column)) is not None:
            node = Ref(node.name, index, node.column)
            continue
        items = index_placement.split(text, len(text)) if "," not in text else listed(text)
        shown = "what stands before it"
        if len(items) > 2 and "," not in text:
            items = [text]
        node = Part(node, tuple(index_placement.read(item, shown, column) for item in items), column)
    return node


def _at_name(node: Ref, text: str, scope: Scope, column: int) -> Placed | None:
    """The indices of a name that has some already, or none, with more of them in a bracket behind it."""
    declared = scope.names[node.name]
    if node.index is None:
        items = listed(text)
        return index_placement.place(declared, items, "", scope, column)
    bare = [axis for axis, index in zip(declared.axes, node.index, strict=False) if index is None]
    if not bare or len(node.index) < len(declared.axes):
        return None
    items = index_placement.split(text, len(bare)) if "," not in text else listed(text)
    if len(items) != len(bare):
        return None
    rest = iter(index_placement.read(item, node.name, column) for item in items)
    return tuple(next(rest) if index is None else index for index in node.index)


def postfix(parser: Grammar, node: Node) -> Node:
    """Transpositions after a value, of which two undo each other, and methods."""
    turned = False
    while (kind := parser.stream.kind) in BEHIND or _is_primed(parser, node):
        _, value, column, _ = parser.stream.token
        parser.stream.at += 1
        if kind == "method":
            node = parser.numpy().method(parser, _transposed(node) if turned else node, value, column)
            turned = False
        else:
            turned = not turned
    return _transposed(node) if turned else node


def _is_primed(parser: Grammar, node: Node) -> bool:
    """Whether a prime transposes what stands before it, as in MATLAB: an array, and not what is called."""
    stream = parser.stream
    if not stream.sees("'") or not stream.token[3] or not has_bare_axis(node, parser.scope):
        return False
    _, sign, _, tight = stream.tokens[stream.at + 1]
    return not tight or sign not in ("(", "'") or (sign == "(" and bool(matrix_classes(node, parser.scope)))


def _transposed(node: Node) -> Node:
    """The transpose; of a bare 1 that of ones."""
    return Transpose(Call("ones", (), 0, node.column) if isinstance(node, Num) and node.text == "1" else node)


def is_power(node: Node, letter: str, scope: Scope) -> bool:
    """Whether ``x^T`` is a power: x has no axes, and T is a number here."""
    if not isinstance(node, Ref) or scope.names[node.name].axes:
        return False
    number = plain(letter, scope)
    return letter in scope.axes.sizes if number is None else not scope.names[number].axes
