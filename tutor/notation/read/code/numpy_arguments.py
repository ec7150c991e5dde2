"""The arguments of a function of NumPy, by the names of its parameters."""

from __future__ import annotations

from typing import Any

from tutor.notation.errors import NotationError
from tutor.notation.read.grammar.grammar import Grammar
from tutor.notation.scope import Scope
from tutor.notation.tree import Listing, Node, Num, Size
from tutor.notation.tree_walks import is_numeric

MAX_AXES = 8


class Given:
    """What a function was given: ``called`` is its name as written, ``found`` a value for each parameter that has one.

    That is a formula, whole numbers for ``axis``, sizes for ``shape``, ``True`` or ``False`` for a flag.
    """

    __slots__ = ("called", "column", "found", "module", "scope")

    def __init__(self, called: str, module: str, column: int, scope: Scope) -> None:
        self.called = called
        self.module = module
        self.column = column
        self.scope = scope
        self.found: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        return self.found[name]

    def get(self, name: str, default: Any = None) -> Any:
        """What a parameter was given, or ``default``."""
        return self.found.get(name, default)

    def refused(self, reason: str) -> NotationError:
        """The error for arguments that have no meaning here."""
        return NotationError(f"`{self.called}` at column {self.column} {reason}", self.column)

    def axis(self) -> int | tuple[int, ...] | None:
        """The axis or axes, None if there are none."""
        numbers: tuple[int, ...] | None = self.found.get("axis")
        return numbers[0] if numbers is not None and len(numbers) == 1 else numbers


_FLAGS = frozenset({"keepdims", "unbiased"})
_IGNORED = frozenset({"dtype", "optimize"})


def read(parser: Grammar, given: Given, parameters: str, own: Node | None = None) -> Given:
    """Read what stands in brackets by ``parameters``, a word for each: ``x axis? keepdims?``, the last with a star.

    ``own`` is the value of a method, which is the first parameter. Raises NotationError for what is missing.
    """
    words = parameters.split()
    names = [word.rstrip("?*") for word in words]
    found, next_one = given.found, 0
    if own is not None:
        found[names[0]] = own
        next_one = 1
    parser.stream.expect("(")

    def arguments() -> None:
        nonlocal next_one
        while not parser.stream.take(")"):
            next_one = _argument(parser, given, words, names, next_one)
            if not parser.stream.sees(")"):
                parser.stream.expect(",")

    parser.inside(arguments)
    missing = [name for name, word in zip(names, words, strict=True) if name not in found and word[-1] not in "?*"]
    if missing:
        raise given.refused(f"needs {missing[0]}: it takes {', '.join(names)}")
    return given


def _argument(parser: Grammar, given: Given, words: list[str], names: list[str], next_one: int) -> int:
    kind, value, _, _ = parser.stream.token
    found = given.found
    if kind == "keyword":
        name, text = value
        parser.stream.at += 1
        if name in _IGNORED or (name == "axis" and text == "None"):
            if not text:
                parser.expression()
            return next_one
        if name not in names or name in found:
            raise given.refused(f"takes no such `{name}`")
        if name in _FLAGS:
            found[name] = text == "True" or (not text and _whole(parser, given) != 0)
        elif text:
            raise given.refused(f"takes no {text} for its {name}")
        else:
            found[name] = _by_kind(parser, given, name)
        return next_one
    if next_one == len(names):
        raise given.refused(f"takes {', '.join(names)} and no more")
    name = names[next_one]
    if words[next_one].endswith("*"):
        found[name] = (*found.get(name, ()), *_by_kind(parser, given, name))
        return next_one
    if name in _FLAGS:
        raise given.refused(f"is told its {name} by name")
    found[name] = _by_kind(parser, given, name)
    return next_one + 1


def _by_kind(parser: Grammar, given: Given, name: str) -> Any:
    if name in ("axis", "ddof"):
        return tuple(int(text) for text in _sequence(parser, given, sizes=False))
    if name == "shape":
        return _sequence(parser, given, sizes=True)
    if name == "arrays":
        return _arrays(parser, given)
    return parser.expression()


def _sequence(parser: Grammar, given: Given, *, sizes: bool) -> tuple[str, ...]:
    """Whole numbers, or sizes, alone or in a bracket."""
    stream = parser.stream
    closing = ")" if stream.take("(") else "]" if stream.take("[") else ""
    found = [_entry(parser, given, sizes=sizes)]
    while closing and not stream.take(closing):
        stream.expect(",")
        if not stream.sees(closing):
            found.append(_entry(parser, given, sizes=sizes))
        if len(found) > MAX_AXES:
            raise given.refused("has too many axes")
    return tuple(found)


def _entry(parser: Grammar, given: Given, *, sizes: bool) -> str:
    if not sizes:
        return str(_whole(parser, given))
    node = parser.expression()
    if isinstance(node, Size):
        return node.letter
    number = _number(node)
    if number not in (1, -1):
        raise given.refused("takes sizes in letters, 1 and -1 for its shape")
    return str(number)


def _whole(parser: Grammar, given: Given) -> int:
    number = _number(parser.expression())
    if number is None or abs(number) > MAX_AXES:
        raise given.refused("takes the numbers of axes, 0 or 1 or -1")
    return number


def _number(node: Node) -> int | None:
    """The whole number that a literal is, with its sign."""
    sign = 1
    while is_numeric(node) and not isinstance(node, Num):
        body = getattr(node, "body", None)
        if body is None or isinstance(node, Listing):
            return None
        node, sign = body, -sign
    return sign * int(node.text) if isinstance(node, Num) and node.text.isdecimal() and len(node.text) < 3 else None


def _arrays(parser: Grammar, given: Given) -> tuple[Node, ...]:
    """Arrays in a bracket, round or square."""
    stream = parser.stream
    closing = ")" if stream.take("(") else "]" if stream.take("[") else ""
    if not closing:
        raise given.refused("takes its arrays in a bracket: ([a, b])")
    found = [parser.expression()]
    while not stream.take(closing):
        stream.expect(",")
        if not stream.sees(closing):
            found.append(parser.expression())
    return tuple(found)


def keywords(parser: Grammar, given: Given, names: list[str]) -> Given:
    """Read keywords with commas between them, up to a closing bracket, which stays."""
    while parser.stream.kind == "keyword":
        _argument(parser, given, names, names, len(names))
        if not parser.stream.take(","):
            break
    return given
