"""The problem that a command is asked for: by its id, as a network file, or from stdin."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tutor.problems.contract.problem import Problem


def named_problem(name: str) -> Problem:
    """The problem of that id, in the network file of that name, or in the one that `-`, stdin, holds.

    Raises TutorError, with a suggestion, for an unknown id, and for what is wrong in a network file.
    """
    if name == "-":
        from tutor.problems.network.file_text import MAX_BYTES, decoded
        from tutor.problems.network.reader import read_network

        return read_network(decoded(sys.stdin.buffer.read(MAX_BYTES + 1), "stdin"), "stdin")
    from tutor import host

    return host.problem(name)
