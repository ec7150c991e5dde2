"""What is printed is aligned for people, in signs that the terminal has."""

from __future__ import annotations

import numpy as np
import pytest

from tutor.commands.support.printing import symbol, table
from tutor.export.array_text import array_lines
from tutor.terminal_text import cells


def test_names_of_wide_and_combining_characters_align() -> None:
    assert cells("中C̃") == 3
    assert table([("中", "a"), ("xyz", "b")]) == ["中   a", "xyz  b"]
    assert array_lines([("C̃ₜ", np.array(1.0), ""), ("long", np.array(2.0), "note")]) == [
        "  C̃ₜ    1",
        "  long  2   note",
    ]


def test_signs_have_words_where_they_cannot_be_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUTOR_ASCII", "1")
    assert (symbol("✓"), symbol("✗"), symbol("!")) == ("OK", "X", "!")
