"""Wrong backward passes as people write them: how many are given the true cause, how many a false.

    python -m tests.benchmarks.backward_passes [--quick] [NAME ...]

A file of `passes/` is a pass in NumPy. Lines at its head say whose it is: ``problem: ID`` and, for its choices,
``set: f=tanh``, or ``network:`` and a line of a network file; with none of these it is that of the file's own name.

A line ``#? codes: statement`` is a slip that may be made in the line before: the statement stands there instead, and
what comes after follows from it. ``codes`` are those that name the cause; of two mistakes at once ``sign+factor`` wants
both names. Slips with the same label, ``#? codes [label]: statement``, are made together.

As people save them, the gradients of weights and inputs are handed in, then with them those on the way that the right
pass leaves behind, then the values of the forward pass as well. ``--quick`` tries the first of these at one seed.

What cannot be told apart by value has several names, of which one must be the cause's; more than three tell nothing,
and are false. How many sets of arrays got two names or three is counted, so that naming much is seen.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

import tutor
from tutor import host
from tutor.errors import TutorError
from tutor.marking.gradcheck import Row
from tutor.marking.verdict import alternatives

SEEDS = (1, 2)
MOST_NAMES = 3
PASSES = Path(__file__).with_name("passes")
PLACES = {"zero", "place", "block", "shape"}
"""Codes that say what the numbers look like, and are no cause."""
_HEAD = re.compile(r"(network|problem|set):(.*)")
_SLIP = re.compile(r"\s*#\? ([\w+ -]+?)(?: \[(\w+)\])?: (.*)")

GIVEN, ON_THE_WAY, FORWARD = "weights and inputs", "with those on the way", "with the forward pass"


class Slip(NamedTuple):
    """The statements made wrong, the codes that name the cause, and the whole pass with it."""

    statement: str
    codes: tuple[frozenset[str], ...]
    code: str


class Pass(NamedTuple):
    """A backward pass of a problem with its choices: the right code, and the wrong ones."""

    problem: Any
    choices: dict[str, str]
    code: str
    slips: list[Slip]


def read(path: Path) -> Pass:
    """The pass that a file holds."""
    head: dict[str, list[str]] = {"network": [], "problem": [], "set": []}
    code: list[str] = []
    made: dict[str, list[tuple[int, str]]] = {}
    codes: dict[str, tuple[frozenset[str], ...]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if said := _HEAD.match(line):
            head[said[1]].append(said[2].strip())
        elif slip := _SLIP.match(line):
            label = slip[2] or f" {len(made)}"
            made.setdefault(label, []).append((len(code) - 1, slip[3]))
            codes[label] = tuple(frozenset(one.split("+")) for one in slip[1].split())
        else:
            code.append(line)
    slips = []
    for label, statements in made.items():
        wrong = list(code)
        for at, statement in statements:
            wrong[at] = code[at][: len(code[at]) - len(code[at].lstrip())] + statement
        slips.append(Slip("; ".join(statement for _, statement in statements), codes[label], "\n".join(wrong)))
    choices = dict(one.split("=") for one in head["set"])
    problem = tutor.network("\n".join(head["network"])) if head["network"] else _declared(head["problem"], path)
    return Pass(problem, choices, "\n".join(code), slips)


def _declared(named: list[str], path: Path) -> Any:
    return host.problem(named[0] if named else path.stem)


def run(code: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """All names that a pass leaves behind for what is given."""
    names: dict[str, Any] = {"np": np, **given}
    with np.errstate(all="ignore"):
        exec(compile(code, "pass", "exec"), names)
    return names


def told(slip: Slip, rows: list[Row]) -> str:
    """What the wrong rows of a slip come to: true, partly (some rows have no cause), false, none, or same.

    Where a forward value was handed in and is wrong, it is the cause of what follows.
    """
    wrong = [row for row in rows if not row.agrees]
    causes = (*slip.codes, *(frozenset(("forward",)) for row in wrong if row.kind == "value"))
    known = frozenset().union(*causes)
    codes = [[found.code for found in row.diagnosis if found.code not in PLACES - known] for row in wrong]
    first = [next((code for code in some if code in known), some[0]) if some else "" for some in codes]
    if not wrong:
        return "same"
    if count_of_names(rows) > MOST_NAMES or any(code and code not in known for code in first):
        return "false"
    said = {code for some in codes for code in some}
    if not any(first):
        return "none"
    return "true" if all(first) and any(one <= said for one in causes) else "partly"


def count_of_names(rows: list[Row]) -> int:
    """How many explanations the wrong array has that has the most: of these one holds, and nobody can tell which."""
    return max((len(alternatives(row.diagnosis)) or 1 for row in rows if not row.agrees), default=0)


class Handed(NamedTuple):
    """What is handed in of a pass: names of gradients and of forward values."""

    gradients: list[str]
    values: list[str]


def handed_in(one: Pass, given: Mapping[str, Any]) -> dict[str, Handed]:
    """What is handed in of a pass, by how much that is. Raises SystemExit where the right pass is not right."""
    names = run(one.code, given)
    own = {f"d{name}" for name in given}
    weights = [f"d{name}" for name in given if f"d{name}" in names and f"d{name}" not in given]
    on_the_way = [f"d{value.name}" for value in one.problem.values if f"d{value.name}" in names.keys() - given - own]
    bad = [key for key in weights if not _agrees(one, given, {key: names[key]}, {})]
    if bad:
        raise SystemExit(f"{one.problem.id}: the right pass differs in {bad}")
    on_the_way = [key for key in on_the_way if _agrees(one, given, {key: names[key]}, {})]
    values = [value.name for value in one.problem.values if value.name in names]
    values = [name for name in values if _agrees(one, given, {}, {name: names[name]})]
    found = {GIVEN: Handed(weights, [])}
    if on_the_way:
        found[ON_THE_WAY] = Handed([*on_the_way, *weights], [])
    if values:
        found[FORWARD] = Handed([*on_the_way, *weights], values)
    return found


def _agrees(one: Pass, given: Mapping[str, Any], gradients: dict[str, Any], values: dict[str, Any]) -> bool:
    try:
        rows = tutor.gradcheck(one.problem, given, gradients, values=values or None, set=one.choices)
    except TutorError:
        return False
    return all(row.agrees and not row.layout for row in rows)


def rows_of(one: Pass, given: Mapping[str, Any], slip: Slip, handed: Handed) -> list[Row]:
    """What is said of a pass with a slip."""
    names = run(slip.code, given)
    gradients = {key: names[key] for key in handed.gradients}
    values = {key: names[key] for key in handed.values}
    return tutor.gradcheck(one.problem, given, gradients, values=values or None, set=one.choices)


def judged(one: Pass, seed: int, *, quick: bool = False) -> Iterator[tuple[Slip, str, str, list[Row]]]:
    """Each slip with how much is handed in, what it comes to and the rows, at one seed."""
    instance = one.problem.variant(one.choices).instance(seed=seed)
    given = {name: np.asarray(array) for name, array in instance.given.items()}
    for how, handed in handed_in(one, given).items():
        for slip in one.slips:
            rows = rows_of(one, given, slip, handed)
            yield slip, how, told(slip, rows), rows
        if quick:
            return


def main() -> None:
    """Print each slip that is not told truly, and the counts."""
    quick = "--quick" in sys.argv
    chosen = [name for name in sys.argv[1:] if not name.startswith("--")]
    counts: Counter[str] = Counter()
    names: Counter[int] = Counter()
    for path in sorted(PASSES.glob("*.txt")):
        if chosen and path.stem not in chosen:
            continue
        own: Counter[str] = Counter()
        own_names: Counter[int] = Counter()
        one = read(path)
        for seed in SEEDS[:1] if quick else SEEDS:
            for slip, how, what, rows in judged(one, seed, quick=quick):
                own[what] += 1
                own_names[count_of_names(rows)] += 1
                if what not in ("true", "same"):
                    said = {r.name: " ".join(d.code for d in r.diagnosis) or "-" for r in rows if not r.agrees}
                    print(f"  {path.stem}, seed {seed}, {how}, {what}: {slip.statement}   {said}", flush=True)
        print(f"{path.stem:24} {dict(own)}{_several(own_names)}", flush=True)
        counts += own
        names += own_names
    print(f"all: {dict(counts)}{_several(names)}")


def _several(names: Counter[int]) -> str:
    return "".join(f", with {count} names {names[count]}" for count in sorted(names) if count > 1)


if __name__ == "__main__":
    main()
