"""What the given names of a page are in its network: targets, inputs, weights, settings; and how they are sampled."""

from __future__ import annotations

from typing import NamedTuple

from tutor.notation.tree import Bin, Call, Fold, Node, Pow, Transpose
from tutor.notation.tree_walks import names, walk
from tutor.submission.own_network.axes import names as by_name
from tutor.submission.own_network.axes.readings import Reading
from tutor.submission.own_network.forward.formulas import Forward, only_divides

ONE_HOT, IN_COLUMNS = "one-hot", "one-hot in columns"
INPUT, WEIGHTS, TARGET, CONSTANT = "input", "weights", "target", "constant"


class Role(NamedTuple):
    """A role, and how numbers for it are drawn: nothing, ``in 0..1``, ``positive``, or one-hot."""

    role: str
    sample: str = ""


def roles(forward: Forward, reading: Reading) -> dict[str, Role]:
    """The role of every name that is given; none where nothing of it is a network."""
    found = {name: _role(forward, reading, name) for name in forward.given}
    if len(forward.formulas) > 1 and any(one.role in (INPUT, WEIGHTS) for one in found.values()):
        return found
    return found if any(one.role == WEIGHTS for one in found.values()) else {}


def _role(forward: Forward, reading: Reading, name: str) -> Role:
    number = not reading.shapes[name]
    if number and (by_name.is_rate(name) or only_divides(forward, name)):
        return Role(CONSTANT, "in 0.1..0.5" if by_name.is_rate(name) else "in 1..3")
    if _is_target(forward, reading, name):
        return Role(TARGET, _target_sample(forward, reading, name))
    if number and by_name.may_scale(name) and not by_name.is_weight(name) and forward.indices.get(name, 0) == 0:
        return Role(CONSTANT, "in 0.5..2")
    return Role(WEIGHTS if by_name.is_weight(name) else INPUT)


def _is_target(forward: Forward, reading: Reading, name: str) -> bool:
    """Whether a name is in the loss alone, and is what a value of the network is compared with."""
    users = [one for one in forward.formulas if name in names(one.right)]
    if not forward.loss or any(not _is_late(forward, one.name) for one in users):
        return False
    hatted = any(one.name.startswith(f"{name}hat") or one.name == f"{name}hat" for one in forward.formulas)
    if hatted or by_name.is_target(name):
        return True
    if by_name.is_weight(name) or by_name.is_greek(name) or any(one.name != forward.loss for one in users):
        return False
    return forward.indices.get(name, 0) > 0 or _target_sample(forward, reading, name) in (ONE_HOT, IN_COLUMNS)


def _is_late(forward: Forward, name: str) -> bool:
    """Whether a formula is the loss, or one that losses are added up from: it uses no weights of its own."""
    formula = next(one for one in forward.formulas if one.name == name)
    return name == forward.loss or not any(by_name.is_weight(one) for one in names(formula.right))


def _target_sample(forward: Forward, reading: Reading, name: str) -> str:
    """A target that is multiplied by the logarithm of a softmax is one-hot; with another, from 0 to 1."""
    soft = {one.name for one in forward.formulas if _is_softmax(one.right)}
    for formula in forward.formulas:
        if name not in names(formula.right):
            continue
        logs = [part for part in walk(formula.right) if isinstance(part, Call) and part.function in ("log", "ln")]
        if any(names(one) & soft or _is_softmax(one.args[0]) for one in logs):
            turned = any(_is_turned_softmax(one.right) for one in forward.formulas)
            return "" if not reading.shapes[name] else IN_COLUMNS if turned else ONE_HOT
        if logs:
            return "in 0..1"
    return ""


def _is_turned_softmax(tree: Node) -> bool:
    """Whether a formula is a softmax along columns: it is taken of what is transposed."""
    calls = [part for part in walk(tree) if isinstance(part, Call) and part.function == "softmax"]
    return any(isinstance(call.args[0], Transpose) for call in calls)


def _is_softmax(tree: Node) -> bool:
    """Whether a formula is a softmax, called so or written as powers of e over their sum."""
    for part in walk(tree):
        if isinstance(part, Call) and part.function == "softmax":
            return True
        if isinstance(part, Bin) and part.op == "/" and _is_power_of_e(part.left):
            below = part.right
            if isinstance(below, Fold) and below.kind == "sum" and _is_power_of_e(below.body):
                return True
    return False


def _is_power_of_e(tree: Node) -> bool:
    if isinstance(tree, Pow):
        return isinstance(tree.base, Call) and tree.base.function == "e"
    return isinstance(tree, Call) and tree.function == "exp"
