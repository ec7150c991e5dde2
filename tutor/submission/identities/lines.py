"""The lines of a page in one scope of free letters, and what they define."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from tutor.notation.errors import NotationError
from tutor.notation.read.parser import parse
from tutor.notation.tree import Derivative, Node
from tutor.notation.tree_walks import names, walk
from tutor.submission.claims.trees import plain
from tutor.submission.identities.calls import Calls
from tutor.submission.identities.names import INDEXED, Names
from tutor.submission.identities.trees import beside_logarithms, weights_of_logarithms, with_entries_of_softmax
from tutor.submission.identities.wordings import with_known_wordings
from tutor.submission.identities.world import Definition

_GENERIC = r"1.1 + 0.7 {0} + 0.4 \sin({0} + {1})"
"""A function that nobody knows, of one letter: smooth, without a property by chance."""
ALWAYS = -1
"""Where a definition stands that no line says."""
_SOFTMAX = re.compile("softmax", re.IGNORECASE)
_SIGMOID = re.compile(r"sigmoid|logistic|1\s*\+\s*(?:e\s*\^|\\?exp)", re.IGNORECASE)
"""A page on which sigma may be a function of single numbers."""
_MOST_READ = 1200
"""Characters of a side."""


class Line(NamedTuple):
    """Both sides of a link, None where one cannot be read, and the first one as words."""

    word: str
    left: Node | None
    right: Node | None


class Lines:
    """What a page says, read with a word for every name."""

    def __init__(self, sides: Sequence[tuple[str, str]], text: str) -> None:
        worded = [with_known_wordings(*(side if len(side) < _MOST_READ else "" for side in line)) for line in sides]
        self.is_guessed = guessed = _SOFTMAX.search(text) is not None and _SIGMOID.search(text) is None
        """Whether sigma is taken for softmax though the page does not say so."""
        calls = Calls(worded, of_softmax=guessed)
        called = [(calls.rewritten(left), calls.rewritten(right)) for left, right in worded]
        known, generic = _known(calls), _generic(calls)
        self._names = Names(text for line in (*called, *known, *generic) for text in line)
        rewritten = [tuple(map(self._names.rewritten, line)) for line in (*called, *known, *generic)]
        self.scope = self._names.scope()
        self.vague = frozenset(word for word in self._names.vague if not self.scope.names[word].axes)
        self._read: dict[str, Node | None] = {}
        self.lines = [Line(left, self._tree(left), self._tree(right)) for left, right in rewritten]
        self.definitions: dict[str, Definition] = {}
        """The first formula that a name has; a function that nobody knows has one where the page gives none."""
        ends = len(sides), len(sides) + len(known), len(self.lines)
        places = [*range(*ends[:2]), *range(ends[0]), *range(*ends[1:])]
        for made in filter(None, map(self.definition, places)):
            self.definitions.setdefault(made.word, made if made.at < len(sides) else made._replace(at=ALWAYS))
        self.made_up = {line.word.strip() for line in self.lines[ends[1] :]}
        """Functions that a formula stands for of which the page says nothing."""
        self.lines = self.lines[: len(sides)]
        weighted = {word for one in self.definitions.values() for word in beside_logarithms(one.tree)}
        trees = [tree for line in self.lines for tree in (line.left, line.right) if tree is not None]
        weighted |= {word for tree in trees for word in weights_of_logarithms(tree)}
        weighted -= {part.by.name for tree in trees for part in walk(tree) if isinstance(part, Derivative)}
        self.targets = frozenset(weighted)

    def _tree(self, text: str) -> Node | None:
        if text not in self._read:
            try:
                self._read[text] = (
                    with_entries_of_softmax(plain(parse(text, self.scope))) if len(text) < _MOST_READ else None
                )
            except NotationError:
                self._read[text] = None
        return self._read[text]

    def definition(self, at: int) -> Definition | None:
        """What a line says that a name is; None where it says something else, or of derivatives."""
        word, left, right = self.lines[at]
        name = INDEXED.fullmatch(word)
        if name is None or left is None or right is None or not names(right) or name["word"] in names(right):
            return None
        if any(isinstance(part, Derivative) for part in walk(right)):
            return None
        letters = tuple(name["letters"].split(",")) if name["letters"] else ()
        return Definition(name["word"], letters, right, at) if len(set(letters)) == len(letters) else None


def _known(calls: Calls) -> list[tuple[str, str]]:
    """What names stand for that the page has for softmax."""
    return [(rf"\mathrm{{{name}}}", rf"\mathrm{{softmax}}({of})") for name, of in calls.softmax().items()]


def _generic(calls: Calls) -> list[tuple[str, str]]:
    """Formulas for functions of which the page need not say what they are."""
    entropies = [
        (rf"\mathrm{{{name}}}", rf"-\sum_k {target}_k \log {output}_k")
        for name, (target, output) in calls.entropies().items()
    ]
    unknown = enumerate(calls.unknown().items(), 1)
    return [*entropies, *((rf"\mathrm{{{name}}}", _GENERIC.format(rf" {of} ", at)) for at, (name, of) in unknown)]
