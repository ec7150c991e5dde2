"""What the first letter of a name tells where nobody declared it: a matrix, a column, or a number."""

from __future__ import annotations

import re

GREEK_NAMES = frozenset(
    {
        "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu", "nu",
        "xi", "omicron", "pi", "rho", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega",
    }
)  # fmt: skip
_LETTERS = re.compile("[A-Za-z]+")


def is_capital(name: str) -> bool:
    """Whether a name is a capital letter with its scripts; of a derivative, whether what it is by is one."""
    own = name.rpartition("/d")[2]
    letters = _LETTERS.match(own)
    return own[0].isupper() and (not own[1:2].islower() or (letters is not None and letters[0].lower() in GREEK_NAMES))


def is_greek(name: str) -> bool:
    """Whether a name is a small Greek letter, which is a number where nothing tells otherwise."""
    return len(name) > 1 and name[0].islower() and name[1].isalpha()


def is_small(name: str) -> bool:
    """Whether a name is a small Latin letter with its scripts."""
    return not is_capital(name) and not is_greek(name)
