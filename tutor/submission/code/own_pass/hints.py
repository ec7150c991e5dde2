"""What the syntax of a page tells of arrays that it is given: their axes, which are labels, which are sequences."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator

from tutor.submission.code.assignments.page_names import base_of, is_gradient, key_of
from tutor.submission.code.syntax.program import Program

COLUMN, ROW = "column", "row"
"""What the biases of a page are where they are no vectors."""
BIAS = re.compile(r"(b|beta|gamma|bias)(es)?_?\w{0,3}", re.IGNORECASE)
"""Names that are those of biases by custom."""
WEIGHT = re.compile(r"(w|u|v|weights?|theta|kernel|filters?)\w*", re.IGNORECASE)
"""Names that are those of weights."""
NO_SEQUENCES = ("cache", "caches", "layers", "params", "parameters", "grads", "gradients")
"""What is read item by item, and holds no items of a sequence of data."""

_SIZES = re.compile(r"sizes|dims|layers|structure|architecture|topology|units|neurons|nodes|shape", re.IGNORECASE)
"""What is in the names of the sizes of all layers."""
_NEW = ("randn", "rand", "normal", "uniform", "random", "standard_normal", "zeros", "ones", "empty", "full")
_DIVISORS = (2, 3)
_JOINS = ("concatenate", "vstack", "hstack", "row_stack", "column_stack", "cat", "append")


class Hints:
    """Of the names of a page; of what is kept in objects and dicts, the last name counts."""

    def __init__(self, program: Program) -> None:
        self._exact: dict[tuple[str, str], int] = {}
        self._least: dict[str, int] = defaultdict(int)
        self.labels: set[str] = set()
        """Names that choose entries of other arrays."""
        self.sequences: set[str] = set()
        """Names of which a loop takes one item after the other."""
        self.texts: dict[str, dict[str, None]] = {}
        """The texts by which entries of a name are read."""
        self.unpacked: dict[tuple[str, str], tuple[str, ...]] = {}
        """The names that are given the items of a name, with the function that it is done in."""
        self.made: set[tuple[str, str]] = set()
        """Names that the page itself assigns, with the function that it does so in."""
        self.called: set[str] = set()
        """What is called, as written: no arrays."""
        self.fields: set[str] = set()
        """Fields of objects that the page gives a value."""
        self.biases = ""
        """Whether they are columns or rows, as the sums of their gradients say; empty where none does."""
        self.has_joined = False
        """Whether arrays are put side by side, so that a size may be the sum of others."""
        self.numbers: set[int] = set()
        """The whole numbers on the page."""
        self.divisor = 1
        """What lengths of axes are divided by, as in pooling."""
        self.parts = 0
        """Into how many equal parts the page cuts an array of all gates."""
        self.listed: set[str] = set()
        """Names that hold the sizes of all layers, one after the other."""
        self._columns = False
        self.vectors: dict[str, str] = {}
        """Names that the page makes columns or rows of."""
        self.counted: set[str] = set()
        """Names of what the page counts: no sizes."""
        self._tables: set[str] = set()
        self._calls: list[tuple[str, str, list[ast.expr]]] = []
        self._parameters: dict[str, list[str]] = {}
        for statement, _ in program.statements:
            for function, node, loops in _nodes(statement, "", ()):
                self._note(function, node, loops)
        self._hand_on()

    def _hand_on(self) -> None:
        """Tell of what is handed to a function of the page what is told of its parameter."""
        for caller, called, arguments in self._calls:
            for name, argument in zip(self._parameters.get(called, ()), arguments, strict=False):
                given = _name(argument) if isinstance(argument, ast.Name) else ""
                if not given:
                    continue
                if rank := self.rank(called, name):
                    self._exact.setdefault((caller, given), rank)
                for told in (self.labels, self.sequences):
                    told |= {given} if name in told else set()

    @property
    def has_pictures(self) -> bool:
        """Whether arrays of four axes are on the page: with the loops over them short axes are enough."""
        return max(self._exact.values(), default=0) >= 4

    @property
    def has_columns_alone(self) -> bool:
        """Whether biases are columns, and no gradient by them is a sum over samples: data are single columns, too."""
        return self._columns and not self.biases

    def rank(self, function: str, name: str) -> int:
        """How many axes a name has in a function; 0 where nothing tells."""
        return self._exact.get((function, name), 0)

    def least(self, name: str) -> int:
        """How many axes a name has at least."""
        return self._least[name]

    def _note(self, function: str, node: ast.AST, loops: tuple[str, ...]) -> None:
        if isinstance(node, ast.FunctionDef):
            names = [one.arg for one in node.args.args]
            self._parameters[node.name] = names[1:] if names[:1] == ["self"] else names
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            self.made.add((function, node.id))
        elif isinstance(node, ast.Constant) and isinstance(node.value, int):
            self.numbers.add(node.value)
        elif isinstance(node, ast.Assign):
            self._note_assignment(function, node)
        elif isinstance(node, ast.Subscript):
            self._note_subscript(node, loops)
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult):
            for one in (node.left, node.right):
                self._least[_name(one)] = max(self._least[_name(one)], 1)
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.FloorDiv):
            if isinstance(node.right, ast.Constant) and node.right.value in _DIVISORS:
                self.divisor = next(one for one in _DIVISORS if one == node.right.value)
        elif isinstance(node, ast.Attribute) and node.attr == "T":
            self._least[_name(node.value)] = max(self._least[_name(node.value)], 2)
        elif isinstance(node, ast.Call):
            self._note_call(function, node)

    def _note_assignment(self, function: str, node: ast.Assign) -> None:
        name = _shape_of(node.value)
        if name and len(node.targets) == 1 and isinstance(node.targets[0], ast.Tuple):
            self._exact[function, name] = len(node.targets[0].elts)
        if isinstance(node.value, ast.Name) and isinstance(node.targets[0], ast.Tuple):
            self.unpacked[function, node.value.id] = tuple(map(_name, node.targets[0].elts))
        if not (isinstance(node.value, ast.Constant) and node.value.value is None):
            targets = [one for target in node.targets for one in ast.walk(target)]
            self.fields |= {one.attr for one in targets if isinstance(one, ast.Attribute)}

        target = _name(node.targets[0])
        if isinstance(node.value, ast.DictComp):
            self._tables.add(target)
        made = node.value.elt if isinstance(node.value, ast.ListComp) else node.value
        self._columns = self._columns or bool(BIAS.fullmatch(target) and _vector(made) == COLUMN)
        if target and (vector := _vector(node.value)):
            self.vectors[target] = vector
        kept = _kept_axis(node.value)
        key = key_of(ast.unparse(node.targets[0])) if kept is not None else ""
        if is_gradient(key) and BIAS.fullmatch(base_of(key)):
            self.biases = ROW if kept == 0 else COLUMN

    def _note_call(self, function: str, node: ast.Call) -> None:
        if _name(node.func) in _NEW:
            within = (one for part in node.args for one in ast.walk(part) if isinstance(one, ast.Subscript))
            names = {_name(one.value) for one in within}
            self.listed |= {one for one in names if _SIZES.search(one) and one != "shape"}
        if isinstance(node.func, ast.Name | ast.Attribute):
            self.called.add(ast.unparse(node.func))
            self.counted |= {_name(one) for one in node.args if _name(node.func) in ("len", "enumerate")}
            self._calls.append((function, _name(node.func), node.args))
        of_list = _name(node.func) == "append" and len(node.args) == 1
        self.has_joined = self.has_joined or (_name(node.func) in _JOINS and not of_list)
        if _name(node.func) in ("split", "hsplit", "vsplit", "array_split", "chunk"):
            counts = [one.value for one in node.args[1:2] if isinstance(one, ast.Constant)]
            self.parts = max(self.parts, *(one for one in counts if isinstance(one, int)), 0)

    def _note_subscript(self, node: ast.Subscript, loops: tuple[str, ...]) -> None:
        keys = list(node.slice.elts) if isinstance(node.slice, ast.Tuple) else [node.slice]
        if isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, str):
            self.texts.setdefault(_name(node.value), {})[node.slice.value] = None
        of_shape = _shape_of(node.value)
        if of_shape and isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, int):
            self._least[of_shape] = max(self._least[of_shape], node.slice.value + 1)
        axes = sum(not (isinstance(key, ast.Constant) and key.value in (None, ...)) for key in keys)
        if len(keys) > 1:
            self._least[_name(node.value)] = max(self._least[_name(node.value)], axes)
        if isinstance(node.slice, ast.Slice) and _SIZES.search(_name(node.value)):
            self.listed.add(_name(node.value))
        for key in keys if _name(node.value) not in self._tables else ():
            if isinstance(key, ast.Name) and key.id not in loops:
                self.labels.add(key.id)
            elif isinstance(key, ast.Subscript) and _name(key.value):
                self.labels.add(_name(key.value))
            elif isinstance(key, ast.Slice):
                self.has_joined = self.has_joined or isinstance(node.ctx, ast.Store)
                self.parts = max(self.parts, _last_part(key))
        kept = _name(node.value) in NO_SEQUENCES
        if len(keys) == 1 and isinstance(keys[0], ast.Name) and keys[0].id in loops and not kept:
            self.sequences.add(_name(node.value))


def _nodes(node: ast.AST, function: str, loops: tuple[str, ...]) -> Iterator[tuple[str, ast.AST, tuple[str, ...]]]:
    """All nodes, each with the function and the loop variables that it stands in."""
    if isinstance(node, ast.FunctionDef):
        function = node.name
    elif isinstance(node, ast.For | ast.comprehension):
        loops = (*loops, *(one.id for one in ast.walk(node.target) if isinstance(one, ast.Name)))
    elif isinstance(node, ast.ListComp | ast.GeneratorExp | ast.DictComp):
        targets = [one for each in node.generators for one in ast.walk(each.target)]
        loops = (*loops, *(one.id for one in targets if isinstance(one, ast.Name)))
    yield function, node, loops
    for child in ast.iter_child_nodes(node):
        yield from _nodes(child, function, loops)


def _vector(source: ast.expr) -> str:
    """Whether a new array is made with a single column, or a single row: ``np.zeros((hidden, 1))``."""
    if not isinstance(source, ast.Call) or _name(source.func) not in _NEW or not source.args:
        return ""
    sizes = source.args[0].elts if isinstance(source.args[0], ast.Tuple | ast.List) else source.args
    single = [isinstance(one, ast.Constant) and one.value == 1 for one in sizes]
    return COLUMN if single == [False, True] else ROW if single == [True, False] else ""


def _shape_of(node: ast.expr) -> str:
    """The array whose shape an expression is, NumPy's or torch's."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "size":
        return "" if node.args else _name(node.func.value)
    return _name(node.value) if isinstance(node, ast.Attribute) and node.attr == "shape" else ""


def _name(node: ast.expr) -> str:
    """The last name of a name, a field, or an entry with a text as its key."""
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, str):
        return node.slice.value
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def _kept_axis(source: ast.expr) -> int | None:
    """Of ``np.sum(d, axis=1, keepdims=True)``, a multiple of it too, the axis; None for anything else."""
    for one in ast.walk(source):
        if isinstance(one, ast.Call) and _name(one.func) == "sum":
            said = {word.arg: word.value.value for word in one.keywords if isinstance(word.value, ast.Constant)}
            axis = said.get("axis", said.get("dim"))
            if (said.get("keepdims") or said.get("keepdim")) and isinstance(axis, int):
                return axis
    return None


def _last_part(key: ast.Slice) -> int:
    """Of ``2*H:3*H`` 3, of ``3*H:`` 4: the parts that there are at least."""
    upper, lower = _times(key.upper), _times(key.lower)
    return upper or (lower + 1 if lower else 0)


def _times(node: ast.expr | None) -> int:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        for one in (node.left, node.right):
            if isinstance(one, ast.Constant) and isinstance(one.value, int) and one.value < 10:
                return one.value
    return 0
