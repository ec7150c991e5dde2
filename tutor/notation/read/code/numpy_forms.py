"""The functions and methods of NumPy and torch: their parameters, and the trees that they stand for."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from tutor.notation.entry_powers import under_a_sum
from tutor.notation.functions import ALIASES
from tutor.notation.functions import FUNCTIONS as LANGUAGE
from tutor.notation.read.code.numpy_arguments import Given
from tutor.notation.tree import (
    Bin,
    Call,
    Compare,
    Delta,
    Einsum,
    Fold,
    Indicator,
    Listing,
    Neg,
    Node,
    Num,
    Pow,
    Ref,
    Size,
    Transpose,
    View,
)

_TORCH = frozenset({"torch", "F", "nn"})


class Form(NamedTuple):
    """``parameters`` as ``numpy_arguments`` reads them; ``whole`` says that it counts the axes of whole arrays."""

    parameters: str
    build: Callable[[Given], Node]
    whole: bool = False


# -- entry by entry ------------------------------------------------------------------------------------------------


def _same(given: Given) -> Node:
    found: Node = given["x"]
    return found


def _binary(op: str) -> Form:
    return Form("x1 x2", lambda given: Bin(op, given["x1"], given["x2"], given.column))


def _entry(name: str) -> Form:
    return Form("x", lambda given: Call(name, (given["x"],), 0, given.column))


def _pair(name: str) -> Form:
    return Form("x1 x2", lambda given: Call(name, (given["x1"], given["x2"]), 0, given.column))


def _power(base: Node, exponent: Node, column: int) -> Node:
    return Pow(base, exponent, column, by_entry=True)


def _clip(given: Given) -> Node:
    found: Node = given["x"]
    if "min" in given.found:
        found = Call("max", (found, given["min"]), 0, given.column)
    if "max" in given.found:
        found = Call("min", (found, given["max"]), 0, given.column)
    if found is given["x"]:
        raise given.refused("needs a bound: min, max or both")
    return found


def _heaviside(given: Given) -> Node:
    if given["x2"] not in (Num("0", given["x2"].column if isinstance(given["x2"], Num) else 0),):
        raise given.refused("is read with 0 as its value at zero: heaviside(x, 0)")
    return Call("step", (given["x1"],), 0, given.column)


def _ones_like(given: Given) -> Node:
    return _power(given["x"], Num("0", given.column), given.column)


# -- along axes ----------------------------------------------------------------------------------------------------


def _fold(kind: str, *, anywhere: bool = False) -> Form:
    """``anywhere`` says that torch has it as NumPy does."""

    def build(given: Given) -> Node:
        torch = given.module in _TORCH and not anywhere
        if kind in ("var", "std") and given.get("ddof", (0,)) != (0,):
            raise given.refused("is read as the mean of the squares, with N below")
        if kind in ("var", "std") and (given.get("unbiased", torch and "ddof" not in given.found)):
            raise given.refused("has N - 1 below in torch: say unbiased=False")
        if kind in ("max", "min") and torch and "axis" in given.found:
            raise given.refused(f"gives values and places in torch: write a{kind}")
        if kind == "norm" and not _is_two(given.get("ord")):
            raise given.refused("is the root of the squares; others are sums or maxima, as in sum(abs(x))")
        body = under_a_sum(given["x"], given.scope)
        return Fold(kind, (), body, given.axis(), given.column, bool(given.get("keepdims")))

    words = {"norm": " ord?", "var": " ddof? unbiased?", "std": " ddof? unbiased?"}.get(kind, "")
    return Form(f"x{words} axis? keepdims?" if kind == "norm" else f"x axis?{words} keepdims?", build, whole=True)


def _is_two(order: Node | None) -> bool:
    return order is None or (isinstance(order, Num) and order.text == "2")


def _softmax(given: Given) -> Node:
    """Along the last axis the function; along another the quotient, which says which one it is."""
    axis, body, column = given.axis(), given["x"], given.column
    last = len(given.scope.names[body.name].axes) - 1 if isinstance(body, Ref) and body.index is None else None
    if axis is None or axis in (-1, last):
        return Call("softmax", (body,), 0, column)
    power = Call("exp", (body,), 0, column)
    return Bin("/", power, Fold("sum", (), power, axis, column, kept=True), column)


def _log_softmax(given: Given) -> Node:
    axis = given.axis()
    total = Fold("logsumexp", (), given["x"], -1 if axis is None else axis, given.column, kept=True)
    return Bin("-", given["x"], total, given.column)


# -- products ------------------------------------------------------------------------------------------------------


def _inner(given: Given) -> Node:
    return Einsum(("i", "i"), "", (given["x1"], given["x2"]), given.column)


def _vdot(given: Given) -> Node:
    return Fold("sum", (), Bin("*", given["x1"], given["x2"], given.column), None, given.column)


def _tensordot(given: Given) -> Node:
    axes = given.get("axis", (2,))
    if axes not in ((0,), (1,)):
        raise given.refused("is read with axes=1, which is @, and axes=0, which is outer")
    return Bin("@", given["x1"], given["x2"], given.column) if axes == (1,) else _pair("outer").build(given)


def _solve(given: Given) -> Node:
    return Bin("@", Call("inv", (given["x1"],), 0, given.column), given["x2"], given.column)


# -- arrays made new -----------------------------------------------------------------------------------------------


def _ones(given: Given) -> Node:
    shape, column = given["shape"], given.column
    if len(shape) > 2 or "-1" in shape:
        raise given.refused("takes one size, or two")
    columns: list[Node] = [Call("ones", (Size(size, column),), 0, column) for size in shape if size != "1"]
    if len(columns) == 2:
        return Call("outer", tuple(columns), 0, column)
    if not columns:
        raise given.refused("takes the size of an axis")
    return columns[0] if len(shape) == 1 else View("reshape", columns[0], shape, column)


def _eye(given: Given) -> Node:
    shape = given["shape"]
    if len(set(shape)) != 1 or shape[0] in ("1", "-1"):
        raise given.refused("takes the size of an axis")
    return Call("diag", (Call("ones", (Size(shape[0], given.column),), 0, given.column),), 0, given.column)


def _joined(given: Given, axis: int) -> Node:
    items = given["arrays"]
    return View("joined", Listing(items, "free", given.column), (str(axis),), given.column)


def _concatenated(given: Given) -> Node:
    axis = given.axis()
    if isinstance(axis, tuple):
        raise given.refused("joins along one axis")
    return _joined(given, 0 if axis is None else axis)


# -- axes laid out anew --------------------------------------------------------------------------------------------


def _view(kind: str) -> Callable[[Given], Node]:
    return lambda given: View(kind, given["x"], tuple(map(str, given.get("axis", ()))), given.column)


def _numpy_transposed(given: Given) -> Node:
    return _view("permute")(given) if given.get("axis") else Transpose(given["x"])


def _torch_transposed(given: Given) -> Node:
    """``x.transpose(0, 1)`` is torch's, which swaps two axes: NumPy would have it do nothing."""
    axes = given.get("axis", ())
    if len(axes) not in (0, 2):
        return _view("permute")(given)
    return _swapped(given) if axes else Transpose(given["x"])


