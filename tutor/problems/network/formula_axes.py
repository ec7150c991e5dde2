"""The axes that a formula gives, from those of its names. It is evaluated on index arrays, which hold no numbers."""

from __future__ import annotations

from typing import NamedTuple

from tutor.notation.errors import FitError, NotationError
from tutor.notation.functions import FUNCTIONS
from tutor.notation.lower.align import aligned
from tutor.notation.lower.align_to_target import fit
from tutor.notation.lower.environment import Env
from tutor.notation.lower.index_form.arrays import NamedArrays
from tutor.notation.lower.index_form.operations import IndexOperations
from tutor.notation.lower.value import Value
from tutor.notation.read.parser import parse
from tutor.notation.scope import Declared, Scope
from tutor.notation.tree import Node
from tutor.problems.contract.samplers import Integers, Labels
from tutor.problems.contract.scope_builder import spellings
from tutor.problems.network import formula_text
from tutor.problems.network.axis_table import AxisTable
from tutor.problems.network.draft import Definition, Draft
from tutor.problems.network.errors import NetworkError
from tutor.problems.network.mentioned_names import Mention

_OPERATIONS = IndexOperations()


class Settled(NamedTuple):
    """A definition with its axes, and its formula as it is evaluated."""

    name: str
    letters: tuple[str, ...]
    formula: str


