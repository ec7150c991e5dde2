"""Input meant to hurt: what cannot be read, and what can be but takes long.

python -m tests.benchmarks.hostile
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator

import tutor
from tests.benchmarks.figure import Figure, run
from tutor.marking import Question, mark, question
from tutor.marking.mistakes.step_mutants import mutants_of
from tutor.notation.scope import Scope

ASKED = (
    ("lstm-cell", "dL/dC"), ("skip-mlp", "dL/dw_io"), ("skip-mlp", "dL/dx"), ("softmax-net", "dL/dW1"),
    ("conv-dense", "dL/dz0"), ("rnn-bptt", "dL/dW"), ("lstm-step", "dL/da"), ("rnn-memory", "z"),
)  # fmt: skip
UNREADABLE = (
    "9**9**9**9", "(" * 10_000, "[" * 3_000, "-" * 3_000 + "h", "__import__('os')", "h.__class__", "h\0", "\u202eh",
    "h" * 1_000_000,
    "h^" * 1_500 + "h", "h " * 1_900, "+".join(["h"] * 1_900), "sum_n(" * 500, "1e400", "9" * 3_999, r"\frac{" * 600,
    "[" + ",".join(["1"] * 1_900) + "]", "tanh(" * 700 + "h" + ")" * 700, "h_" * 1_900, "dL/d" * 900, "'" * 4_000,
)  # fmt: skip
NESTED = ("tanh", "softmax", "erf", "diag", "flip", "sigma", "exp")


def readable(scope: Scope) -> Iterator[str]:
    """Long and deep formulas over names that may be used, the largest and the smallest array among them."""
    axes = {name: declared.axes for name, declared in scope.names.items() if name.isalnum()}
    axes = {name: letters for name, letters in axes.items() if name not in scope.refused}
    by_size = sorted(axes, key=lambda name: len(axes[name]))
    for name in dict.fromkeys((by_size[-1], by_size[0], *list(axes)[:2])):
        yield from over(name)
    indexed = [f"{name}[{','.join(letters)}]" for name, letters in axes.items() if letters][:6]
    matrices = [name for name, letters in axes.items() if len(letters) == 2][:4]
    for letter in dict.fromkeys(letter for letters in axes.values() for letter in letters):
        yield f"sum_{letter}(" * 40 + "*".join(indexed) + ")" * 40
    apart = [
        f"{name}[{first},{second}]" for name, (first, second) in zip(matrices, ("ab", "cd", "pq", "rs"), strict=False)
    ]
    yield from (
        "*".join(apart),
        "+".join(apart),
        "sum_{a,b,c,d}(" + "*".join(apart) + ")",
        "*".join(indexed * 20)[:899],
    )
    rng = random.Random(1)
    for _ in range(10):
        pairs = (f"({rng.choice(by_size)}{rng.choice('+-*')}{rng.choice(by_size)})" for _ in range(120))
        yield "*".join(pairs)[:3_999].rpartition("*")[0]


def over(name: str) -> Iterator[str]:
    """Formulas over one name, up to 4,000 characters."""
    for sign in "+*/@ ^":
        yield sign.join([name] * 140)
        yield sign.join([name] * (3_999 // (len(name) + 1)))
    for function in NESTED:
        yield f"{function}(" * 50 + name + ")" * 50
    yield "@".join([name, f"{name}.T"] * 60)
    yield "+".join(f"{name}^{power}" for power in range(1, 140))
    yield "+".join([f"0.1234*{name}"] * 100)
    yield f"[{','.join([name] * 140)}]"
    yield f"[{','.join([f'[{chr(44).join([name] * 12)}]'] * 10)}]"
    yield "[" * 40 + name + "]" * 40
    yield "outer(" * 20 + name + f",{name})" * 20
    yield from (f"(({name}^99)^99)^99", f"exp(exp(exp({name})))", f"1-tanh(400*{name})^2", f"1e-300*{name}*1e-300")
    yield from (f"exp(1e308*{name})", f"sigma'(1e300*{name})", f"sin((sigma'({name}^1000))^1000)*tanh({name}^0)")
    yield from (f"({name}+1e9)-1e9", f"({name}+1e15)-1e15-{name}", f"sin({name})^2+cos({name})^2-1+1e-12*{name}")


def figures() -> Iterator[Figure]:
    """The longest time a prepared question took, and over what."""
    slowest = ("", 0.0)
    count = 0
    for problem_id, step_id in ASKED:
        problem = tutor.problem(problem_id)
        asked = question(problem.instance(seed=1), step_id)
        mutants_of(problem, step_id)
        mark(asked, "sum(1, 2)")
        for text in (*UNREADABLE, *readable(asked.scope)):
            count += 1
            slowest = max(
                slowest, (f"{problem_id} {step_id}: {text[:30]}", seconds(asked, text)), key=lambda item: item[1]
            )
    yield Figure(f"any of {count} hostile answers", slowest[1] * 1e3, "ms", 50, repr(slowest[0]))


def seconds(asked: Question, text: str) -> float:
    """The better of two times of the processor: the arrays with many digits are computed once a question."""
    best = float("inf")
    for _ in range(2):
        start = time.process_time()
        mark(asked, text)
        best = min(best, time.process_time() - start)
    return best


if __name__ == "__main__":
    run(figures)
