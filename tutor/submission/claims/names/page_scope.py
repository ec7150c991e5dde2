"""The names that a page may use of a problem: its quantities and gradients, without what is only asked for."""

from __future__ import annotations

from functools import lru_cache

from tutor.notation.scope import Declared, Scope
from tutor.problems.contract.problem import Problem
from tutor.problems.contract.target import GRADIENT

_ARRIVES = "dout"


@lru_cache(maxsize=64)
def page_scope(problem: Problem) -> Scope:
    """The scope of a problem in which every derivative but the gradients of the loss is one of two names.

    Gradients stay, for ``δ`` and ``dz`` are words for them; they are evaluated as derivatives, too.
    """
    scope = problem.scope
    kept = {name: declared for name, declared in scope.names.items() if _is_kept(problem, name)}
    known = kept.keys()
    return scope.replace(
        names=kept,
        symbols={key: name for key, name in scope.symbols.items() if name in known},
        aliases=_of_what_arrives(problem) | {alias: name for alias, name in scope.aliases.items() if name in known},
        placed={},
        gradients={word: name for word, name in scope.gradients.items() if name in known},
        layers={name: layer for name, layer in scope.layers.items() if name in known},
        indexed={word: name for word, name in scope.indexed.items() if name in known},
        refused=frozenset(),
    )


def _of_what_arrives(problem: Problem) -> dict[str, str]:
    """The usual name of the gradient that arrives, where one does and the problem has no output of that name."""
    arriving = list(problem.upstream.values())
    return {_ARRIVES: arriving[0]} if len(arriving) == 1 and "out" not in problem.quantities else {}


def _is_kept(problem: Problem, name: str) -> bool:
    if name in problem.quantities:
        return True
    target = problem.targets[name]
    return target.kind == GRADIENT and target.whole and target.by in problem.quantities


def without_axes(scope: Scope, dropped: frozenset[str]) -> Scope:
    """The scope of the same problem where some axes have one entry and are not written."""
    if not dropped:
        return scope
    names = {
        name: Declared(
            own.name,
            tuple(axis for axis in own.axes if axis not in dropped),
            own.row,
            own.outside,
            own.whole,
            own.latex,
            own.display,
            own.picks,
        )
        for name, own in scope.names.items()
    }
    return scope.naming(names)
