"""From a side of a statement to its tree, with the names of one problem and those that the page has made."""

from __future__ import annotations

import re
from collections.abc import Callable
from copy import copy
from functools import partial
from string import ascii_uppercase
from typing import NamedTuple

import numpy as np

from tutor.notation.errors import NotationError
from tutor.notation.functions import FUNCTIONS
from tutor.notation.lower.value import Value
from tutor.notation.read.parser import parse
from tutor.notation.scope import Declared, Scope
from tutor.notation.tree import Derivative, Node, Num, Ref
from tutor.submission.claims.names.gate_letters import with_gate_below
from tutor.submission.claims.names.known_names import as_problem_spells, is_read, spelling_of
from tutor.submission.claims.names.page_names import PageNames
from tutor.submission.claims.names.page_scope import page_scope, without_axes
from tutor.submission.claims.sides.view import STEP_LOSS, Definition, apart, with_page_axes
from tutor.submission.claims.sides.world import World, with_steps
from tutor.submission.claims.trees import loss_of_a_step, plain, summand_of_loss
from tutor.submission.claims.writing.named_deltas import with_named_deltas
from tutor.submission.claims.writing.rewriting import (
    GATE_FUNCTION,
    rewritten,
    with_gate_functions,
    with_known_derivatives,
    with_letters_apart,
)
from tutor.submission.claims.writing.spelling import Atom, atom_of, respelled
from tutor.submission.latex_patterns import SUMMED_LETTER

_LOSSES = frozenset({"L", "E", "J", "ell", "Loss", "loss"})
_AS_TYPED = 2
"""The first ways of reading a side leave its names as they were typed."""
MOST_READ = 3000
"""Characters of a side."""
_STEP = re.compile(r"[a-z](?:\s*[+-]\s*1)?|\d{1,2}|T")
_ABOVE = re.compile(r"(?:\(|<|\\langle)\s*([a-zT](?:\s*[+-]\s*1)?|\d{1,2})\s*(?:\)|>|\\rangle)|[a-zT](?:\s*[+-]\s*1)?")
_CALLED = re.compile(
    r"(?<![A-Za-z\\^{_])(?P<name>\\?[A-Za-z]+)(?P<script>_\d|\^\{\(\d\)\})?\s*(?:\\left|\\[bB]ig+l?)?\s*\("
)
_SUMMED = re.compile(SUMMED_LETTER)
_GATE_WORD = re.compile(rf"\\mathrm\{{({GATE_FUNCTION}[a-z])\}}'?")
_PHIS = frozenset({"phi", "varphi", "psi"})
CANDIDATES = ("sigma", "tanh", "relu", "softmax", "exp", "log")
"""What a function that a page calls by a letter may be."""
Side = Callable[["Reader"], Node]
"""One side of a link, to be read where it is evaluated."""


class Sides(NamedTuple):
    """Both sides of a link, to be read anywhere, and as they were read with all axes."""

    left: Side
    right: Side
    truth: Node
    tree: Node