def _swapped(given: Given) -> Node:
    if len(given.get("axis", ())) != 2:
        raise given.refused("swaps two axes")
    return _view("swapaxes")(given)


def _one_axis(kind: str) -> Callable[[Given], Node]:
    def build(given: Given) -> Node:
        if len(given["axis"]) != 1:
            raise given.refused("takes the number of one axis")
        return _view(kind)(given)

    return build


def _reshaped(given: Given) -> Node:
    shape = given.get("shape", ("-1",))
    if not shape:
        raise given.refused("takes the sizes of the axes")
    return View("reshape", given["x"], shape, given.column)


_ENTRIES = {name: name for name, function in LANGUAGE.items() if function.kind == "entry"} | {
    spelling: name for spelling, name in ALIASES.items() if LANGUAGE[name].kind == "entry"
} | {"absolute": "abs", "fabs": "abs", "expit": "sigma"}  # fmt: skip

FUNCTIONS: dict[str, Form] = {
    **{spelling: _entry(name) for spelling, name in _ENTRIES.items()},
    **dict.fromkeys(("dot", "matmul", "mm", "mv"), _binary("@")),
    **dict.fromkeys(("multiply", "mul"), _binary("*")),
    **dict.fromkeys(("divide", "true_divide", "div"), _binary("/")),
    **dict.fromkeys(("subtract", "sub"), _binary("-")),
    "add": _binary("+"),
    "negative": Form("x", lambda given: Neg(given["x"])),
    "neg": Form("x", lambda given: Neg(given["x"])),
    "reciprocal": Form("x", lambda given: Bin("/", Num("1", given.column), given["x"], given.column)),
    "square": Form("x", lambda given: _power(given["x"], Num("2", given.column), given.column)),
    **dict.fromkeys(
        ("power", "pow", "float_power"), Form("x1 x2", lambda given: _power(given["x1"], given["x2"], given.column))
    ),
    **dict.fromkeys(("maximum", "fmax"), _pair("max")),
    **dict.fromkeys(("minimum", "fmin"), _pair("min")),
    **dict.fromkeys(("clip", "clamp"), Form("x min? max?", _clip)),
    "heaviside": Form("x1 x2", _heaviside),
    "ones_like": Form("x", _ones_like),
    "zeros_like": Form("x", lambda given: Bin("*", Num("0", given.column), given["x"], given.column)),
    "full_like": Form("x x2", lambda given: Bin("*", given["x2"], _ones_like(given), given.column)),
    **{kind: _fold(kind) for kind in ("sum", "mean", "prod", "max", "min", "var", "std", "norm", "logsumexp")},
    "amax": _fold("max", anywhere=True),
    "amin": _fold("min", anywhere=True),
    "softmax": Form("x axis?", _softmax, whole=True),
    "log_softmax": Form("x axis?", _log_softmax, whole=True),
    **dict.fromkeys(("outer", "ger", "multiply.outer"), _pair("outer")),
    "inner": Form("x1 x2", _inner),
    "vdot": Form("x1 x2", _vdot),
    "tensordot": Form("x1 x2 axis?", _tensordot),
    "trace": _entry("tr"),
    "diag": _entry("diag"),
    "diagflat": _entry("diag"),
    "diagonal": Form("x", lambda given: Einsum(("ii",), "i", (given["x"],), given.column)),
    "inv": _entry("inv"),
    "solve": Form("x1 x2", _solve),
    "flip": _entry("flip"),
    **dict.fromkeys(("array", "asarray", "tensor"), Form("x", _same)),
    "ones": Form("shape*", _ones),
    "zeros": Form("shape*", lambda given: Bin("*", Num("0", given.column), _ones(given), given.column)),
    **dict.fromkeys(("eye", "identity"), Form("shape*", _eye)),
    "hstack": Form("arrays", lambda given: _joined(given, -1), whole=True),
    **dict.fromkeys(("concatenate", "cat", "concat"), Form("arrays axis?", _concatenated, whole=True)),
    "transpose": Form("x axis?", _numpy_transposed),
    "t": Form("x", lambda given: Transpose(given["x"])),
    "swapaxes": Form("x axis*", _swapped, whole=True),
    **dict.fromkeys(("expand_dims", "unsqueeze"), Form("x axis", _one_axis("unsqueeze"), whole=True)),
    "squeeze": Form("x axis?", _view("squeeze"), whole=True),
    **dict.fromkeys(("ravel", "flatten"), Form("x", _reshaped, whole=True)),
    "reshape": Form("x shape", _reshaped, whole=True),
}  # fmt: skip
"""What a function stands for, by its name without the module."""


