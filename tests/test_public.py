"""The public face: what `import tutor` offers, and that asking for it costs nothing before it is used."""

from __future__ import annotations

import ast
from importlib import import_module
from pathlib import Path

import pytest

import tutor

SOURCE = ast.parse(Path(str(tutor.__file__)).read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", sorted(tutor._HOMES))
def test_a_public_name_is_the_thing_of_its_home(name: str) -> None:
    assert getattr(tutor, name) is getattr(import_module(tutor._HOMES[name]), name)
    assert name in dir(tutor)


def test_type_checkers_are_told_the_same_homes() -> None:
    told = {
        alias.name: node.module
        for node in ast.walk(SOURCE)
        if isinstance(node, ast.ImportFrom) and str(node.module).startswith("tutor.")
        for alias in node.names
    }
    assert told == tutor._HOMES


def test_a_star_import_brings_every_public_name() -> None:
    assert sorted(tutor.__all__) == sorted(tutor._HOMES)
    brought: dict[str, object] = {}
    exec("from tutor import *", brought)
    assert brought.keys() - {"__builtins__"} == tutor._HOMES.keys()


def test_no_public_name_hides_a_module() -> None:
    folder = Path(str(tutor.__file__)).parent
    assert not {path.stem for path in folder.iterdir()} & set(tutor._HOMES)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'porblem'"):
        tutor.porblem  # noqa: B018


def test_an_answer_is_checked_by_name_of_the_problem_or_by_the_problem_itself() -> None:
    assert tutor.check("lstm-cell", "dL/dh", "h - d").kind == "correct"
    assert tutor.check(tutor.problem("lstm-cell"), "dL/dh", "d - h", seed=3).kind == "wrong"
    assert tutor.check("lstm-cell", "dL/dh", "h -").kind == "invalid"
    with pytest.raises(tutor.TutorError, match="did you mean `lstm-cell`"):
        tutor.check("lstm-cel", "dL/dh", "h - d")
    with pytest.raises(tutor.TutorError, match="did you mean `dL/dh`"):
        tutor.check("lstm-cell", "dL/dhh", "h - d")


def test_what_is_asked_for_is_told_from_what_was_asked_before() -> None:
    numbers = {seed: str(tutor.problem("lstm-cell").instance(seed=seed).target("dL/dh")) for seed in (1, 2)}
    for _ in range(2):
        assert tutor.check("lstm-cell", "dL/dh", numbers[1], seed=1).kind == "correct"
        assert tutor.check("lstm-cell", "dL/dh", numbers[1], seed=2).kind == "wrong"
        assert tutor.check("lstm-cell", "dL/dh", numbers[1], seed=1, set={"d": 100.0}).kind == "wrong"
        for seed in (True, 1.0, "1", [1]):
            with pytest.raises(tutor.TutorError, match="is not a whole number"):
                tutor.check("lstm-cell", "dL/dh", "h - d", seed=seed)  # type: ignore[arg-type]


def test_a_problem_and_an_expression_are_derived_by_name() -> None:
    found = tutor.derive("lstm-cell", of="dL/dW_o")
    assert found.steps[-1].formula == "dL/do*o*(1 - o)*[h_prev, x]"
    assert "∂L/∂W_o = ∂L/∂oₜ · ∂oₜ/∂W_o" in found.text
    assert found.latex.startswith("\\documentclass")
    assert tutor.derive("x^2/2", by="x").text == "x"
    with pytest.raises(tutor.TutorError, match="did you mean `lstm-cell`"):
        tutor.derive("lstm-cel")
