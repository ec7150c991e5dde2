"""What a page writes as a function of data, ``f(x)`` or ``L(a, y)``: values with a name, and one for every sample."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tutor.notation.read.lazy_patterns import lazily
from tutor.submission.statement import CLAIM, Statement

_CALL = lazily(
    r"\s*(?P<name>\\?[A-Za-z]+|\\(?:mathcal|mathrm|text|operatorname|hat)\s*\{\s*\w+\s*\})"
    r"(?P<scripts>(?:\s*_\s*(?:\{[^{}]*\}|\\?[A-Za-z]+))?)\s*(?:\\left\s*)?\((?P<arguments>[^()|;]*(?:\([^()]*\)[^()|;]*)*?)"
    r"(?:\\right\s*)?\)\s*\Z"
)
_SAMPLE = lazily(r"\^\s*\{?\s*\(\s*[a-z]\s*\)\s*\}?\Z|_\s*(?:[a-z]|\{\s*[a-z]\s*\})\Z")
_LETTER = lazily(r"\\?[A-Za-z]+|\\(?:hat|tilde|bar|mathbf|boldsymbol|vec)\s*\{?\s*\\?[A-Za-z]+\s*\}?")
_WORD = lazily(r"(?<![A-Za-z\\])[A-Za-z](?![A-Za-z])|\\(?:theta|Theta|beta|phi|omega)(?![A-Za-z])")
_TOKEN = lazily(r"\\[A-Za-z]+|[A-Za-z0-9]|\S")


class _Value(NamedTuple):
    """A function of data: the call as it is defined, its name, and its arguments without an index."""

    at: int
    call: str
    name: str
    arguments: tuple[str, ...]
    sample: str


def with_values(statements: Sequence[Statement]) -> Iterator[list[Statement]]:
    """The statements with a name for each function of data: with one for every sample where they speak of samples."""
    values = _values(statements)
    if not values:
        yield list(statements)
        return
    indexed = list(statements)
    plain = list(statements)
    for value in values:
        uses = {index for one in statements for index in _indices_of(value, one)} - {""}
        if len(uses) == 1 or value.sample:
            indexed = _named(indexed, value, value.sample or uses.pop())
        plain = _named(plain, value, "")
    yield indexed
    if plain != indexed:
        yield plain


def _values(statements: Sequence[Statement]) -> list[_Value]:
    """The functions that statements define by more than their arguments, or by another value, and those of several."""
    found: list[_Value] = []
    defined = {statement.left.strip() for statement in statements if statement.links}
    for at, statement in enumerate(statements):
        call = _CALL.match(statement.left)
        first = next((link for link in statement.links if link.kind == CLAIM), None)
        if call is None or first is None:
            continue
        split = [_apart(argument.strip()) for argument in call["arguments"].split(",")]
        if not all(_LETTER.fullmatch(letter) for letter, _ in split) or len({index for _, index in split}) != 1:
            continue
        arguments = tuple(letter for letter, _ in split)
        own = set(_WORD.findall(first.text)) - set(arguments)
        used = all(_pattern(letter).search(first.text) for letter in arguments) or bool(own & defined)
        name = (call["name"] + call["scripts"]).strip()
        if used and (len(arguments) > 1 or own - {"e"}) and all(one.name != name for one in found):
            found.append(_Value(at, statement.left, name, arguments, split[0][1]))
    return found


def _apart(argument: str) -> tuple[str, str]:
    """An argument without its sample, and how the sample is written."""
    found = _SAMPLE.search(argument)
    return (argument[: found.start()].strip(), found[0].strip()) if found else (argument, "")


def _pattern(letter: str) -> re.Pattern[str]:
    text = r"\s*".join(map(re.escape, _TOKEN.findall(letter)))
    return re.compile(rf"(?<![A-Za-z\\]){text}(?![A-Za-z])")


def _calls(value: _Value) -> re.Pattern[str]:
    index = r"((?:\^\s*\{?\s*\(\s*[a-z]\s*\)\s*\}?|_\s*(?:[a-z](?![A-Za-z])|\{\s*[a-z]\s*\}))?)"
    name = r"\s*".join(map(re.escape, _TOKEN.findall(value.name)))
    listed = r"\s*,\s*".join(
        r"\s*".join(map(re.escape, _TOKEN.findall(letter))) + r"\s*" + (index if at == 0 else rf"(?:{index[1:-1]})")
        for at, letter in enumerate(value.arguments)
    )
    return re.compile(rf"(?<![A-Za-z\\]){name}\s*(?:\\left\s*)?\(\s*{listed}\s*(?:\\right\s*)?\)")


def _indices_of(value: _Value, statement: Statement) -> Iterator[str]:
    for text in (statement.left, *(link.text for link in statement.links)):
        for call in _calls(value).finditer(text):
            yield call[1].strip()


def _named(statements: Sequence[Statement], value: _Value, index: str) -> list[Statement]:
    """The statements with the name of a value for its calls, and its definition for every sample of an ``index``."""
    calls = _calls(value)
    plain = re.sub(r"\s*_\s*(?:\{[^{}]*\}|\\?[A-Za-z]+)\Z", "", value.name)

    def put(text: str) -> str:
        return calls.sub(lambda call: f"{plain}{call[1].strip() if index else ''} ", text)

    found = []
    for at, statement in enumerate(statements):
        links = tuple(link.replace(text=put(link.text)) for link in statement.links)
        if at == value.at and index and not value.sample:
            for letter in value.arguments:
                own = re.compile(_pattern(letter).pattern + r"(?!\s*[_^]\s*\{?\s*(?:\(|[a-z]\b))")
                links = tuple(link.replace(text=own.sub(lambda one: f"{one[0]}{index}", link.text)) for link in links)
        left = f"{plain}{index}" if at == value.at else put(statement.left)
        found.append(statement.replace(left=left, links=links))
    return found
