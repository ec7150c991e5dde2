"""What came from outside is printed visibly, whatever it holds."""

from __future__ import annotations

import json
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.terminal_text import is_shown, printable, printable_json, printable_line

ANY_TEXT = st.text(st.characters(exclude_categories=()))
"""Surrogates are among it: JSON and arguments in a wrong encoding hold them."""
HOSTILE = (
    "\x1b\x07\x00\x7f\x85\x9b\r\u202e\u2066\u200f\u061c\u200b\ufeff\u2028\u2029\ud800\udc9b\ue000\U000e0041\u034f\ufe0f"
)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b]0;owned\x07", r"\x1b]0;owned\x07"),
        ("\x9b31m", r"\x9b31m"),
        ("a\u202eb\u2069", r"a\u202eb\u2069"),
        ("\ud800 \udcff", r"\ud800 \udcff"),
        ("x\U000e0041y\ufeff", r"x\U000e0041y\ufeff"),
        ("a\rb\x7f\x08", r"a\x0db\x7f\x08"),
        ("line\n\tnext", "line\n\tnext"),
        ("σ′(ŷ) ≤ ½ 中 C\u0303 ✓ 😀", "σ′(ŷ) ≤ ½ 中 C\u0303 ✓ 😀"),
        ("h\u00a0-\u3000d", "h - d"),
    ],
)
def test_what_is_not_shown_as_itself_is_written_as_an_escape(text: str, shown: str) -> None:
    assert printable(text) == shown


def test_text_on_one_line_has_no_line_ends_of_any_kind() -> None:
    assert printable_line("a\nb\tc\r\n\u2028\x0b") == r"a\nb\tc\r\n\u2028\x0b"


@given(ANY_TEXT)
def test_nothing_reaches_a_terminal_that_it_does_not_show(text: str) -> None:
    assert all(char.isprintable() or char in "\n\t" for char in printable(text))
    assert printable_line(text).isprintable()
    assert printable(printable(text)) == printable(text)


@given(st.text(st.characters(categories=("L", "M", "N", "P", "S"))).filter(lambda text: all(map(is_shown, text))))
def test_what_is_shown_as_itself_stays(text: str) -> None:
    assert printable(text) == printable_line(text) == printable_json(text) == text


@given(st.dictionaries(ANY_TEXT, st.lists(ANY_TEXT, max_size=2), max_size=3))
def test_json_means_the_same_and_holds_nothing_unprintable(value: object) -> None:
    document = printable_json(json.dumps(value, ensure_ascii=False, indent=1))
    # A pair of surrogates, one beside the other, is one character for JSON however it is written.
    assert json.loads(document) == json.loads(json.dumps(value))
    document.encode()
    assert all(char.isprintable() or char == "\n" or unicodedata.category(char) == "Zs" for char in document)


def test_every_control_format_private_and_surrogate_character_is_escaped() -> None:
    for code in range(sys.maxunicode + 1):
        char = chr(code)
        if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"):
            assert not is_shown(char), f"U+{code:04X}"
    assert not any(map(is_shown, HOSTILE))
