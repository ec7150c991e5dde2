"""Wrong backward passes as people write them, with one slip each: how many are given the true cause, how many a false.

    python -m tests.benchmarks.backward_passes [NAME ...]

A file of `passes/` is a pass in NumPy. A line ``#? codes: statement`` is a slip that may be made in the line before:
the statement stands there instead, what comes after follows from it, and ``codes`` are those that name the cause. A
file begins with its network in ``network:`` lines, or is that of the gallery's network of its name. As people save
them, the gradients of weights and inputs are handed in.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

import tutor
from tutor import host
from tutor.marking.gradcheck import Row

SEEDS = (1, 2)
PASSES = Path(__file__).with_name("passes")
PLACES = {"zero", "place", "block", "shape"}
"""Codes that say what the numbers look like, and are no cause."""
_NETWORK, _SLIP = "network:", "#?"


class Slip(NamedTuple):
    """The statement made wrong, the codes that name the cause, and the whole pass with it."""

    statement: str
    codes: frozenset[str]
    code: str


class Pass(NamedTuple):
    """A backward pass of a problem: the right code, and the wrong ones."""

    problem: Any
    code: str
    slips: list[Slip]


def read(path: Path) -> Pass:
    """The pass that a file holds."""
    lines = path.read_text(encoding="utf-8").splitlines()
    network = [line.removeprefix(_NETWORK).strip() for line in lines if line.startswith(_NETWORK)]
    lines = [line for line in lines if not line.startswith(_NETWORK)]
    code = [line for line in lines if not line.strip().startswith(_SLIP)]
    slips, at = [], -1
    for line in lines:
        if not line.strip().startswith(_SLIP):
            at += 1
            continue
        codes, _, statement = line.strip().removeprefix(_SLIP).partition(": ")
        indent = code[at][: len(code[at]) - len(code[at].lstrip())]
        wrong = [*code[:at], indent + statement, *code[at + 1 :]]
        slips.append(Slip(statement, frozenset(codes.split()), "\n".join(wrong)))
    problem = tutor.network("\n".join(network)) if network else host.problems()[path.stem]
    return Pass(problem, "\n".join(code), slips)


def gradients(code: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """The gradients that a pass leaves behind for what is given."""
    names: dict[str, Any] = {"np": np, **given}
    exec(compile(code, "pass", "exec"), names)
    return {f"d{name}": names[f"d{name}"] for name in given if f"d{name}" in names and f"d{name}" not in given}


def told(slip: Slip, rows: list[Row]) -> str:
    """What the wrong rows of a slip come to: true, partly (some rows have no cause), false, none, or same."""
    wrong = [row for row in rows if not row.agrees]
    first = [row.diagnosis[0].code if row.diagnosis else "" for row in wrong]
    first = ["" if code in PLACES - slip.codes else code for code in first]
    if not wrong:
        return "same"
    if any(code and code not in slip.codes for code in first):
        return "false"
    return "true" if all(first) else "partly" if any(first) else "none"


def judged(one: Pass, seed: int) -> Iterator[tuple[Slip, str, list[Row]]]:
    """Each slip with what it comes to and the rows, at one seed."""
    instance = one.problem.instance(seed=seed)
    given = {name: np.asarray(array) for name, array in instance.given.items()}
    right = tutor.gradcheck(one.problem, given, gradients(one.code, given))
    bad = [row.name for row in right if not row.agrees]
    if bad:
        raise SystemExit(f"{one.problem.id}: the right pass differs in {bad}")
    for slip in one.slips:
        with np.errstate(all="ignore"):
            rows = tutor.gradcheck(one.problem, given, gradients(slip.code, given))
        yield slip, told(slip, rows), rows


def main() -> None:
    """Print each slip that is not told truly, and the counts."""
    counts: Counter[str] = Counter()
    for path in sorted(PASSES.glob("*.txt")):
        if len(sys.argv) > 1 and path.stem not in sys.argv[1:]:
            continue
        own: Counter[str] = Counter()
        one = read(path)
        for seed in SEEDS:
            for slip, what, rows in judged(one, seed):
                own[what] += 1
                if what not in ("true", "same"):
                    said = {r.name: " ".join(d.code for d in r.diagnosis) or "-" for r in rows if not r.agrees}
                    print(f"  {path.stem} seed {seed} {what}: {slip.statement}   {said}", flush=True)
        print(f"{path.stem:24} {dict(own)}", flush=True)
        counts += own
    print(f"all: {dict(counts)}")


if __name__ == "__main__":
    main()
