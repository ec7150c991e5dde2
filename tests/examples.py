"""How many examples a property is tried with.

A few in every run, and always the same; ten times as many, drawn anew, with `--hypothesis-profile=deep`.
"""

from __future__ import annotations

from hypothesis import settings

USUAL = 100
"""The examples of a property that states no number of its own, in the profile of every run."""


def examples(count: int) -> int:
    """`count` in the profile of every run, and so many times more in one that tries more."""
    return count * settings().max_examples // USUAL
