"""The problem that a network file makes."""

from __future__ import annotations

from collections.abc import Mapping
from os.path import basename, splitext
from typing import TYPE_CHECKING, Any

from tutor.lazy import cached_property
from tutor.problems.contract.problem import Problem
from tutor.problems.contract.quantity import Quantity
from tutor.problems.network import LOGGED

if TYPE_CHECKING:
    from tutor.problems.network.axis_table import AxisTable
    from tutor.problems.network.draft import Draft


class Network(Problem):
    """A problem that was read from a network file; its attributes are what the file declares."""

    by_hand = True

    def __init__(self, name: str, draft: Draft, table: AxisTable, running: tuple[str, ...]) -> None:
        super().__init__()
        self._text = draft.text
        self.id = name
        self.title = draft.title or splitext(basename(name))[0]
        self.axes = dict.fromkeys(table.letters, "")
        self.like = table.like
        self.sizes = {
            letter.upper(): table.sizes[letter.upper()]
            for letter in table.letters
            if letter not in table.like and letter.upper() in table.sizes
        }
        self.fixed = frozenset(table.fixed)
        self.derived = table.derived
        self.running = running
        self.functions = draft.functions

    def define(
        self,
        given: tuple[Quantity, ...],
        values: tuple[Quantity, ...],
        *,
        loss: str,
        asked: tuple[str, ...],
        roles: Mapping[str, str],
        upstream: Mapping[str, str],
        textbook: Mapping[str, Any],
        aliases: Mapping[str, str],
    ) -> None:
        """Set the arrays and formulas, and what is asked of them."""
        self.aliases = aliases
        self.given, self.values, self.loss = given, values, loss
        self.asked, self.roles, self.upstream, self.textbook = asked, roles, upstream, textbook
        count, names = len(values) - bool(upstream), ", ".join(upstream.values())
        self.summary = (
            f"{count} formula{'s' if count > 1 else ''}, gradients {f'from {names}' if names else f'of {loss}'}"
        )

    @property
    def text(self) -> str:
        """The text that it was read from."""
        return self._text

    @cached_property
    def _digest(self) -> str:  # type: ignore[override]
        """A name of what is asked: the same wherever the file lies and whatever its title, its sizes and its layout.

        Another formula, axis or function makes another network, of which nothing is known yet.
        """
        import hashlib  # 9 ms with its libraries, which a start need not wait for
        import json

        from tutor.notation.write.one_line import to_ascii
        from tutor.problems.instances.formula_values import parsed

        bare = self.forward_only()  # steps need not be derived for it
        formulas = parsed(bare)
        given = [[one.name, *one.letters, one.row] for one in self.given]
        values = [
            [one.name, *one.letters, one.row, one.outside, to_ascii(formulas[one.name].tree, bare.scope)]
            for one in self.values
        ]
        functions = sorted((name, getattr(one, "formula", "")) for name, one in self.functions.items())
        rest = [self.loss, self.asked, sorted(self.like.items()), sorted(self.derived.items()), self.running]
        said = json.dumps([given, values, functions, rest])
        return f"{LOGGED}{hashlib.sha256(said.encode()).hexdigest()[:16]}"

    @cached_property
    def statement(self) -> tuple[str, ...]:  # type: ignore[override]
        """The formulas as they are read, a line each."""
        from tutor.notation.write.one_line import to_unicode
        from tutor.problems.instances.formula_values import parsed

        formulas = parsed(self.as_declared)
        return tuple(
            f"{self.display(value.name)} = {to_unicode(formulas[value.name].tree, self.as_declared.scope)}"
            for value in self.values
            if not (self.upstream and value.name == self.loss)
        )
