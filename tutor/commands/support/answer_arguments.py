"""A command whose arguments are formulas, which often begin with a minus sign."""

from __future__ import annotations

import re
import sys

import click

from tutor.errors import TutorError
from tutor.text_encoding import MARKS, not_utf8, wide_encoding

LONGEST = 200_000
"""How many bytes of stdin are read as an answer: far more than any answer, far less than memory."""

_CUT = "replace"
"""A text of which only the beginning is read may end within a character."""

_OPTION = re.compile(r"--[a-z][a-z-]+(=.*)?", re.DOTALL)


class AnswerCommand(click.Command):
    """Reads `-0.1 x` and `-h*o` as arguments, where click would look for the options -0 and -h.

    An option is what is spelled like one of this command's, or nearly so, which is then reported as usual.
    """

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the options first and the arguments after `--`."""
        takes_value = {
            spelling: isinstance(parameter, click.Option) and not parameter.is_flag
            for parameter in self.get_params(ctx)
            for spelling in parameter.opts
            if spelling.startswith("-")
        }
        options: list[str] = []
        arguments: list[str] = []
        rest = iter(args)
        for word in rest:
            if word == "--":
                arguments.extend(rest)
            elif not _is_option(word, list(takes_value)):
                arguments.append(word)
            else:
                options.append(word)
                if takes_value.get(word):
                    options.extend(value for value in [next(rest, None)] if value is not None)
        return super().parse_args(ctx, [*options, "--", *arguments])


def answer_text(answer: str) -> str:
    """The answer itself: `-` stands for what stdin holds. Raises TutorError where that is not in UTF-8."""
    if answer != "-":
        return answer
    data: bytes | str = getattr(sys.stdin, "buffer", sys.stdin).read(LONGEST)
    if isinstance(data, str):  # a stand-in for stdin that has text alone
        return data.strip()
    if data in MARKS:
        return ""  # an empty text
    try:
        text = data.decode("utf-8-sig", _CUT if len(data) == LONGEST else "strict").strip()
    except UnicodeDecodeError:
        text = None
    if text is None or wide_encoding(data):  # without a mark, ASCII in UTF-16 is valid UTF-8 with zeros in it
        raise TutorError(f"the answer from stdin {not_utf8(data)}", title="Not UTF-8")
    return text


def _is_option(word: str, known: list[str]) -> bool:
    name = word.partition("=")[0]
    if name in known or not _OPTION.fullmatch(word):
        return name in known
    from difflib import get_close_matches  # 1 ms, and few options are misspelt

    return bool(get_close_matches(name, known, n=1, cutoff=0.75))
