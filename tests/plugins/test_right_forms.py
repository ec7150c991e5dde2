"""Right answers in the many ways people write them: ASCII, Unicode and LaTeX, with letters and with arrays."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import tutor
from tests.bundled import AUTHORED
from tutor.notation.read.parser import parse
from tutor.notation.write.one_line import to_ascii, to_latex, to_unicode

FORMS = Path(__file__).with_name("right_forms.txt")


def _listed() -> dict[tuple[str, str], list[tuple[str, bool]]]:
    found: dict[tuple[str, str], list[tuple[str, bool]]] = {}
    question = ("", "")
    for line in FORMS.read_text(encoding="utf-8").splitlines():
        if line.startswith(("  ", "$ ")):
            found[question].append((line[2:], line[0] == "$"))
        elif line and line[0] != "#":
            name, _, step = line.partition(" ")
            question = name, step
            found[question] = []
    return found


LISTED = _listed()


@pytest.mark.parametrize(("name", "step"), LISTED)
def test_a_right_form_is_right_at_every_instance(name: str, step: str) -> None:
    ordered = isinstance(tutor.problem(name).step(step), tutor.Choice)  # its options stand otherwise at every seed
    for form, textbook_only in LISTED[name, step]:
        for seed in (None,) if textbook_only or ordered else (None, 3, 7):
            verdict = tutor.check(name, step, form, seed=seed)
            assert verdict.kind == "correct", (form, seed, verdict.diagnosis)


@pytest.mark.parametrize("name", dict.fromkeys(name for name, _ in LISTED))
def test_a_right_form_is_right_as_it_is_shown(name: str) -> None:
    problem = tutor.problem(name)
    for (own, step), forms in LISTED.items():
        if own != name or not isinstance(problem.step(step), tutor.Step):
            continue
        for form, textbook_only in forms:
            for write in (to_ascii, to_unicode, to_latex):
                shown = write(parse(form, problem.scope), problem.scope)
                verdict = tutor.check(name, step, shown, seed=None if textbook_only else 3)
                assert verdict.kind == "correct", (form, shown, verdict.diagnosis)


def test_every_formula_that_is_asked_for_has_forms() -> None:
    asked = {(name, step.id) for name in AUTHORED for step in tutor.problem(name).steps}
    assert asked - LISTED.keys() <= {("lstm-sequence", "dL/da")}


def _names() -> Iterator[tuple[str, str, str]]:
    """Every derivative that is asked for, by its names and by its symbols, in four spellings."""
    for name in AUTHORED:
        problem = tutor.problem(name)
        for step in problem.formula_steps():
            top, slash, bottom = step.id[1:].partition("/d")
            if not slash or not {top, bottom} <= problem.quantities.keys():
                continue
            for above in {top, problem.quantities[top].symbol or top}:
                for below in {bottom, problem.quantities[bottom].symbol or bottom}:
                    yield name, step.id, f"d{above}/d{below}"
                    yield name, step.id, f"∂{above}/∂{below}"
                    yield name, step.id, rf"\frac{{\partial {above}}}{{\partial {below}}}"
                    yield name, step.id, rf"\frac{{d{above}}}{{d{below}}}"


def test_a_derivative_may_be_written_with_names_or_with_symbols() -> None:
    for name, step, written in _names():
        node = parse(written, tutor.problem(name).scope)
        assert getattr(node, "name", None) == step, (name, written)


@pytest.mark.parametrize("name", AUTHORED)
def test_the_right_formula_itself_is_never_called_a_row_in_the_place_of_a_column(name: str) -> None:
    problem = tutor.problem(name)
    for step in problem.formula_steps():
        verdict = tutor.check(name, step.id, problem.formula_of(step))
        if verdict.kind == "correct":  # where another way of writing it is asked, it may be refused
            assert verdict.note == "", step.id
