"""The network of a page's own, and what verdicts by it can be held up."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from tutor.problems.contract.problem import Problem
from tutor.submission.claims import judged as says
from tutor.submission.claims.judged import Verdict
from tutor.submission.own_network.changed import UNWRITTEN
from tutor.submission.own_network.layers.two_layouts import OF_A_LAYOUT
from tutor.submission.own_network.steps.loose_steps import loose_steps
from tutor.submission.own_network.unsure import GUESSED_WEIGHTS, Unsure, spoken_of
from tutor.submission.statement import Statement

LEAST_BORNE_OUT = 3
"""So often the name of a guessed output must stand in what is right, that something may be wrong with it."""
_SLOPE_OF_SIGMA = re.compile(r"(?:\\sigma(?![A-Za-z])|σ)\s*(?:\^\s*\{?\s*)?(?:'|\\prime)")
_OTHER_ACTIVATION = re.compile(r"relu|max|tanh|elu", re.IGNORECASE)
_DERIVATIVE = re.compile(r"\\partial|∂")


class OwnNetwork(NamedTuple):
    """A network, the text of its file, and the statements of its page as they are read beside it.

    ``forward_alone`` says that little of what the page says of derivatives is right in it: it tells of nothing that it
    is wrong. ``of_convolution`` that it has nothing but a convolution, whatever else is on the page.
    """

    problem: Problem
    text: str
    statements: tuple[Statement, ...]
    left_out: tuple[str, ...]
    unsure: Unsure
    two_layouts: bool = False
    forward_alone: bool = False
    of_convolution: bool = False

    def settled(self, verdicts: Sequence[Verdict]) -> list[Verdict]:
        """The verdicts, those open that this network cannot hold up: it is not all that the page speaks of."""
        defined: set[str] = set()
        found = []
        guess = self._guess(verdicts)
        opened: dict[int, str] = {}
        for one in verdicts:
            note = self._doubt(one, defined) or (opened.get(one.follows, "") if one.follows else "")
            if guess and not note and one.verdict in (says.WRONG, says.FOLLOWS):
                note = f"what the page means by {guess} is only guessed"
            if one.verdict == says.WRONG:
                opened[one.link.line] = note and opened.get(one.link.line, note)
            found.append(one.replace(verdict=says.NOT_JUDGED, diagnosis=(), follows=None, note=note) if note else one)
            if one.kind == says.VALUE and one.verdict == says.RIGHT and one.target:
                defined.add(one.target)
        return found

    def _guess(self, verdicts: Sequence[Verdict]) -> str:
        """A name whose equation is guessed, where too little that is said with it is right."""
        name = self.unsure.guessed
        said = re.compile(rf"(?<![A-Za-z\\]){re.escape(name)}(?![A-Za-z])")
        right = [one for one in verdicts if one.verdict == says.RIGHT and one.kind in (says.DERIVATIVE, says.UPDATE)]
        spoken = sum(any(map(said.search, (one.statement.left, one.link.text))) for one in right)
        return name if name and spoken < (1 if name == GUESSED_WEIGHTS else LEAST_BORNE_OUT) else ""

    def _doubt(self, one: Verdict, defined: set[str]) -> str:
        """Why a verdict is open; empty where it is not. ``defined`` is what the page has defined before."""
        if one.link.text.startswith(UNWRITTEN):
            return f"this is not of the {'convolution' if self.of_convolution else 'network'} of this page"
        if one.verdict not in (says.WRONG, says.FOLLOWS):
            return ""
        if self.forward_alone:
            return "little of the page fits what its forward equations make"
        if {cause.code for cause in one.diagnosis} == {"zero"} and _DERIVATIVE.search(one.link.text):
            return "one of its derivatives is zero in this network: the page may mean another quantity"
        if _SLOPE_OF_SIGMA.search(one.link.text) and _OTHER_ACTIVATION.search(self.text) and "sigm" not in self.text:
            return "the page has sigma for an activation that it calls by another name"
        if self.two_layouts and OF_A_LAYOUT & {cause.code for cause in one.diagnosis}:
            return "the page has rows and columns side by side"
        texts = (one.statement.left, one.link.text)
        if note := self.unsure.note(*texts) or loose_steps(self.problem, one):
            return note
        if one.kind == says.VALUE:
            return "it is defined otherwise above: another network" if one.target in defined else ""
        found = next((name for name in self.left_out if any(spoken_of(name, text) for text in texts)), "")
        return f"{found} has no part in the network of this page" if found else ""
