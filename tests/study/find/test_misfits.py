"""Derivations in which the shapes alone tell the wrong line; shapes are those of NumPy or counted by hand."""

from __future__ import annotations

import numpy as np
import pytest

from tutor import host, marking
from tutor.notation.lower.index_form.expressions import NoFormError
from tutor.notation.read.parser import parse
from tutor.notation.write.one_line import to_ascii
from tutor.problems.contract.step import Choice, Step
from tutor.problems.instances.instance import Instance
from tutor.study import Store, find_session
from tutor.study.find.asked import BY_SHAPES, AboutMistake, about_mistake
from tutor.study.find.code_slips import code_slips
from tutor.study.find.code_statements import code_name
from tutor.study.find.items import Item, item, kinds_by_shapes
from tutor.study.find.misfits import KINDS, LEAVE_SHAPES, cannot_be, misfits
from tutor.study.find.questions import WHICH_BY_SHAPES, question_about
from tutor.study.find.slips import lines_with_slips

SOME = ("relu-classifier", "ridge-regression", "gru-cell", "lora", "lstm-step", "softmax-net")


def found(problem: str) -> list[Item]:
    """All derivations of a problem with such a line, at the textbook's numbers."""
    instance = host.problem(problem).instance()
    made = (
        item(instance, step, code)
        for step in lines_with_slips(instance.problem)
        for code in kinds_by_shapes(instance.problem, step)
    )
    return [one for one in made if one is not None]


@pytest.mark.parametrize(
    ("step", "formula", "wrong"),
    [
        # X is 3×2, r has 3 entries, w has 2
        ("dL/dw", "X^T dL/dr + lam*w", False),
        ("dL/dw", "X dL/dr + lam*w", True),
        ("dL/dX", "dL/dr w^T", False),
        ("dL/dX", "w^T dL/dr", True),
        ("dL/dX", "w (dL/dr)^T", True),
    ],
)
def test_a_line_cannot_be_where_its_shapes_do_not_meet_or_leave_another(step: str, formula: str, wrong: bool) -> None:
    problem = host.problem("ridge-regression")
    assert cannot_be(problem.instance(), step, parse(formula, problem.scope)) == wrong


def test_where_two_axes_are_equally_long_the_shapes_tell_nothing() -> None:
    problem = host.problem("ridge-regression")
    square = problem.instance(sizes={"N": 2, "D": 2})
    assert not cannot_be(square, "dL/dw", parse("X dL/dr + lam*w", problem.scope))


def test_of_batches_no_such_product_has_the_right_shape_in_numpy() -> None:
    problem = host.problem("relu-classifier")
    instance = problem.instance()
    arrays = {name: np.asarray(value) for name, value in instance.given.items()}
    arrays |= {step.id: np.asarray(instance.target(step.id)) for step in problem.formula_steps()}
    refused = set()
    for step in lines_with_slips(problem):
        for slip in misfits(problem, step):
            left, _, right = to_ascii(slip.tree, problem.scope).partition(" ")
            if slip.code == "transpose" and left in arrays and right.removesuffix("^T") in arrays:
                factor = arrays[right.removesuffix("^T")]
                factor = factor.T if right.endswith("^T") else factor
                if arrays[left].ndim == factor.ndim == 2:
                    product_shape = (arrays[left].shape[0], factor.shape[1])
                    met = arrays[left].shape[1] == factor.shape[0]
                    assert not met or product_shape != arrays[step.id].shape
                    refused.add(step.id)
    assert len(refused) > 1


@pytest.mark.parametrize("problem", SOME)
def test_every_line_has_the_shape_of_its_left_side_and_all_but_one_are_right(problem: str) -> None:
    derivations = [one for one in found(problem) if not one.numpy]
    assert derivations or problem == "skip-mlp"
    for one in derivations:
        for at, line in enumerate(one.lines):
            shape = np.asarray(one.instance.target(line.step)).shape
            assert line.text.endswith(f"[{'×'.join(map(str, shape))}]" if shape else "[a number]")
            right = one.instance.formula(line.step) if line.step in one.instance.problem.steps_by_id else line.tree
            assert (line.tree == right) == (at != one.wrong)


