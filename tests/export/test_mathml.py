"""Formulas in HTML pages: MathML, and nothing but that."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import tutor
from tutor.export.derivation import formula, name
from tutor.export.document import Equation, Maths, Prose
from tutor.export.html import render
from tutor.export.mathml import mathml
from tutor.host import problems

WORDS = ["\\text{", "\\href{", "\\frac{", "\\sum_{", "{", "}", "<b>", "&lt;", "&", "#", "^", "_", "\\", "x", "\\left("]


def tags(lines: list[str]) -> set[str]:
    return {element.tag for line in lines for element in ElementTree.fromstring(line).iter()}


@pytest.mark.parametrize("problem_id", problems())
def test_every_name_and_formula_is_typeset(problem_id: str) -> None:
    problem = tutor.problem(problem_id)
    instance = problem.instance()
    for step in problem.formula_steps():
        for maths in (name(problem, step.id), formula(instance.formula(step.id), problem.scope)):
            lines = mathml(maths, large=True)
            assert lines is not None, maths.latex
            assert "\\" not in "".join(lines), maths.latex


def test_a_sum_in_an_equation_has_its_letter_below_and_in_words_beside_it() -> None:
    sum_of_x = Maths(r"\sum_{n} x", "Σₙ x")
    assert "munder" in tags(mathml(sum_of_x, large=True) or [])
    assert "msub" in tags(mathml(sum_of_x) or [])


def test_a_long_formula_goes_on_in_a_new_line() -> None:
    assert len(mathml(Maths("a \\\\\n&\\quad + b", "a + b")) or []) == 2
    page = render([Equation(Maths("c", "c"), (Maths("a \\\\\n&\\quad + b", "a + b"),))])
    assert page.count("<math") == 3
    assert "<br>" in page


@pytest.mark.parametrize("latex", ["{", "x_", "", r"\text{<b>bold</b>}", r"\text{&}"])
def test_what_is_no_latex_is_shown_as_plain_text(latex: str) -> None:
    page = render([Prose((Maths(latex, "x < y"),))])
    assert '<span class="m">x &lt; y</span>' in page
    assert "bold" not in page


def test_a_link_in_a_symbol_is_none_on_the_page() -> None:
    assert "javascript" not in "".join(mathml(Maths(r"\href{javascript:alert(1)}{x}", "x")) or [])


@given(st.lists(st.sampled_from(WORDS) | st.text(max_size=4), max_size=12).map("".join))
@example(r"\text{<script>}")
@example(r"\frac{1}")
def test_any_latex_becomes_maths_or_plain_text(latex: str) -> None:
    lines = mathml(Maths(latex, "plain"))
    if lines is not None:
        assert all(tag.startswith("m") for tag in tags(lines))
