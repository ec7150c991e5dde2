"""From the text of a network file to its statements: comments left out, lines that go on put together."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

from tutor.notation.read.lazy_patterns import lazily
from tutor.problems.network.errors import NetworkError

MAX_STATEMENTS = 200
_GOES_ON = lazily(r"(?:[-+*/@=(\[{⊙·×−^&\\]|\\(?:cdot|odot|times|circ|left\s*[(\[]))\s*\Z")
_CARRIED_ON = lazily(r"[-+*/@⊙·×−)\]}]|\\(?:cdot|odot|times|circ|right)(?![A-Za-z])")
_FIRST_WORD = lazily(r"([A-Za-z]+)\s*:?(?:\s+(?![=(\[])|\Z)")
_ENVIRONMENT = lazily(
    r"\s*(?:\\(?:begin|end)\s*\{(?:align|equation|gather|aligned|split)\*?\}|\$\$|\\\[|\\\]|(?:```|~~~)\s*\w*)\s*\Z"
)
_AROUND = lazily(r"\s*(?:\$\$?|\\\[|\\\(|`)(.*?)[\s,;.]*(?:\$\$?|\\\]|\\\)|`)[\s,;.]*\Z")
_LABEL = lazily(r"\\(?:tag|label)\*?\s*\{[^{}]*\}")
_LINE_END = lazily(r"[\s,;.]*(?:\\\\(?:\s*\[[-0-9.]+\s*[a-z]+\])?|\\nonumber|\\notag)\s*\Z")
_ASSIGNED = lazily(r"((?:[^=\[\]<:≔←]|\[[^\[\]]*\])*)(:=|≔|←|<-)(?!=)")
_OTHER_COMMENT = lazily(r"//|(?<!\\)%")


class Statement(NamedTuple):
    """One statement. ``text`` has the lines it was written on, a blank between them.

    ``starts`` are where these lines begin in it: offset, line and column.
    """

    text: str
    starts: tuple[tuple[int, int, int], ...]

    def place(self, position: int) -> tuple[int, int]:
        """The line and the column, counted from 1, of a position in the text."""
        offset, line, column = max((start for start in self.starts if start[0] <= position), default=self.starts[0])
        return line, column + max(position - offset, 0)


def statements(text: str, source: str, words: Collection[str]) -> list[Statement]:
    """The statements of a file, in order; ``words`` are those that one can begin with.

    Raises NetworkError for too many, and for a comment that is none.
    """
    found: list[Statement] = []
    for part, line, column in _parts(text, source):
        if found and _goes_on(found[-1].text, part, words):
            before = found.pop()
            joined = before.text.removesuffix("\\") + " " + part
            found.append(Statement(joined, (*before.starts, (len(joined) - len(part), line, column))))
            continue
        if found:
            found[-1] = found[-1]._replace(text=found[-1].text.rstrip(" ,"))
        found.append(Statement(part, ((0, line, column),)))
        if len(found) > MAX_STATEMENTS:
            reason = f"this is statement {MAX_STATEMENTS + 1}; a network has at most {MAX_STATEMENTS}"
            raise NetworkError(reason, source, line, column)
    return found


def _goes_on(before: str, after: str, words: Collection[str]) -> bool:
    """Whether a line belongs to the statement before it: that is not at its end, or the line begins with a sign."""
    if _GOES_ON.search(before):
        return True
    if _word(after) in words or (_has_formula(after) and _word(before) not in ("size", "sizes")):
        return False
    return before.endswith(",") or _depth(before) > 0 or (_CARRIED_ON.match(after) is not None and "=" in before)


def _word(text: str) -> str:
    found = _FIRST_WORD.match(text)
    return found[1].lower() if found else ""


def _has_formula(text: str) -> bool:
    """Whether there is an equals sign in no bracket, right of something."""
    depth = 0
    for position, char in enumerate(text):
        depth += (char in "([{") - (char in ")]}")
        if char == "=" and depth == 0:
            return position > 0
    return False


def _depth(text: str) -> int:
    return sum((char in "([{") - (char in ")]}") for char in text)


def _parts(text: str, source: str) -> Iterator[tuple[str, int, int]]:
    """The lines that say something, or what stands between semicolons in them, each with line and column."""
    for number, line in enumerate(text.split("\n"), 1):
        bare = _uncommented(line)
        comment = _OTHER_COMMENT.search(bare) if "%" in bare or "//" in bare else None
        if comment and _word(bare.lstrip()) != "title":
            if not bare[: comment.start()].strip():
                continue
            raise NetworkError("a comment begins with #", source, number, comment.start() + 1)
        depth = begin = 0
        for position, char in enumerate(f"{bare};"):
            depth += (char in "([{") - (char in ")]}")
            if char == ";" and (depth <= 0 or position == len(bare)):
                part = bare[begin:position].strip()
                if part:
                    yield _with_equals_sign(part), number, bare.index(part, begin) + 1
                begin = position + 1


def _uncommented(line: str) -> str:
    """A line without its comment and without what surrounds it where it was pasted; what is left keeps its columns."""
    bare = line.partition("#")[0].rstrip()
    if "&" in bare:
        bare = re.sub(r"&(\s*:?=)|\A(\s*)&", lambda found: f" {found[1]}" if found[1] else f"{found[2]} ", bare)
    if "\\" in bare or "$" in bare or "`" in bare or "~" in bare:
        if _ENVIRONMENT.match(bare):
            return ""
        bare = _LABEL.sub(lambda found: " " * len(found[0]), _LINE_END.sub("", bare))
        around = _AROUND.match(bare)
        bare = " " * around.start(1) + around[1] if around and not set("$`") & set(around[1]) else bare
    return bare


def _with_equals_sign(part: str) -> str:
    """``p := x`` and ``p <- x`` as ``p = x``, in the same columns."""
    if not any(sign in part for sign in (":=", "≔", "←", "<-")):
        return part
    assigned = _ASSIGNED.match(part)
    return f"{assigned[1]}{'=':>{len(assigned[2])}}{part[assigned.end() :]}" if assigned else part