class FormulaAxes:
    """What is known of the names of a network so far; ``running`` are the axes that are letters in every formula.

    ``rows`` are the names that are rows; with ``finding_rows`` also values whose formulas give one: ``h = x^T W``.
    """

    def __init__(
        self,
        draft: Draft,
        axes: AxisTable,
        mentions: dict[str, list[Mention]],
        running: tuple[str, ...],
        time: tuple[str, ...],
        finding_rows: bool = False,
    ) -> None:
        self.draft, self.table, self.mentions = draft, axes, mentions
        self.running, self.time = running, time
        self.rows, self.finding_rows = set(draft.rows), finding_rows
        self.names: dict[str, Declared] = {}
        self.symbols: dict[tuple[str, str, str], str] = {}
        self.settled: dict[str, Settled] = {}
        self.pairs: set[tuple[str, str]] = set()
        for given in draft.given.values():
            whole = isinstance(given.sample, Integers)
            picks = given.sample.axis if isinstance(given.sample, Labels) else ""
            row = given.name in self.rows
            self._know(Declared(given.name, given.letters, row, whole=whole, picks=picks))

    def _know(self, declared: Declared) -> None:
        self.names[declared.name] = declared
        letters = declared.axes
        self.pairs.update((a, b) for at, a in enumerate(letters) for b in letters[at + 1 :])
        symbol = self.draft.symbols.get(declared.name) or self.draft_symbol(declared.name)
        for key in spellings(declared.name, symbol, letters):
            self.symbols.setdefault(key, declared.name)
        for key, name in self.draft.keys.items():
            if name == declared.name and (key[1] or key[2]):
                self.symbols.setdefault((key[0], key[1], f"({key[2]})" if key[2] else ""), name)

    def draft_symbol(self, name: str) -> str:
        """The LaTeX that a name was declared in, if it was."""
        found = self.draft.given.get(name) or self.draft.definitions.get(name)
        return found.symbol if found else ""

    # -- one formula -------------------------------------------------------------------------------------------

    def _scope(self) -> Scope:
        functions = {**FUNCTIONS, **self.draft.functions}
        axes = self.table.axes(self.running, self.time)
        return Scope(names=self.names, symbols=self.symbols, functions=functions, axes=axes)

    def parsed(self, definition: Definition, text: str) -> Node:
        """The tree of a formula; what is said of it points into the file."""
        try:
            return parse(text, self._scope())
        except NotationError as error:
            raise self.unread(definition, error) from None

    def unread(self, definition: Definition, error: NotationError) -> NetworkError:
        """The error for a formula that cannot be read."""
        return formula_text.unread(self.draft, definition, error)

    def value(self, tree: Node, results: list[tuple[object, Value]] | None = None) -> Value:
        """What a formula comes to, as letters and axes without any numbers. Raises FitError and NotationError."""
        scope, sizes = self._scope(), self.table.all_sizes()
        env = Env(scope, NamedArrays(scope, sizes), sizes, _OPERATIONS, self.running)
        env.results = results
        return aligned(tree, env)

    def misfit(self, definition: Definition, reason: str) -> NetworkError:
        """The error for shapes that do not fit, with the axes of what the formula is made of."""
        parts = dict.fromkeys(mention.name for mention in self.mentions[definition.name])
        known = [formula_text.with_axes(name, self.names[name].axes) for name in parts if name in self.names]
        made = f" (its parts are {', '.join(known)})" if known else ""
        hides = [name for name in parts if name in self.table.axes((), ()).sizes and name in self.names]
        if hides and "combine" in reason:
            made += f"; {hides[0]} is the array of that name here, not the size of the axis {hides[0].lower()}"
        return self.draft.error(
            f"the formula of {definition.name} does not fit: {reason}{made}",
            definition.where._replace(position=definition.formula_at),
        )

    def know_value(self, definition: Definition, letters: tuple[str, ...]) -> None:
        """Note the axes of a definition, for the formulas that use it."""
        outside = self.draft.initial[definition.name][0] if definition.name in self.draft.initial else ""
        self._know(Declared(definition.name, letters, definition.name in self.rows, outside))

    # -- its axes ----------------------------------------------------------------------------------------------

    def spread_over(self, definition: Definition, value: Value, text: str, letters: tuple[str, ...]) -> str | None:
        """A formula with this value as it is, or spread over the axes that it lacks; None where neither will do."""
        if self.fits(value, letters):
            return text
        missing = [letter for letter in letters if letter not in self.letters_of(value)]
        for spread in formula_text.spread(text, missing, self.hidden_sizes()):
            try:
                if self.fits(self.value(self.parsed(definition, spread)), letters):
                    return spread
            except (FitError, NotationError, NetworkError):
                continue
        return None

    def settle_as(self, definition: Definition, letters: tuple[str, ...], text: str) -> None:
        """Note the axes of a definition, and its formula as it is evaluated."""
        self.settled[definition.name] = Settled(definition.name, letters, text)

    def hidden_sizes(self) -> frozenset[str]:
        """The sizes whose capital letters are names of arrays."""
        return frozenset(name for name in self.names if len(name) == 1 and name.isupper())

    def fits(self, value: Value, letters: tuple[str, ...]) -> bool:
        scope, sizes = self._scope(), self.table.all_sizes()
        env = Env(scope, NamedArrays(scope, sizes), sizes, _OPERATIONS, self.running)
        if len(letters) != len(value.dims):
            return False
        try:
            fit(value, letters, env)
        except FitError:
            return False
        return True

    def in_order(self, value: Value) -> tuple[str, ...]:
        """The letters of a value: its matrix axes in order, the others where other arrays have them."""
        found = list(value.axes)
        others = [letter for letter in value.dims if letter not in value.axes]
        for letter in sorted(others, key=lambda one: (one not in self.running, others.index(one)), reverse=True):
            before = [at for at, other in enumerate(found) if (other, letter) in self.pairs]
            found.insert(before[-1] + 1 if before else 0, letter)
        return tuple(found)

    def letters_of(self, value: Value) -> tuple[str, ...]:
        """The axes of a value: a second axis of a name, or one that no name has, gets a letter of its own."""
        axes = self.table.axes(self.running, self.time)
        found: list[str] = []
        dims = self.in_order(value)
        for letter in dims:
            size_class = value.class_of(letter)
            candidates = [letter, size_class, *(one for one in self.table.letters if one in self.draft.letters)]
            own = next(
                (
                    one
                    for one in candidates
                    if one in self.table.letters
                    and one not in found
                    and (one == letter or one not in dims)
                    and axes.class_of(one) == size_class
                    and one not in (set(self.running) if letter in value.axes else ())
                ),
                None,
            )
            if own is None:
                own = self.table.add(axes, size_class, (*dims, *self.names))
                axes = self.table.axes(self.running, self.time)
            found.append(own)
        return tuple(found)
