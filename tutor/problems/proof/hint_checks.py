"""Whether a hint holds the answer, however it is written: in the letters of the formula, in another order, in LaTeX."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tutor.errors import TutorError
from tutor.notation.lower.environment import TYPED_ROOM
from tutor.notation.read.parser import parse
from tutor.notation.tree import Node, Num, Ref, Size
from tutor.problems.contract.problem import Problem
from tutor.problems.contract.step import Step
from tutor.problems.instances.formula_values import compute, environment, evaluated, lift, step_tree
from tutor.problems.instances.instance import Instance

SEED = 1
"""Seeded numbers tell apart what a textbook's numbers may not."""
MOST_WORDS = 12
"""Of a hint's words so many in a row are read as a formula: a longer one is no slip of a sentence."""
AROUND = "`'\".,;:!?"


class Hints:
    """The hints of a problem's steps, held against the right formulas. The numbers are made when first needed."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._instance: Instance | None = None

    def leak(self, step: Step, hint: str) -> str:
        """The part of a hint that equals the step's answer; empty where there is none."""
        problem = self._problem
        right = step_tree(problem, step)
        if _bare(right):
            return ""  # a name alone, which a hint may well mention
        for text, tree in self._formulas(hint):
            if tree == right or self._equal(step, tree, right):
                return text
        return ""

    def _formulas(self, hint: str) -> Iterator[tuple[str, Node]]:
        """All parts of a hint that read as a formula of the problem, the longest from each word first."""
        for words in self._runs(hint):
            for first, last in _parts(len(words)):
                text = " ".join(words[first:last]).strip(AROUND)
                try:
                    tree = parse(text, self._problem.scope)
                except TutorError:
                    continue
                if not _bare(tree):
                    yield text, tree

    def _runs(self, hint: str) -> list[list[str]]:
        """The words between those of the language: to find that each part with one is no formula takes a second."""
        scope = self._problem.scope
        runs: list[list[str]] = [[]]
        for word in hint.split():
            plain = word.strip(AROUND)
            if (
                plain.isascii()
                and plain.isalpha()
                and len(plain) > 1
                and plain not in scope.names
                and plain not in scope.functions
            ):
                runs.append([])
            else:
                runs[-1].append(word)
        return runs

    def _equal(self, step: Step, tree: Node, right: Node) -> bool:
        problem = self._problem
        if self._instance is None:
            self._instance = problem.instance(seed=SEED)
            self._arrays = compute(problem, lift(self._instance.given), self._instance.sizes)
        env = environment(problem, self._arrays, self._instance.sizes, room=TYPED_ROOM)
        axes = problem.axes_of(step)
        try:
            with np.errstate(all="ignore"):
                return bool(np.allclose(evaluated(tree, axes, env), evaluated(right, axes, env), rtol=1e-9, atol=0))
        except TutorError:
            return False  # it has other axes than the answer, or no value


def _parts(count: int) -> Iterator[tuple[int, int]]:
    """Where each part of so many words begins and ends, the longest from each word first."""
    for first in range(count):
        for last in range(min(count, first + MOST_WORDS), first, -1):
            yield first, last


def _bare(tree: Node) -> bool:
    """Whether a formula is nothing but a name or a number."""
    return isinstance(tree, Ref | Num | Size)
