"""Derivatives of single expressions beside SymPy's matrix derivative, both held against the complex step.

python tests/benchmarks/matrix_derivatives.py
"""

from __future__ import annotations

import re
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import permutations
from statistics import median
from types import SimpleNamespace
from typing import Any, NamedTuple

import numpy as np
import sympy

import tutor
from tutor.errors import TutorError

SECONDS = 5
"""What one derivative may take."""
SIZES = {"n": 5, "i": 3, "j": 4, "k": 2}
AXES = {
    "x": "i", "y": "i", "w": "i", "a": "j", "b": "j", "u": "k", "v": "k", "t": "n",
    "A": "ij", "B": "ij", "C": "jk", "W": "ki", "X": "ni", "S": "ii", "Q": "ii", "s": "",
}  # fmt: skip


class Row(NamedTuple):
    """An expression, the names that it is differentiated by, its value in NumPy, and what SymPy is given, if it can."""

    text: str
    by: str
    value: Callable[[Any], Any]
    symbolic: Callable[[Any], Any] | None = None


def softmax(z: Any) -> Any:
    return np.exp(z) / np.exp(z).sum()


def relu(z: Any) -> Any:
    return np.where(z.real > 0, z, 0)


ROWS = (
    Row("x^T y", "xy", lambda g: g.x @ g.y, lambda m: m.x.T * m.y),
    Row("x^T A b", "xAb", lambda g: g.x @ g.A @ g.b, lambda m: m.x.T * m.A * m.b),
    Row("x^T S x", "xS", lambda g: g.x @ g.S @ g.x, lambda m: m.x.T * m.S * m.x),
    Row("x^T S^T S x", "xS", lambda g: g.x @ g.S.T @ g.S @ g.x, lambda m: m.x.T * m.S.T * m.S * m.x),
    Row(
        "sum((A b - x)^2)",
        "Abx",
        lambda g: ((g.A @ g.b - g.x) ** 2).sum(),
        lambda m: (m.A * m.b - m.x).T * (m.A * m.b - m.x),
    ),
    Row(
        "(x - y)^T S (x - y)",
        "xS",
        lambda g: (g.x - g.y) @ g.S @ (g.x - g.y),
        lambda m: (m.x - m.y).T * m.S * (m.x - m.y),
    ),
    Row(
        "(x - y)^T S^-1 (x - y)",
        "xS",
        lambda g: (g.x - g.y) @ np.linalg.inv(g.S) @ (g.x - g.y),
        lambda m: (m.x - m.y).T * m.S.I * (m.x - m.y),
    ),
    Row("x^T S^-1 y", "xS", lambda g: g.x @ np.linalg.inv(g.S) @ g.y, lambda m: m.x.T * m.S.I * m.y),
    Row("norm(x)", "x", lambda g: np.sqrt((g.x**2).sum()), lambda m: sympy.sqrt(m.x.T * m.x)),
    Row("||A b||^2", "Ab", lambda g: ((g.A @ g.b) ** 2).sum(), lambda m: (m.A * m.b).T * (m.A * m.b)),
    Row("sum(A^2)", "A", lambda g: (g.A**2).sum(), lambda m: sympy.Trace(m.A * m.A.T)),
    Row("sum(S^2)", "S", lambda g: (g.S**2).sum(), lambda m: sympy.Trace(m.S * m.S.T)),
    Row("tr(S)", "S", lambda g: np.trace(g.S), lambda m: sympy.Trace(m.S)),
    Row("tr(S^2)", "S", lambda g: np.trace(g.S @ g.S), lambda m: sympy.Trace(m.S * m.S)),
    Row("tr(S^3)", "S", lambda g: np.trace(g.S @ g.S @ g.S), lambda m: sympy.Trace(m.S * m.S * m.S)),
    Row("tr(S^-1)", "S", lambda g: np.trace(np.linalg.inv(g.S)), lambda m: sympy.Trace(m.S.I)),
    Row("tr(S^-1 Q)", "S", lambda g: np.trace(np.linalg.inv(g.S) @ g.Q), lambda m: sympy.Trace(m.S.I * m.Q)),
    Row("tr(A^T B)", "AB", lambda g: np.trace(g.A.T @ g.B), lambda m: sympy.Trace(m.A.T * m.B)),
    Row("tr(A^T S A)", "AS", lambda g: np.trace(g.A.T @ g.S @ g.A), lambda m: sympy.Trace(m.A.T * m.S * m.A)),
    Row("tr(A C W)", "ACW", lambda g: np.trace(g.A @ g.C @ g.W), lambda m: sympy.Trace(m.A * m.C * m.W)),
    Row(
        "tr(A B^T A B^T)",
        "AB",
        lambda g: np.trace(g.A @ g.B.T @ g.A @ g.B.T),
        lambda m: sympy.Trace(m.A * m.B.T * m.A * m.B.T),
    ),
    Row("tr(S^T Q S)", "SQ", lambda g: np.trace(g.S.T @ g.Q @ g.S), lambda m: sympy.Trace(m.S.T * m.Q * m.S)),
    Row("tr(S) tr(Q)", "S", lambda g: np.trace(g.S) * np.trace(g.Q), lambda m: sympy.Trace(m.S) * sympy.Trace(m.Q)),
    Row(
        "sum((C - a u^T)^2)",
        "Cau",
        lambda g: ((g.C - np.outer(g.a, g.u)) ** 2).sum(),
        lambda m: sympy.Trace((m.C - m.a * m.u.T) * (m.C - m.a * m.u.T).T),
    ),
    Row(
        "norm(S^T S - Q)^2",
        "SQ",
        lambda g: ((g.S.T @ g.S - g.Q) ** 2).sum(),
        lambda m: sympy.Trace((m.S.T * m.S - m.Q) * (m.S.T * m.S - m.Q).T),
    ),
    Row("x^T A A^T x", "Ax", lambda g: g.x @ g.A @ g.A.T @ g.x, lambda m: m.x.T * m.A * m.A.T * m.x),
    Row("x^T A C u", "ACu", lambda g: g.x @ g.A @ g.C @ g.u, lambda m: m.x.T * m.A * m.C * m.u),
    Row("y^T S^2 x", "Sx", lambda g: g.y @ g.S @ g.S @ g.x, lambda m: m.y.T * m.S * m.S * m.x),
    Row("x^T diag(y) x", "xy", lambda g: g.x @ np.diag(g.y) @ g.x, lambda m: m.x.T * sympy.DiagMatrix(m.y) * m.x),
    Row("(x^T S x)/(x^T x)", "xS", lambda g: g.x @ g.S @ g.x / (g.x @ g.x)),
    Row("x^T y/(norm(x) norm(y))", "xy", lambda g: g.x @ g.y / np.sqrt((g.x @ g.x) * (g.y @ g.y))),
    Row("exp(-x^T x/2)", "x", lambda g: np.exp(-g.x @ g.x / 2)),
    Row("sum(A*B)", "A", lambda g: (g.A * g.B).sum(), lambda m: sympy.Trace(m.A * m.B.T)),
    Row("sum(exp(A)*B)", "AB", lambda g: (np.exp(g.A) * g.B).sum()),
    Row("sum(tanh(A b))", "Ab", lambda g: np.tanh(g.A @ g.b).sum()),
    Row("u v^T", "uv", lambda g: np.outer(g.u, g.v)),
    Row("A b", "Ab", lambda g: g.A @ g.b, lambda m: m.A * m.b),
    Row("S x", "Sx", lambda g: g.S @ g.x, lambda m: m.S * m.x),
    Row("x*y", "x", lambda g: g.x * g.y, lambda m: sympy.HadamardProduct(m.x, m.y)),
    Row("x/norm(x)", "x", lambda g: g.x / np.sqrt(g.x @ g.x)),
    Row("softmax(x)", "x", lambda g: softmax(g.x)),
    Row("y^T softmax(x)", "xy", lambda g: g.y @ softmax(g.x)),
    Row("-sum(y*log(softmax(A b)))", "Ab", lambda g: -(g.y * np.log(softmax(g.A @ g.b))).sum()),
    Row("logsumexp(A b)", "Ab", lambda g: np.log(np.exp(g.A @ g.b).sum())),
    Row("log(sum(exp(x)))", "x", lambda g: np.log(np.exp(g.x).sum())),
    Row("sum(log(1 + exp(-t*(X w))))", "Xw", lambda g: np.log(1 + np.exp(-g.t * (g.X @ g.w))).sum()),
    Row(
        "sum((X w - t)^2) + s*sum(w^2)",
        "Xw",
        lambda g: ((g.X @ g.w - g.t) ** 2).sum() + g.s * (g.w**2).sum(),
        lambda m: (m.X * m.w - m.t).T * (m.X * m.w - m.t) + m.s * m.w.T * m.w,
    ),
    Row("sum(max(0, 1 - t*(X w)))", "Xw", lambda g: relu(1 - g.t * (g.X @ g.w)).sum()),
    Row("v^T relu(W x)", "vWx", lambda g: g.v @ relu(g.W @ g.x)),
    Row(
        "sum(where(x > y, (x - y)^2, x*y))",
        "xy",
        lambda g: np.where(g.x.real > g.y.real, (g.x - g.y) ** 2, g.x * g.y).sum(),
    ),
    Row("max(x)", "x", lambda g: g.x[g.x.real.argmax()]),
    Row(
        "y^T ((x - mean(x))/std(x))",
        "x",
        lambda g: g.y @ ((g.x - g.x.mean()) / np.sqrt(((g.x - g.x.mean()) ** 2).mean())),
    ),
    Row("prod(x)", "x", lambda g: np.prod(g.x)),
    Row("sum(x)^2", "x", lambda g: g.x.sum() ** 2),
    Row("mean(x)", "x", lambda g: g.x.mean()),
    Row("sum(S^-1)", "S", lambda g: np.linalg.inv(g.S).sum()),
    Row("S^2", "S", lambda g: g.S @ g.S, lambda m: m.S * m.S),
    Row("S^T S", "S", lambda g: g.S.T @ g.S, lambda m: m.S.T * m.S),
    Row("S^-1", "S", lambda g: np.linalg.inv(g.S), lambda m: m.S.I),
)


