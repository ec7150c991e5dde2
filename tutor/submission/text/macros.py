r"""Commands that a page defines for itself, ``\newcommand{\pd}[2]{\frac{\partial #1}{\partial #2}}``, put in where it
uses them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from tutor.notation.read.lazy_patterns import lazily
from tutor.submission.text.source import Source

MOST_PASSES = 6
"""How deep commands may be made from each other."""
_MOST_ADDED = 50_000
_MOST_OF_ONE = 2000
_MOST_UNCLOSED = 100

_DEFINED = lazily(
    r"""\\(?:(?:re)?newcommand|providecommand)\*?\s*(?:\{\s*\\(?P<name>[A-Za-z]+)\s*\}|\\(?P<bare>[A-Za-z]+))
          \s*(?:\[\s*(?P<count>\d)\s*\])?\s*(?:\[(?P<default>[^\[\]\n]*)\])?\s*(?=\{)
      | \\g?def\s*\\(?P<plain>[A-Za-z]+)\s*(?P<places>(?:\#\d)*)\s*(?=\{)
      | \\(?P<operator>DeclareMathOperator)\*?\s*\{\s*\\(?P<word>[A-Za-z]+)\s*\}\s*(?=\{)
      | \\let\s*\\(?P<new>[A-Za-z]+)\s*=?\s*(?P<old>\\[A-Za-z]+)""",
    re.VERBOSE,
)
_BRACES = lazily(r"\\.|[{}]", re.DOTALL)
_PLACE = lazily(r"#(\d)")
_TOKEN = lazily(r"\s*(\\[A-Za-z]+|\\.|[^\s{}\\])", re.DOTALL)


class _Macro(NamedTuple):
    body: str
    parameters: int
    default: str | None


def expanded(source: Source) -> Source:
    """The page with its own commands put in, and blanks for what defines them.

    What is made from itself, or grows too long, is put in as far as that goes.
    """
    if "\\" not in source.text:
        return source
    source, macros = _definitions(source)
    if not macros:
        return source
    used = re.compile(rf"\\({'|'.join(sorted(macros, key=len, reverse=True))})(?![A-Za-z])")
    longest = len(source.text) + _MOST_ADDED
    for _ in range(MOST_PASSES):
        parts = _put_in(source, used, macros, longest)
        if parts is None:
            break
        source = source.replaced(parts)
    return source


def _definitions(source: Source) -> tuple[Source, dict[str, _Macro]]:
    text = source.text
    macros: dict[str, _Macro] = {}
    parts: list[str] = []
    at = unclosed = 0
    for found in _DEFINED.finditer(text):
        if found.start() < at:
            continue
        end = found.end()
        if found["new"]:
            macros[found["new"]] = _Macro(found["old"] + " ", 0, None)
        else:
            end = _group_end(text, end)
            if end < 0:
                unclosed += 1
                if unclosed > _MOST_UNCLOSED:
                    break
                continue
            body = text[found.end() + 1 : end - 1]
            if found["operator"]:
                macros[found["word"]] = _Macro(rf"\operatorname{{{body}}}", 0, None)
            else:
                count = int(found["count"] or 0) or (found["places"] or "").count("#")
                macros[found["name"] or found["bare"] or found["plain"]] = _Macro(body, count, found["default"])
        parts += [text[at : found.start()], re.sub(r"[^\n]", " ", text[found.start() : end])]
        at = end
    return Source(source.file, "".join([*parts, text[at:]]), source.origins), macros


def _put_in(
    source: Source, used: re.Pattern[str], macros: dict[str, _Macro], longest: int
) -> list[tuple[str, Sequence[int]]] | None:
    """The text with every command put in once; None where there is none, or too much would come of it."""
    text, origins = source.text, source.origins
    parts: list[tuple[str, Sequence[int]]] = []
    at = length = 0
    for found in used.finditer(text):
        if found.start() < at:  # in the argument of another: it is put in next time
            continue
        macro = macros[found[1]]
        arguments, end = _arguments(text, found.end(), macro)
        if len(arguments) < macro.parameters:
            continue
        parts.append((text[at : found.start()], origins[at : found.start()]))
        start = origins[found.start()]
        before = 0
        for place in _PLACE.finditer(macro.body):
            parts.append((macro.body[before : place.start()], [start] * (place.start() - before)))
            number = int(place[1])
            if 0 < number <= len(arguments):
                argument, first = arguments[number - 1]
                places = [start] * len(argument) if first < 0 else origins[first : first + len(argument)]
                parts.append((argument, places))
                length += len(argument)
            before = place.end()
        rest = macro.body[before:]
        if rest[-1:].isalpha() and text[end : end + 1].isalpha():  # \x y must not become \mathbf xy
            rest += " "
        parts.append((rest, [start] * len(rest)))
        length += len(macro.body) + found.start() - at
        at = end
        if length > longest:
            return None
    if not parts or length + len(text) - at > longest:
        return None
    return [*parts, (text[at:], origins[at:])]


def _arguments(text: str, at: int, macro: _Macro) -> tuple[list[tuple[str, int]], int]:
    """The arguments that stand from a position on, each with its place or -1, and where they end."""
    found: list[tuple[str, int]] = []
    if macro.default is not None:
        close = text.find("]", at, at + _MOST_OF_ONE) if text[at : at + 1] == "[" else -1
        found.append((macro.default, -1) if close < 0 else (text[at + 1 : close], at + 1))
        at = at if close < 0 else close + 1
    while len(found) < macro.parameters:
        start = at
        while text[start : start + 1].isspace():
            start += 1
        if text[start : start + 1] == "{":
            end = _group_end(text, start)
            if end < 0:
                break
            found.append((text[start + 1 : end - 1], start + 1))
            at = end
        elif token := _TOKEN.match(text, at):
            found.append((token[1], token.start(1)))
            at = token.end()
        else:
            break
    return found, at


def _group_end(text: str, at: int) -> int:
    """The position after the group that begins at ``at``; -1 where it does not end within a usual length."""
    depth = 0
    for found in _BRACES.finditer(text, at, at + _MOST_OF_ONE):
        depth += (found[0] == "{") - (found[0] == "}")
        if depth == 0:
            return found.end()
    return -1
