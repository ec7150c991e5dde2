"""Which kinds of slips are put into a derivation, and which kinds may stand beside each other to choose from."""

from __future__ import annotations

from collections.abc import Iterable

from tutor.marking.mistakes.codes import CODES, MORE_EXACT

SLIPS = frozenset({
    "derivative-missing", "derivative-other", "derivative-point", "derivative-twice", "mask",
    "delta-missing", "path-missing", "path-only-last", "path-replaced", "regulariser",
    "mean-missing", "mean-for-sum", "sum-missing", "target-twice", "softmax-diagonal",
    "time-shift", "transpose", "order", "sign", "updated-weights", "gate-swapped", "kernel-flipped",
    "other-gradient", "factor", "factor-missing", "term-missing",
})  # fmt: skip
"""The kinds that people make and that a reader can find: no name put for any other, no sum that runs too short."""

_NEVER_OFFERED = frozenset({"zero", "not-finite", "index-unused", "mean-axis", "forward", "clipped"})

_OVERLAPPING: tuple[frozenset[str], ...] = tuple(
    map(
        frozenset,
        (
            ("factor-missing", "factor", "delta-missing", "mean-missing", "sum-missing", "power", "derivative-missing"),
            ("factor-missing", "rate-missing", "inverse-missing", "mask", "operation", "term-missing"),
            ("factor-twice", "derivative-twice", "mean-twice", "power", "factor", "target-twice"),
            ("term-missing", "path-missing", "path-only-last", "path-replaced", "regulariser", "sum-missing"),
            ("term-missing", "operation", "gate-missing", "position", "time-shift"),
            ("sum-missing", "mean-for-sum", "position", "sum-extra"),
            ("mean-missing", "mean-for-sum", "factor", "mean-twice"),
            ("transpose", "order", "index", "kernel-flipped", "padding"),
            ("swapped", "gate-swapped", "other-gradient", "updated-weights", "time-shift", "path-replaced", "index"),
            ("swapped", "derivative-other", "derivative-point", "target-twice", "sign", "inverse-missing"),
            ("derivative-other", "sign", "factor", "factor-missing", "power", "operation", "mask", "derivative-twice"),
            ("derivative-other", "derivative-missing", "term-missing"),
            ("derivative-other", "derivative-point"),
            ("derivative-point", "gate-swapped", "time-shift", "other-gradient"),
            ("sign", "target-twice", "operation", "inverse-missing"),
            ("path-only-last", "time-shift", "delta-missing"),
            ("overwritten", "path-missing", "path-only-last", "path-replaced", "term-missing", "sum-missing"),
            ("overwritten", "sum-extra", "mean-for-sum", "position", "index", "time-shift", "delta-missing"),
            ("turn-missing", "path-missing", "path-only-last", "path-replaced", "term-missing", "sum-missing"),
            ("turn-missing", "sum-extra", "mean-for-sum", "position", "index", "time-shift", "delta-missing"),
            ("softmax-diagonal", "derivative-other", "sum-missing", "jacobian-diagonal", "term-missing"),
        ),
    )
)
"""Kinds of which two may be said of the same line: `v` for `v (1 − v)` is another slope, and a factor left out."""


def overlap(one: str, other: str) -> bool:
    """Whether both kinds may be true of one line, so that they are not offered together."""
    if other in MORE_EXACT.get(one, ()) or one in MORE_EXACT.get(other, ()):
        return True
    return any(one in some and other in some for some in _OVERLAPPING)


def others(true: str, also_true: Iterable[str], found: Iterable[str]) -> list[str]:
    """The kinds out of ``found`` that may be offered beside the true one; those that people make come first."""
    held = {true, *also_true}
    fitting = [
        code
        for code in dict.fromkeys(found)
        if code in CODES and code not in _NEVER_OFFERED and not any(code == one or overlap(code, one) for one in held)
    ]
    return sorted(fitting, key=lambda code: code not in SLIPS)
