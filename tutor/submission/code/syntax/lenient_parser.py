"""Python's grammar for files that have lines of something else in them: of Python 2, or results that were pasted in."""

from __future__ import annotations

import ast
import re
import warnings
from typing import NamedTuple

LINE_BREAK = re.compile(r"\r\n|\r|\n")
_PRINTED = re.compile(r"^(\s*)(?:print|exec)\b(?!\s*[=.(]).*$|^(\s*)print\s*\(.*\)\s*(?:%|,).*$")
_CAUGHT = re.compile(r"^(\s*except\s+[\w.]+)\s*,\s*\w+\s*:")
_MOST = 60
"""Lines that are left out before a file is taken for no Python at all."""
_LONGEST = 40
"""Lines of one statement that is left out."""
_TAB = 8


class Parsed(NamedTuple):
    """A file as Python's grammar has it, the text that was read in the end, and what was left out of it."""

    tree: ast.Module
    text: str
    left_out: tuple[SyntaxError, ...]


def parsed(text: str) -> Parsed:
    """The grammar of a file. Statements on lines of their own that are no Python are left out, prints silently.

    Raises SyntaxError where more than single statements are no Python.
    """
    left_out: list[SyntaxError] = []
    found: SyntaxError | None = None
    for _ in range(_MOST):
        try:
            return Parsed(_tree(text), text, tuple(left_out))
        except TabError as error:
            if "\t" not in text:
                raise
            text, found = text.expandtabs(_TAB), error
        except SyntaxError as error:
            lines, found = LINE_BREAK.split(text), error
            at = (error.lineno or 1) - 1
            if at >= len(lines):
                raise
            if _CAUGHT.match(lines[at]):
                lines[at] = _CAUGHT.sub(r"\1:", lines[at])
            elif _PRINTED.match(lines[at]):
                _leave_out(lines, at, error)
            else:
                _leave_out(lines, at, error)
                left_out.append(error)
            text = "\n".join(lines)
    raise found or SyntaxError("no Python")


def _tree(text: str) -> ast.Module:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of "\d" in a text, and alike
        return ast.parse(text)


def _leave_out(lines: list[str], at: int, error: SyntaxError) -> None:
    """Put ``pass`` in the place of a statement, down to where its brackets are closed. Raises the error for others."""
    open_brackets = 0
    for end in range(at, min(at + _LONGEST, len(lines))):
        open_brackets += _balance(lines[end])
        if open_brackets <= 0:
            break
    begins = lines[at].strip()
    whole = open_brackets == 0 and begins and begins != "pass"
    if not whole or lines[end].rstrip().endswith((":", "\\")) or isinstance(error, IndentationError):
        raise error
    lines[at] = lines[at][: len(lines[at]) - len(lines[at].lstrip())] + "pass"
    lines[at + 1 : end + 1] = [""] * (end - at)


def _balance(line: str) -> int:
    """How many brackets a line opens more than it closes."""
    return sum(line.count(one) for one in "([{") - sum(line.count(one) for one in ")]}")
