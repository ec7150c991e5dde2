"""From a side of a statement to its tree, with the names of one problem and those that the page has made."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from copy import copy
from string import ascii_uppercase

import numpy as np

from tutor.notation.errors import NotationError
from tutor.notation.functions import FUNCTIONS
from tutor.notation.lower.value import Value
from tutor.notation.read.parser import parse
from tutor.notation.scope import Declared, Scope
from tutor.notation.tree import (
    Bin,
    Chain,
    Derivative,
    Fold,
    Listing,
    Neg,
    Node,
    Num,
    Ref,
    children,
    names,
    rebuild,
    walk,
)
from tutor.problems.contract.problem import Problem
from tutor.problems.instances.formula_values import parsed
from tutor.submission.claims.page_names import PageNames
from tutor.submission.claims.page_scope import page_scope, without_axes
from tutor.submission.claims.spelling import Atom, atom_of, respelled, variants, with_partials
from tutor.submission.claims.view import Definition, apart, with_page_axes
from tutor.submission.claims.world import World

_LOSSES = frozenset({"L", "E", "J", "ell", "Loss", "loss"})
_STEP_LOSS = "pageStepLoss"
MOST_READ = 2000
"""Characters of a side."""
_RESULT = re.compile(
    r"(?:\\(?:text|mathrm|operatorname)\s*\{\s*)?\\?(?P<f>softmax|sigmoid|sigma|tanh|relu)\s*\}?\s*'\s*"
    r"(?:\\[bB]igg?[lr]?)?\s*\|\s*_\s*\{\s*(?P<res>res\s*=)?\s*(?P<at>[^{}]*(?:\{[^{}]*\}[^{}]*)*)\}"
)
_SLOPES = {
    "softmax": "(diag({0}) - {0} {0}^T)",
    "sigmoid": "diag({0} (1-{0}))",
    "sigma": "diag({0} (1-{0}))",
    "tanh": "diag(1-{0}^2)",
}
_BESIDE = re.compile(r"(?:\\left\s*)?\(((?:[^()]|\([^()]*\))*?\\q?quad(?:[^()]|\([^()]*\))*?)(?:\\right\s*)?\)")
"""Things side by side in brackets: a row."""
_SLOPE = re.compile(r"(?P<f>\\sigma|σ|\\tanh|\\phi|(?<![A-Za-z\\])[fg])'(?!\s*(?:\\left)?\s*[(\[{|']|\s*\\[bB]ig)")
_SIGNS = ((r"\otimes", r"\odot"), (r"\ast", r"*"), ("⊗", "⊙"), (r"\dfrac", r"\frac"), (r"\tfrac", r"\frac"))
_GLUED = re.compile(r"(?<![\\A-Za-z_{])[A-Za-z]{2,6}(?![A-Za-z}])")
_FROM_ZERO = re.compile(r"(\\(?:sum|prod)\s*_\s*\{\s*[a-z]\s*=\s*)0(\s*\}\s*\^)")
_OF_DATA = re.compile(
    r"([A-Z](?:_(?:\{[^{}]*(?:\{[^{}]*\})?[^{}]*\}|\w))?)\s*\((?:[^()]|\([^()]*\))*(?:\||\\mid)(?:[^()]|\([^()]*\))*\)"
)
_SUMMED = re.compile(r"\\(?:sum|prod)\s*(?:\\limits\s*)?_\s*\{?\s*([a-z])")
_PAIR = re.compile(r"_\{\s*([a-z])\s*([a-z])\s*\}")
_SAMPLE = re.compile(r"\^\s*\{?\(([a-z])\)\}?")
_BY_FUNCTION = re.compile(r"\\partial\s*\\(tanh|sigma)\s+([A-Za-z](?:_\{?\w\}?)?)\s*\}")
_BY_PRODUCT = re.compile(r"\\partial\s+([A-Za-z])(?:_\{?t\}?)?\s+([A-Za-z])(?:_\{?[t\-1]+\}?)?\s*\}")
_STEP = re.compile(r"[a-z](?:\s*[+-]\s*1)?|\d|T")
_ALONE = re.compile(r"[a-z]+\((\w+)\)")
_CALLED = re.compile(r"(?<![A-Za-z\\^{_])(?P<name>\\?[A-Za-z]+)(?P<script>_\d|\^\{\(\d\)\})?\s*(?:\\left)?\s*\(")
CANDIDATES = ("sigma", "tanh", "relu", "softmax", "exp", "log")
"""What a function that a page calls by a letter may be."""


class Reader:
    """Reads the sides of a page in one world. Texts that were read are kept, and what became of names."""

    def __init__(self, world: World, dropped: frozenset[str] = frozenset()) -> None:
        self.world = world
        self.base_scope: Scope = without_axes(page_scope(world.problem), dropped)
        self.scope = self.base_scope
        self.definitions: dict[str, Definition] = {}
        self.functions: dict[str, str] = {}
        self._names = PageNames()
        self._read: dict[tuple[str, str], Node | NotationError] = {}
        self._spelt: dict[tuple[str, str], str | None] = {}

        one_step = _loss_of_a_step(world.problem)
        if one_step is not None:
            time = self.scope.axes.time
            self.definitions[_STEP_LOSS] = Definition(_STEP_LOSS, time, time, one_step)
            self._declare(_STEP_LOSS, time)

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
            raise NotationError(found.reason, found.column)
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
        self._declare(name, axes, row=row)
        self._names.add(atom, value.dims, name)
        self._forget()
        return name

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
        for call in _CALLED.finditer(text):
            letter = call["name"]
            if len(letter) == 1 and letter not in self.scope.functions and letter != "d" and not self._is_known(letter):
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

    def _declare(self, name: str, axes: tuple[str, ...], *, row: bool = False) -> None:
        declared = Declared(name, axes, row, "", False, "", name)
        self.scope = with_page_axes(self.scope, {name: declared})

    def _is_known(self, text: str) -> bool:
        try:
            tree = parse(text, self.scope)
        except NotationError:
            return self._as_known(text, "") is not None
        return isinstance(tree, Ref | Derivative)

    def _of_text(self, text: str, layer: str) -> Node:
        if len(text) > MOST_READ:
            raise NotationError("it is too long to be read")
        text = _RESULT.sub(lambda one: _SLOPES.get(one["f"], one[0]).format(one["at"]), text)
        for sign, meant in _SIGNS:
            text = text.replace(sign, meant)
        if self.world.problem.running == self.scope.axes.time:  # no axis of samples: one of them is looked at
            text = _SAMPLE.sub(lambda one: "" if one[1] not in self.world.problem.axes else one[0], text)
        if self.scope.axes.time:  # before the first step there is nothing
            text = _FROM_ZERO.sub(r"\g<1>1\2", text)
        if len({call[0] for call in _OF_DATA.finditer(text)}) == 1:  # more are different functions
            text = _OF_DATA.sub(r"\1 ", text)
        text = _BESIDE.sub(lambda one: "[" + re.sub(r"\\q?quad", ",", one[1]) + "]", text)
        text = _SLOPE.sub(self._with_argument, text)
        if self._names or _STEP_LOSS in self.definitions:
            text = respelled(text, self._of_page)
        first: NotationError | None = None
        seen: set[str] = set()
        partials = self._by_values(with_partials(text))
        ways: tuple[Callable[[], str], ...] = (
            lambda: text,
            lambda: partials,
            lambda: self._respelt(partials, layer),
            lambda: _PAIR.sub(r"_{\1,\2}", partials),
            lambda: _PAIR.sub(r"_{\1,\2}", self._respelt(partials, layer)),
        )
        for way in ways:
            tried = way()
            if tried in seen:
                continue
            seen.add(tried)
            try:
                return _plain(parse(tried, self.scope))
            except NotationError as error:
                first = first or error
        assert first is not None
        raise first

    def _with_argument(self, found: re.Match[str]) -> str:
        """A slope without an argument, ``\\sigma'``, at what the problem's one activation is of."""
        entering = {call[1] for one in self.world.problem.values if (call := _ALONE.fullmatch(one.formula.strip()))}
        return f"{found['f']}'({entering.pop()})" if len(entering) == 1 else found[0]

    def _by_values(self, text: str) -> str:
        """The text with a name below where a derivative is by a function of one, or by a product that is a term."""
        text = _BY_FUNCTION.sub(r"\\partial \\\1(\2)}", text)
        return _BY_PRODUCT.sub(lambda one: rf"\partial {self._with_term(one[1], one[2]) or one[0][8:-1]}}}", text)

    def _with_term(self, *letters: str) -> str:
        """The value of which a product of two names is a term, so that a derivative by either is the same."""
        for value in self.world.problem.values:
            for term in _terms(parsed(self.world.problem)[value.name].tree):
                found = [part.name for part in walk(term) if isinstance(part, Ref)]
                if (
                    len(found) == 2
                    and isinstance(term, Bin | Chain)
                    and all(
                        name == letter or name.partition("_")[0] == letter
                        for name, letter in zip(found, letters, strict=True)
                    )
                ):
                    return value.name
        return ""

    def exact(self, text: str) -> bool:
        """Whether a name stands in the problem's own spelling, and not in one that was made of it."""
        return self._parses(self._of_page(text) or text)

    def _letters_apart(self, word: str) -> str:
        """A word that is a product of names of one letter, ``QAQ``, with blanks between them."""
        letters = list(word)
        return " ".join(letters) if not self._parses(word) and all(map(self._parses, letters)) else word

    def _respelt(self, text: str, layer: str) -> str:
        text = _GLUED.sub(lambda one: self._letters_apart(one[0]), text)
        bound = {*_SUMMED.findall(text)}
        return respelled(text, lambda atom: self._as_known(atom, layer, bound))

    def _of_page(self, text: str) -> str | None:
        atom = atom_of(text)
        if atom is None:
            return None
        base = re.sub(r"^\\(?:mathcal|text|mathrm)\s*\{\s*(\w+)\s*\}$", r"\1", atom.base).lstrip("\\")
        if base in _LOSSES and _STEP_LOSS in self.definitions and _STEP.fullmatch(atom.sub) and not atom.sup:
            return rf"\mathrm{{{_STEP_LOSS}}}_{{{atom.sub}}}"
        return self._names.spelled(atom)

    def _as_known(self, text: str, layer: str, bound: Collection[str] = ()) -> str | None:
        """The spelling in which a name of the page is one of the problem; None where it is one, or none is found."""
        key = text, f"{layer}|{''.join(sorted(bound))}"
        if key in self._spelt:
            return self._spelt[key]
        found = None
        atom = atom_of(text)
        if atom is not None and not self._parses(text):
            if atom.base.isalpha() and len(atom.base) > 1 and all(map(self._parses, atom.base)):
                found = " ".join((*atom.base[:-1], atom._replace(base=atom.base[-1]).written()))
            found = found or self._row(atom)
            for other in () if found else variants(atom, layer, bound):
                if self._is_quantity(other.written()):
                    found = other.written()
                    break
        self._spelt[key] = found
        return found

    def _row(self, atom: Atom) -> str | None:
        """``x_i`` for a row of the matrix X: with the letter of the other axis, entry by entry."""
        if not re.fullmatch(r"[a-z]", atom.sub) or atom.sup:
            return None
        for other in (atom, *variants(atom._replace(sub=""), "")):
            try:
                tree = parse(other._replace(sub="", sup="").written(), self.scope)
            except NotationError:
                continue
            axes = self.scope.names[tree.name].axes if isinstance(tree, Ref) else ()
            if isinstance(tree, Ref) and len(axes) == 2 and "/" not in tree.name and atom.sub != axes[1]:
                time = {*self.scope.axes.time, *self.scope.axes.running} & set(axes)
                return None if time else f"{tree.name}[{atom.sub},{axes[1]}]"
        return None

    def _is_quantity(self, text: str) -> bool:
        """Whether a text is a name of the problem, and none of a gradient."""
        try:
            tree = parse(text, self.scope)
        except NotationError:
            return False
        return all("/" not in name for name in names(tree)) and (bool(names(tree)) or "^" in text)

    def _parses(self, text: str) -> bool:
        try:
            tree = parse(text, self.scope)
        except NotationError:
            return False
        return bool(names(tree)) or "^" in text


