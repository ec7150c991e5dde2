"""A kind of mistake in one or several formulas of a pass."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from tutor.notation.tree import Node


class Slip(NamedTuple):
    """A kind of mistake, the formula it is in (or the first of several) by name, and what the formulas become."""

    code: str
    place: str
    formulas: Mapping[str, Node]
