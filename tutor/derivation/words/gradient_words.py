"""The words of a gradient: how it reaches the result, which rule holds, and what to look at first.

A step is remembered for one thing that its paths cross (``STRIKING``): that gives the rule and the second hint. The
reason goes along every path. What is special in a step changes its sentences: which path is the far one, which axis is
summed, what arrives.
"""

from __future__ import annotations

from collections.abc import Sequence

from tutor.derivation import record
from tutor.derivation.algebra.term_walk import walk
from tutor.derivation.record import DerivedStep, Path
from tutor.derivation.words.crossing_words import CrossingWords, words_of
from tutor.derivation.words.step_words import StepWords, asked_of, counted, listed, named_axes
from tutor.derivation.words.told import Told, told
from tutor.notation.lower.index_form.expressions import Ref
from tutor.problems.contract.problem import Problem

_ADDED = "What reaches the result by several paths gets what comes back along each of them, added."
_PUT_IN = "Put what arrives there in and multiply out: most of it cancels."
LONGEST = 300
"""The longest reason: four rows of the reply. What it leaves out, the formula of the step shows."""


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
        near, one = self._most_striking()
        kind = _words(one)
        rule = _ADDED if len(paths) > 1 else kind.rule
        put_in = self._is_put_in(near)
        if put_in:
            rule = self._closed_rule()
        second = self._said(kind.hint, near, one)
        if put_in:
            second = f"What arrives at {self._to(near)} is known. Put it in, entry by entry: what cancels?"
        elif len(paths) > 1:
            second = f"On the way through {self._to(near)}: {second}"
        skills = ["path-sum"] if len(paths) > 1 else []
        skills += [_words(one).skill for path in paths for one in self._told(path)]
        if put_in:
            skills.insert(0, "softmax-cross-entropy" if self._passes(record.SOFTMAX) else "activation-slope")
        ask = f"How {self.result} changes with {asked_of(self.problem, step.by)}."
        return StepWords(ask, rule, self._why(), (self._first_hint(), second), _few(skills or ["chain-rule"]))

    def _is_put_in(self, path: Path) -> bool:
        """Whether the formula is short because the gradient that arrives was put in; one from outside never is."""
        return self.step.closed and bool(path.arrives) and path.arrives not in self.problem.quantities

    # -- the reason ------------------------------------------------------------------------------------------------

    def _why(self) -> str:
        """Every path with all that it crosses; where that gets long, each with what is most striking alone."""
        last = [_PUT_IN] if self._is_put_in(self.step.paths[0]) else []
        for brief in (False, True):
            sentences = [self._sentence(alike, brief=brief) for alike in self._alike(brief)]
            if len(" ".join(sentences + last)) <= LONGEST:
                break
        while len(" ".join(sentences + last)) > LONGEST:
            sentences.pop()
        return " ".join(sentences + last)

    def _alike(self, brief: bool) -> list[list[Path]]:
        """Paths that cross the same kinds of things, as through all gates of a cell, in the order of the first."""
        groups: dict[object, list[Path]] = {}
        for path in self.step.paths:
            kinds = [(one.kind, one.detail if one.kind == record.RECURRENCE else "") for one in self._told(path)]
            told = frozenset(kinds[:1] if brief else kinds)
            groups.setdefault((bool(path.arrives), bool(path.consumer), told), []).append(path)
        return list(groups.values())

    def _sentence(self, alike: Sequence[Path], *, brief: bool = False) -> str:
        """What comes back along the first of some paths, and what it crosses; the others cross the same kinds."""
        path, *others = alike
        if not path.consumer:
            return f"{self.problem.display(path.arrives)} arrives from outside."
        clauses = [self._said(_words(one).why, path, one) for one in self._told(path)]
        if not path.arrives:
            opening = f"{self.by} stands in the formula of {self._to(path)} itself"
        elif self._passed_through(path):
            opening = f"{self.by} enters {self._to(path)}"
        else:
            opening = f"{self.problem.display(path.arrives)} arrives at {self._to(path)}"
        if not clauses and path.arrives:
            clauses = [self._said(_words(None).why, path, None)]
        likewise = f"; likewise for {listed(map(self._to, others))}" if others else ""
        shown = clauses[:1] if brief else list(dict.fromkeys(clauses))
        return f"{opening}{': ' if shown else ''}{'; '.join(shown)}{likewise}."

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
        value = self._to(paths[0])
        if not paths[0].arrives:
            return f"Look for {self.by} in the formula of {value} itself: where does it stand?"
        return f"Find the one formula that {self.by} stands in, that of {value}. How is {value} made of it?"

    # -- pieces ----------------------------------------------------------------------------------------------------

    def _told(self, path: Path) -> list[Told]:
        return told(path.crossed, self.step.by, self._is_number)

    def _is_number(self, name: str) -> bool:
        return name in self.problem.quantities and not self.problem.quantity(name).letters

    def _most_striking(self) -> tuple[Path, Told | None]:
        """What a step is remembered for, and its path; of several paths the one that is easily forgotten."""
        found = [(path, one) for path in self.step.paths for one in self._told(path)]
        return min(found, key=lambda pair: pair[1].rank) if found else (self.step.paths[0], None)

    def _to(self, path: Path) -> str:
        return self.problem.display(path.consumer or self.step.by)

    def _said(self, text: str, path: Path, one: Told | None) -> str:
        """A sentence of the table with the names of this step."""
        along = named_axes(self.problem, one.letters) if one and one.letters else "that axis"
        return text.format(
            by=self.by,
            to=self._to(path),
            arrives=self.problem.display(path.arrives) if path.arrives else self.result,
            name=self._crossed_with(one),
            along=along,
        )

    def _crossed_with(self, one: Told | None) -> str:
        if one is None or not one.names:
            return "the other factor"
        show = self._function if one.kind == record.SLOPE else self.problem.display
        return listed(map(show, one.names))

    def _function(self, name: str) -> str:
        found = self.problem.language().get(name)
        return found.unicode if found is not None else name

    def _passes(self, kind: str) -> bool:
        return any(one.kind == kind for path in self.step.paths for one in path.crossed)

    def _passed_through(self, path: Path) -> bool:
        """Whether what arrives at the value is not a step of its own, so that no term names it."""
        return not any(
            isinstance(part, Ref) and part.name == path.arrives for term in path.terms for part in walk(term)
        )


def _words(one: Told | None) -> CrossingWords:
    return words_of(one.kind, one.detail, bool(one.names)) if one is not None else words_of("")


def _looks_along(path: Path) -> bool:
    return any(one.kind in (record.RECURRENCE, record.BEFORE_FIRST) for one in path.crossed)


def _few(skills: Sequence[str]) -> tuple[str, ...]:
    """At most three skills, each once."""
    return tuple(dict.fromkeys(skills))[:3]
