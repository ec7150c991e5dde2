"""The statements of a page with the names of a problem in the place of the page's own."""

from __future__ import annotations

import re
from collections.abc import Mapping

from tutor.errors import TutorError
from tutor.notation.read.parser import parse
from tutor.notation.tree import Chain, Index, Node, Num, Pow, Ref, Transpose
from tutor.notation.tree_walks import names
from tutor.problems.contract.problem import Problem
from tutor.submission.claims.sides.one_sample import sample_axis
from tutor.submission.claims.writing.spelling import ATOM, with_partials
from tutor.submission.latex_patterns import SUMMED_LETTER
from tutor.submission.own_network.axes.names import base_of
from tutor.submission.own_network.changed import changed
from tutor.submission.statement import Statement
from tutor.submission.unified.page_formulas import PageFormulas

_TOKEN = re.compile(
    rf"(?:(?<![A-Za-z\\_^{{])(?P<of>d|grad_?))?(?P<name>(?<![\\_^])[A-Za-z]\d+(?![A-Za-z\d_])|{ATOM.pattern})"
)
"""A name, with the word before it that makes it the name of a gradient."""
_NABLA = re.compile(r"(?:\\nabla|∇)\s*_\s*(?:\{(?P<by>(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*)\}|(?P<letter>[A-Za-z]))")
_SUMMED = re.compile(SUMMED_LETTER)
_SAMPLE = re.compile(r"(?<=[A-Za-z}])\s*\^\s*\{?\s*\(\s*([a-z])\s*\)\s*\}?\s*\Z")
"""The letter of a sample above a name."""
_MARKS = re.compile(r"[^A-Za-z0-9]")
_NO_NAMES = frozenset("deiT")
"""Letters that are signs of derivatives, numbers and transposes as well."""
_SHIFT = {1: "+", -1: "-"}


