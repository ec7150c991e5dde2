"""The skills that a derived step trains, by what its paths cross."""

from __future__ import annotations

from tutor.derivation import record
from tutor.derivation.record import DerivedStep

SKILLS = {
    record.SLOPE: "activation-slope",
    record.SOFTMAX: "softmax-cross-entropy",
    record.SHARED: "shared-weights",
    record.MATRIX: "transpose",
    record.OUTER: "layout",
    record.BLOCK: "layout",
    record.GATE: "gate",
    record.RECURRENCE: "time-shift",
    record.BEFORE_FIRST: "time-shift",
    record.CONVOLUTION: "shared-weights",
    record.MEAN: "loss-scale",
}


def skills_of(step: DerivedStep) -> tuple[str, ...]:
    """The names of the skills, the commonest one where a step crosses nothing that has a name."""
    crossed = [each for path in step.paths for each in path.crossed]
    found = dict.fromkeys(SKILLS[each.kind] for each in crossed if each.kind in SKILLS)
    if crossed and all(each.kind == record.SHARED for each in crossed):
        found = {"bias-sum": None}  # nothing is done but to add up
    arrives = any(path.arrives for path in step.paths)
    paths = ("path-sum",) if len(step.paths) > 1 else ()
    return (*paths, *(("chain-rule",) if arrives or not found else ()), *found)
