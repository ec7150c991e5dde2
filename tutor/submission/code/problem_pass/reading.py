"""One run of a page held against the truth: what each statement means, and whether it is right."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from typing import Any, NamedTuple

import numpy as np

from tutor.notation.tree_walks import names
from tutor.problems.instances.formula_values import parsed
from tutor.problems.instances.given_layout import is_weight
from tutor.submission.code.assignments import comparison
from tutor.submission.code.assignments.comparison import Compared, Key, is_known
from tutor.submission.code.assignments.occurrences import Place, Statement, of_first_turns, of_known_calls, statements
from tutor.submission.code.assignments.page_names import CARRIED, base_of, is_gradient, plain
from tutor.submission.code.problem_pass.handed_arrays import Layout
from tutor.submission.code.problem_pass.truth import GIVEN, GRADIENT, VALUE, Meaning, Truth
from tutor.submission.code.runtime.record_of_run import RETURNED, Run
from tutor.submission.code.runtime.values import Unknown
from tutor.submission.verdicts import DEFINES, NOT_JUDGED, RIGHT, WRONG


class Read(NamedTuple):
    """What one statement comes to: the verdict, what it means, how it compares, and why it is not judged."""

    statement: Statement
    verdict: str
    meaning: Meaning | None = None
    compared: Compared | None = None
    reason: str = ""
    sign: bool = False
    """Whether it is an update along the gradient instead of against it."""

    @property
    def id(self) -> tuple[Place, str]:
        """What tells a statement from all others in every run of the page."""
        return self.statement.place, self.statement.key


class Reading:
    """All statements of a run, judged by themselves."""

    def __init__(self, run: Run, truth: Truth, layout: Layout, handed: Set[str]) -> None:
        self.run, self._truth, self._layout, self._handed = run, truth, layout, handed
        arrays = (*truth.instance.given.values(), *truth.instance.values.values())
        longest = max((size for array in arrays for size in np.shape(array)), default=1) + 1
        self._statements = [of_known_calls(one) for one in statements(of_first_turns(run.assigned, longest))]
        self._aliases: dict[str, str] = {}
        """The quantity that a name of the page has the value of."""
        self._swapped: set[str] = set()
        self._turned: dict[str, bool] = {}
        self._by_name: set[str] = set()
        """The quantities by which the page names a gradient."""
        self._read_values()
        for one in self._statements:
            self._by_name |= {name for kind, name in self._named(one) if kind == GRADIENT}
        self.read = [self._judged(one) for one in self._statements]

    @property
    def score(self) -> tuple[int, int, int]:
        """How well the arrays were handed in: how much is right, how little fails, how little is wrong."""
        right = sum(one.verdict == RIGHT for one in self.read)
        wrong = sum(one.verdict == WRONG for one in self.read)
        return right, -sum(one.known for one in self.run.failed), -wrong

    @property
    def is_clear(self) -> bool:
        """Whether the arrays were handed in as the page wants them: nothing fails, and the forward pass is right."""
        judged = [(one.verdict, one.meaning.kind) for one in self.read if one.meaning is not None]
        wrong = any(verdict == WRONG for verdict, _ in judged)
        forward = (RIGHT, VALUE) in judged and (WRONG, VALUE) not in judged
        return (forward or not wrong) and not self.fails

    @property
    def fails(self) -> bool:
        """Whether anything of the page cannot be run with the arrays that were handed in."""
        return any(one.known for one in self.run.failed)

    def is_handed(self, name: str) -> bool:
        """Whether a name has an array from outside."""
        return plain(name) in self._handed

    def beside(self, truth: Truth) -> Reading:
        """The same run held against another truth."""
        return Reading(self.run, truth, self._layout, self._handed)

    def other_truths(self, one: Read) -> Mapping[Key, Any]:
        """What would be right if a gradient were that by what its value is made from; nothing where it cannot be."""
        if one.meaning is None or one.meaning.kind != GRADIENT:
            return {}
        for name in self._truth.gradients:
            if self._is_of_argument(one.meaning.quantity, name):
                found = self.compared(one.statement, self._truth.meaning(GRADIENT, name))
                if found is not None and found.truths:
                    return found.truths
        return {}

    def gradients(self) -> list[Read]:
        """The statements that are gradients."""
        return [one for one in self.read if one.meaning is not None and one.meaning.kind == GRADIENT]

    def loss_scale(self) -> float:
        """What the loss of the page is of that of the problem; 1 where the page has none."""
        name = self._truth.instance.problem.loss
        right = float(np.asarray(self._truth.instance.values[name]))
        for one in reversed(self._statements):
            value = one.all[-1].value
            number = isinstance(value, float | np.floating) or (isinstance(value, np.ndarray) and value.size == 1)
            if number and right and plain(one.key).lower() in (name.lower(), "loss", "cost", "l", "j"):
                return float(np.reshape(value, ())) / right
        return 1.0

    # -- values of the forward pass ------------------------------------------------------------------------------

    def _read_values(self) -> None:
        """Which names have the value of which quantity: by their own name first, else by value."""
        problem = self._truth.instance.problem
        for one in self._statements:
            if one.all[-1].kind == RETURNED or is_gradient(one.key) or not one.last:
                continue
            named = self._truth.quantity(VALUE, one.key)
            certain = named and self._has_gradient(one)
            others = [value.name for value in problem.values if value.name not in (named, problem.loss) and not certain]
            for name in filter(None, (named, *others)):
                found = self.compared(one, self._truth.meaning(VALUE, name))
                if found is not None and found.right:
                    self._aliases.setdefault(plain(one.key), name)
                    self._note_axes(one, name)
                    break
        own = {page: self._truth.quantity(VALUE, page) for page in self._aliases}
        for page, name in list(self._aliases.items()):
            # Two names that have each other's values are two mistakes, and no other names.
            if own[page] and own[page] != name and (name, own[page]) in {(own[one], self._aliases[one]) for one in own}:
                self._swapped.add(page)
        self._aliases = {page: name for page, name in self._aliases.items() if page not in self._swapped}

    def _note_axes(self, one: Statement, name: str) -> None:
        """Whether the page has the axes of a value the other way round."""
        right = np.asarray(self._truth.instance.values[name])
        value = one.last[-1].value if one.last[-1].whole is None else one.last[-1].whole
        oblong = right.ndim == 2 and right.shape[0] != right.shape[1] and 1 not in right.shape
        if oblong and np.shape(value) in (right.shape, right.shape[::-1]):
            self._turned[name] = np.shape(value) != right.shape

    # -- verdicts ------------------------------------------------------------------------------------------------

    def _judged(self, one: Statement) -> Read:
        value = one.all[-1].value
        if isinstance(value, int) or (isinstance(value, Unknown) and value.other):
            return Read(one, DEFINES)  # a size, a dict, a function
        if not is_known(one):
            return Read(one, NOT_JUDGED, reason=value.reason if isinstance(value, Unknown) else "")
        given = self._truth.quantity(GIVEN, one.key) if not is_gradient(one.key) else ""
        if given and (one.all[0].augmented or plain(one.key) in one.all[0].uses) and plain(one.key) in self._handed:
            return self._update(one, given)
        if plain(one.key) in self._handed and not one.all[0].uses and not is_gradient(one.key):
            return Read(one, DEFINES)
        meanings = list(self._meanings(one))
        found = [(meaning, self.compared(one, meaning)) for meaning in meanings]
        for meaning, compared in found:
            if compared is not None and compared.right and not one.all[-1].allocation and self._may_mean(one, meaning):
                return Read(one, RIGHT, meaning, compared)
        if any(each.allocation for each in one.all):
            return Read(one, DEFINES)
        if not one.last:
            return Read(one, NOT_JUDGED, reason=f"line {one.goes_on} goes on with it")
        named = [(meaning, compared) for meaning, compared in found if self._is_meant(one, meaning)]
        for meaning, compared in named[:1]:
            if compared is None:
                return Read(one, NOT_JUDGED, meaning, reason=f"its shape or its loops are not those of {meaning.step}")
            by_value = self._other(one, meaning)
            if by_value:
                return Read(one, NOT_JUDGED, meaning, reason=f"by its value it is {by_value}")
            if not np.isfinite(compared.got).all():
                return Read(one, NOT_JUDGED, meaning, reason="it is not finite")
            if self._is_firm(one, meaning):
                return Read(one, WRONG, meaning, compared)
            reason = f"whether {one.key} is {meaning.step} here is not certain"
            return Read(one, NOT_JUDGED, meaning, compared, reason=reason)
        if is_gradient(one.key):
            return Read(one, NOT_JUDGED, reason="the network has no gradient of this name or value")
        return Read(one, DEFINES)  # of the page's own: it claims nothing of the network

    def compared(self, one: Statement, meaning: Meaning) -> Compared | None:
        """A statement beside an array that it may mean; None where it cannot be that."""
        return comparison.compared(one, np.asarray(meaning.right, float), turned=self._turned_of(meaning))

    def _turned_of(self, meaning: Meaning) -> bool | None:
        problem = self._truth.instance.problem
        if meaning.quantity in self._turned:
            return self._turned[meaning.quantity]
        if meaning.quantity in {quantity.name for quantity in problem.given}:
            return self._layout.weights if is_weight(problem, meaning.quantity) else self._layout.data
        return None

    def _meanings(self, one: Statement) -> Iterator[Meaning]:
        """What a statement may mean, the likeliest first: by its name, then whatever it may be by value."""
        problem = self._truth.instance.problem
        seen = set()
        for kind, name in self._named(one):
            if name and (kind, name) not in seen:
                seen.add((kind, name))
                yield self._truth.meaning(kind, name)
        for kind, quantities in ((GRADIENT, self._truth.gradients), (VALUE, [value.name for value in problem.values])):
            for name in quantities:
                if (kind, name) not in seen and name != problem.loss:
                    yield self._truth.meaning(kind, name)

    def _named(self, one: Statement) -> Iterator[tuple[str, str]]:
        key = one.key.removesuffix("()")
        if is_gradient(key):
            base = base_of(key)
            alias = self._aliases.get(base) or next(
                (name for page, name in self._aliases.items() if page.lower() == base.lower()), ""
            )
            if alias in self._truth.gradients:
                yield GRADIENT, alias
            yield GRADIENT, self._truth.quantity(GRADIENT, key)
        else:
            yield VALUE, self._aliases.get(plain(key), "")
            yield VALUE, self._truth.quantity(VALUE, key)

    def _may_mean(self, one: Statement, meaning: Meaning) -> bool:
        """Whether a name may stand for what it has the value of: not where it certainly stands for something else."""
        named = [(kind, name) for kind, name in self._named(one) if name]
        if not named or (meaning.kind, meaning.quantity) in named:
            return True
        first = self._truth.meaning(*named[0])
        if first.kind == meaning.kind == GRADIENT:
            return self._is_of_argument(first.quantity, meaning.quantity)
        if plain(one.key) in self._swapped or self._is_bound(first) or self._has_gradient(one):
            return False
        return first.kind == meaning.kind == VALUE

    def _has_gradient(self, one: Statement) -> bool:
        """Whether the gradient by a value is handed in under its very name, so that it is that value."""
        return f"d{plain(one.key)}" in self._handed

    def _is_of_argument(self, quantity: str, other: str) -> bool:
        """Whether a gradient is that by what a value is made from, which the page has no name of its own for.

        ``dh`` goes on through the activation under its name: it is then that by the value before it.
        """
        formulas = parsed(self._truth.instance.problem)
        values = {value.name for value in self._truth.instance.problem.values}
        made_from = names(formulas[quantity].tree) if quantity in formulas else set()
        return other in made_from & values and other not in self._by_name

    def _is_meant(self, one: Statement, meaning: Meaning) -> bool:
        return (meaning.kind, meaning.quantity) in set(self._named(one))

    def _other(self, one: Statement, meaning: Meaning) -> str:
        """The other array that a gradient is by value, where its name is not bound to what it should be.

        A forgotten slope gives the gradient by the next value: where the page has that quantity under its name, or a
        gradient of its own for the other one, it is a mistake and no other name.
        """
        if meaning.kind != GRADIENT or self._is_bound(meaning):
            return ""
        for name in self._truth.gradients:
            if name != meaning.quantity and name not in self._by_name:
                other = self._truth.meaning(GRADIENT, name)
                found = self.compared(one, other)
                if found is not None and found.right:
                    return other.step
        return ""

    def _is_bound(self, meaning: Meaning) -> bool:
        """Whether the page itself says which quantity a name stands for: by its value, or as it was handed in."""
        return meaning.quantity in self._aliases.values() or meaning.quantity in self._handed_quantities()

    def _handed_quantities(self) -> set[str]:
        found = {self._truth.quantity(kind, name) for name in self._handed for kind in (GIVEN, VALUE)}
        return found - {""}

    def _is_firm(self, one: Statement, meaning: Meaning) -> bool:
        """Whether a name certainly means an array, so that another value is a mistake."""
        if CARRIED.search(one.key) and not CARRIED.search(meaning.quantity):
            return False
        calls = {each.call for each in one.last}
        if len(calls) > 1 and not all(each.loops for each in one.last):
            return False  # a helper that is called for one layer after the other
        if one.all[0].kind == RETURNED and not is_gradient(one.key.removesuffix("()")):
            return False
        if meaning.kind == VALUE:
            return (
                meaning.quantity not in self._aliases.values() and meaning.quantity != self._truth.instance.problem.loss
            )
        return True

    def _update(self, one: Statement, given: str) -> Read:
        """A step against the gradient, by any rate: what is taken away is a positive multiple of it."""
        gradients: Mapping[str, Any] = self._truth.gradients
        first = one.all[0]
        if (
            given not in gradients
            or isinstance(first.value, Unknown)
            or (first.name.endswith("]") and first.whole is not None)
        ):
            return Read(one, NOT_JUDGED, reason="an update")
        meaning = self._truth.meaning(GRADIENT, given)
        before = self._layout.array(self._truth.instance, given, self._truth.instance.given[given])
        if np.shape(before) != np.shape(first.value) or not np.any(meaning.right):
            return Read(one, NOT_JUDGED, reason="an update")
        step = comparison.placed_as(np.shape(before), meaning.right, self._turned_of(meaning))
        moved = np.asarray(before - first.value)
        if not np.any(moved) and not first.augmented:
            return Read(one, DEFINES)  # what was handed in, under a field of its name
        if step is None or not np.any(moved):
            return Read(one, NOT_JUDGED, reason="an update")
        rate = float(np.sum(moved * step) / np.sum(step * step))
        if not np.max(np.abs(moved - rate * step)) <= 1e-6 * np.max(np.abs(moved)):
            return Read(one, NOT_JUDGED, reason="an update by more than a rate times the gradient")
        return Read(one, RIGHT if rate > 0 else WRONG, meaning, sign=rate < 0)
