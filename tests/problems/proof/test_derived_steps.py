"""The conformance kit on problems that declare no steps: the same proof, no prose, and faults named before deriving."""

from __future__ import annotations

from typing import Any

import pytest

from tutor import ConformanceError, Figure, Mistake, Problem, Quantity, prove
from tutor.problems.proof.declaration_checks import check_declaration


class Square(Problem):
    id = "square"
    title = "Square"
    sizes = {"I": 3}
    axes = {"i": "inputs"}
    given = (Quantity("x", "i"), Quantity("w", "i"))
    values = (Quantity("L", formula="(w^T x)^2"),)


def square(**changes: Any) -> Problem:
    return type("Square", (Square,), changes)()


def value(formula: str, name: str = "L", axes: str = "") -> dict[str, Any]:
    return {"values": (Quantity(name, axes, formula=formula),)}


def test_derived_steps_are_proved_without_a_word_of_prose() -> None:
    problem = square()
    proof = prove(problem, seeds=[1, 2])
    assert proof.counts["derivative"] == 2 * 3
    assert proof.alone == set()
    assert [step.id for step in problem.steps] == ["L", "dL/dx", "dL/dw"]
    assert problem.declared_steps is None


@pytest.mark.parametrize(
    "changes",
    [
        {"aliases": {"dLdw": "dL/dw"}},
        {"mistakes": (Mistake("half", "The factor is lost.", "A square has a 2.", {"dL/dw": "w^T x*x"}),)},
        {"figure": Figure(nodes=("x", "w", "L"), edges=(("x", "L"), ("w", "L")))},
        {"statement": ("L = (wᵀ x)²",)},
        value("sum(w)"),
        value("w^T x", name="y") | {"loss": "y"},
    ],
)
def test_what_is_declared_beside_the_formulas_may_name_derived_steps(changes: dict[str, Any]) -> None:
    prove(square(**changes), seeds=[1])


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (value("w^T x", name="y"), "the loss L is not among the values"),
        (value("x*w", axes="i"), "the loss L has the axes [i]; it must be one number"),
        (value("x*w", axes="k"), "the loss L has the axes [k]; it must be one number"),
        (value("w^T q"), "the formula of L cannot be read: `q` at column 5"),
        (value("w^T (("), "the formula of L cannot be read"),
        ({"values": ()}, "`values` is empty"),
        ({"aliases": {"g": "dL/dv"}}, "there is no dL/dv; did you mean `dL/dx`?"),
        ({"mistakes": (Mistake("m", "Wrong.", "Right.", {"dL/dv": "x"}),)}, "the mistake m"),
        ({"summary": "s" * 33}, "the summary takes 33 cells; 32 fit"),
        ({"statement": ("s" * 65,)}, "line 1 of the statement takes 65 cells; 64 fit"),
        ({"statement": "L"}, "`statement` is one str"),
        ({"steps": ()}, "`steps` is empty"),
    ],
)
def test_a_fault_is_named_in_the_words_of_the_declaration(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(ConformanceError) as refused:
        check_declaration(square(**changes))
    assert str(refused.value).startswith("square: ")
    assert said in str(refused.value)


def test_a_solver_that_contradicts_a_derived_step_is_found() -> None:
    def backward(self: Problem, given: dict[str, Any], values: dict[str, Any]) -> dict[str, Any]:
        return {"x": given["w"], "w": given["x"]}

    with pytest.raises(ConformanceError, match=r"dL/dx\[\d\] is .* by the solver, expected"):
        prove(square(backward=backward), seeds=[1])
