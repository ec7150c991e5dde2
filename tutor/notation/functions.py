"""The functions of the language: one row each, with all that is known about it.

A row says how a function is worked out on every kind of numbers. Its values are those of a library by their name there,
or come of that library and the argument, so the table imports none: NumPy for floats and complex numbers, mpmath
for many digits, SymPy for symbols.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from math import erf, inf, isfinite, pi
from typing import Any, NamedTuple


class Function(NamedTuple):
    """A function of the language, or one that a plugin adds to it: ``Function("swish", formula="z*sigma(z)", ...)``.

    ``formula`` is the value of an added function in ``z``, its argument, and functions of the language: entry by entry,
    or of the whole array with ``kind="array"``, as in ``Function("unit", kind="array", formula="z/norm(z)")``.
    ``slope`` is the derivative as a formula in ``s``, the value of the function, or ``z``; empty if it has none in the
    language. ``kind`` says how it treats its argument: ``entry`` (entry by entry) or ``array`` (by its formula, or
    the evaluator knows it by name). ``arity`` is (least, most) arguments.
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


Rule = str | Callable[[Any, Any], Any]
"""A function of a library by its name, or what gives the value from the library and the argument."""


class Row(NamedTuple):
    """A function with what the language knows of it.

    ``range`` are the bounds of its real values. ``floats`` must take complex numbers, too: to first order in the
    imaginary part, which is all that a complex step needs. A ``float_slope`` is there where the formula of the slope
    would be too slow (40 µs against 8). ``cost`` is how much more than a sum of two entries an entry takes; 0 for the
    usual 6.
    """

    function: Function
    spellings: tuple[str, ...] = ()
    range: tuple[float, float] = (-inf, inf)
    inverse: str = ""
    floats: Rule = ""
    digits: Rule = ""
    symbols: Rule = ""
    float_slope: Rule = ""
    cost: float = 0

    @property
    def squashes(self) -> bool:
        """Whether its values keep between two bounds and tell its slope, as those of a gate do."""
        return all(map(isfinite, self.range)) and "z" not in self.function.slope


def in_library(rule: Rule, library: Any) -> Callable[[Any], Any]:
    """The function of one argument that a rule is in a library."""
    return getattr(library, rule) if isinstance(rule, str) else partial(rule, library)


def _entry(name: str, slope: str, latex: str = "", unicode: str = "", **known: Any) -> Row:
    """The row of a function of one entry, which every library has by this name where nothing else is said.

    ``exact`` is for mpmath and for SymPy.
    """
    exact = known.pop("exact", name)
    function = Function(name, slope, "entry", (1, 1), latex or rf"\{name}", unicode or name)
    return Row(function, **{"floats": name, "digits": exact, "symbols": exact} | known)


def _array(name: str, arguments: int = 1, formula: str = "", **known: Any) -> Row:
    latex = r"\operatorname{" + name.replace("_", r"\_") + "}"
    return Row(Function(name, "", "array", (arguments, arguments), latex, name, formula=formula), **known)


def _float_sigma(np: Any, z: Any) -> Any:
    return np.reciprocal(1.0 + np.exp(-z))


def _float_sigma_slope(np: Any, z: Any) -> Any:
    s = _float_sigma(np, z)
    return s * (1.0 - s)


def _float_tanh_slope(np: Any, z: Any) -> Any:
    s = np.tanh(z)
    return 1.0 - s * s


def _float_step(np: Any, z: Any) -> Any:
    return np.where(np.real(z) > 0, 1.0, 0.0) + 0.0 * z


def _float_softplus(np: Any, z: Any) -> Any:
    return np.log1p(np.exp(z)) if np.iscomplexobj(z) else np.logaddexp(0.0, z)


def _float_abs(np: Any, z: Any) -> Any:
    return np.where(np.real(z) < 0, -z, z) if np.iscomplexobj(z) else np.abs(z)


