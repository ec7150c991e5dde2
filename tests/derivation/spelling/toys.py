"""Names to write formulas of, and the text that a formula comes back as."""

from __future__ import annotations

from functools import cache

from tutor import Problem, Quantity, Uniform
from tutor.derivation.algebra.algebra_forms import from_index_form
from tutor.derivation.samples.sample_points import SamplePoints
from tutor.derivation.spelling.spelled import spelled
from tutor.notation.lower.index_form.lowering import lower
from tutor.notation.read.parser import parse


class Arrays(Problem):
    """A batch of rows, weights, square matrices, heads, blocks of gates; nothing runs."""

    id = "toy-arrays"
    sizes = {"N": 4, "I": 3, "H": 2, "B": 3, "J": 5}
    axes = {
        "n": "samples",
        "m": "samples again",
        "i": "inputs",
        "h": "units",
        "k": "units again",
        "b": "heads",
        "j": "keys",
        "e": "gates",
    }
    like = {"k": "h", "m": "n"}
    derived = {"E": "3*H"}
    given = (
        Quantity("X", "n,i"),
        Quantity("Y", "n,h"),
        Quantity("W", "h,i"),
        Quantity("R", "h,k"),
        Quantity("S", "n,m"),
        Quantity("Q", "b,n,j"),
        Quantity("K", "b,n,j"),
        Quantity("x", "i"),
        Quantity("y", "h"),
        Quantity("w", "h"),
        Quantity("s", "n"),
        Quantity("eps", sample=Uniform(0.1, 0.9)),
        Quantity("lam", sample=Uniform(0.1, 2.0)),
        Quantity("g", "n,e"),
        Quantity("G", "i,e"),
        Quantity("p", "n,h"),
        Quantity("u", "i", row=True),
        Quantity("v", "h", row=True),
        Quantity("q", "n,h"),
    )
    values = (
        Quantity("P", "n,h", formula="softmax(Y)"),
        Quantity("z", "h", formula="W x"),
        Quantity("L", formula="sum(P*Y) + z^T y"),
    )


class Sequence(Problem):
    """Time runs."""

    id = "toy-sequence"
    sizes = {"T": 5, "H": 2, "D": 3}
    axes = {"t": "time", "h": "units", "k": "units again", "d": "inputs"}
    like = {"k": "h"}
    running = ("t",)
    given = (Quantity("x", "t,d"), Quantity("U", "h,d"), Quantity("W", "h,k"), Quantity("c", "t,h"))
    values = (
        Quantity("a", "t,h", formula="U x[t] + W h[t-1]"),
        Quantity("h", "t,h", formula="tanh(a_t)"),
        Quantity("L", formula="sum_{t,h}(h*c)"),
    )


class Images(Problem):
    """A kernel slides over an image."""

    id = "toy-images"
    sizes = {"I": 6, "J": 5, "R": 3, "C": 2}
    axes = {"i": "rows", "j": "columns", "r": "kernel rows", "c": "kernel columns", "u": "out", "v": "out"}
    derived = {"U": "I-R+1", "V": "J-C+1"}
    given = (Quantity("z", "i,j"), Quantity("K", "r,c"), Quantity("b"))
    values = (Quantity("y", "u,v", formula="corr(z, K) + b"), Quantity("L", formula="sum(y^2)"))


@cache
def points(problem: type[Problem]) -> SamplePoints:
    """The sample points of a toy."""
    return SamplePoints(problem())


def written(problem: type[Problem], formula: str, axes: str = "") -> str:
    """The text of a formula when its index form is written again."""
    at = points(problem)
    letters = tuple(axes)
    form = lower(parse(formula, at.scope), at.environments[0], letters)
    return spelled(from_index_form(form.expression), letters, letters, at)
