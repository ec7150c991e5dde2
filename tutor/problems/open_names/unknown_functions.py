"""Functions that nobody knows, ``f(x)`` and ``g(x, y)``: each is one smooth function that has no property by chance."""

from __future__ import annotations

from zlib import crc32

from tutor.notation.errors import NotationError
from tutor.notation.functions import FUNCTIONS, Function
from tutor.notation.tree import Bin, Call, Node, children, rebuild

MOST_ARGUMENTS = 4
_HELPERS = "abcd"


def unknown_functions(letters: str) -> dict[str, Function]:
    """The functions of the language with those of these letters, and the helpers that several arguments need."""
    found = dict(FUNCTIONS)
    for letter in letters:
        found[letter] = _smooth(letter)._replace(arity=(1, MOST_ARGUMENTS))
        found.update({letter + helper: _smooth(letter + helper) for helper in _HELPERS})
    return found


def _smooth(name: str) -> Function:
    """Neither even nor odd, neither linear nor periodic; with its slope, so that f' is its derivative."""
    steep, fast, shift = (0.3 + (crc32(f"{name}{part}".encode()) % 997) / 997 for part in range(3))
    steep, fast, shift = round(steep, 4), round(fast, 4), round(shift, 4)
    return Function(
        name,
        f"{steep}-{fast}*sin({fast}*z+{shift})",
        latex=name,
        unicode=name,
        formula=f"{steep}*z+cos({fast}*z+{shift})",
    )


def written_out(node: Node, letters: str) -> Node:
    """A formula where such a function of several arguments is made of functions of one. Raises NotationError."""
    parts = tuple(written_out(part, letters) for part in children(node))
    if isinstance(node, Call) and node.function in letters and len(parts) > 1:
        if node.primes:
            raise NotationError(f"{node.function}' at column {node.column} takes one value", node.column)
        found: Node = Call(node.function + "a", parts[:1], 0, node.column)
        for part in parts[1:]:
            first, second, third = (node.function + helper for helper in _HELPERS[1:])
            product = Bin("*", Call(first, (found,)), Call(second, (part,)), node.column)
            found = Bin("+", product, Call(third, (part,)), node.column)
        return found
    return rebuild(node, parts) if parts else node
