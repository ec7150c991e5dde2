"""Frozen values with named fields, which cost nothing to declare.

A frozen dataclass takes 0.7 ms to make, for its methods are written as source and compiled; a dozen of them on the
way to every command would be a tenth of a start. A record has its methods from here.
"""

from __future__ import annotations

TYPE_CHECKING = False  # as in `tutor`: importing typing takes 2 ms
if TYPE_CHECKING:
    from typing import Any, ClassVar, Self, dataclass_transform
else:

    def dataclass_transform(**options: object) -> object:
        """What tells type checkers that the fields are the arguments; nothing at run time."""
        return lambda cls: cls


@dataclass_transform(frozen_default=True)
class Record:
    """The annotations of a subclass are its fields, in order; what one is assigned is its default.

    Fields are given by position or by name, cannot be changed, and are what two records are compared by.
    """

    fields: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls) -> None:
        cls.fields = tuple(dict.fromkeys((*cls.fields, *cls.__annotations__)))

    def __init__(self, *values: Any, **named: Any) -> None:
        kind, fields = type(self), self.fields
        if len(values) > len(fields):
            raise TypeError(f"{kind.__name__}() takes {len(fields)} values, {len(values)} given")
        found = dict(zip(fields, values, strict=False))
        for name, value in named.items():
            if name in found or name not in fields:
                raise TypeError(_refusal(kind.__name__, name, fields))
            found[name] = value
        for name in fields:
            if name not in found and not hasattr(kind, name):
                raise TypeError(f"{kind.__name__}() needs `{name}`")
        self.__dict__.update(found)
        self.check()

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
        return self._values() == other._values()

    def __hash__(self) -> int:
        return hash(self._values())

    def __repr__(self) -> str:
        given = ", ".join(f"{name}={getattr(self, name)!r}" for name in self.fields)
        return f"{type(self).__name__}({given})"

    def _values(self) -> tuple[Any, ...]:
        return tuple(getattr(self, name) for name in self.fields)


def _refusal(kind: str, name: str, fields: tuple[str, ...]) -> str:
    from tutor.errors import did_you_mean

    if name in fields:
        return f"{kind}() got `{name}` twice"
    return f"{kind}() has no `{name}`{did_you_mean(name, fields)}"