def _float_erf(np: Any, z: Any) -> Any:
    if np.iscomplexobj(z):
        real = np.real(z)
        return np.asarray(_float_erf(np, real) + 1j * np.imag(z) * 2 / np.sqrt(np.pi) * np.exp(-real * real))
    return np.asarray(np.vectorize(erf, otypes=[float])(z))


def _float_silu(np: Any, z: Any) -> Any:
    return z * _float_sigma(np, z)


def _float_gelu(np: Any, z: Any) -> Any:
    return 0.5 * z * (1.0 + _float_erf(np, z / np.sqrt(2.0)))


def _float_elu(np: Any, z: Any) -> Any:
    return np.where(np.real(z) > 0, z, np.exp(np.where(np.real(z) > 0, 0.0, z)) - 1.0)


def _float_leaky(np: Any, z: Any) -> Any:
    return np.where(np.real(z) > 0, z, z / 100)


def _float_cbrt(np: Any, z: Any) -> Any:
    if not np.iscomplexobj(z):
        return np.cbrt(z)
    root = np.cbrt(np.real(z))
    return root + 1j * np.imag(z) / (3.0 * root * root)


def _between(np: Any, z: Any, low: float, high: float) -> Any:
    """The argument, or the bound that it is beyond."""
    real = np.real(z)
    return np.where(real > low, np.where(real < high, z, high + 0.0 * z), low + 0.0 * z)


_SELU, _SELU_BELOW = 1.0507009873554805, 1.7580993408473766


def _float_log1p(np: Any, z: Any) -> Any:
    """To first order in the imaginary part, as the others: NumPy's loses all digits of small complex numbers."""
    if not np.iscomplexobj(z):
        return np.log1p(z)
    real = np.real(z)
    return np.log1p(real) + 1j * np.imag(z) / (1.0 + real)


def _float_expm1(np: Any, z: Any) -> Any:
    if not np.iscomplexobj(z):
        return np.expm1(z)
    real = np.real(z)
    return np.expm1(real) + 1j * np.imag(z) * np.exp(real)


def _digits_expm1(mp: Any, z: Any) -> Any:
    """mpmath's own would never end for large numbers."""
    return mp.expm1(z) if abs(z) < 1 else mp.exp(z) - 1


