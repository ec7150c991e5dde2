"""Regular expressions that are compiled when they are first used.

Those for LaTeX and for scripts take 2 ms together, which a command that reads a problem's own formulas need not spend.
"""

from __future__ import annotations

import re
from typing import Any, cast


class _Lazy:
    def __init__(self, pattern: str, flags: int) -> None:
        self.pattern = pattern
        self.flags = flags

    def __getattr__(self, name: str) -> Any:
        compiled = re.compile(self.pattern, self.flags)
        # Found on the object from now on: as fast as the compiled pattern itself.
        for method in ("match", "fullmatch", "search", "sub", "split", "finditer", "findall"):
            setattr(self, method, getattr(compiled, method))
        return getattr(compiled, name)


def lazily(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """A pattern that behaves like ``re.compile(pattern, flags)``."""
    return cast("re.Pattern[str]", _Lazy(pattern, flags))
