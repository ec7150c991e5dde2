"""Answers as a class hands them in, for measuring: right and wrong, in the same words, in others, or in numbers."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import numpy as np

from tutor import host
from tutor.notation.read.parser import parse
from tutor.notation.scope import Scope
from tutor.notation.tree import Bin, Node
from tutor.notation.write.one_line import to_ascii, to_unicode
from tutor.problems.contract.problem import Problem
from tutor.problems.contract.step import Step

WRONG = 0.1
"""The share of wrong answers."""

PROBLEMS = ("skip-mlp", "softmax-net", "conv-dense", "rnn-bptt", "lstm-cell")
"""The networks that a class is given."""

STUDENTS = 300
FIRST_SEED = 10_000


@cache
def questions() -> list[tuple[Problem, Step, str]]:
    """All steps of all problems with their right formulas, mixed."""
    found = []
    for problem in [host.problem(name) for name in PROBLEMS]:
        instance = problem.instance()
        for step in problem.formula_steps():
            found.append((problem, step, to_ascii(instance.formula(step.id), problem.scope)))
    random.Random(1).shuffle(found)
    return found


def slip(right: str, rng: random.Random) -> str:
    """A right formula with a mistake."""
    return rng.choice([f"-({right})", f"2 * ({right})", f"({right}) / 3", f"({right}) + 1", f"({right})^2"])


def alike(count: int) -> Iterator[str]:
    """Lines as a class sends them: each student answers all questions, most of them in the same words."""
    rng = random.Random(count)
    for number in range(count):
        problem, step, right = questions()[number % len(questions())]
        answer = slip(right, rng) if rng.random() < WRONG else right
        yield line(number, problem.id, step.id, answer)


def distinct(count: int) -> Iterator[str]:
    """Lines of which no two are the same answer in the same words: terms in another order, other letters, blanks."""
    rng = random.Random(count)
    seen: set[tuple[str, str, str]] = set()
    for number in range(count):
        problem, step, right = questions()[number % len(questions())]
        answer = slip(right, rng) if rng.random() < WRONG else right
        text = respelled(answer, problem.scope, rng)
        while (problem.id, step.id, text) in seen:  # few ways to write `h`
            text = f"{text} " if rng.random() < 0.5 else f"({text})" if text.count("(") < 8 else f" {text}"
        seen.add((problem.id, step.id, text))
        yield line(number, problem.id, step.id, text)


def of_own_seeds(count: int, in_numbers: float) -> Iterator[str]:
    """Lines of which each has a seed of its own, some of them in numbers of six digits."""
    rng = random.Random(count)
    for number in range(count):
        problem, step, right = questions()[number % len(questions())]
        is_wrong = rng.random() < WRONG
        if rng.random() < in_numbers:
            exact = np.asarray(problem.instance(seed=FIRST_SEED + number).target(step.id), dtype=float)
            answer = _written(exact * 1.37 + 0.01 if is_wrong else exact)
        else:
            answer = slip(right, rng) if is_wrong else right
        yield line(number, problem.id, step.id, answer, seed=FIRST_SEED + number)


def _written(numbers: Any) -> str:
    return f"[{', '.join(map(_written, numbers))}]" if np.ndim(numbers) else f"{float(numbers):.6g}"


def respelled(text: str, scope: Scope, rng: random.Random) -> str:
    """A formula of the same value in another spelling."""
    tree = _turned(parse(text, scope), rng)
    written = to_unicode(tree, scope) if rng.random() < 0.3 else to_ascii(tree, scope)
    return "".join(_blanks(part, rng) for part in re.split(r"( [-+*/@] )", written))


def _blanks(part: str, rng: random.Random) -> str:
    return rng.choice(["", " ", "  "]).join(["", part.strip(), ""]) if part in (" + ", " - ", " * ", " / ") else part


def _turned(node: Node, rng: random.Random) -> Node:
    """A sum with its terms in another order, at every place where there is one."""
    if isinstance(node, Bin):
        left, right = _turned(node.left, rng), _turned(node.right, rng)
        swaps = node.op == "+" and rng.random() < 0.5
        return Bin(node.op, right, left) if swaps else Bin(node.op, left, right)
    if hasattr(node, "body") and hasattr(node, "_replace"):
        return node._replace(body=_turned(node.body, rng))
    return node


def line(number: int, problem: str, step: str, answer: str, **more: Any) -> str:
    """A line of the input."""
    student = f"student {number // len(questions()) % STUDENTS}"
    return json.dumps({"problem": problem, "step": step, "answer": answer, "id": number, "student": student, **more})