@pytest.mark.parametrize("problem", SOME)
def test_a_learner_who_wrote_such_a_line_would_be_told_so(problem: str) -> None:
    for one in found(problem):
        if one.numpy:
            continue
        text = to_ascii(one.lines[one.wrong].tree, one.instance.problem.scope)
        verdict = marking.mark(marking.question(one.instance, one.step.id), text)
        assert verdict.kind == "wrong"
        assert verdict.diagnosis[0].code in (*KINDS, "shape")


@pytest.mark.parametrize("problem", SOME)
def test_no_other_kind_that_is_offered_changes_a_shape(problem: str) -> None:
    for one in found(problem):
        assert one.code in one.kinds
        assert set(one.kinds) - {one.code} <= LEAVE_SHAPES
        assert len(set(one.kinds)) == 4


def test_the_questions_speak_of_shapes_and_the_line_is_written_right_at_last() -> None:
    instance = host.problem("ridge-regression").instance()
    ask = {
        part: question_about(instance, AboutMistake("dL/dw", f"{BY_SHAPES}transpose", part))
        for part in ("line", "kind", "right")
    }
    assert ask["line"].ask == WHICH_BY_SHAPES.format("")
    assert isinstance(ask["line"], Choice)
    number = ask["line"].answer[0]
    assert "∂L/∂w" in ask["line"].options[number - 1]
    assert {said for _, said in ask["line"].slips.values()} == {
        f"Line {at} is right." for at in range(1, len(ask["line"].options) + 1) if at != number
    }
    assert isinstance(ask["kind"], Choice)
    assert all("shape as it is" in said for _, said in ask["kind"].slips.values())
    assert isinstance(ask["right"], Step)


def test_a_session_has_one_such_line_where_there_is_one_and_another_the_next_time() -> None:
    store = Store(None)
    asked = []
    for _ in range(2):
        session = find_session(host.problem("relu-classifier").instance(), store)
        about = [one for question in session.questions if (one := about_mistake(question.asked_as))]
        easy = {one[:2] for one in about if one.code.startswith(BY_SHAPES)}
        assert len(easy) == 1
        asked.append(easy.pop())
        while not session.finished:
            step = session.step
            session.submit(
                str(step.answer[0])
                if isinstance(step, Choice)
                else to_ascii(session.instance.formula(step.id), session.problem.scope)
            )
            session.advance()
    assert asked[0] != asked[1]


NUMPY = {"np": np, "sigmoid": lambda z: 1 / (1 + np.exp(-z))}


@pytest.mark.parametrize("problem", [*SOME, "batch-norm", "layer-norm", "transformer-block"])
def test_code_runs_to_the_shapes_that_stand_there_and_the_wrong_line_to_none_or_another(problem: str) -> None:
    for one in found(problem):
        if not one.numpy:
            continue
        instance = one.instance
        arrays = {name: array[0] for name, array in instance.evaluated().items()}
        variables = {
            code_name(instance.problem, name): array for name, array in arrays.items() if has_code_name(instance, name)
        }
        for at, line in enumerate(one.lines):
            code, _, shape = line.text.partition("  # ")
            try:
                value = np.shape(eval(code.partition(" = ")[2], {**NUMPY, **instance.sizes, **variables}))
            except ValueError:  # the shapes do not meet
                value = None
            assert str(arrays[line.step].shape) == shape
            assert (str(value) == shape) == (at != one.wrong), line.text


def has_code_name(instance: Instance, name: str) -> bool:
    try:
        return bool(code_name(instance.problem, name))
    except NoFormError:
        return False


def test_sums_that_keep_their_axis_and_axes_that_are_missing_are_kinds_of_their_own() -> None:
    assert list(code_slips("db = dZ.sum(axis=0)", 1)) == [("keepdims", "db = dZ.sum(axis=0, keepdims=True)")]
    assert list(code_slips("dW = dz[:, None] * x", 2)) == [("axis-missing", "dW = dz * x")]
    # summed away again, or not told which of two it is
    assert not list(code_slips("d = a.sum(axis=0) @ W", 1))
    assert not list(code_slips("d = a.sum(axis=0) + b.sum(axis=0)", 1))
    codes = {one.code for one in found("relu-classifier")}
    assert "keepdims" in codes
    ask = question_about(host.problem("relu-classifier").instance(), AboutMistake("dL/db2", "shapes-keepdims", "line"))
    assert ask.ask == "One line of this code cannot be, by its shapes alone. Which?"
