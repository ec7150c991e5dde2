"""Running a command line inside the test's own process, with what it printed."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from tutor.commands.run import run


@dataclass(frozen=True)
class Done:
    """What a command left: its exit code, and what it printed where."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Stdout, read as the strict JSON that it should be."""

        def refuse(constant: str) -> None:
            raise AssertionError(f"{constant} is not JSON")

        return json.loads(self.out, parse_constant=refuse)


Tutor = Callable[..., Done]


@pytest.fixture
def tutor(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Tutor:
    """`tutor("check", "lstm-cell", "h", "-", stdin="0.1392")`.

    Unlike a new process it looks for plugins only where `make_plugin` made one: what is found out of problems takes
    longer than most commands.
    """

    def call(*arguments: str, stdin: str | bytes = "") -> Done:
        given = stdin.encode() if isinstance(stdin, str) else stdin
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given), encoding="utf-8"))
        capsys.readouterr()
        code = run(arguments)
        printed = capsys.readouterr()
        return Done(code, printed.out, printed.err)

    return call