NAMES = frozenset({*FUNCTIONS, "einsum", "where"})
"""All functions; these two are read by rules of their own."""

_AS_FUNCTIONS = """
    dot matmul mm mv multiply mul divide div subtract sub add pow power square sqrt exp log log1p expm1 log2 log10 tanh
    sigmoid relu sin cos abs sign reciprocal neg clip clamp sum mean prod max min amax amin var std norm logsumexp
    softmax log_softmax outer ger inner vdot trace diag diagonal inverse flip t swapaxes unsqueeze squeeze ravel
    flatten maximum minimum erf softplus"""
METHODS: dict[str, Form] = {
    **{name: FUNCTIONS[name] for name in _AS_FUNCTIONS.split() if name in FUNCTIONS},
    "inverse": FUNCTIONS["inv"],
    "transpose": Form("x axis*", _torch_transposed, whole=True),
    "permute": Form("x axis*", _view("permute"), whole=True),
    **dict.fromkeys(("reshape", "view"), Form("x shape*", _reshaped, whole=True)),
    **dict.fromkeys(("copy", "clone", "detach", "float", "double", "numpy", "contiguous", "item"), Form("x", _same)),
    **dict.fromkeys(("astype", "to", "type"), Form("x", _same)),
    "size": Form("x axis", lambda given: sized(given["x"], given["axis"][0], given)),
}
"""What a method stands for; its own value is the first parameter."""

TRUTHS = (Compare, Indicator, Delta)
"""What is 1 or 0 already, so that it is the same as a whole number."""


def sized(body: Node, number: int, given: Given) -> Node:
    """The size of an axis of a name, ``x.shape[0]``."""
    axes = given.scope.names[body.name].axes if isinstance(body, Ref) and body.index is None else ()
    if not -len(axes) <= number < len(axes):
        raise given.refused("is read of a name, and of an axis that it has")
    letter = given.scope.axes.size_letter(axes[number])
    return Size(letter, given.column)
