"""Functions that nobody knows, ``f(x)`` and ``g(x, y)``: each is one smooth function that has no property by chance."""

from __future__ import annotations

from zlib import crc32

from tutor.notation.errors import NotationError
from tutor.notation.functions import FUNCTIONS, Function
from tutor.notation.tree import Bin, Call, Node
from tutor.notation.tree_walks import children, rebuild, walk

MOST_ARGUMENTS = 4
MOST_CALLS = 40
_HELPERS = "abc"


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
    if sum(isinstance(part, Call) and part.function in letters for part in walk(node)) > MOST_CALLS:
        raise NotationError(f"more than {MOST_CALLS} unknown functions are too many to try")
    return _of_one(node, letters)


def _of_one(node: Node, letters: str) -> Node:
    parts = tuple(_of_one(part, letters) for part in children(node))
    if isinstance(node, Call) and node.function in letters and len(parts) > 1:
        if node.primes:
            raise NotationError(f"{node.function}' at column {node.column} takes one value", node.column)
        found = parts[0]
        for part in parts[1:]:  # each part stands in it once: f(x, f(x, f(x, ...))) does not grow
            whole, first, second = (node.function + helper for helper in _HELPERS)
            found = Call(whole, (Bin("+", Call(first, (found,)), Call(second, (part,)), node.column),))
        return found
    return rebuild(node, parts) if parts else node
