"""The table of characters: what is read, shown and spelt comes from it alike."""

from __future__ import annotations

import unicodedata

import pytest

import tutor
from tutor.app.drawing.symbols import spell
from tutor.export.latex_prose import prose
from tutor.notation.characters import (
    ACCENT_OF,
    FONTS,
    GREEK,
    LETTERS,
    SPELT,
    SUBSCRIPTS,
    SUPERSCRIPTS,
)
from tutor.notation.functions import ALIASES, CONSTANTS, FOLDS, FUNCTIONS
from tutor.problems.contract.name_display import from_latex, plain_latex

NAMES = sorted(
    letter for letter, word in GREEK.items() if word not in {"delta", *FUNCTIONS, *ALIASES, *FOLDS, *CONSTANTS}
)


@pytest.mark.parametrize("letter", NAMES)
def test_a_letter_and_its_word_are_one_name(letter: str) -> None:
    assert tutor.compare(f"2*{letter} x", f"{GREEK[letter]}*x + x {GREEK[letter]}").kind == "correct"


@pytest.mark.parametrize("letter", LETTERS)
def test_a_letter_goes_to_latex_and_back(letter: str) -> None:
    assert plain_latex(LETTERS[letter]) == f"\\{LETTERS[letter]}"
    assert from_latex(f"\\{LETTERS[letter]}_1") == f"{letter}₁"
    assert spell(letter) == LETTERS[letter]


@pytest.mark.parametrize("accent", ACCENT_OF)
def test_an_accent_is_one_in_text_and_in_latex(accent: str) -> None:
    assert from_latex(rf"\{accent}{{x}}") == unicodedata.normalize("NFC", f"x{ACCENT_OF[accent]}")
    assert tutor.compare(f"x{ACCENT_OF[accent]} + a", rf"a + \{accent}{{x}}").kind == "correct"


@pytest.mark.parametrize("font", FONTS)
def test_a_font_changes_nothing(font: str) -> None:
    assert tutor.compare(rf"\{font}{{W}}_{{\{font}{{in}}}} + a", "a + W_in").kind == "correct"
    assert from_latex(rf"\{font}{{W}}_1") == "W₁"


def test_scripts_are_spelt_after_a_sign() -> None:
    for table, sign in ((SUBSCRIPTS, "_"), (SUPERSCRIPTS, "^")):
        for script, plain in table.items():
            written = f"{{{plain}}}" if plain in "=)" else plain  # braces where the sign would end the name
            assert spell(f"x{script}") == f"x{sign}{written}"


def test_every_sign_has_its_spelling_in_ascii_and_in_latex() -> None:
    for char, sign in SPELT.items():
        assert sign.ascii.isascii()
        assert not sign.ascii or spell(char) == sign.ascii
        assert not sign.latex or prose(char).strip("$") == sign.latex
