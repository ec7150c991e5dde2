"""The value of an answer that is Python, as NumPy itself computes it: a witness that knows nothing of the reader.

Nothing is run as code: the text is parsed by `ast`, and only what stands in the tables below is called. Vectors are
taken as arrays of one axis, and if that is not right as columns, since both are written.
"""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import numpy as np

import tutor

SEED = 3
OPERATORS: dict[type, Callable[..., Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
    ast.MatMult: operator.matmul,
    ast.UAdd: operator.pos,
    ast.USub: operator.neg,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Eq: operator.eq,
}
TORCH_NAMES = {"dim": "axis", "keepdim": "keepdims"}
_ALIKE = """
    abs array clip concatenate cos cosh diagflat dot einsum exp expm1 eye heaviside hstack log log1p matmul max maximum
    mean min minimum multiply ones ones_like outer power sin sinh sqrt square std sum tanh var where zeros_like"""
"""Functions that are called as NumPy calls them."""
MODULES = {"np", "numpy", "torch", "F", "math", "jnp", "linalg"}


class NotPythonError(Exception):
    """The text is not Python, or holds what has no value here: a word that is not known, places, a comprehension."""


def _softmax(value: Any, axis: int = -1) -> Any:
    return np.exp(value) / np.exp(value).sum(axis=axis, keepdims=True)


def _sigmoid(value: Any) -> Any:
    return 1 / (1 + np.exp(-value))


def _diag(value: Any) -> Any:
    return np.diag(np.squeeze(value))


def _transpose(value: Any, *axes: int) -> Any:
    return np.swapaxes(value, -1, -2) if axes else np.transpose(value)


FUNCTIONS: dict[str, Callable[..., Any]] = {
    **{name: getattr(np, name) for name in _ALIKE.split()},
    "cat": np.concatenate,
    "diag": _diag,
    "ger": np.outer,
    "mm": np.matmul,
    "multiply.outer": np.multiply.outer,
    "mv": np.matmul,
    "norm": np.linalg.norm,
    "relu": lambda value: np.maximum(value, 0),
    "sigma": _sigmoid,
    "sigmoid": _sigmoid,
    "softmax": _softmax,
    "step": lambda value: np.heaviside(value, 0),
    "transpose": _transpose,
}
METHODS: dict[str, Callable[..., Any]] = {
    **{name: FUNCTIONS[name] for name in ("dot", "sum", "mean", "var", "std", "max", "log", "transpose")},
    "t": np.transpose,
    "pow": np.power,
    "reshape": lambda value, *shape: np.reshape(value, shape),
    "unsqueeze": np.expand_dims,
    "clip": lambda value, min=None, max=None: np.clip(value, min, max),
    "astype": lambda value, kind: value * 1.0,
}


def is_right(problem: str, step: str, text: str) -> bool | None:
    """Whether NumPy gives the right numbers at one seeded instance; None for what it cannot evaluate."""
    try:
        tree = ast.parse(_named(text), mode="eval").body
    except (SyntaxError, ValueError):
        return None
    right = np.squeeze(_names(problem)["target"](step))
    found = False
    for columns in (False, True):
        try:
            value = np.squeeze(np.asarray(_value(tree, _Names(_names(problem), columns)), dtype=float))
        except NotPythonError:
            return None
        except (ValueError, TypeError, IndexError):
            continue  # these shapes do not fit
        found = found or (value.shape == right.shape and bool(np.allclose(value, right, rtol=1e-9, atol=1e-12)))
    return found


def _named(text: str) -> str:
    """Gradients written as quotients get names that Python can read; raised letters and numbers are written its way."""
    text = re.sub(r"dL/d([A-Za-z]\w*)", r"d\1", text.strip())
    return re.sub(r"\^T\b", ".T", text).replace("^", "**")


@cache
def _names(problem: str) -> dict[str, Any]:
    """All arrays of an instance, gradients as dNAME where that is no name, and a function that gives a step's value."""
    instance = tutor.problem(problem).instance(seed=SEED)
    gradients = {}
    for step in instance.problem.formula_steps():
        if step.id.startswith("dL/d") and step.id[4:].isidentifier():
            gradients[f"d{step.id[4:]}"] = instance.target(step.id)
    return {**instance.sizes, **gradients, **instance.values, **instance.given, "target": instance.target}


class _Names:
    """What a name stands for; arrays of one axis as columns if that is wanted."""

    def __init__(self, found: Mapping[str, Any], columns: bool) -> None:
        self.found, self.columns = found, columns

    def __getitem__(self, name: str) -> Any:
        if name == "target" or name not in self.found:
            raise NotPythonError(name)
        value = self.found[name]
        return np.reshape(value, (-1, 1)) if self.columns and np.ndim(value) == 1 else value


def _value(node: ast.expr, names: _Names) -> Any:
    match node:
        case ast.Constant(value=int() | float() | str()):
            return node.value
        case ast.Name():
            return names[node.id]
        case ast.List() | ast.Tuple():
            return [_value(item, names) for item in node.elts]
        case ast.BinOp() if type(node.op) in OPERATORS:
            return OPERATORS[type(node.op)](_value(node.left, names), _value(node.right, names))
        case ast.UnaryOp() if type(node.op) in OPERATORS:
            return OPERATORS[type(node.op)](_value(node.operand, names))
        case ast.Compare(ops=[sign]) if type(sign) in OPERATORS:
            return OPERATORS[type(sign)](_value(node.left, names), _value(node.comparators[0], names))
        case ast.Attribute(attr="T"):
            return np.transpose(_value(node.value, names))
        case ast.Subscript():
            return _value(node.value, names)[_new_axes(node.slice)]
        case ast.Call():
            return _called(node, names)
    raise NotPythonError(ast.dump(node))


def _new_axes(node: ast.expr) -> tuple[Any, ...]:
    """`[:, None]` and alike; places are counted from one here and from zero there, so that they have no value."""
    found = []
    for item in node.elts if isinstance(node, ast.Tuple) else [node]:
        match item:
            case ast.Slice(lower=None, upper=None, step=None):
                found.append(slice(None))
            case ast.Constant(value=None) | ast.Attribute(attr="newaxis"):
                found.append(None)
            case _:
                raise NotPythonError("a place")
    return tuple(found)


def _called(node: ast.Call, names: _Names) -> Any:
    path = ast.unparse(node.func).split(".")
    while len(path) > 1 and path[0] in MODULES:
        path.pop(0)
    if ".".join(path) in FUNCTIONS:
        function, given = FUNCTIONS[".".join(path)], []
    elif isinstance(node.func, ast.Attribute) and node.func.attr in METHODS:
        function, given = METHODS[node.func.attr], [_value(node.func.value, names)]
    else:
        raise NotPythonError(".".join(path))
    is_type = node.args and isinstance(node.args[0], ast.Name) and node.args[0].id in {"float", "int"}
    given += [None] if is_type else [_value(argument, names) for argument in node.args]
    named = {TORCH_NAMES.get(word.arg or "", word.arg or ""): _value(word.value, names) for word in node.keywords}
    if isinstance(named.get("axis"), list):
        named["axis"] = tuple(named["axis"])
    if "keepdims" in named:
        named["keepdims"] = True
    return function(*given, **named)
