"""Curves that a problem has to show, as data: the app draws them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Curve:
    """Points in order of x, under a label."""

    label: str
    xs: tuple[float, ...]
    ys: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Plot:
    """Curves over a common axis, which ``across`` names; ``about`` says what is seen, ``note`` what to take from it."""

    title: str
    about: str
    across: str
    curves: tuple[Curve, ...]
    note: str = ""
