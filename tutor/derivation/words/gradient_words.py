"""The words of a gradient: how it reaches the result, which rule holds, and what to look at first.

A step is remembered for one thing that its paths cross (``STRIKING``): that gives the rule and the second hint. The
reason goes along every path. What is special in a step changes its sentences: which path is the far one, which axis is
summed, what arrives.
"""

from __future__ import annotations

from collections.abc import Sequence

from tutor.derivation import record
from tutor.derivation.algebra import walk
from tutor.derivation.record import Crossing, DerivedStep, Path
from tutor.derivation.words.crossing_words import STRIKING, words_of
from tutor.derivation.words.step_words import StepWords, asked_of, counted, listed, named_axes
from tutor.notation.lower.index_form.expressions import Ref
from tutor.problems.contract.problem import Problem

_ADDED = "What reaches the result by several paths gets what comes back along each of them, added."
_PUT_IN = "Put what arrives there in and multiply out: most of it cancels."


def gradient_words(step: DerivedStep, problem: Problem) -> StepWords:
    """The words of a derived step of this problem."""
    return _Sentences(step, problem).words()


class _Sentences:
    """Makes the sentences of one step."""

    def __init__(self, step: DerivedStep, problem: Problem) -> None:
        self.step = step
        self.problem = problem
        self.by = problem.display(step.by)
        self.result = problem.display(step.of)

    def words(self) -> StepWords:
        step = self.step
        paths = step.paths
        near, crossing = _most_striking(paths)
        kind = words_of(crossing)
        rule = _ADDED if len(paths) > 1 else kind.rule
        put_in = step.closed and bool(near.arrives)
        if put_in:
            rule = self._closed_rule()
        second = self._said(kind.hint, near, crossing)
        if put_in:
            second = f"What arrives at {self._to(near)} is known. Put it in, entry by entry: what cancels?"
        elif len(paths) > 1:
            second = f"On the way through {self._to(near)}: {second}"
        skills = ["path-sum"] if len(paths) > 1 else []
        skills += [self._skill(one, path) for path in paths for one in sorted(_told(path.crossed), key=_rank)]
        if put_in:
            skills.insert(0, "softmax-cross-entropy" if self._passes(record.SOFTMAX) else "activation-slope")
        ask = f"How {self.result} changes with {asked_of(self.problem, step.by)}."
        return StepWords(ask, rule, self._why(), (self._first_hint(), second), _few(skills or ["chain-rule"]))

    # -- the reason ------------------------------------------------------------------------------------------------

    def _why(self) -> str:
        paths = self.step.paths
        if self.step.closed and paths[0].arrives:
            return f"{self._sentence(paths[0])} {_PUT_IN}"
        return " ".join(self._sentence(alike[0], alike[1:]) for alike in _alike(paths))

    def _sentence(self, path: Path, others: Sequence[Path] = ()) -> str:
        """What comes back along one path, and what it crosses; other paths cross the same kinds of things."""
        if not path.consumer:
            return f"{self.problem.display(path.arrives)} arrives from outside."
        clauses = [self._said(words_of(one).why, path, one) for one in sorted(_told(path.crossed), key=_rank)]
        if not path.arrives:
            opening = f"{self.by} stands in the formula of {self._to(path)} itself"
        elif self._passed_through(path):
            opening = f"{self.by} enters {self._to(path)}"
        else:
            opening = f"{self.problem.display(path.arrives)} arrives at {self._to(path)}"
        if not clauses and path.arrives:
            clauses = [self._said(words_of(None).why, path, None)]
        likewise = f"; likewise for {listed(map(self._to, others))}" if others else ""
        return f"{opening}{': ' if clauses else ''}{'; '.join(dict.fromkeys(clauses))}{likewise}."

    def _closed_rule(self) -> str:
        if self._passes(record.SOFTMAX):
            return "Softmax and cross-entropy belong together: put into each other, their derivatives become simple."
        slope = next((one.name for path in self.step.paths for one in path.crossed if one.kind == record.SLOPE), "")
        if slope:
            return f"The slope of {self._function(slope)} cancels against what the result puts below the line."
        return "What arrives is put in and taken together: the formula becomes simple."

    # -- the hints -------------------------------------------------------------------------------------------------

    def _first_hint(self) -> str:
        """Where to look: how many formulas the quantity stands in, or what is special about the one."""
        paths = self.step.paths
        entered = list(dict.fromkeys(path.consumer for path in paths if path.consumer))
        again = [path for path in paths if _looks_along(path)]
        if again and len(entered) > 1:
            return (
                f"{self.by} stands in {counted(len(entered), 'formula')}. One of them belongs to the next step or the "
                f"step before: which?"
            )
        if len(entered) > 1:
            return f"{self.by} stands in {counted(len(entered), 'formula')}. Which ones, and what arrives at each?"
        if not entered:
            return f"What arrives at {self.by} comes from outside, and has a name."
        if again:
            return f"{self.by} is read at another step than its own. At which, and what arrives there?"
        if not paths[0].arrives:
            return f"Look for {self.by} in the formula of {self.result} itself: where does it stand?"
        value = self._to(paths[0])
        return f"Find the one formula that {self.by} stands in, that of {value}. How is {value} made of it?"

    # -- pieces ----------------------------------------------------------------------------------------------------

    def _to(self, path: Path) -> str:
        return self.problem.display(path.consumer or self.step.by)

    def _said(self, text: str, path: Path, crossing: Crossing | None) -> str:
        """A sentence of the table with the names of this step."""
        along = named_axes(self.problem, crossing.letters) if crossing and crossing.letters else "that axis"
        return text.format(
            by=self.by,
            to=self._to(path),
            arrives=self.problem.display(path.arrives) if path.arrives else self.result,
            name=self._crossed_with(crossing),
            along=along,
        )

    def _crossed_with(self, crossing: Crossing | None) -> str:
        if crossing is None or not crossing.name:
            return "the other factor"
        if crossing.kind == record.SLOPE:
            return self._function(crossing.name)
        return self.problem.display(crossing.name)

    def _function(self, name: str) -> str:
        found = self.problem.language().get(name)
        return found.unicode if found is not None else name

    def _skill(self, crossing: Crossing, path: Path) -> str:
        """The skill of a crossing: the sum over the uses of a bias is another than of a matrix."""
        multiplied = any(one.kind in (record.OUTER, record.MATRIX, record.GATE) for one in path.crossed)
        if crossing.kind == record.SHARED and multiplied:
            return "shared-weights"
        return words_of(crossing).skill

    def _passes(self, kind: str) -> bool:
        return any(one.kind == kind for path in self.step.paths for one in path.crossed)

    def _passed_through(self, path: Path) -> bool:
        """Whether what arrives at the value is not a step of its own, so that no term names it."""
        return not any(
            isinstance(part, Ref) and part.name == path.arrives for term in path.terms for part in walk(term)
        )


