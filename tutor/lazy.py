"""Attributes that are worked out when they are first asked for, and kept."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    cached_property = functools.cached_property
else:

    class cached_property(functools.cached_property):  # noqa: N801  (used as the one it replaces)
        """``functools.cached_property`` without the lock that it has in Python 3.11, as from 3.12 on.

        That lock is one for all objects, and held while one of them works its value out: two threads of the app, each
        in an attribute of another problem, waited for each other. Here both work it out, and the first value is kept.
        """

        def __get__(self, instance: Any, owner: type | None = None) -> Any:
            if instance is None:
                return self
            kept = vars(instance)
            if self.attrname not in kept:
                found = self.func(instance)
                kept.setdefault(self.attrname, found)
            return kept[self.attrname]


__all__ = ["cached_property"]
