"""Whether a page itself names what arrives at a step from outside, such as dc beside dh."""

from __future__ import annotations

import re
from functools import lru_cache

_SCRIPTS = r"(?:\s*[_^]\s*(?:\{[^{}]*\}|\w+))*"
_GIVEN_ON = r"\s*_\s*\{?\s*(?:[a-z]\s*-\s*1|(?:\\text\s*\{\s*)?prev)"
_TO_COME = r"_\{?(?:\\text\{)?(?:next|in|out|upstream|above)"


@lru_cache(maxsize=32)
def named_as_arriving(text: str, name: str) -> bool:
    """Whether a name stands in a text for what arrives, and not as the page's own name for a whole derivative.

    It is the page's own where it stands on a left side, unless its script says that it comes from elsewhere, and where
    it is given on to the step before.
    """
    letters = r"(?:\s*|\s*\\?)".join(map(re.escape, name))
    name_alone = rf"(?<![A-Za-z\\/{{]){letters}(?![A-Za-z])"
    if re.search(rf"{name_alone}{_TO_COME}", text):
        return True
    own = re.search(rf"{name_alone}{_SCRIPTS}\s*&?\s*(?::=|=|\+=|<-|\\leftarrow)", text)
    return own is None and re.search(rf"{name_alone}(?!{_GIVEN_ON})", text) is not None