def _terms(tree: Node) -> list[Node]:
    """What is added up in a formula."""
    if isinstance(tree, Bin) and tree.op == "+":
        return [*_terms(tree.left), *_terms(tree.right)]
    return [tree]


def _loss_of_a_step(problem: Problem) -> Node | None:
    """The loss of one step of time, where the loss is their sum; None for any other."""
    tree = parsed(problem)[problem.loss].tree if problem.loss in parsed(problem) else None
    if isinstance(tree, Neg):
        inner = _of_sum(tree.body, problem)
        return Neg(inner) if inner is not None else None
    return _of_sum(tree, problem) if tree is not None else None


def _of_sum(tree: Node, problem: Problem) -> Node | None:
    time = problem.scope.axes.time
    if isinstance(tree, Fold) and tree.kind == "sum" and [one.letter for one in tree.binders] == list(time):
        return tree.body
    return None


def _plain(tree: Node) -> Node:
    """A tree without brackets around one thing."""
    if isinstance(tree, Listing) and tree.kind == "free" and len(tree.items) == 1:
        return _plain(tree.items[0])
    parts = children(tree)
    tree = rebuild(tree, tuple(map(_plain, parts))) if parts else tree
    return _ended(tree) if isinstance(tree, Fold) and tree.kind == "prod" and isinstance(tree.body, Chain) else tree


def _ended(tree: Fold) -> Node:
    """A product over a letter that ends before the first factor without that letter."""
    assert isinstance(tree.body, Chain)
    letters = {one.letter for one in tree.binders}
    items = tree.body.items
    end = next((at for at, item in enumerate(items) if not letters & indices(item)), len(items))
    if end in (0, len(items)):
        return tree
    inside = items[0] if end == 1 else Chain(items[:end])
    return Chain((tree._replace(body=inside), *items[end:]))


def indices(tree: Node) -> set[str]:
    """The letters that stand as indices in a formula."""
    found = set()
    for part in walk(tree):
        for one in (part, part.by) if isinstance(part, Derivative) else (part,):
            for index in one.index or () if isinstance(one, Ref) else ():
                found |= {letter for letter, _ in index.terms} if index is not None else set()
    return found
