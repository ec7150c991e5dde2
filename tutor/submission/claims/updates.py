"""Updates of what is given: ``W ← W - η dL/dW``, ``W_{t+1} = W_t - ...``, ``ΔW = ...``."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from tutor.notation.errors import NotationError
from tutor.notation.tree import Bin, Chain, Derivative, Neg, Node, Ref
from tutor.submission.claims.exercise import Exercise
from tutor.submission.claims.reader import Reader
from tutor.submission.claims.spelling import atom_of, layer_of
from tutor.submission.statement import Link, Statement

ARROWS = frozenset({r"\leftarrow", "←", "<-", ":=", "+=", "-="})
_NEXT = re.compile(r"(?:[a-z]\s*\+\s*1|new|\\text\{\s*new\s*\}|\\mathrm\{\s*new\s*\}|next)")


class Update(NamedTuple):
    """What an update says is new, the truth of it, and the id of the step that asks for it."""

    truth: Callable[[Reader], Node]
    right: Callable[[Reader], Node]
    target: str


def update_of(
    statement: Statement, link: Link, exercise: Exercise, read: Callable[[Reader, str, str], Node]
) -> Update | None:
    """The update that a link says; None where it says none of what is given. ``read`` reads a side in a layer."""
    atom = atom_of(re.sub(r"^\\Delta\s*", "", statement.left))
    if atom is None:
        return None
    change = statement.left.startswith(r"\Delta")
    stepped = bool(_NEXT.fullmatch(atom.sub.strip()) or _NEXT.fullmatch(atom.sup.strip("() ")))
    arrow = link.relation in ARROWS or statement.links[0].relation in ARROWS
    if not (change or arrow or stepped) or not exercise.problem.loss:
        return None
    layer = layer_of(statement.left)
    rate = exercise.rate
    now = atom._replace(sub=re.sub(r"\s*\+\s*1", "", atom.sub)) if stepped else atom
    plain = atom._replace(sub="", sup="") if stepped else atom
    reader = exercise.general.reader
    try:
        quantity = reader.read(plain.written(), layer)
    except NotationError:
        return None
    if not isinstance(quantity, Ref) or quantity.name not in exercise.problem.quantities:
        return None
    if any(one.name == quantity.name for one in exercise.problem.values):
        return None
    loss = exercise.problem.loss

    def truth(reader: Reader) -> Node:
        own = read(reader, plain.written(), layer)
        assert isinstance(own, Ref)
        slope = Chain((Ref(rate), Derivative(Ref(loss), own)))
        return Neg(slope) if change else Bin("-", own, slope)

    def right(reader: Reader) -> Node:
        text = link.text.replace(now.written(), plain.written())
        for form in (f"{now.base}_{now.sub}", f"{now.base}_{{{now.sub}}}") if stepped and now.sub else ():
            text = text.replace(form, plain.base)
        tree = read(reader, text, layer)
        if link.relation in ("+=", "-="):
            tree = Bin(link.relation[0], reader.read(plain.written(), layer), tree)
        return tree

    return Update(truth, right, exercise.update_target(quantity.name))
