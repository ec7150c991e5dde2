"""The inputs by number: what is marked, compared or graded at each is settled by the seed and the number alone."""

from __future__ import annotations

import json
import random
from functools import cache
from typing import NamedTuple

import tutor
from tests.bundled import authored
from tests.fuzz.characters import any_text
from tests.fuzz.formulas import Writer, answer, slip
from tutor.marking import Question, question
from tutor.problems.open_names.declared_names import declared_names
from tutor.problems.open_names.opening import opened

SLICE = 8_000
"""Inputs that one process works on: few questions, so that their tables are made once."""
QUESTIONS = 8

VALUES = (
    "1e400", "-1e400", "NaN", "-Infinity", "9" * 5_000, "1" + "0" * 400, "-0.0", "1e-400", "true", "null", "[1]", "{}",
    '"7"', '"\\ud800"', '"\\u0000"', "3", "1.5", "[[[1e999]]]", '{"a": {"b": NaN}}', '"' + "x" * 2_000 + '"', "١",
    "0x1", "",
)  # fmt: skip
FIELDS = ("problem", "step", "answer", "seed", "id", "note", "\\ud800", "")


class Input(NamedTuple):
    """`what` is check, compare or grade; `about` the question or the names, `kind` how the text was made."""

    what: str
    about: str
    kind: str
    text: str
    reference: str = ""
    names: tuple[str, ...] = ()


@cache
def all_questions() -> tuple[tuple[str, str], ...]:
    """Every problem and step, choices too."""
    return tuple((problem.id, step.id) for problem in authored() for step in problem.steps)


def questions(seed: int, piece: int) -> list[Question]:
    """The few questions of a slice; slices together go round all of them."""
    known = list(all_questions())
    random.Random(seed).shuffle(known)
    chosen = [known[(piece * QUESTIONS + place) % len(known)] for place in range(QUESTIONS)]
    at = piece % 3 or None
    return [question(tutor.problem(problem).instance(seed=at), step) for problem, step in chosen]


def made(seed: int, number: int, asked: list[Question]) -> tuple[Input, Question]:
    """The input of that number, and the question it is about (for comparing, just where its names are from)."""
    rng = random.Random(f"{seed}:{number}")
    about = rng.choice(asked)
    where = f"{about.problem.id} {about.step.id}"
    chance = rng.random()
    if chance < 0.1:
        return _compared(rng), about
    if chance < 0.2:
        return Input("grade", where, "line", _line(about, rng)), about
    kind, text = answer(about, rng)
    return Input("check", where, kind, text), about


def _compared(rng: random.Random) -> Input:
    declared = rng.choice(((), (), ("W[h,d]", "x[d]", "y[h]"), ("A[i,j]", "B[j,k]"), ("x[n,i]", "w[i]", "c")))
    known = tuple(sorted(declared_names(declared).items()))
    scope = opened(("a b c z alpha x_1 x y w W A B",), known).scope
    writer = Writer(scope, rng)
    reference = writer.formula(3)
    chance = rng.random()
    text = reference if chance < 0.1 else slip(reference, rng) if chance < 0.6 else writer.formula(3)
    if chance > 0.95:
        text, reference = any_text(rng), slip(reference, rng)
    return Input("compare", ", ".join(declared), "slip" if chance < 0.6 else "grammar", text, reference, declared)


def _line(asked: Question, rng: random.Random) -> str:
    """A line of JSON, perhaps with junk in a field, a field twice, or slips in its bytes."""
    _, text = answer(asked, rng)
    fields = [
        ("problem", json.dumps(asked.problem.id)),
        ("step", json.dumps(asked.step.id)),
        ("answer", json.dumps(text)),
    ]
    for _ in range(rng.randint(0, 3)):
        fields.append((rng.choice(FIELDS), rng.choice(VALUES)))
    rng.shuffle(fields)
    line = "{" + ", ".join(f'"{name}": {value}' for name, value in fields) + "}"
    return slip(line, rng) if rng.random() < 0.3 else line