_TABLE = (
    _entry("sigma", "s*(1-s)", unicode="σ", spellings=("sigmoid", "logistic", "Sigmoid"), range=(0, 1),
           floats=_float_sigma, exact=lambda library, z: 1 / (1 + library.exp(-z)), digits="sigma",
           float_slope=_float_sigma_slope),
    _entry("tanh", "1-s^2", spellings=("Tanh",), range=(-1, 1), float_slope=_float_tanh_slope),
    _entry("exp", "s", range=(0, inf), inverse="log"),
    _entry("log", "1/z", spellings=("ln",)),
    _entry("sqrt", "1/(2*s)", range=(0, inf)),
    _entry("sin", "cos(z)", range=(-1, 1), inverse="asin"),
    _entry("cos", "-sin(z)", range=(-1, 1), inverse="acos"),
    _entry("tan", "1+s^2", inverse="atan"),
    _entry("sinh", "cosh(z)"),
    _entry("cosh", "sinh(z)", range=(1, inf)),
    _entry("erf", "2/sqrt(pi)*exp(-z^2)", latex=r"\operatorname{erf}", range=(-1, 1), floats=_float_erf, cost=60),
    _entry("asin", "1/sqrt(1-z^2)", latex=r"\arcsin", spellings=("arcsin",), range=(-pi / 2, pi / 2), floats="arcsin"),
    _entry("acos", "-1/sqrt(1-z^2)", latex=r"\arccos", spellings=("arccos",), range=(0, pi), floats="arccos"),
    _entry("atan", "1/(1+z^2)", latex=r"\arctan", spellings=("arctan",), range=(-pi / 2, pi / 2), floats="arctan"),
    _entry("abs", "sign(z)", latex=r"\operatorname{abs}", spellings=("Abs",), range=(0, inf),
           floats=_float_abs, exact=lambda library, z: abs(z)),
    _entry("relu", "step(z)", latex=r"\operatorname{relu}", spellings=("ReLU", "Relu"), range=(0, inf),
           floats=lambda np, z: np.where(np.real(z) > 0, z, 0.0 * z), float_slope=_float_step,
           digits=lambda mp, z: z if z > 0 else mp.mpf(0), symbols=lambda sympy, z: sympy.Max(z, 0)),
    _entry("softplus", "sigma(z)", latex=r"\operatorname{softplus}", range=(0, inf), floats=_float_softplus,
           digits=lambda mp, z: mp.log1p(mp.exp(z)), symbols=lambda sympy, z: sympy.log(1 + sympy.exp(z))),
    _entry("sign", "0*z", latex=r"\operatorname{sign}", spellings=("sgn",), range=(-1, 1),
           floats=lambda np, z: np.sign(np.real(z)) + 0.0 * z),
    _entry("step", "0*z", latex=r"\operatorname{step}", spellings=("heaviside",), range=(0, 1), floats=_float_step,
           digits=lambda mp, z: mp.mpf(z > 0), symbols=lambda sympy, z: sympy.Heaviside(z, 0)),
    _entry("silu", "sigma(z)*(1+z*(1-sigma(z)))", latex=r"\operatorname{silu}", spellings=("swish", "SiLU"),
           floats=_float_silu, digits=lambda mp, z: z * mp.sigma(z), symbols=lambda sympy, z: z / (1 + sympy.exp(-z))),
    _entry("gelu", "1/2*(1+erf(z/sqrt(2)))+z/sqrt(2*pi)*exp(-z^2/2)", latex=r"\operatorname{gelu}", spellings=("GELU",),
           floats=_float_gelu, exact=lambda library, z: z / 2 * (1 + library.erf(z / library.sqrt(2))), cost=60),
    _entry("elu", "step(z)+(1-step(z))*(s+1)", latex=r"\operatorname{elu}", spellings=("ELU",), range=(-1, inf),
           floats=_float_elu, digits=lambda mp, z: z if z > 0 else _digits_expm1(mp, z),
           symbols=lambda sympy, z: sympy.Piecewise((z, z > 0), (sympy.exp(z) - 1, True))),
    _entry("leaky_relu", "0.01+0.99*step(z)", latex=r"\operatorname{leaky\_relu}", spellings=("LeakyReLU",),
           floats=_float_leaky, digits=lambda mp, z: z if z > 0 else z / 100,
           symbols=lambda sympy, z: sympy.Max(z, z / 100)),
    _entry("log1p", "1/(1+z)", latex=r"\operatorname{log1p}", floats=_float_log1p,
           symbols=lambda sympy, z: sympy.log(1 + z)),
    _entry("expm1", "exp(z)", latex=r"\operatorname{expm1}", range=(-1, inf), floats=_float_expm1, digits=_digits_expm1,
           symbols=lambda sympy, z: sympy.exp(z) - 1),
    _entry("log2", "1/(z*log(2))", latex=r"\operatorname{log2}",
           exact=lambda library, z: library.log(z) / library.log(2)),
    _entry("log10", "1/(z*log(10))", latex=r"\operatorname{log10}",
           exact=lambda library, z: library.log(z) / library.log(10)),
    _entry("asinh", "1/sqrt(1+z^2)", latex=r"\operatorname{asinh}", spellings=("arcsinh", "arsinh"), floats="arcsinh"),
    _entry("acosh", "1/sqrt(z^2-1)", latex=r"\operatorname{acosh}", spellings=("arccosh", "arcosh"), range=(0, inf),
           floats="arccosh"),
    _entry("atanh", "1/(1-z^2)", latex=r"\operatorname{atanh}", spellings=("arctanh", "artanh"), floats="arctanh"),
    _entry("sec", "s*tan(z)", floats=lambda np, z: 1.0 / np.cos(z), digits=lambda mp, z: 1 / mp.cos(z)),
    _entry("csc", "-s/tan(z)", floats=lambda np, z: 1.0 / np.sin(z), digits=lambda mp, z: 1 / mp.sin(z)),
    _entry("cot", "-1-s^2", floats=lambda np, z: 1.0 / np.tan(z), digits=lambda mp, z: 1 / mp.tan(z)),
    _entry("sech", "-s*tanh(z)", latex=r"\operatorname{sech}", range=(0, 1),
           floats=lambda np, z: 1.0 / np.cosh(z), digits=lambda mp, z: 1 / mp.cosh(z)),
    _entry("csch", "-s/tanh(z)", latex=r"\operatorname{csch}", spellings=("cosech",),
           floats=lambda np, z: 1.0 / np.sinh(z), digits=lambda mp, z: 1 / mp.sinh(z)),
    _entry("coth", "1-s^2", floats=lambda np, z: 1.0 / np.tanh(z), digits=lambda mp, z: 1 / mp.tanh(z)),
    _entry("cbrt", "1/(3*s^2)", latex=r"\operatorname{cbrt}", floats=_float_cbrt,
           digits=lambda mp, z: mp.sign(z) * mp.cbrt(abs(z)), symbols=lambda sympy, z: sympy.real_root(z, 3)),
    _entry("square", "2*z", latex=r"\operatorname{square}", range=(0, inf), exact=lambda library, z: z * z),
    _entry("reciprocal", "-s^2", latex=r"\operatorname{reciprocal}",
           floats=lambda np, z: 1.0 / z, exact=lambda library, z: 1 / z),
    _entry("logit", "1/(z*(1-z))", latex=r"\operatorname{logit}", floats=lambda np, z: np.log(z / (1.0 - z)),
           exact=lambda library, z: library.log(z / (1 - z))),
    _entry("logsigmoid", "sigma(-z)", latex=r"\operatorname{logsigmoid}", spellings=("log_sigmoid", "LogSigmoid"),
           range=(-inf, 0), floats=lambda np, z: -_float_softplus(np, -z), digits=lambda mp, z: mp.log(mp.sigma(z)),
           symbols=lambda sympy, z: -sympy.log(1 + sympy.exp(-z))),
    _entry("mish", "tanh(softplus(z))+z*sigma(z)*(1-tanh(softplus(z))^2)", latex=r"\operatorname{mish}",
           spellings=("Mish",), floats=lambda np, z: z * np.tanh(_float_softplus(np, z)),
           digits=lambda mp, z: z * mp.tanh(mp.log1p(mp.exp(z))),
           symbols=lambda sympy, z: z * sympy.tanh(sympy.log(1 + sympy.exp(z)))),
    _entry("softsign", "1/(1+abs(z))^2", latex=r"\operatorname{softsign}", range=(-1, 1),
           floats=lambda np, z: z / (1.0 + _float_abs(np, z)), exact=lambda library, z: z / (1 + abs(z))),
    _entry("relu6", "step(z)-step(z-6)", latex=r"\operatorname{relu6}", spellings=("ReLU6",), range=(0, 6),
           floats=lambda np, z: _between(np, z, 0.0, 6.0), digits=lambda mp, z: min(max(z, mp.mpf(0)), mp.mpf(6)),
           symbols=lambda sympy, z: sympy.Min(sympy.Max(z, 0), 6)),
    _entry("hardtanh", "step(z+1)-step(z-1)", latex=r"\operatorname{hardtanh}", spellings=("Hardtanh",), range=(-1, 1),
           floats=lambda np, z: _between(np, z, -1.0, 1.0), digits=lambda mp, z: min(max(z, mp.mpf(-1)), mp.mpf(1)),
           symbols=lambda sympy, z: sympy.Min(sympy.Max(z, -1), 1)),
    _entry("selu", f"{_SELU}*step(z)+(1-step(z))*(s+{_SELU_BELOW})", latex=r"\operatorname{selu}", spellings=("SELU",),
           floats=lambda np, z: np.where(np.real(z) > 0, _SELU * z, _SELU_BELOW * _float_elu(np, z)),
           digits=lambda mp, z: mp.mpf(str(_SELU)) * z if z > 0 else mp.mpf(str(_SELU_BELOW)) * _digits_expm1(mp, z),
           symbols=lambda sympy, z: sympy.Piecewise(
               (sympy.Rational(str(_SELU)) * z, z > 0),
               (sympy.Rational(str(_SELU_BELOW)) * (sympy.exp(z) - 1), True))),
    _array("softmax", range=(0, 1), spellings=("Softmax", "SoftMax")),
    _array("log_softmax", formula="log(softmax(z))", range=(-inf, 0), spellings=("logsoftmax", "LogSoftmax")),
    _array("prelu", 2, formula="where(z>0, z, a*z)", spellings=("PReLU",)),
    _array("diag", spellings=("Diag",)),
    _array("outer", 2),
    _array("inner", 2),
    _array("corr", 2),
    _array("conv", 2),
    _array("flip"),
    _array("inv"),
    _array("tr", spellings=("trace", "Tr")),
    _array("flat"),
    _array("ones"),
    _array("eye", spellings=("identity",)),
    _array("max", 2),
    _array("min", 2),
    _array("where", 3),
    _array("clip", 3),
)  # fmt: skip
ROWS = {row.function.name: row for row in _TABLE}
FUNCTIONS = {name: row.function for name, row in ROWS.items()}
ALIASES = {spelling: name for name, row in ROWS.items() for spelling in row.spellings}
"""Other spellings of functions."""
OF_TWO = {
    "log": "log(z)/log(a)", "leaky_relu": "where(z>0, z, a*z)", "elu": "where(z>0, z, a*(exp(z)-1))",
}  # fmt: skip
"""What functions of one value are of two, ``z`` and ``a``: the logarithm to a base, a slope or a height below zero."""
FOLDS = {
    "sum": "sum", "mean": "mean", "prod": "prod", "Sum": "sum", "Prod": "prod", "max": "max", "min": "min",
    "var": "var", "std": "std", "norm": "norm", "logsumexp": "logsumexp", "lse": "logsumexp",
    "argmax": "argmax",
}  # fmt: skip
"""What takes all entries along an axis together, by its spellings."""
GIVE_WAY = frozenset({
    "Abs", "heaviside", "Relu", "max", "min", "var", "std", "norm", "logsumexp", "lse", "argmax", "where", "clip",
    "silu", "swish", "SiLU", "gelu",
    "GELU", "elu", "ELU", "leaky_relu", "LeakyReLU", "log1p", "expm1", "log2", "log10", "asinh", "arcsinh", "arsinh",
    "acosh", "arccosh", "arcosh", "atanh", "arctanh", "artanh", "sec", "csc", "cot", "tr", "trace", "Tr",
    "sech", "csch", "cosech", "coth", "cbrt", "square", "reciprocal", "logit", "logsigmoid", "log_sigmoid",
    "LogSigmoid", "mish", "Mish", "softsign", "relu6", "ReLU6", "hardtanh", "Hardtanh", "selu", "SELU", "log_softmax",
    "logsoftmax", "LogSoftmax", "Softmax", "SoftMax", "Sigmoid", "Tanh", "prelu", "PReLU", "inner", "eye", "identity",
})  # fmt: skip
"""Words that may be the name of a quantity or of a function that is added: they are then no words of the language."""
RESERVED = frozenset({*FUNCTIONS, *ALIASES, *FOLDS}) - GIVE_WAY
"""Words that may not."""
ACTIVATIONS = frozenset({
    "sigma", "tanh", "relu", "softplus", "silu", "gelu", "elu", "leaky_relu", "softmax", "step",
})  # fmt: skip
"""Functions that units are made with: what they are taken of has an error signal."""
CONSTANTS = ("e", "pi")
