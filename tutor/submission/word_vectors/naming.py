"""The statements of a page about word vectors in the names of the networks that such pages are about."""

from __future__ import annotations

import re
from typing import NamedTuple

from tutor.notation.read.lazy_patterns import lazily
from tutor.submission.claims.writing.spelling import atom_of, respelled, with_partials
from tutor.submission.identities.names import plain_base
from tutor.submission.latex_patterns import GROUP
from tutor.submission.word_vectors.roles import Roles, bare

ALL_WORDS = """
label    o of w
input    center[d]
weights  words[w,d]

score = words center
share = softmax(score)
seen[w] = 1[w=o]
L = -sum(seen*log(share))
"""
"""A softmax over all words: the vectors of the words are rows of a matrix."""
DRAWN_WORDS = """
input    center[d]
weights  word[d], drawn[k,d]

score = sum_d(word[d]*center[d])
other[k] = sum_d(drawn[k,d]*center[d])
L = -log(sigma(score)) - sum_k(log(sigma(-other[k])))
"""
"""The word that was seen beside words that were drawn, each by itself whatever word it is."""
_LOSS = lazily(
    r"(?:\\(?:mathcal|mathrm|text)\s*\{\s*(?:[JLE]|CE|[lL]oss)\s*\}|(?<![A-Za-z\\])(?:[JLE]|CE|[lL]oss)(?![A-Za-z]))"
    rf"(?P<below>\s*_\s*(?:{GROUP}|\w))?(?P<of>\s*(?:\\left)?\((?:[^()]|\([^()]*\))*(?:\\right)?\))?"
)
_SHARE = lazily(
    r"(?:\\(?:mathrm|mathbb|text|operatorname|Pr)\s*\{?\s*)?(?<![A-Za-z\\])[pP]r?\s*\}?\s*(?:\\left)?\s*\("
    r"(?P<of>[^()|]*?)(?:\\mid|\\vert|\|)(?P<given>[^()]*?)(?:\\right)?\)"
)
_OVER_SET = lazily(
    r"(\\sum\s*(?:\\limits\s*)?_\s*\{\s*)([a-z])\s*(?:\\in(?![A-Za-z])|∈)\s*"
    r"(?:\\(?:mathcal|mathbb|mathrm|text)\s*\{[^{}]*\}|[A-Za-z]+)\s*\}"
)
"""A sum over all words by the name of their set."""
_PRIMED = lazily(r"(?<![A-Za-z\\])([a-z])\s*(?:'|\^\s*\{?\s*\\prime\s*\}?)(?=\s*(?:[}\\∈]|\Z))")
_FUNCTION = lazily(
    r"(?<![A-Za-z\\])(?<!mathrm\{)(?<!text\{)(?<!name\{)(?:exp|log|ln)(?=\s*(?:\\left|\\[bB]ig+l?)?\s*[(\\])"
)
_LAST_LETTER = re.compile(r"[a-z](?=[^A-Za-z]*\Z)")
_BY_TURNED = re.compile(r"(\\partial\s*words)\^T")
"""A derivative by the matrix, which is laid out as the matrix is."""
_TURNED = (r"T", r"\top")
_OTHERS = {"yhat": "share", "Prob": "share", "y": "seen", "theta": "score"}
"""What other names are by custom, in the network with all words."""


class Naming(NamedTuple):
    """How a page is written: what its vectors are, and whether they are the ``columns`` of its matrix."""

    roles: Roles
    columns: bool

    def of_all_words(self, text: str) -> str:
        """A side in the names of the network with all words."""
        return self._renamed(text, drawn=False)

    def of_drawn_words(self, text: str) -> str:
        """A side in the names of the network with words that were drawn."""
        return self._renamed(text, drawn=True)

    def _renamed(self, text: str, *, drawn: bool) -> str:
        text = _OVER_SET.sub(r"\1\2}", _PRIMED.sub("z", with_partials(text)))
        text = _FUNCTION.sub(r"\\\g<0>", _LOSS.sub(self._loss, _SHARE.sub(self._share, text)))
        return _BY_TURNED.sub(r"\1", respelled(text, lambda one: self._word(one, drawn=drawn)))

    def _loss(self, found: re.Match[str]) -> str:
        """The loss without what it is of, where that are names of vectors and words."""
        of = found["of"] or ""
        return "L " if not of or "," in of else found[0]

    def _share(self, found: re.Match[str]) -> str:
        letter = _LAST_LETTER.search(bare(found["of"]))
        return rf"\hat{{y}}_{{{letter[0]}}}" if letter else found[0]

    def _word(self, text: str, *, drawn: bool) -> str | None:
        atom = atom_of(text)
        if atom is None:
            return None
        base, below = plain_base(atom)
        below = bare(below)
        turned = "^T" if atom.sup in _TURNED else ""
        if atom.sup and not turned:
            return None
        if (base, below) == self.roles.center:
            return f" center{turned} "
        if base == self.roles.others and below:
            return self._vector(below, drawn=drawn) + f"{turned} "
        if drawn:
            return None
        if base == self.roles.others.upper() and not below:
            return " words " if bool(turned) == self.columns else " words^T "
        own = _OTHERS.get(base)
        if own is None or (below and len(below) > 1):
            return None
        return f" {own}[{self._letter(below)}]{turned} " if below else f" {own}{turned} "

    def _vector(self, below: str, *, drawn: bool) -> str:
        letter = _LAST_LETTER.search(below)
        if drawn and below == self.roles.seen:
            return " word"
        return f" {'drawn' if drawn else 'words'}[{self._letter(letter[0] if letter else below)},:]"

    def _letter(self, below: str) -> str:
        return "o" if below == self.roles.seen else below
