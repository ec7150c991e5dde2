"""Which names a formula mentions, told before anything is known of their axes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from tutor.notation.axes import Axes
from tutor.notation.functions import FUNCTIONS, Function
from tutor.notation.read.lexer import tokenize
from tutor.notation.read.names.index_placement import shifted
from tutor.notation.read.names.scripted_names import match
from tutor.notation.read.names.scripts import listed
from tutor.notation.scope import Declared, Scope, Symbol

_SOME_AXIS = ("?",)


class Mention(NamedTuple):
    """A name in a formula with its indices as texts, ``h`` with ``("t-1",)``; ``bound`` are the letters of its sums."""

    name: str
    indices: tuple[str, ...] = ()
    bound: frozenset[str] = frozenset()

    @property
    def shifts(self) -> set[str]:
        """The letters that it is read at a neighbour of."""
        return shifted(self.indices) - self.bound


def naming_scope(
    names: Mapping[str, bool],
    labels: Mapping[str, str],
    symbols: Mapping[Symbol, str],
    functions: Mapping[str, Function],
    sizes: Mapping[str, int],
) -> Scope:
    """A scope that knows which names there are, of each whether it is a single number and, of labels, what they pick.

    It knows no axes.
    """
    declared = {
        name: Declared(name, () if single else _SOME_AXIS, picks=labels.get(name, "")) for name, single in names.items()
    }
    return Scope(names=declared, symbols=symbols, functions={**FUNCTIONS, **functions}, axes=Axes(sizes=sizes))


def mentioned(text: str, scope: Scope) -> list[Mention]:
    """The names in a formula, in order. Raises NotationError for what is no text of the language, unknown words too."""
    found: list[Mention] = []
    tokens = tokenize(text, scope)
    bound = frozenset(letter for kind, value, _, _ in tokens if kind == "fold" for letter in value[1].partition("=")[0])
    for kind, value, _, _ in tokens:
        power = scope.names.get(value) if kind == "T" and value else None
        if power is not None and not power.axes and found and not scope.names[found[-1].name].axes:
            found.append(Mention(power.name, (), bound))  # x^T, where both are numbers
        if kind == "name":
            base, sub, sup, bracket = value
            matched = match(base, sub, sup, scope)
            if matched is None:
                continue  # an axis, a size, or what parsing refuses
            name, rest, above = matched
            scripts = (listed(rest) if "," in rest or "+" in rest or "-" in rest else list(rest)) if rest else []
            raised = [above.strip("{}()")] if above.strip("{}()").isalpha() else []
            found.append(Mention(name, (*raised, *scripts, *(listed(bracket) if bracket else ())), bound))
    # Labels stand within the indices of others: P[n,c[n]].
    found += [Mention(label) for label in sorted(scope.labels) if re.search(rf"(?<![A-Za-z]){label}(?![A-Za-z])", text)]
    return found
