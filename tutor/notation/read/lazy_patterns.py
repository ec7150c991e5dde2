"""Regular expressions that are compiled when they are first used on a text in which they could be found.

Those for LaTeX and for scripts take 5 ms together, which a command that reads a problem's own formulas need not spend.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, cast

_METHODS = ("match", "fullmatch", "search", "sub", "split", "finditer", "findall")


class _Lazy:
    def __init__(self, pattern: str, flags: int, needs: str) -> None:
        self.pattern = pattern
        self.flags = flags
        if needs:
            for method in ("match", "fullmatch", "search"):
                setattr(self, method, self._unless_missing(method, needs))
            self.findall = lambda text: self._compiled().findall(text) if needs in text else []
            self.sub = lambda by, text: self._compiled().sub(by, text) if needs in text else text

    def _unless_missing(self, method: str, needs: str) -> Callable[..., Any]:
        def found(text: str, *places: int) -> Any:
            return getattr(self._compiled(), method)(text, *places) if needs in text else None

        return found

    def __getattr__(self, name: str) -> Any:
        return getattr(self._compiled(), name)

    def _compiled(self) -> re.Pattern[str]:
        compiled = re.compile(self.pattern, self.flags)
        # Found on the object from now on: as fast as the compiled pattern itself.
        for method in _METHODS:
            setattr(self, method, getattr(compiled, method))
        return compiled


def lazily(pattern: str, flags: int = 0, *, needs: str = "") -> re.Pattern[str]:
    """A pattern that behaves like ``re.compile(pattern, flags)``.

    ``needs`` is what every text has in which it can be found: it is not compiled for others that are looked through.
    """
    return cast("re.Pattern[str]", _Lazy(pattern, flags, needs))