def arrays() -> SimpleNamespace:
    """An array for every name."""
    draw = np.random.default_rng(3)
    made = {name: draw.uniform(0.3, 1.2, [SIZES[axis] for axis in axes]) for name, axes in AXES.items()}
    made["S"] = made["S"] + 2 * np.eye(SIZES["i"])
    return SimpleNamespace(**{name: array.astype(complex) for name, array in made.items()})


def expected(row: Row, by: str, given: SimpleNamespace) -> Any:
    """The derivative by complex steps: the axes of the value, then those of the name."""
    array = getattr(given, by)
    slopes = []
    for at in np.ndindex(array.shape):
        moved = array.copy()
        moved[at] += 1e-30j
        slopes.append(np.imag(row.value(SimpleNamespace(**{**vars(given), by: moved}))) / 1e-30)
    return np.moveaxis(np.array(slopes), 0, -1).reshape(*np.shape(slopes[0]), *array.shape)


@contextmanager
def bounded() -> Iterator[None]:
    """Raises TimeoutError after SECONDS."""

    def stop(*_: object) -> None:
        raise TimeoutError

    signal.signal(signal.SIGALRM, stop)
    signal.alarm(SECONDS)
    try:
        yield
    finally:
        signal.alarm(0)


def ours(row: Row, by: str, given: SimpleNamespace, wanted: Any) -> bool:
    """Whether the derivative has the right values, as read by what reads answers."""
    occurring = [name for name in AXES if re.search(rf"(?<![A-Za-z]){name}(?![A-Za-z(])", row.text)]
    declared = [f"{name}[{','.join(AXES[name])}]" if AXES[name] else name for name in occurring]
    derived = tutor.derive(row.text, by=by, names=declared)
    (step,) = derived.steps
    problem = derived.derivation.problem
    own = {one.name: np.real(getattr(given, one.name)) for one in problem.given}
    found = np.asarray(problem.instance(given=own).evaluated()[step.id][0])
    return found.shape == wanted.shape and np.allclose(found, wanted)


