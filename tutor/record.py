"""Frozen values with named fields, which cost nothing to declare.

A frozen dataclass takes 0.7 ms to make, for its methods are written as source and compiled; a dozen of them on the
way to every command would be a tenth of a start. A record has its methods from here.
"""

from __future__ import annotations

from functools import update_wrapper
from operator import attrgetter

TYPE_CHECKING = False  # as in `tutor`: importing typing takes 2 ms
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, ClassVar, Self, TypeVar, dataclass_transform

    T = TypeVar("T")
else:

    def dataclass_transform(**options: object) -> object:
        """What tells type checkers that the fields are the arguments; nothing at run time."""
        return lambda cls: cls


_put = object.__setattr__


@dataclass_transform(frozen_default=True)
class Record:
    """The annotations of a subclass are its fields, in order; what one is assigned is its default.

    Fields are given by position or by name, cannot be changed, and are what two records are compared by.
    """

    fields: ClassVar[tuple[str, ...]] = ()
    _values: ClassVar[Callable[[Any], Any]]
    _hash: ClassVar[int | None] = None

    def __init_subclass__(cls) -> None:
        cls.fields = tuple(dict.fromkeys((*cls.fields, *cls.__annotations__)))
        cls.__match_args__ = cls.fields  # type: ignore[attr-defined, misc]
        cls._values = attrgetter(*cls.fields) if cls.fields else type

    def __init__(self, *values: Any, **named: Any) -> None:
        # One by one, for what stands in `__dict__` is slower to read; formulas are made of records, and read often.
        if named or len(values) != len(self.fields):
            for name, value in self._given(values, named).items():
                _put(self, name, value)
        else:
            for name, value in zip(self.fields, values, strict=True):
                _put(self, name, value)
        self.check()

    @classmethod
    def _given(cls, values: tuple[Any, ...], named: dict[str, Any]) -> dict[str, Any]:
        """What was given for each field, without the defaults. Raises TypeError for too few and too many."""
        kind, fields = cls.__name__, cls.fields
        if len(values) > len(fields):
            raise TypeError(f"{kind}() takes {len(fields)} values, {len(values)} given")
        found = dict(zip(fields, values, strict=False))
        for name, value in named.items():
            if name in found or name not in fields:
                raise TypeError(_refusal(kind, name, fields))
            found[name] = value
        for name in fields:
            if name not in found and not hasattr(cls, name):
                raise TypeError(f"{kind}() needs `{name}`")
        return found

    def check(self) -> None:
        """Raise TutorError for fields that do not fit together; nothing here."""

    def replace(self, **changes: Any) -> Self:
        """A copy with some fields changed."""
        return type(self)(**{name: getattr(self, name) for name in self.fields} | changes)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__}.{name} cannot be changed")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"{type(self).__name__}.{name} cannot be deleted")

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return bool(self._values(self) == self._values(other))  # type: ignore[call-arg]

    def __hash__(self) -> int:
        if self._hash is None:  # it is kept: that of a formula is made of those of all its parts
            _put(self, "_hash", hash(self._values(self)))  # type: ignore[call-arg]
        return self._hash  # type: ignore[return-value]

    def __getstate__(self) -> dict[str, Any]:
        """The fields alone: texts have other hashes in another process."""
        return {name: value for name, value in self.__dict__.items() if name in self.fields}

    def __repr__(self) -> str:
        given = ", ".join(f"{name}={getattr(self, name)!r}" for name in self.fields)
        return f"{type(self).__name__}({given})"


def kept(function: Callable[[Any], T]) -> Callable[[Any], T]:
    """A function of one record, whose result is kept on it: it is asked of the same formula again and again.

    A table by formulas would compare them with each other, part by part.
    """
    name = f"_{function.__name__}"

    def found(record: Any) -> T:
        known: T | None = getattr(record, name, None)
        if known is None:
            known = function(record)
            _put(record, name, known)
        return known

    return update_wrapper(found, function)


def _refusal(kind: str, name: str, fields: tuple[str, ...]) -> str:
    from tutor.errors import did_you_mean

    if name in fields:
        return f"{kind}() got `{name}` twice"
    return f"{kind}() has no `{name}`{did_you_mean(name, fields)}"