def _most_striking(paths: Sequence[Path]) -> tuple[Path, Crossing | None]:
    """The crossing that a step is remembered for, and its path; of several paths the one that is easily forgotten."""
    found = [(path, one) for path in paths for one in path.crossed]
    if not found:
        return paths[0], None
    return min(found, key=lambda pair: _rank(pair[1]))


def _rank(crossing: Crossing) -> int:
    return STRIKING.index(crossing.kind) if crossing.kind in STRIKING else len(STRIKING)


def _alike(paths: Sequence[Path]) -> list[list[Path]]:
    """Paths that cross the same kinds of things, as through all gates of a cell, in the order of the first of each."""
    groups: dict[object, list[Path]] = {}
    for path in paths:
        kinds = frozenset((one.kind, one.detail if one.kind == record.RECURRENCE else "") for one in path.crossed)
        groups.setdefault((bool(path.arrives), bool(path.consumer), kinds), []).append(path)
    return list(groups.values())


def _told(crossed: Sequence[Crossing]) -> list[Crossing]:
    """The crossings worth a clause: of a softmax, not the products and the sum that its derivative is made of."""
    softmax = any(one.kind == record.SOFTMAX for one in crossed)
    parts = (record.OUTER, record.SHARED, record.GATE, record.SPREAD)
    return [one for one in crossed if not (softmax and one.kind in parts)]


def _looks_along(path: Path) -> bool:
    return any(one.kind in (record.RECURRENCE, record.BEFORE_FIRST) for one in path.crossed)


def _few(skills: Sequence[str]) -> tuple[str, ...]:
    """At most three skills, each once."""
    return tuple(dict.fromkeys(skills))[:3]
