r"""Losses by the class that is true, ``-\log p_y`` or ``-\log p_{i,y_i}``, where y is the number of a class.

A network file has the sum over all classes, ``-sum(y_k log p_k)``, with a target that is 1 at the class that is. What
the page says with the number of the class is said with that target: ``y`` for ``e_y``, ``y_j`` for ``1[j = y]``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import chain
from string import ascii_lowercase
from typing import NamedTuple

from tutor.notation.read.lazy_patterns import lazily
from tutor.submission.own_network.changed import changed, unwritten
from tutor.submission.own_network.forward.equations import is_loss, named, texts_of
from tutor.submission.own_network.steps.step_names import letter_of_time
from tutor.submission.statement import CLAIM, Statement

_FONT = r"(?:hat|bar|tilde|mathbf|boldsymbol|bm|vec|mathrm)"
_NAME = rf"(?:\\{_FONT}\s*(?:\{{\s*[A-Za-z]\s*\}}|[A-Za-z](?![A-Za-z]))|(?<![A-Za-z\\])[A-Za-z])"
_SAMPLE = r"(?:\s*_\s*(?:[a-z]|\{\s*[a-z]\s*\})|\s*\^\s*\{?\s*\(\s*[a-z]\s*\)\s*\}?)"
_OPENS = r"(?:\s|\\[,;:! ]|\\left|\(|\{)*"
_ABOVE = r"(?:\s*\^\s*\{\s*\([a-z]\)\s*\})?"
_PICKED = lazily(
    rf"(?P<base>{_NAME}){_ABOVE}\s*(?:_\s*(?:(?P<bare>[cty])(?![A-Za-z])"
    rf"|\{{\s*(?:\w\s*,?\s*)?(?P<label>[cty]){_SAMPLE}?\s*\}})|\[\s*(?P<inside>[cty])\s*\])"
)
"""An entry with the number of a class: ``p_y``, ``z_{2,y}``, ``p_{i,y_i}``, ``p[y]``."""
_LOGARITHM = lazily(r"\\?(?:log|ln)(?![A-Za-z])")
_SHARES = lazily(r"(?i:softmax)|\\exp(?![A-Za-z])|(?<![A-Za-z\\])(?:e\s*\^|exp\b)")
_SQUEEZED = lazily(r"[\s{}]")
_CONDITION = lazily(r"\\neq?(?![A-Za-z])|≠|!=")
_ONE = r"(?:\\(?:mathbb|mathbf|mathrm|mathbbm|mathds|boldsymbol)\s*(?:\{\s*[1I]\s*\}|[1I])|(?<![\w.}\\])[1I])"
_LETTERS = "kjmnqrs"


class _TrueClass(NamedTuple):
    """The ``label`` that numbers the true class, the name of its ``target``, and a letter for ``each`` class."""

    label: str
    target: str
    each: str

    @property
    def pattern(self) -> str:
        """The label, with the sample that it is of."""
        return rf"{self.label}(?P<sample>{_SAMPLE})?"

    def entry(self, at: str, sample: str | None) -> str:
        """An entry of the target: of one sample, or of this one."""
        return _of_class(self.target, at, sample)


def with_targets(statements: Sequence[Statement]) -> list[Statement]:
    """The statements with a one-hot target where a page without time has the number of the true class."""
    found = _true_class(statements)
    if found is None:
        return list(statements)
    told = (
        rf"(?:(?P<at>[a-z])\s*(?:=+|,|(?<=[a-z])\s*)\s*{found.pattern}"
        rf"|{found.pattern.replace('sample', 'sample_before')}\s*(?:=+|,|\s)\s*(?P<at_behind>[a-z]))"
    )
    indicator = re.compile(
        rf"(?:{_ONE}|\\delta)\s*(?P<below>_\s*\{{\s*)?(?P<opens>(?:\\left\s*)?\\?[\[{{(]\s*)?{told}"
        r"\s*(?(opens)(?:\\right\s*)?\\?[\]})])\s*(?(below)\})"
    )
    vector = re.compile(
        rf"(?:(?:\\{_FONT}\s*(?:\{{\s*e\s*\}}|e)|(?<![A-Za-z\\])e|{_ONE})\s*_\s*"
        rf"|(?:\\(?:text|mathrm|operatorname)\s*\{{\s*)?one(?:[-\s]|\\?_)?hot(?:\s*\}})?\s*)"
        rf"(?:[{{(]\s*{found.pattern}\s*[}})]|{found.label}(?![A-Za-z]))"
    )

    def with_target(text: str) -> str:
        text = indicator.sub(
            lambda one: found.entry(one["at"] or one["at_behind"], one["sample"] or one["sample_before"]), text
        )
        return vector.sub(lambda one: found.target + (one["sample"] or ""), text)

    return [_in_full(changed(one, with_target), found) for one in statements]


def _true_class(statements: Sequence[Statement]) -> _TrueClass | None:
    """The class that a loss picks of the shares that a softmax makes; None where its letter runs over something."""
    texts = [text for one in statements for text in texts_of(one)]
    if letter_of_time(texts):
        return None
    losses = [link.text for one in statements if _is_loss(one) for link in one.links if _LOGARITHM.search(link.text)]
    for picked in chain.from_iterable(map(_PICKED.finditer, losses)):
        label, base = picked["bare"] or picked["label"] or picked["inside"], picked["base"]
        if not _SHARES.search(picked.string) and not _has_shares(statements, base):
            continue
        if not any(map(_runs(label).search, texts)) and not _numbers(statements, label, base):
            return _of_label(label, texts)
    return None


def _has_shares(statements: Sequence[Statement], base: str) -> bool:
    """Whether a page says that a name is what a softmax makes."""
    return any(_SHARES.search(link.text) for one in statements if _is_of(one, base) for link in one.links)


def _is_of(one: Statement, base: str) -> bool:
    """Whether a statement defines a name, or an entry of it."""
    left, start = _SQUEEZED.sub("", one.left), _SQUEEZED.sub("", base)
    return left.startswith(start) and not left[len(start) :][:1].isalpha()


def _runs(letter: str) -> re.Pattern[str]:
    """A sum over a letter, alone or behind others: ``\\sum_{n,c}``."""
    return re.compile(rf"\\sum\s*(?:\\limits\s*)?_\s*\{{?\s*(?:[a-z][\s,]*)*{letter}(?![A-Za-z])")


def _numbers(statements: Sequence[Statement], letter: str, base: str) -> bool:
    """Whether a letter numbers the entries of something that is defined, other than the shares."""
    entry = re.compile(rf"\s*{_NAME}{_ABOVE}\s*_\s*\{{?\s*(?:\w\s*,\s*)?{letter}\s*\}}?\s*\Z")
    return any(entry.match(one.left) and not _is_of(one, base) for one in statements)


def _of_label(label: str, texts: Sequence[str]) -> _TrueClass | None:
    used = set(re.findall(r"(?<![A-Za-z\\])[a-z](?![A-Za-z])", " ".join(texts)))
    each = next((letter for letter in _LETTERS + ascii_lowercase if letter not in used), "")
    target = label if label != "c" or "t" in used else "t"
    return _TrueClass(label, target, each) if each else None


def _is_loss(one: Statement) -> bool:
    name, _ = named(one.left)
    return bool(name) and is_loss(name)


def _in_full(one: Statement, found: _TrueClass) -> Statement:
    """A loss with sums over all classes; what defines the share of the true class, as that of each.

    What else is said of an entry at the true class no network reads.
    """
    entry = re.compile(
        rf"(?P<log>\\?(?:log|ln)(?![A-Za-z]))?\s*(?P<opens>(?:\\left\s*)?\(\s*)?(?P<base>{_NAME})(?P<above>{_ABOVE})\s*"
        rf"(?:_\s*(?:{found.label}(?![A-Za-z])|\{{\s*(?:(?P<row>\w)\s*,?\s*)?{found.pattern}\s*\}})"
        rf"|\[\s*{found.label}\s*\])(?(opens)\s*(?:\\right\s*)?\))"
    )

    def over_all(match: re.Match[str]) -> str:
        sample = match["sample"]
        shares = f"{match['base']}{match['above']}_{{{match['row'] + ',' if match['row'] else ''}{found.each}}}"
        summed = rf"\sum_{{{found.each}}} {found.entry(found.each, sample)} {match['log'] or ''} {shares}"
        return summed if match["log"] else f" ({summed})"

    if _is_loss(one):
        return changed(one, lambda text: entry.sub(over_all, text), left=False)
    index = re.compile(rf"_\s*(?:{found.label}(?![A-Za-z])|\{{\s*{found.label}\s*\}})")
    if re.fullmatch(rf"\s*{_NAME}{index.pattern}\s*", one.left) and not any(map(_CONDITION.search, texts_of(one))):
        return changed(one, lambda text: index.sub(f"_{found.each}", text))
    if any(map(entry.search, texts_of(one))):
        return one.replace(links=tuple(unwritten(link) if link.kind == CLAIM else link for link in one.links))
    return one


def _of_class(name: str, at: str, sample: str | None) -> str:
    """The entry of a name at a class, with the script of a sample."""
    if not sample:
        return f"{name}_{at}"
    letter = sample.strip()[1:].strip("{ }")
    return f"{name}_{{{letter},{at}}}" if sample.lstrip().startswith("_") else f"{name}_{at}^{{{letter}}}"
