"""The statements of a page written so that its network can be read from them, and they can be read beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from tutor.notation.read.lazy_patterns import lazily
from tutor.submission.claims.writing.rewriting import with_named_activations
from tutor.submission.own_network.changed import changed
from tutor.submission.own_network.forward.equations import equations_of
from tutor.submission.own_network.forward.page_sizes import with_capitals
from tutor.submission.own_network.forward.squares import with_variances
from tutor.submission.own_network.forward.values_of_arguments import with_values
from tutor.submission.own_network.layers.error_signals import with_error_signals
from tutor.submission.own_network.layers.meant_activations import with_meant_activations
from tutor.submission.own_network.steps.picked_losses import with_losses_in_full
from tutor.submission.own_network.steps.steps_above import with_steps_in_brackets
from tutor.submission.own_network.steps.steps_from_zero import with_steps_from_one
from tutor.submission.statement import Statement

_OPENS = lazily(r"\\(?:left|[bB]igg?l?)\s*\[|(?:(?<=\})|(?<=[-+*/=(])|^)\s*\[")
_NO_GROUP = lazily(r"(?<!\\)[,;]|[&<>=|]|\\\\|\\(?:q?quad|ge|le|gt|lt|geq|leq|neq|ne|mid)(?![A-Za-z])")
_SAMPLE = lazily(r"(?<![A-Za-z\\_])(?<!_\{)([a-z])\s*\^\s*\{?\s*\(\s*[a-z]\s*\)")
_COLUMNS = lazily(
    r"(?<![A-Za-z\\])[a-z](?:_\w)?\s*\^\s*\{?\s*(?:T|\\top|\\intercal)\s*\}?\s*X|(?<![A-Za-z\\])X\s*(?:\\left\s*)?\("
)
_LAYER_BEHIND = lazily(
    r"(?<=[A-Za-z}])\s*(?P<indices>_\s*(?:\{[^{}]*\}|\w))\s*(?P<layer>\^\s*\{\s*[(\[]\s*\d\s*[)\]]\s*\}|\^\s*\(\d\))"
)
_SUM = lazily(r"(\\sum\s*(?:\\limits\s*)?_\s*(?:\{[^{}]*\}|\w)(?:\s*\^\s*(?:\{[^{}]*\}|\w))?)")


def prepared(statements: Sequence[Statement]) -> Iterator[list[Statement]]:
    """The statements in the ways in which they may be meant, the likeliest first."""
    named = [changed(one, lambda text: _round(_layers_first(with_named_activations(text)))) for one in statements]
    stepped = with_losses_in_full(with_steps_from_one(with_steps_in_brackets(named)))
    plain = with_capitals(with_meant_activations(stepped))
    seen: list[list[Statement]] = []
    for values in with_values(with_variances(_with_columns(plain))):
        signals = with_error_signals(values, equations_of(values))
        for said in (signals, values, [changed(one, _widened, left=False) for one in values]):
            if said not in seen:
                seen.append(said)
                yield said


def _with_columns(statements: Sequence[Statement]) -> list[Statement]:
    """The statements with ``x^T`` for X, where its columns are the samples that are called x: a network has rows."""
    texts = [text for one in statements for text in (one.left, *(link.text for link in one.links))]
    letters = {letter for text in texts for letter in _SAMPLE.findall(text)}
    if "x" not in letters or not any(map(_COLUMNS.search, texts)):
        return list(statements)
    capital = re.compile(
        rf"(?<![A-Za-z\\^])(?<!\^\{{)(d?)([{''.join(sorted(letters)).upper()}])(?![A-Za-z])(?!\s*[_^]\s*\{{?\s*[\[(\d])"
    )

    def turned(text: str) -> str:
        return capital.sub(lambda one: f"({one[1]}{one[2].lower()}^T)", text)

    return [changed(one, turned, left=False) for one in statements]


def _layers_first(text: str) -> str:
    """A text with the number of a layer before the indices: ``w^{(1)}_{ji}`` for ``w_{ji}^{(1)}``."""
    return _LAYER_BEHIND.sub(r"\g<layer>\g<indices>", text)


def _round(text: str) -> str:
    """A text with round brackets for square ones around a sum of terms, which would be a list of one entry."""
    at = 0
    while (opens := _OPENS.search(text, at)) is not None:
        start, depth = opens.end(), 1
        end = next((place for place in range(start, len(text)) if not (depth := depth + _step(text[place]))), -1)
        at = start
        if end >= 0 and not _NO_GROUP.search(text[start:end]) and text[end + 1 : end + 2] not in ("_", "^"):
            text = f"{text[: start - 1]}({text[start:end]}){text[end + 1 :]}"
    return text


def _step(char: str) -> int:
    return (char == "[") - (char == "]")


def _widened(right: str) -> str:
    """One sum with terms behind it that would not be in it: they are, in brackets."""
    parts = _SUM.split(right)
    if len(parts) != 3 or not re.search(r"[^\s(\[{][^()]*[-+]", parts[2]):
        return right
    return f"{parts[0]}{parts[1]} ({parts[2]})"
