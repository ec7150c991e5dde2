"""The values of the forward pass that a gradient is by, as the page calls it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tutor.submission.code.assignments.occurrences import Statement
from tutor.submission.code.assignments.page_names import base_of, is_gradient
from tutor.submission.code.own_pass.slopes import Site
from tutor.submission.code.own_pass.smaller import ARGUMENT

_WORDS = {"w": ("ws", "weight", "weights"), "b": ("bs", "bias", "biases")}
"""What weights are called whose gradients are ``dW`` and ``db``."""


class NamedValues:
    """The values of a page by the names of their gradients."""

    def __init__(self, sites: Sequence[Site]) -> None:
        self._sites = sites

    def of(self, statement: Statement) -> list[Site]:
        """The values that a gradient is by, as it is called."""
        base = base_of(statement.key)
        keys = {site.key.rpartition(".")[2] for site in self._sites}
        spelled = {one for one in (base, f"{base}s") if one in keys} or {
            key for key in keys if key.lower() == base.lower()
        }
        named = [site for site in self._sites if site.key.rpartition(".")[2] in spelled]
        words = self._of_whole_word(statement, base)
        if words and words[0].item >= 0:
            return words
        return named or words or self._of_activation(statement, base)

    def _of_whole_word(self, statement: Statement, base: str) -> list[Site]:
        """The weights that a page has once, or in a list of them all, where their gradient has the letter alone."""
        words = _WORDS.get(base.lower(), ())
        found = [site for site in self._sites if site.key.rpartition(".")[2].lower() in words]
        if any(site.item >= 0 for site in found):
            place = statement.all[-1].key if len(statement.all) == 1 else None
            return [site for site in found if site.item == place]
        return found if len({site.key for site in found}) == 1 else []

    def _of_activation(self, statement: Statement, base: str) -> list[Site]:
        """What an activation is applied to, where a gradient goes on from that of its value: ``daf`` from ``df``."""
        found: set[str] = set()
        for used in statement.all[0].uses:
            of = base_of(used) if is_gradient(used) else ""
            values = [site for site in self._sites if of and site.key.rpartition(".")[2] == of and of in base]
            found |= {key for site in values if _is_call(site) for key in site.uses if key.startswith(ARGUMENT)}
        return [site for site in self._sites if site.key in found] if len(found) == 1 else []

    def arguments_of(self, site: Site) -> list[Site]:
        """What an activation is applied to for a value, where it is that of a single call without a name."""
        keys = {key for key in site.uses if key.startswith(ARGUMENT)} if _is_call(site) else set()
        return [one for one in self._sites if one.key in keys] if len(keys) == 1 else []


def _is_call(site: Site) -> bool:
    """Whether a value is what a single call gives."""
    text = site.entries[0].text.partition("=")[2].strip() if site.entries else ""
    depth, ends = 0, []
    for at, char in enumerate(text):
        depth += (char == "(") - (char == ")")
        if char == ")" and not depth:
            ends.append(at)
    return ends == [len(text) - 1] and bool(re.match(r"[\w.]+\(", text))