class Renaming:
    """Writes the names of a page as those of a problem; they are read as in the ``formulas`` of the page."""

    def __init__(self, own: Mapping[str, str], formulas: PageFormulas, problem: Problem) -> None:
        self._names = dict(own)
        self._scope = formulas.scope
        self._used = {*formulas.defined, *formulas.given, *own}
        self._problem = problem
        self._has_samples = bool(sample_axis(problem))
        self._taken = {
            _letter(name)
            for page, name in own.items()
            if name not in (page, problem.loss) and not (self._has_samples and _is_other_case(base_of(page), name))
        }
        self._known = {plain_name(name) for name in problem.quantities}
        self._read: dict[str, Node | None] = {}

    def statement(self, one: Statement) -> Statement:
        """A statement in the names of the problem."""
        return changed(one, self.text)

    def text(self, text: str) -> str:
        """A side in the names of the problem; what it has of others' names is put so that nobody knows it."""
        text = _NABLA.sub(self._gradient_by, with_partials(text))
        out: list[str] = []
        at = 0
        summed = frozenset(_SUMMED.findall(text))
        for found in _TOKEN.finditer(text):
            put = self._put(found)
            sample = _SAMPLE.search(found[0]) if put is not None else None
            if put is not None and sample is not None and sample[1] in summed and "[" not in put:
                put += f"^{{({sample[1]})}}"
            if put is not None:
                before = text[at : found.start()]
                end = before[-1:] or (out[-1][-1:] if out else "")
                out += [before, " " if end.isalnum() else "", put]
                at = found.end()
        out.append(text[at:])
        return "".join(out)

    def names_in(self, *texts: str) -> set[str]:
        """The names in some texts that are of the page's formulas."""
        trees = map(self._tree, self._tokens(*texts))
        return {name for tree in trees if tree is not None for name in names(tree) & self._used}

    def others_in(self, *texts: str) -> set[str]:
        """Those of these names that the problem has not for the same, and letters that may be such."""
        found = {name for name in self.names_in(*texts) if plain_name(name) != plain_name(self._names.get(name, ""))}
        return found | {one for one in self._tokens(*texts) if self._tree(one) is None and self._is_loose(one)}

    def _tokens(self, *texts: str) -> list[str]:
        tokens = [token for text in texts for token in _TOKEN.finditer(with_partials(text))]
        return [one for token in tokens for one in (token[0], token["name"])]

    def _put(self, found: re.Match[str]) -> str | None:
        if found["of"] and found[0] not in self._names and (own := self._spelled(found["name"])) is not None:
            return rf"\frac{{\partial {self._problem.loss}}}{{\partial {own}}}"
        return self._spelled(found[0])

    def _gradient_by(self, found: re.Match[str]) -> str:
        """The derivative of what stands behind a nabla."""
        return rf"\nabla_{{{self.text(found['by'] or found['letter'])}}}"

    def _spelled(self, text: str) -> str | None:
        """A name of the page with its indices as the problem writes it; None where it is as well left alone."""
        tree = self._tree(text)
        if tree is not None:
            return self._written(tree)
        return _unknown(text) if self._is_loose(text) and text not in self._known else None

    def _is_loose(self, text: str) -> bool:
        """Whether a letter that the page's formulas have not is one for what other names of the page stand for."""
        return len(text) == 1 and text.lower() in self._taken and text not in _NO_NAMES

    def _tree(self, text: str) -> Node | None:
        """A name as the page's formulas have it, if in other case; None where they have no such name."""
        if text not in self._read:
            as_typed = self._parsed(text)
            self._read[text] = as_typed if as_typed is not None else self._parsed(text[:1].swapcase() + text[1:])
        return self._read[text]

    def _parsed(self, text: str) -> Node | None:
        try:
            tree = parse(text, self._scope)
        except TutorError:
            return None
        return tree if not isinstance(tree, Ref) or tree.name in self._used else None

    def _written(self, tree: Node) -> str | None:
        if isinstance(tree, Transpose):
            body = self._written(tree.body)
            return f"{body}^T" if body is not None else None
        if isinstance(tree, Pow) and isinstance(tree.exponent, Num):
            body = self._written(tree.base)
            return f"{body}^{{{tree.exponent.text}}}" if body is not None else None
        if isinstance(tree, Chain) and all(isinstance(item, Ref) for item in tree.items):
            parts = [self._written(item) for item in tree.items]
            known = [part for part in parts if part is not None]
            return " ".join(known) if len(known) == len(parts) else None
        return self._name(tree) if isinstance(tree, Ref) else None

    def _name(self, ref: Ref) -> str | None:
        own = self._names.get(ref.name)
        if own is None:
            free = plain_name(ref.name) in self._known - {plain_name(name) for name in self._names.values()}
            hidden = _letter(ref.name) in self._taken and not free
            return _unknown(ref.name) if hidden else None
        if self._has_samples and _is_other_case(ref.name, own) and ref.name not in self._problem.quantities:
            return None  # one letter in other case is read as it stands: it may be that of one sample
        axes = self._problem.scope.names[own].axes
        if not ref.index:
            return own
        places = [_place(index) for index in ref.index if index is not None]
        if len(places) != len(ref.index) or "" in places or len(places) > len(axes):
            return None
        time = self._problem.scope.axes.time
        if len(places) < len(axes):
            if len(places) != 1 or axes[0] not in (*time, *self._problem.scope.axes.running):
                return None
            places += [":"] * (len(axes) - 1)
        return f"{own}[{','.join(places)}]"


def plain_name(name: str) -> str:
    """A name without marks between letters and figures."""
    return _MARKS.sub("", name)


def _letter(name: str) -> str:
    return base_of(name).lower()


def _is_other_case(name: str, own: str) -> bool:
    """Whether two names are one letter, in capitals and not."""
    return len(own) == 1 and own == name.swapcase()


def _unknown(name: str) -> str:
    """What nobody knows, for a name that the problem has for something else."""
    return rf"\mathrm{{other{name}}}"


def _place(index: Index) -> str:
    """An index as it is written in brackets; '' for one that cannot be."""
    if len(index.terms) > 1 or index.last or index.label is not None:
        return ""
    if not index.terms:
        return str(index.const)
    letter, times = index.terms[0]
    if times != 1:
        return ""
    return letter + (f"{_SHIFT.get(index.const // abs(index.const), '')}{abs(index.const)}" if index.const else "")