class Reader:
    """Reads the sides of a page in one world. Texts that were read are kept, and what became of names.

    Names have so many ``steps`` if the textbook has fewer.
    """

    def __init__(self, world: World, dropped: frozenset[str] = frozenset(), steps: int = 0) -> None:
        self.world = world
        self.scope: Scope = without_axes(page_scope(world.problem), dropped)
        self.scope = self.scope.sized(with_steps(world.problem, self.scope.axes.sizes, steps)) if steps else self.scope
        self.definitions: dict[str, Definition] = {}
        self.functions: dict[str, str] = {}
        self._names = PageNames()
        self._read: dict[tuple[str, str], Node | NotationError] = {}
        self._spelt: dict[tuple[str, str], str | None] = {}
        self._plain: set[str] = set()
        self.names_deltas = False
        """Whether a delta before a name is the gradient by it."""

        one_step = loss_of_a_step(world.problem)
        part = summand_of_loss(world.problem) if one_step is None else None
        self.says_summands = part is not None and part.axis not in dropped
        """Whether a loss with a letter that is summed over is what the loss adds up."""
        if one_step is not None:
            self._define_part_of_loss(self.scope.axes.time, self.scope.axes.time, one_step)
        elif part is not None and self.says_summands:
            self._define_part_of_loss((part.axis,), (part.letter,), part.tree)

    def in_world(self, world: World) -> Reader:
        """A reader with the same names for another world of the same problem."""
        other = copy(self)
        other.world = world
        return other

    def read(self, text: str, layer: str = "") -> Node:
        """The tree of a side. Raises NotationError."""
        key = text, layer
        found = self._read.get(key)
        if found is None:
            try:
                found = self._of_text(text, layer)
            except NotationError as error:
                found = error
            self._read[key] = found
        if isinstance(found, NotationError):
            raise found.with_traceback(None)
        return found

    def define(self, left: str, value: Value, tree: Node, line: int, *, always: bool = False) -> str:
        """Make a name of the page for what stands on a left side; '' if that is no name."""
        atom = atom_of(left)
        if atom is None or (not always and self._is_known(left)):
            return ""
        same = self._of_same_value(value)
        if same:
            self._names.add(atom, value.dims, same)
            self._forget()
            return same
        axes = apart(tuple(value.classes))
        name = "page" + ascii_uppercase[len(self.definitions) % 26] * (1 + len(self.definitions) // 26)
        self.definitions[name] = Definition(name, axes, value.dims, tree, line)
        row = value.orient == "row" and len(value.axes) == 1
        self._declare(name, axes, row=row, shown=atom.base.lstrip("\\"))
        self._names.add(atom, value.dims, name)
        self._forget()
        return name

    def abbreviate(self, left: str, right: str, *, always: bool = False) -> bool:
        """Whether a name that is none yet becomes one for a derivative that stands on the right: ``δ_t``."""
        atom = atom_of(left)
        if atom is None or (not always and self._is_known(left)):
            return False
        self._names.add_text(atom, respelled(right, self._of_page))
        self._forget()
        return True

    def alias(self, text: str, name: str, *, always: bool = False) -> bool:
        """Whether a name that nothing has yet, or ``always``, becomes one for a quantity of the problem."""
        atom = atom_of(text)
        if atom is None or (not always and self._is_known(text)) or name not in self.scope.names:
            return False
        self._names.add(atom, self.scope.names[name].axes, name)
        self._forget()
        return True

    def call(self, letter: str, function: str) -> None:
        """Take a letter of the page for a function of the language."""
        self.functions[letter] = function
        own = FUNCTIONS[function]._replace(name=letter, alias=function, latex=letter, unicode=letter)
        axes = self.scope.axes
        sizes = {name: size for name, size in axes.sizes.items() if name != letter}
        functions = {**self.scope.functions, letter: own}
        self.scope = self.scope.replace(functions=functions, axes=axes.replace(sizes=sizes))
        self._forget()

    def make_number(self, name: str, aliases: tuple[str, ...], number: Num) -> None:
        """Take a name, and others for it, for a number that nothing is said of: a learning rate."""
        self.definitions[name] = Definition(name, (), (), number)
        self._declare(name, ())
        self.scope = self.scope.replace(aliases={**self.scope.aliases, **dict.fromkeys(aliases, name)})
        self._forget()

    def unknown_calls(self, text: str) -> list[str]:
        """Letters that are applied to something, and that neither the problem nor the language has a function for."""
        found = []
        for call in _CALLED.finditer(_GATE_WORD.sub(r"\1", with_gate_functions(text))):
            letter = call["name"].lstrip("\\")
            known = len(letter) == 1 or letter in _PHIS or letter.startswith(GATE_FUNCTION)
            if known and letter not in self.scope.functions and letter != "d" and not self._is_known(letter):
                found.append(letter)
        return list(dict.fromkeys(found))

    def _of_same_value(self, value: Value) -> str:
        """The quantity of the problem that has this value, by whatever name; '' if none has."""
        if not value.dims:
            return ""
        for name, array in self.world.arrays.items():
            classes = tuple(map(self.scope.axes.class_of, self.scope.names[name].axes))
            alike = classes == value.classes and array.shape[1:] == value.array.shape[1:]
            if alike and np.allclose(array, value.array, rtol=1e-9, atol=0):
                return name
        return ""

    def _forget(self) -> None:
        """What was read before a name or a function came in may be read otherwise now."""
        self._read.clear()
        self._spelt.clear()

    def _declare(self, name: str, axes: tuple[str, ...], *, row: bool = False, shown: str = "") -> None:
        declared = Declared(name, axes, row, "", False, "", shown or name)
        self.scope = with_page_axes(self.scope, {name: declared})

    def _define_part_of_loss(self, axes: tuple[str, ...], letters: tuple[str, ...], formula: Node) -> None:
        self.definitions[STEP_LOSS] = Definition(STEP_LOSS, axes, letters, formula)
        self._declare(STEP_LOSS, axes, shown=self.world.problem.loss)

    def _is_known(self, text: str) -> bool:
        try:
            tree = parse(text, self.scope)
        except NotationError:
            return spelling_of(text, self.scope) is not None
        return isinstance(tree, Ref | Derivative)

    def exact(self, text: str) -> bool:
        """Whether a name stands in the problem's own spelling, and not in one that was made of it."""
        return is_read(self._of_page(text) or text, self.scope)

    def is_of_page(self, text: str) -> bool:
        """Whether a name is one that the page has made."""
        return self._of_page(text) is not None

    def is_plain(self, text: str) -> bool:
        """Whether a side is read as it stands, no name respelt."""
        return text in self._plain

    def _of_text(self, text: str, layer: str) -> Node:
        if len(text) > MOST_READ:
            raise NotationError("it is too long to be read")
        problem, typed = self.world.problem, text
        if self.names_deltas:
            text = with_named_deltas(text, problem.loss)
        text = rewritten(text, problem)
        if self._names or STEP_LOSS in self.definitions:
            summed = frozenset(_SUMMED.findall(text)) if self.says_summands else frozenset()
            text = respelled(text, partial(self._of_page, summed=summed))
        first: NotationError | None = None
        partials = with_known_derivatives(text, problem)
        given = {one.name for one in problem.given}
        ways: tuple[Callable[[], str], ...] = (
            lambda: text,
            lambda: partials,
            lambda: as_problem_spells(partials, self.scope, layer, self._spelt, given),
            lambda: with_letters_apart(partials),
            lambda: with_letters_apart(as_problem_spells(partials, self.scope, layer, self._spelt, given)),
        )
        seen: set[str] = set()
        for at, way in enumerate(ways):
            tried = way()
            if tried in seen:
                continue
            seen.add(tried)
            try:
                found = plain(parse(tried, self.scope))
                if gate := with_gate_below(found, self.scope):
                    raise NotationError(f"`{gate}` is not a name of this question")
            except NotationError as error:
                first = first or error
                continue
            if at < _AS_TYPED:
                self._plain.add(typed)
            return found
        assert first is not None
        raise first

    def _of_page(self, text: str, summed: frozenset[str] = frozenset()) -> str | None:
        atom = atom_of(text)
        if atom is None:
            return None
        base = re.sub(r"^\\(?:mathcal|mathbf|textbf|text|mathrm)\s*\{\s*(\w+)\s*\}$", r"\1", atom.base).lstrip("\\")
        step = _step(atom) if base in _LOSSES and STEP_LOSS in self.definitions else ""
        if step and (step in summed or not self.says_summands):
            return rf"\mathrm{{{STEP_LOSS}}}_{{{step}}}"
        if self._names.is_of_entries(atom) and is_read(text, self.scope):
            return None
        return self._names.spelled(atom)


def _step(atom: Atom) -> str:
    """The step that a name has below it, or above it in brackets or as a letter; '' where it has none."""
    if atom.sub and atom.sup:
        return ""
    above = _ABOVE.fullmatch(atom.sup)
    step = (above[1] or above[0]) if above else atom.sub
    return step if _STEP.fullmatch(step) else ""
