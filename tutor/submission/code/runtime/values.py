"""What a name of handed-in code may stand for, besides NumPy's arrays and Python's numbers, texts, lists and dicts."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from typing import Any

from tutor.record import Record


class Unknown(Record):
    """A value that nobody knows here: what it comes from, and the line. It spreads to all that is made from it.

    ``failed`` is that of a statement which cannot be run at all: shapes that do not fit. ``other`` is known, but no
    array: a dict, a function.
    """

    reason: str
    line: int = 0
    failed: bool = False
    other: bool = False


class Module(Record):
    """A library, or a part of one, by its full name: ``numpy``, ``torch.nn.functional``."""

    name: str


class Native(Record):
    """A function from one of the tables; ``bound`` is the array or list that it is a method of."""

    name: str
    function: Callable[..., Any]
    bound: tuple[Any, ...] = ()


class Scope:
    """The names of a function's call or of the page, and the scope around it."""

    def __init__(self, outer: Scope | None = None, function: str = "") -> None:
        self.names: dict[str, Any] = {}
        self.outer = outer
        self.function = function
        self.own: Mapping[str, int] = {}
        """The names that a function gives a value somewhere, with the first line of it where it does."""
        self.shared: dict[str, Scope] = {}
        """Names declared global or nonlocal, with the scope that has them."""
        self.yielded: list[Any] = []
        """What a generator has handed out."""

    def find(self, name: str) -> Scope | None:
        """The scope that has a name."""
        scope: Scope | None = self.shared.get(name, self)
        while scope is not None and name not in scope.names:
            scope = scope.outer
        return scope

    @property
    def top(self) -> Scope:
        """The scope of the page."""
        scope = self
        while scope.outer is not None:
            scope = scope.outer
        return scope


class Function:
    """A function that the page defines; ``owner`` is the object that it is a method of."""

    def __init__(
        self,
        name: str,
        node: ast.FunctionDef | ast.Lambda,
        scope: Scope,
        defaults: list[Any],
        keywords: dict[str, Any],
        owner: Object | None = None,
        kind: str = "",
        *,
        cell: Any,
    ) -> None:
        self.name, self.node, self.scope, self.cell = name, node, scope, cell
        self.defaults, self.keywords, self.owner, self.kind = defaults, keywords, owner, kind

    def of(self, owner: Object) -> Function:
        """The same function as a method of an object; one of ``kind`` staticmethod is handed no object."""
        if self.kind == "staticmethod":
            return self
        return Function(
            self.name, self.node, self.scope, self.defaults, self.keywords, owner, self.kind, cell=self.cell
        )

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names of what it is called with, without that of the object."""
        given = [one.arg for one in (*self.node.args.posonlyargs, *self.node.args.args)]
        return (*(given[1:] if self.owner is not None else given), *(one.arg for one in self.node.args.kwonlyargs))


class Class:
    """A class that the page defines: its methods and other names, and those of the classes of the page it extends."""

    def __init__(self, name: str, members: dict[str, Any], bases: list[Class]) -> None:
        self.name, self.members, self.bases = name, members, bases

    def find(self, name: str, depth: int = 0) -> Any:
        """A member by name, or None."""
        if name in self.members:
            return self.members[name]
        found = (base.find(name, depth + 1) for base in self.bases if depth < 8)
        return next((member for member in found if member is not None), None)


class Object:
    """An object of a class of the page: its fields by name."""

    def __init__(self, kind: Class) -> None:
        self.kind = kind
        self.fields: dict[str, Any] = {}


class Super(Record):
    """What ``super()`` stands for in a method of an object."""

    owner: Object
