"""A page made small enough to be run many times: short axes, one turn of training, names for what is activated."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator, Mapping

from tutor.submission.code.assignments.page_names import is_gradient, key_of
from tutor.submission.code.syntax.program import Program, names_in

ARGUMENT = "_argument_"
"""What the names begin with that are given to the arguments of activations."""
_SMALLEST = 7
"""Whole numbers from this on are lengths for the most part; that they are others changes forward and backward alike."""
_PRODUCTS = ("dot", "matmul", "mm", "bmm", "einsum")
_ACTIVATIONS = ("sigm", "tanh", "relu", "softmax", "activ", "logistic", "maximum", "exp", "elu", "swish", "silu")


def smaller(program: Program, *, lengths: bool) -> Program:
    """The same page with the loops of training ended after a turn, and where ``lengths``, with shorter axes."""
    statements = [(copy.deepcopy(statement), cell) for statement, cell in program.statements]
    statements = [(_Unclipped().visit(statement), cell) for statement, cell in statements]
    trees = [statement for statement, _ in statements]
    numbers = _numbers(trees) if lengths else {}
    bodies = {one.name: one for tree in trees for one in ast.walk(tree) if isinstance(one, ast.FunctionDef)}
    for tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, int) and not isinstance(node.value, bool):
                node.value = numbers.get(node.value, node.value)
            elif isinstance(node, ast.Call):
                _name_argument(node, bodies)
        for node in list(ast.walk(tree)):
            if isinstance(node, ast.For | ast.While) and is_whole(node, bodies):
                node.body.append(ast.copy_location(ast.Break(), node.body[-1]))
    return program._replace(statements=tuple(statements))


class _Unclipped(ast.NodeTransformer):
    """Gradients are left as they are where a page cuts them off, as all do against large ones."""

    def visit_Call(self, node: ast.Call) -> ast.AST:
        """The array itself for ``np.clip(dW, -5, 5)``."""
        self.generic_visit(node)
        word = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        if word == "clip" and node.args and is_gradient(key_of(ast.unparse(node.args[0]))):
            return node.args[0]
        return node


def _numbers(trees: list[ast.stmt]) -> Mapping[int, int]:
    """A short length for each long one."""
    found = [one.value for tree in trees for one in ast.walk(tree) if isinstance(one, ast.Constant)]
    whole = list(dict.fromkeys(one for one in found if isinstance(one, int) and not isinstance(one, bool)))
    short = (number for number in (5, 4, 6, *range(7, 99)) if number not in whole or number >= _SMALLEST)
    return {number: next(short) for number in whole if _SMALLEST <= number < 10**9}


def _name_argument(node: ast.Call, bodies: Mapping[str, ast.FunctionDef]) -> None:
    """Give what an activation is applied to a name, where it has none; a page's functions of one array may be such."""
    word = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    own = word in bodies and len(node.args) == 1 and not node.keywords
    if not own and not any(part in word.lower() for part in _ACTIVATIONS):
        return
    for at, one in enumerate(node.args[:2]):
        if isinstance(one, ast.BinOp | ast.Subscript | ast.Call):
            name = ast.copy_location(ast.Name(f"{ARGUMENT}{one.lineno}_{one.col_offset}", ast.Store()), one)
            node.args[at] = ast.copy_location(ast.NamedExpr(name, one), one)


def is_whole(loop: ast.stmt, bodies: Mapping[str, ast.FunctionDef]) -> bool:
    """Whether the forward and the backward pass are both made in a loop or function: that of training."""
    nodes = list(_reached(loop, bodies, set()))
    targets = [(target, node.value) for node in nodes if isinstance(node, ast.Assign) for target in node.targets]
    names = [(key_of(ast.unparse(target)), value) for target, value in targets]
    backward = any(is_gradient(name) for name, _ in names) or any(
        isinstance(node, ast.AugAssign) and is_gradient(key_of(ast.unparse(node.target))) for node in nodes
    )
    return backward and any(
        not is_gradient(name) and _is_product(value) and _is_forward(value) for name, value in names
    )


def _reached(node: ast.AST, bodies: Mapping[str, ast.FunctionDef], seen: set[str]) -> Iterator[ast.AST]:
    """The nodes of a loop, and those of the functions of the page that are called there."""
    for one in ast.walk(node):
        yield one
        word = ""
        if isinstance(one, ast.Call):
            word = one.func.attr if isinstance(one.func, ast.Attribute) else getattr(one.func, "id", "")
        if word in bodies and word not in seen:
            seen.add(word)
            yield from _reached(bodies[word], bodies, seen)


def _is_forward(node: ast.expr) -> bool:
    """Whether an expression reads no gradient."""
    return not any(map(is_gradient, names_in(node)))


def _is_product(node: ast.expr) -> bool:
    """Whether arrays are multiplied in an expression."""
    for one in ast.walk(node):
        if isinstance(one, ast.BinOp) and isinstance(one.op, ast.MatMult):
            return True
        if isinstance(one, ast.Call) and isinstance(one.func, ast.Attribute) and one.func.attr in _PRODUCTS:
            return True
    return False
