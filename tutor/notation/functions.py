"""The functions of the language, entry by entry, with their derivatives as formulas in the same language.

Each has one implementation for arrays of any number type: floats and complex numbers through NumPy's ufuncs, other
number types (high precision, symbols) through a field that the evaluator passes in.
"""

from __future__ import annotations

from typing import NamedTuple


class Function(NamedTuple):
    """A function of the language, or one that a plugin adds to it: ``Function("swish", formula="z*sigma(z)", ...)``.

    ``formula`` is the value of an added function, entry by entry, in ``z``, its argument, and functions of the
    language. ``slope`` is the derivative as a formula in ``s``, the value of the function, or ``z``; empty if
    it has none in the language. ``kind`` says how it treats its argument: ``entry`` (entry by entry) or
    ``array`` (the evaluator knows it by name). ``arity`` is (least, most) arguments.
    ``alias`` is the function that is meant (``f`` for the activation that a problem has chosen).
    """

    name: str
    slope: str = ""
    kind: str = "entry"
    arity: tuple[int, int] = (1, 1)
    latex: str = ""
    unicode: str = ""
    alias: str = ""
    formula: str = ""


def _entry(name: str, slope: str, latex: str = "", unicode: str = "") -> Function:
    return Function(name, slope, "entry", (1, 1), latex or rf"\{name}", unicode or name)


def _array(name: str, least: int, most: int, latex: str = "") -> Function:
    return Function(name, "", "array", (least, most), latex or rf"\operatorname{{{name}}}", name)


FUNCTIONS: dict[str, Function] = {
    function.name: function
    for function in (
        _entry("sigma", "s*(1-s)", unicode="σ"),
        _entry("tanh", "1-s^2"),
        _entry("exp", "s"),
        _entry("log", "1/z"),
        _entry("sqrt", "1/(2*s)"),
        _entry("sin", "cos(z)"),
        _entry("cos", "-sin(z)"),
        _entry("tan", "1+s^2"),
        _entry("sinh", "cosh(z)"),
        _entry("cosh", "sinh(z)"),
        _entry("erf", "2/sqrt(pi)*exp(-z^2)", r"\operatorname{erf}"),
        _entry("asin", "1/sqrt(1-z^2)", r"\arcsin"),
        _entry("acos", "-1/sqrt(1-z^2)", r"\arccos"),
        _entry("atan", "1/(1+z^2)", r"\arctan"),
        _entry("abs", "sign(z)", r"\operatorname{abs}"),
        _entry("relu", "step(z)", r"\operatorname{relu}"),
        _entry("softplus", "sigma(z)", r"\operatorname{softplus}"),
        _entry("sign", "0*z", r"\operatorname{sign}"),
        _entry("step", "0*z", r"\operatorname{step}"),
        _array("softmax", 1, 1),
        _array("diag", 1, 1),
        _array("outer", 2, 2),
        _array("corr", 2, 2),
        _array("conv", 2, 2),
        _array("flip", 1, 1),
        _array("inv", 1, 1),
        _array("flat", 1, 1),
        _array("ones", 1, 1),
    )
}

ALIASES = {
    "sigmoid": "sigma",
    "ln": "log",
    "arcsin": "asin",
    "arccos": "acos",
    "arctan": "atan",
    "logistic": "sigma",
    "ReLU": "relu",
    "Diag": "diag",
    "sgn": "sign",
}
"""Other spellings of functions."""

FOLDS = {"sum": "sum", "mean": "mean", "prod": "prod", "Sum": "sum", "Prod": "prod"}
CONSTANTS = ("e", "pi")
