"""What the modules that read one part of a formula each ask of the rest of the grammar."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any, Protocol

from tutor.notation.read.token_stream import TokenStream
from tutor.notation.scope import Scope
from tutor.notation.tree import Node


class Grammar(Protocol):
    """The grammar over the tokens of a formula, as the modules see it that read one part of it each.

    ``relations`` says for every bracket that holds a relation where its sign is; ``arrays`` how far something was
    written as NumPy has it; ``bars`` and ``lengths`` count the bars ``|`` and ``‖`` that are open.
    """

    stream: TokenStream
    scope: Scope
    relations: Mapping[int, int]
    arrays: frozenset[str]
    bars: int
    lengths: int
    formula: Callable[[str], Node]
    """What gives the tree of a formula that a function is short for."""

    def numpy(self) -> ModuleType:
        """What reads the spellings of NumPy and torch."""

    def expression(self) -> Node:
        """Terms added and subtracted."""

    def whole_term(self) -> Node:
        """A product as far as it goes, one level deeper."""

    def power(self) -> Node:
        """A value with its exponent and its transposition."""

    def signed_power(self) -> Node:
        """A factor that may have a sign of its own."""

    def whole_power(self) -> Node:
        """A factor, one level deeper."""

    def exponent(self) -> Node:
        """What stands after ``^``."""

    def primary(self) -> Node:
        """One value."""

    def enclosed(self, closing: str) -> Node:
        """An expression up to its closing bracket."""

    def listed(self, closing: str) -> list[Node]:
        """Expressions between commas up to their closing bracket."""

    def inside(self, read: Callable[[], Any]) -> Any:
        """What ``read`` reads up to its closing bracket; bars that are open outside do not count inside."""
