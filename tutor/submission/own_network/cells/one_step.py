"""A page about one step of a cell with gates, written without steps.

Most pages on LSTM and GRU cells follow one step, and call gradients in ways of their own: ``δo_t``, ``dΓ_o`` and
``g_{h_t}``, and ``dc_next`` what arrives from the step behind. Here all are derivatives of a loss of which nothing is
said, and a value of the step before has a name: ``h_{prev}``.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from tutor.notation.read.lazy_patterns import lazily
from tutor.submission.own_network.axes import names as by_name
from tutor.submission.own_network.cells.cell_gradients import CellGradients, slope_in, word
from tutor.submission.own_network.cells.entering_names import gates_by_letter, with_entering_names
from tutor.submission.own_network.forward.equations import Equation, equations_of, is_forward, is_loss
from tutor.submission.own_network.forward.letter_variants import in_letters_of
from tutor.submission.own_network.forward.shared_parts import with_shared_parts
from tutor.submission.own_network.steps.step_names import (
    AFTER,
    BEFORE,
    NEXT,
    NOW,
    Name,
    below,
    letter_of_time,
    name_of,
    names_in,
    single_name,
    tidy,
    tokens,
)
from tutor.submission.statement import CLAIM, Statement

_ACTIVATED = lazily(
    r"\s*(?:\\(?P<command>sigma|tanh)|\\(?:text|mathrm|operatorname)\s*\{\s*(?P<word>sigmoid|tanh|sigm|sig)\s*\}"
    r"|(?P<plain>sigmoid|sigma|tanh|σ))\s*(?:\\(?:left|[bB]igg?l?)\s*)?\((?P<of>.*?)(?:\\(?:right|[bB]igg?r?)\s*)?\)\s*\Z",
    re.DOTALL,
)
_BOUNDS = r"(?:\{\s*LETTER\s*(?:=\s*\w+\s*)?\}|LETTER(?![A-Za-z]))(?:\s*\^\s*(?:\{[^{}]*\}|\w))?"
_SUMMED = rf"\\sum\s*(?:\\limits\s*)?_\s*{_BOUNDS}"
_SLICE = lazily(r"\[[^\[\]]*:[^\[\]]*\]")
_UNKNOWN = r"\Upsilon"
"""A name that no cell has."""
_BATCH = lazily(
    r"\\sum\s*(?:\\limits\s*)?_\s*\{?\s*\\(?:text|mathrm)\s*\{\s*batch\s*\}\s*\}?|\\sum\s*_\s*\{\s*batch\s*\}"
)


class OneStep(NamedTuple):
    """The statements and the equations of one step; ``arriving`` has the gradients from behind by what they are of."""

    statements: list[Statement]
    equations: list[Equation]
    arriving: dict[str, str]


def in_one_step(statements: Sequence[Statement]) -> list[OneStep]:
    """A page as one step of a cell, in the ways it may be meant; none where it is about no cell with gates."""
    tidied = [_changed(one, tidy(one.left), [tidy(link.text) for link in one.links]) for one in statements]
    texts = _texts(tidied)
    time = letter_of_time(texts)
    if not time and not any("prev" in text for text in texts):
        return []
    tidied, entering = _with_entering_names(_in_own_letters(tidied, time), time)
    cell = _Cell(tidied, time, entering)
    if not cell.has_gates:
        return []
    found = [cell.written(incoming=incoming) for incoming in (False, True)]
    return found[:1] if found[0] == found[1] else found


def _in_own_letters(statements: Sequence[Statement], time: str) -> list[Statement]:
    """The statements with the letters of the forward equations in what is said of derivatives."""
    forward = [one for one in statements if one.links and is_forward(one)]
    values = {name.key for one in forward if (name := single_name(one.left, time))}
    put = in_letters_of(values, _texts(forward), _texts(statements), time)
    return [
        one if one in forward else _changed(one, put(one.left), [put(link.text) for link in one.links])
        for one in statements
    ]


def _texts(statements: Sequence[Statement]) -> list[str]:
    return [text for one in statements for text in (one.left, *(link.text for link in one.links))]


def _with_entering_names(statements: Sequence[Statement], time: str) -> tuple[list[Statement], dict[str, str]]:
    """The statements with one way of naming what enters a gate, and the gates by these names."""
    lefts = [(single_name(one.left, time), one) for one in statements if one.links]
    gates = gates_by_letter({name.key for name, one in lefts if name and _ACTIVATED.match(one.links[0].text)})
    found, entering = [], dict[str, str]()
    for one in statements:
        texts = [with_entering_names(text, gates, time) for text in (one.left, *(link.text for link in one.links))]
        for _, names in texts:
            entering |= names
        found.append(_changed(one, texts[0][0], [text for text, _ in texts[1:]]))
    return found, entering


def _changed(statement: Statement, left: str, rights: Sequence[str]) -> Statement:
    links = tuple(link.replace(text=text) for link, text in zip(statement.links, rights, strict=True))
    return statement.replace(left=left, links=links)


class _Cell:
    """The equations of one step, and the statements of its page in their names."""

    def __init__(self, statements: Sequence[Statement], time: str, entering: Mapping[str, str]) -> None:
        self.time = time
        self.said = statements
        plain = [
            _changed(one, self._plain(one.left), [self._plain(link.text) for link in one.links]) for one in statements
        ]
        forward = [one for one in _fullest(plain) if is_forward(one)]
        found = [one for one in equations_of(forward) if not one.called and (one.name == "C" or not is_loss(one.name))]
        lefts = {name.key for one in found if (name := single_name(one.left, ""))}
        found = [one for one in found if not any(below(name, lefts) for name in _names(one))]
        named = {name.key: one for one in with_shared_parts(found) if (name := _now(one))}
        self.before = {name.key for one in named.values() for name in _names(one) if name.step == BEFORE}
        self.states = self.before & named.keys()
        self.equations = self._of_cell(named)
        self.known = {name.key for one in self.equations.values() for name in _names(one)}
        self.activated = {
            key: (
                "tanh" if "tanh" in (call["command"] or call["word"] or call["plain"]) else "sigma",
                call["of"].strip(),
            )
            for key, one in self.equations.items()
            if (call := _ACTIVATED.match(one.right)) and not _closes_early(call["of"])
        }
        self._name_what_enters(entering)
        self._open_gates()

    def _of_cell(self, named: dict[str, Equation]) -> dict[str, Equation]:
        """The equations that the states come of, and those of what is made of them without weights."""
        wanted = set[str]()
        ends = [key for key, one in named.items() if not _has_weights(one, named) and _uses(one) & self.states]
        stack = [*self.states, *ends]
        while stack:
            key = stack.pop()
            if key in named and key not in wanted:
                wanted.add(key)
                stack += _uses(named[key])
        return {key: one for key, one in named.items() if key in wanted}

    def _name_what_enters(self, entering: Mapping[str, str]) -> None:
        """Take names that bear a gate for what enters it, where nothing defines them."""
        for name, key in entering.items():
            if name not in self.known and key in self.activated and self.activated[key][1] not in self.known:
                function, of = self.activated[key]
                self.activated[key] = function, name
                equation = self.equations[key]._replace(right=rf"\{function}({name})", others=())
                self.equations = {name: Equation(name, of, word(name)), **self.equations, key: equation}
                self.known.add(name)

    def _open_gates(self) -> None:
        """Take what has the slope of an activation in a gradient for one, where nothing is said of what it is."""
        for key in sorted(self.known - self.equations.keys()):
            for one in self.said:
                function = slope_in(one.left, one.links[0].text if one.links else "", key, self.time)
                if function:
                    self.activated[key] = function, rf"z_{{enters{word(key)}}}"
                    right = rf"\{function}({self.activated[key][1]})"
                    self.equations = {key: Equation(key, right, word(key)), **self.equations}
                    self.known.add(self.activated[key][1])
                    break

    @property
    def has_gates(self) -> bool:
        """Whether a state is made of values that are multiplied, and not of weights."""
        return any(
            not _has_weights(self.equations[key], self.equations) and len(_uses(self.equations[key])) > 1
            for key in self.states
        )

    def written(self, *, incoming: bool) -> OneStep:
        """The page in the names of one step; with ``incoming``, ``dc_t`` is what arrives where nothing defines it."""
        outputs = self.equations.keys() - {name for one in self.equations.values() for name in _uses(one)}
        gradients = CellGradients(
            self.time, self.known, self.equations.keys(), self.activated, outputs, incoming=incoming
        )
        statements = []
        for one in self.said:
            left, rights = gradients.statement(one.left, [self._unsummed(link.text) for link in one.links])
            earlier = single_name(one.left, self.time) is not None and self._is_earlier(left, rights)
            plain = partial(self._plain, earlier=earlier, shut=True)
            changed = _changed(one, plain(left), list(map(plain, rights)))
            if r"\partial" in left:  # a gradient that is added to, or given on, is what is said of it
                changed = changed.replace(links=tuple(link.replace(relation="=") for link in changed.links))
            statements.append(changed)
        equations = []
        for key, equation in self.equations.items():
            entering = gradients.entering.get(key, "")
            if entering and entering not in equation.right:
                function, of = self.activated[key]
                equations.append(Equation(entering, of, word(entering)))
                equation = equation._replace(right=rf"\{function}({entering})", others=())
            equations.append(equation)
        return OneStep(statements, equations, dict(gradients.arriving))

    def _unsummed(self, text: str) -> str:
        text = _BATCH.sub("", text)
        return re.sub(_SUMMED.replace("LETTER", self.time), "", text) if self.time else text

    def _plain(self, text: str, *, earlier: bool = False, shut: bool = False) -> str:
        """The text with the steps of its names by words; one ``earlier`` is taken for this one.

        With ``shut`` a value of another step of which the cell has none is no name.
        """

        def put(found: re.Match[str]) -> str:
            if found["base"] is None:
                return found[0]
            name = name_of(found["base"], found["scripts"], self.time)
            if earlier and name.step == BEFORE:
                name = name._replace(step=NOW)
            text = _UNKNOWN if shut and self._is_elsewhere(name) else _written(name)
            return f"{text} " if found.string[found.end() : found.end() + 1].isalpha() else text

        return tokens().sub(put, text)

    def _is_elsewhere(self, name: Name) -> bool:
        return name.step == AFTER or (name.step == BEFORE and name.key not in self.before)

    def _is_earlier(self, left: str, rights: Sequence[str]) -> bool:
        """Whether all that has a step is of the step before: what is said of this one, one step earlier."""
        steps = {name.step for text in (left, *rights) for name in names_in(text, self.time)}
        return BEFORE in steps and not steps & {NOW, AFTER, NEXT}


def _written(name: Name) -> str:
    """A name of this step as it is, of the one before by that word."""
    if name.step != BEFORE:
        return name.key + name.power
    base, _, under = name.key.partition("_")
    return f"{base}_{{{under.strip('{}')}prev}}{name.power}"


def _now(one: Equation) -> Name | None:
    """What an equation defines, if it is a value of this step."""
    found = single_name(one.left, "")
    return found if found and found.step in (None, NOW) and not found.power else None


def _names(one: Equation) -> list[Name]:
    return names_in(f"{one.left} {one.right}", "")


def _uses(one: Equation) -> set[str]:
    """The values of this step in a formula."""
    return {name.key for name in names_in(_SLICE.sub("", one.right), "") if name.step != BEFORE}


def _has_weights(one: Equation, named: Collection[str]) -> bool:
    """Whether a formula has a capital letter that no equation defines."""
    return any(by_name.is_matrix(word(name.key)) and name.key not in named for name in names_in(one.right, ""))


def _fullest(statements: Sequence[Statement]) -> list[Statement]:
    """The statements, of those that define one value first the one with most names in it."""
    said = [one for one in statements if any(link.kind == CLAIM for link in one.links)]
    count = [len({name.key for link in one.links for name in names_in(link.text, "")}) for one in said]
    best: dict[str, int] = {}
    for at in sorted(range(len(said)), key=lambda at: -count[at]):
        best.setdefault(said[at].left, at)
    return [one for at, one in enumerate(said) if best[one.left] == at]


def _closes_early(inside: str) -> bool:
    """Whether a bracket closes before the end: ``a) + (b``."""
    depth = 0
    for char in inside:
        depth += (char == "(") - (char == ")")
        if depth < 0:
            return True
    return False
