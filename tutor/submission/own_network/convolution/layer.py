"""The convolution that a page says: what its input, its kernel, its bias and its output are called."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tutor.notation.read.lazy_patterns import lazily
from tutor.submission.claims.writing.spelling import Atom, atom_of
from tutor.submission.latex_patterns import SCRIPTS
from tutor.submission.own_network.forward.equations import is_forward
from tutor.submission.statement import Statement

_BASE = r"(?:\\(?:mathbf|boldsymbol|mathrm|text|bm)\s*\{\s*\\?\w+\s*\}|\\[A-Za-z]+|[A-Za-z])"
_NAME = rf"{_BASE}{SCRIPTS}"
_STAR = r"(?:\*|\\(?:ast|star|circledast)(?![A-Za-z]))"
_INDEX = lazily(
    r"\s*([a-z]'?)\s*(?:([+-])\s*([a-z]'?)\s*(-\s*1)?)?\s*,?\s*([a-z]'?)\s*(?:([+-])\s*([a-z]'?)\s*(-\s*1)?)?\s*"
)
_SLID = lazily(
    rf"(?:(?P<by>{_BASE})\s*(?:\\left\s*)?\(\s*)?(?P<first>{_NAME})\s*{_STAR}\s*(?P<second>{_NAME})"
    rf"\s*(?:\+\s*(?P<bias>{_NAME}))?\s*(?:(?:\\right\s*)?\))?\s*"
)
_CALLED = lazily(
    rf"(?:\\(?:text|mathrm|operatorname)\s*\{{\s*)?(?:conv|Conv|corr)\s*\}}?\s*(?:\\left\s*)?\(\s*(?P<first>{_NAME})\s*,\s*"
    rf"(?P<second>{_NAME})\s*(?:\\right\s*)?\)\s*(?:\+\s*(?P<bias>{_NAME}))?\s*"
)
_ENTRY = lazily(rf"\s*({_NAME})\s*(?:{_STAR}|\\cdot|\\times)?\s*({_NAME})\s*")
_PAIR = lazily(r"\s*(\d)\s*,?\s*(\d)\s*")
_APPLIED = lazily(rf"(?P<by>{_BASE})\s*(?:\\left\s*)?\(\s*(?P<inside>{_NAME})\s*(?:\\right\s*)?\)\s*")
_AT_LEAST_ZERO = lazily(rf"\\?max\s*(?:\\left\s*)?\(\s*0\s*,\s*(?P<inside>{_NAME})\s*(?:\\right\s*)?\)\s*")
_SPEAKS = lazily(
    r"conv|Conv|CONV|卷积|卷積|rot_?\{?180|kernel|filter|CNN|свёрт|сверт|합성곱|畳み込み|faltung", re.IGNORECASE
)
_WEIGHTS = frozenset({"W", "w", "K", "k", "F", "f", r"\omega", r"\theta", r"\Theta", "\\Omega"})


class Layer(NamedTuple):
    """The letters of a convolution. ``starts`` is the number of the first row; ``layered`` that layers have a letter.

    ``bias_rank`` is how many indices the bias has; ``function`` what is applied to the output; ``signed`` that
    the page has a sign for the convolution, and does not say which of the two it is. ``after`` is what the activation
    of the output is called, where that is no input of another layer.
    """

    given: str
    kernel: str
    output: str
    bias: str = ""
    starts: int = 1
    layered: str = ""
    bias_rank: int = 0
    function: str = ""
    signed: bool = False
    after: str = ""

    @property
    def known_function(self) -> str:
        """What is applied to the output, by its name in formulas."""
        return next((known for known in ("relu", "tanh") if known in self.function.lower()), r"\sigma")


def bare(text: str) -> str:
    """The letter of a name without a font or a prime."""
    found = re.fullmatch(r"\\(?:mathbf|boldsymbol|mathrm|text|bm)\s*\{\s*(\\?\w+)\s*\}", text.strip())
    return found[1] if found else text.strip()


def is_like(one: str, other: str) -> bool:
    """Whether two letters are one, but for their case: the matrix O has entries o."""
    one, other = one.replace(r"\omega", "w"), other.replace(r"\omega", "w")
    return one == other or (len(one) == 1 and one.swapcase() == other)


def layer_of(statements: Sequence[Statement], prose: str) -> Layer | None:
    """The first convolution among the forward equations of a page; None without one."""
    speaks = _SPEAKS.search(prose) is not None  # else a star is none
    for statement in statements:
        if not is_forward(statement):
            continue
        slid: Iterator[Layer] = _slid(statement) if speaks else iter(())
        for found in (*_summed(statement), *_by_entries(statement), *slid):
            return _activated(statements, found)
    return None


def _summed(statement: Statement) -> Iterator[Layer]:
    """``y_{ij} = sum_m sum_n w_{mn} x_{i+m,j+n}``."""
    left = atom_of(statement.left)
    if left is None or not _INDEX.fullmatch(left.sub):
        return
    for link in statement.links:
        names = [
            one for found in re.finditer(_NAME, link.text) if (one := atom_of(found[0])) and _INDEX.fullmatch(one.sub)
        ]
        shifted = next((one for one in names if _INDEX.fullmatch(one.sub)[2] == "+"), None)  # type: ignore[index]
        if shifted is None or (r"\sum" not in link.text and "∑" not in link.text):
            continue
        index = _INDEX.fullmatch(shifted.sub)
        own = _letters(left)
        kernel = next((one for one in names if one is not shifted and _letters(one) != own), None)
        if kernel is None or index is None or {index[1], index[3]} != {own[0], _letters(kernel)[0]}:
            continue
        bias = next((one for one in names if one not in (shifted, kernel) and _letters(one) == own), None)
        plain = re.search(rf"\+\s*(?:\\mathrm\s*\{{\s*)?(b)(?![A-Za-z]){SCRIPTS}", link.text)
        yield Layer(
            bare(shifted.base),
            bare(kernel.base),
            bare(left.base),
            bare(bias.base) if bias else plain[1] if plain else "",
            1 if index[4] else 0,
            _counts(left.sup),
            2 if bias else 0,
        )


def _counts(above: str) -> str:
    """The letter that counts layers above a name."""
    found = re.search(r"([A-Za-z])\s*(?:[-+]\s*1\s*)?[)\]]?\s*\Z", above)
    return found[1] if found and found[1] not in ("T", "t") else ""


def _letters(atom: Atom) -> tuple[str, str]:
    found = _INDEX.fullmatch(atom.sub)
    return (found[1], found[5]) if found else ("", "")


def _by_entries(statement: Statement) -> Iterator[Layer]:
    """``y_{11} = x_{11} w_{11} + x_{12} w_{12} + ...``: of the factors, that with a name of weights is the kernel."""
    left = atom_of(statement.left)
    if left is None or not _PAIR.fullmatch(left.sub) or not statement.links:
        return
    terms = [_ENTRY.fullmatch(term) for term in statement.links[0].text.split("+")]
    bias = ""
    if len(terms) > 2 and terms[-1] is None and (last := atom_of(statement.links[0].text.split("+")[-1])):
        bias, terms = bare(last.base), terms[:-1]
    pairs = [(atom_of(one[1]), atom_of(one[2])) for one in terms if one]
    if len(pairs) < 4 or len(pairs) < len(terms):
        return
    bases = {tuple(bare(one.base) for one in pair if one and _PAIR.fullmatch(one.sub)) for pair in pairs}
    if len(bases) != 1 or len(first := bases.pop()) != 2:
        return
    given, kernel = first if first[1] in _WEIGHTS or first[0] not in _WEIGHTS else first[::-1]
    starts = min(int(one.sub.strip()[0]) for pair in pairs for one in pair if one)
    yield Layer(given, kernel, bare(left.base), bias, starts)


def _slid(statement: Statement) -> Iterator[Layer]:
    """``z^l = a^{l-1} * W^l + b^l`` on a page that speaks of convolutions."""
    left = atom_of(statement.left)
    for link in statement.links:
        found = _SLID.fullmatch(link.text) or _CALLED.fullmatch(link.text)
        if left is None or found is None:
            continue
        first, second = atom_of(found["first"]), atom_of(found["second"])
        if first is None or second is None or _PAIR.fullmatch(first.sub):
            continue
        bases = bare(first.base), bare(second.base)
        given, kernel = bases if bases[1] in _WEIGHTS or bases[0] not in _WEIGHTS else bases[::-1]
        bias = atom_of(found["bias"]) if found["bias"] else None
        output = bare(left.base)
        if is_like(output, given):
            inside = next((one for other in statement.links if (one := _APPLIED.fullmatch(other.text))), None)
            output = bare(inside["inside"]).split("^")[0].split("_")[0].strip() if inside else ""
        if given != kernel:
            yield Layer(
                given,
                kernel,
                output,
                bare(bias.base) if bias else "",
                layered=_counts(first.sup) if second.sup else "",
                signed=True,
            )


def _activated(statements: Sequence[Statement], layer: Layer) -> Layer:
    """The layer with what is applied to its output to make an input of the next; a sigmoid where nothing is said."""
    for statement in statements:
        left = atom_of(statement.left)
        for link in statement.links:
            found = _APPLIED.fullmatch(link.text) or _AT_LEAST_ZERO.fullmatch(link.text)
            inside = atom_of(found["inside"]) if found else None
            if found is None or inside is None or not is_like(bare(inside.base), layer.output):
                continue
            by = found.groupdict().get("by")
            own = bare(left.base) if left is not None and not layer.layered else ""
            after = "" if is_like(own, layer.given) or is_like(own, layer.output) else own
            return layer._replace(function=bare(by) if by else "ReLU", after=after)
    return layer._replace(function=r"\sigma")
