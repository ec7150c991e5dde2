from __future__ import annotations

import re
from dataclasses import dataclass, replace

import pytest

from tests.bundled import authored
from tutor.app.drawing.cell_text import width
from tutor.app.drawing.symbols import ASCII, UNICODE, cell_by_cell, detect, spell
from tutor.notation.read.parser import parse
from tutor.problems.contract.problem import Problem


@pytest.mark.parametrize(
    ("text", "spelt"),
    [
        ("∂L/∂W_o", "dL/dW_o"),
        ("hₜ₋₁", "h_{t-1}"),
        ("ŷ", "yhat"),
        ("C̃ₜ", "Ctilde_t"),
        ("½ (hₜ − d)²", "1/2 (h_t - d)^2"),
        ("Σₙ x⁽ⁿ⁾", "sum_n x^(n)"),
        ("W2ᵀ ⊙ α", "W2^T * alpha"),
        ("Q⁻¹ Aⁿ⁺¹", "Q^-1 A^{n+1}"),
        ("plain", "plain"),
    ],
)
def test_mathematics_is_spelt_in_ascii(text: str, spelt: str) -> None:
    assert spell(text) == spelt


@pytest.mark.parametrize("problem", authored(), ids=lambda problem: problem.id)
def test_a_name_that_is_printed_in_ascii_can_be_typed(problem: Problem) -> None:
    steps = [step.id for step in problem.formula_steps() if re.fullmatch(r"[\w/]+", step.id)]
    assert steps
    for name in (*problem.quantities, *steps):
        assert parse(spell(problem.display(name)), problem.scope) == parse(name, problem.scope), name


@pytest.mark.parametrize("text", ["━━━───", "▸ ∂L/∂W_o", "╭─┺━▸┓", "⠉⠒⠤ ▁▂▃", "C̃ 卷", "hₜ₋₁ ⊙ ŷ", "‹ Learn ›"])
def test_every_cell_has_an_ascii_sign_of_the_same_width(text: str) -> None:
    plain = cell_by_cell(text)
    assert plain.isascii()
    assert len(plain) == width(text)


@pytest.mark.parametrize(
    ("environ", "encoding", "expected"),
    [
        ({}, "utf-8", UNICODE),
        ({}, "UTF8", UNICODE),
        ({"TUTOR_ASCII": "1"}, "utf-8", ASCII),
        ({"TUTOR_ASCII": "0"}, "utf-8", UNICODE),
        ({"TERM": "linux"}, "utf-8", ASCII),
        ({}, "latin-1", ASCII),
    ],
)
def test_ascii_is_chosen_where_nothing_else_would_be_readable(
    environ: dict[str, str], encoding: str, expected: object
) -> None:
    assert detect(environ, encoding) is expected


def test_ascii_verdicts_carry_their_word() -> None:
    assert "[wrong]" in ASCII.wrong
    assert "[right]" in ASCII.right


@dataclass(frozen=True)
class Shown:
    name: str
    parts: tuple[object, ...]
    key: str = "σ"


def test_a_view_is_spelt_in_all_its_text_or_in_the_fields_that_are_named() -> None:
    view = Shown("ŷ", (1.5, "∂L", Shown("→", ())))
    assert UNICODE.spelled(view) is view
    assert ASCII.spelled(view) == Shown("yhat", (1.5, "dL", Shown("->", (), "sigma")), "sigma")
    assert ASCII.spelled(view, "name") == replace(view, name="yhat")