def theirs(row: Row, by: str, given: SimpleNamespace, wanted: Any) -> bool:
    """Whether SymPy's has, in either layout."""
    symbols = {
        name: sympy.MatrixSymbol(name, SIZES[axes[0]], SIZES[axes[1]] if len(axes) == 2 else 1)
        if axes
        else sympy.Symbol(name)
        for name, axes in AXES.items()
    }
    assert row.symbolic is not None
    found = row.symbolic(SimpleNamespace(**symbols)).diff(symbols[by])
    if isinstance(found, sympy.MatrixExpr):
        real = {name: np.real(getattr(given, name)) for name, axes in AXES.items() if axes}
        found = found.subs(
            {symbols[name]: sympy.Matrix(real[name].reshape(symbols[name].shape)) for name in real}
        ).doit()
    explicit = found.as_explicit() if hasattr(found, "as_explicit") else found
    entries = sympy.flatten(sympy.Array(explicit)) if hasattr(explicit, "shape") else [explicit]
    numbers = {
        symbols[name][at] if axes else symbols[name]: float(np.real(getattr(given, name))[at[: len(axes)]])
        for name, axes in AXES.items()
        for at in np.ndindex(*(symbols[name].shape if axes else ()))
    }
    array = np.array([float(sympy.sympify(entry).xreplace(numbers)) for entry in entries])
    array = array.reshape([size for size in getattr(explicit, "shape", ()) if size > 1])
    orders = permutations(range(array.ndim))
    return any(turned.shape == wanted.shape and np.allclose(turned, wanted) for turned in map(array.transpose, orders))


def main() -> None:
    given = arrays()
    totals: dict[str, Counter[str]] = {"tutor": Counter(), "sympy": Counter()}
    times: dict[str, list[float]] = {"tutor": [], "sympy": []}
    for row in ROWS:
        for by in row.by:
            wanted = expected(row, by, given)
            for name, derive in (("tutor", ours), ("sympy", theirs)):
                if name == "sympy" and row.symbolic is None:
                    totals[name]["not expressible"] += 1
                    continue
                start = time.process_time()
                try:
                    with bounded():
                        verdict = "right" if derive(row, by, given, wanted) else "wrong"
                except TutorError:
                    verdict = "refused"
                except Exception:  # whatever SymPy raises is its answer
                    if name == "tutor":
                        raise
                    verdict = "failed"
                times[name].append(time.process_time() - start)
                totals[name][verdict] += 1
                if verdict != "right":
                    print(f"{name}: {row.text} by {by}: {verdict}")
    for name, counted in totals.items():
        milliseconds = 1000 * median(times[name])
        print(f"{name}: {', '.join(f'{count} {verdict}' for verdict, count in counted.items())}; {milliseconds:.1f} ms")


if __name__ == "__main__":
    main()
