"""`tutor.derivation`: the derivation of a problem, a network or a single expression."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from tutor import host
from tutor.errors import TutorError
from tutor.export.formulas import as_text
from tutor.export.formulas.derivation import Derivation, DerivedFormula, derivation
from tutor.problems.contract.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Sequence

_ID = re.compile(r"\s*[A-Za-z][A-Za-z0-9]*(-[A-Za-z0-9]+)*\s*")
_FILE = re.compile(r"-|.*\.net|[^\s()*=]*/[^\s()*=]*", re.DOTALL)
"""What is a network file and no expression: stdin, a name that ends in .net, and a path without blanks or brackets."""


class Derived:
    """What follows from a forward pass or an expression: each derivative as a formula, and all of it as text.

    ``values`` are the forward formulas, ``steps`` the derivatives: each has an ``id`` (``dL/dW``), its ``formula`` in
    ASCII, ``text`` in Unicode, ``latex``, and for a problem its ``rule`` and ``why``.
    """

    def __init__(self, derivation: Derivation) -> None:
        self.derivation = derivation

    @property
    def values(self) -> tuple[DerivedFormula, ...]:
        """The forward formulas."""
        return self.derivation.values

    @property
    def steps(self) -> tuple[DerivedFormula, ...]:
        """The derivatives and what else is derived, in order."""
        return self.derivation.steps

    @property
    def text(self) -> str:
        """All as `tutor derive` prints it; of an expression its derivatives alone."""
        return as_text.write(self.derivation).rstrip("\n")

    @property
    def latex(self) -> str:
        """All as a LaTeX document; of an expression its derivatives, a formula a line, without dollar signs."""
        if self.derivation.expression:
            return " \\\\\n".join(step.latex for step in self.steps)
        from tutor.export.formulas import as_document  # the text needs nothing of it

        return as_document.latex(self.derivation)

    def __repr__(self) -> str:
        return f"<Derived {', '.join(step.id for step in self.derivation.asked)}>"


def derive(
    source: str | Problem,
    of: str | Iterable[str] = (),
    *,
    by: str | Iterable[str] = (),
    names: str | Iterable[str] = (),
) -> Derived:
    """The forward formulas of a problem and the gradients that follow, step by step, as formulas.

    ``source`` is a problem, its id, the path of a network file or, with ``by``, a single expression; ``of`` narrows a
    problem to some targets, ``dL/dW1``, and what they are built from. ``by`` are the names that an expression is
    differentiated by, ``names`` declares those with axes, ``"X[n,i]"``; others are numbers. Of what is returned,
    ``steps`` has the formulas, ``text`` and ``latex`` the whole. Raises TutorError for what cannot be read, for unknown
    names and for targets that are not derived.
    """
    of, by, names = _listed(of), _listed(by), _listed(names)
    if isinstance(source, str) and _is_expression(source, by):
        if of:
            raise TutorError(
                "`--of` narrows a problem; an expression is differentiated `--by` a name", title="Not both"
            )
        from tutor.export.formulas.expression import derive_expression

        return Derived(derive_expression(source, by, names))
    problem = host.problem(source.strip()) if isinstance(source, str) else source
    if by or names:
        option = "`--by`" if by else "`--name`"
        raise TutorError(
            f"{option} belongs to an expression, and {problem.id} is a problem: `--of` narrows it", title="Not both"
        )
    return Derived(derivation(problem, of))


def _listed(texts: str | Iterable[str]) -> Sequence[str]:
    return (texts,) if isinstance(texts, str) else tuple(texts)


def _is_expression(source: str, by: Sequence[str]) -> bool:
    """Whether a text is an expression: with ``by`` it is, unless it is a problem; without, unless it looks like one."""
    if by:
        return not (_ID.fullmatch(source) and source.strip() in host.problems()) and not source.endswith(".net")
    return not (_ID.fullmatch(source) or _FILE.fullmatch(source))
