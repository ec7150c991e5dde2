"""The mistakes of the bundled problems are sound: seen, told apart, and the only ones on their page."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import numpy as np
import pytest

from tests.bundled import AUTHORED
from tests.study.find.found import all_of
from tutor import host, marking
from tutor.marking.mistakes.codes import MORE_EXACT
from tutor.notation.lower.environment import Env
from tutor.notation.lower.index_form.expressions import NoFormError
from tutor.notation.write.one_line import to_ascii
from tutor.problems.contract.problem import Problem
from tutor.problems.contract.scope_builder import all_sizes
from tutor.problems.contract.target import UPDATE
from tutor.problems.instances.dependency_graph import ancestors
from tutor.problems.instances.formula_values import environment, evaluated, parsed
from tutor.problems.instances.instance import Instance
from tutor.problems.network.reader import read_network
from tutor.study.find.asked import AboutMistake
from tutor.study.find.code_slips import OF_CODE, OVERWRITTEN, SHORT, said_of
from tutor.study.find.code_statements import code_name, in_shared_loops, statements
from tutor.study.find.items import Item, items, kinds_of
from tutor.study.find.kinds import SLIPS
from tutor.study.find.line_text import as_code
from tutor.study.find.lines import FEWEST, MOST, Line, carried_on
from tutor.study.find.questions import question_about
from tutor.study.find.slips import lines_with_slips
from tutor.study.session.teaching.worked_step import worked_lines

WITHOUT = {"lstm-memory"}
"""Its one line is a product of gates, at which too few kinds are told apart."""


NAMES = (
    *AUTHORED,
    "batch-norm",
    "causal-attention",
    "gru-cell",
    "gru-through-time",
    "multi-head-attention",
    "relu-classifier",
    "word2vec",
)
"""With some whose steps are derived."""


def lines_of(name: str) -> tuple[Item, ...]:
    """One mistake of each line: where each is evaluated again in another way."""
    return tuple({item.step.id: item for item in all_of(name)}.values())


def test_every_problem_with_written_steps_has_mistakes_to_find_but_one() -> None:
    assert {name for name in AUTHORED if not all_of(name)} == WITHOUT


@pytest.mark.parametrize("name", NAMES)
def test_a_wrong_line_shows_at_the_textbook_and_at_seeded_numbers(name: str) -> None:
    for item in all_of(name):
        for seed in (None, 1, 2):
            instance, env = seeded(item.instance.problem, seed)
            wrong = value_of(item.lines[item.wrong].tree, item.step.id, instance.problem, env)
            right = np.asarray(instance.target(item.step.id))
            assert np.abs(wrong - right).max() > 0.01 * max(np.abs(wrong).max(), np.abs(right).max()), item


@cache
def seeded(problem: Problem, seed: int | None) -> tuple[Instance, Env]:
    """An instance, and what formulas find in it."""
    instance = problem.instance(seed=seed)
    return instance, environment(problem, instance.evaluated(), instance.sizes)


def value_of(tree: Any, name: str, problem: Problem, env: Env) -> Any:
    """What a formula for a name comes to."""
    return evaluated(tree, parsed(problem)[name].axes, env)[0]


@pytest.mark.parametrize("name", NAMES)
def test_lines_that_do_not_rest_on_the_wrong_one_have_the_values_of_the_solver(name: str) -> None:
    for item in all_of(name):
        problem = item.instance.problem
        for line in item.lines:
            if line.step != item.step.id and item.step.id not in ancestors(problem, line.step):
                assert np.allclose(line.value, item.instance.target(line.step), rtol=1e-7, atol=1e-12)


@pytest.mark.parametrize("name", NAMES)
def test_lines_after_the_wrong_one_have_their_own_right_formula_and_are_carried_on_from_it(name: str) -> None:
    for item in all_of(name):
        problem = item.instance.problem
        shown = {line.step: line.value[None] for line in item.lines}
        env = environment(problem, {**item.instance.evaluated(), **shown}, item.instance.sizes)
        for line in item.lines:
            if line.step == item.step.id:
                continue
            assert line.tree == parsed(problem)[line.step].tree
            named = set(ancestors(problem, line.step))
            if item.step.id in named and not (named - shown.keys()) & resting(item):
                assert np.allclose(line.value, value_of(line.tree, line.step, problem, env), rtol=1e-9)


def resting(item: Item) -> set[str]:
    """All that is built from the wrong line, shown or not."""
    problem = item.instance.problem
    return {name for name in parsed(problem) if item.step.id in ancestors(problem, name)}


@pytest.mark.parametrize("name", NAMES)
def test_marking_calls_a_wrong_line_wrong_and_names_the_kind_first(name: str) -> None:
    for item in lines_of(name):
        if item.code in OF_CODE:
            continue
        question = marking.question(item.instance, item.step.id)
        text = to_ascii(item.lines[item.wrong].tree, item.instance.problem.scope)
        verdict = marking.mark(question, text)
        assert verdict.kind == "wrong", (item.step.id, text)
        codes = [one.code for one in verdict.diagnosis]
        assert codes[0] == item.code, (item.step.id, text, codes)
        assert not set(codes[1:]) & set(item.kinds)


@pytest.mark.parametrize("name", NAMES)
def test_the_kinds_to_choose_from_are_four_and_one_of_them_is_true(name: str) -> None:
    for item in all_of(name):
        assert len({said_of(code).message for code in item.kinds}) == 4
        assert item.code in item.kinds
        assert item.code in SLIPS | OF_CODE.keys()
        others = set(item.kinds) - {item.code}
        assert not others & MORE_EXACT.get(item.code, frozenset())
        assert not any(item.code in MORE_EXACT.get(code, ()) for code in others)


@pytest.mark.parametrize("name", NAMES)
def test_a_derivation_has_three_to_six_lines_that_are_told_apart_and_one_is_wrong(name: str) -> None:
    for item in all_of(name):
        assert FEWEST <= len(item.lines) <= MOST
        assert len(set(item.texts)) == len(item.lines)
        assert item.lines[item.wrong].step == item.step.id
        assert not item.instance.problem.is_value(item.step)


def test_the_same_numbers_have_the_same_mistakes_and_other_numbers_others() -> None:
    problem = host.problem("skip-mlp")
    one, other = (tuple(items(problem.instance(seed=4))) for _ in range(2))
    assert [item.texts for item in one] == [item.texts for item in other]
    assert [item.kinds for item in one] == [item.kinds for item in other]
    assert [item.texts for item in one] != [item.texts for item in items(problem.instance(seed=5))]


SMALL = """
input x
weights w, v
target t
value x = 2
value w = 3
value v = 0.5
value t = 1
h = w x
y = v h
L = (y - t)^2/2
"""


def test_a_network_of_ones_own_has_mistakes_whose_numbers_can_be_checked_by_hand() -> None:
    network = read_network(SMALL, "small")
    found = list(items(network.instance()))
    assert found
    for item in found:
        values = {line.step: float(line.value) for line in item.lines}
        right = {"h": 6.0, "y": 3.0, "L": 2.0, "dL/dt": -2.0, "dL/dy": 2.0, "dL/dv": 12.0, "dL/dh": 1.0}
        right |= {"dL/dw": 2.0, "dL/dx": 3.0}
        apart = {step for step, value in values.items() if not np.isclose(value, right[step])}
        assert item.step.id in apart
        assert apart <= {item.step.id} | resting(item)


def test_only_lines_behind_the_loss_can_be_wrong() -> None:
    problem = host.problem("rnn-bptt")
    ids = [step.id for step in lines_with_slips(problem)]
    assert "loss" not in ids
    assert not set(ids) & problem.quantities.keys()
    assert all(kind in SLIPS | OF_CODE.keys() for step in lines_with_slips(problem) for kind in kinds_of(problem, step))


def test_a_line_is_its_name_its_formula_and_its_numbers_where_they_are_few() -> None:
    texts = {line.text for item in all_of("lstm-cell") for line in item.lines if line.step == "dL/dh"}
    right = {"∂L/∂hₜ = hₜ − d = −0.4608", "dL_dh = h - d  # -0.4608", "dh = h - d  # -0.4608"}
    assert texts & right
    wrong = {"∂L/∂hₜ = −(hₜ − d) = 0.4608", "∂L/∂hₜ = hₜ = 0.1392", "dh = -(h - d)  # 0.4608", "dh = h  # 0.1392"}
    assert texts <= right | wrong


NUMPY = {"np": np, "sigmoid": lambda z: 1 / (1 + np.exp(-z))}


@pytest.mark.parametrize("name", [name for name in NAMES if name not in WITHOUT])
def test_code_runs_from_its_first_line_to_the_values_that_stand_there_the_wrong_line_to_its_own(name: str) -> None:
    for item in all_of(name):
        if not item.numpy:
            continue
        problem, instance = item.instance.problem, item.instance
        known = carried_on(instance, item.step.id, item.lines[item.wrong].tree)
        shown = {line.step for line in item.lines}
        variables = {
            code_name(problem, one): array[0]
            for one, array in known.items()
            if (one not in shown or problem.targets[one].kind == UPDATE) and has_code_name(problem, one)
        }
        made = {**NUMPY, **all_sizes(problem, instance.sizes), **variables}
        exec("\n".join(item.texts), made)
        for line in item.lines:
            assert np.shape(made[code_name(problem, line.step)]) == np.shape(line.value), item.texts
            assert np.allclose(made[code_name(problem, line.step)], line.value, rtol=1e-9), item.texts


CODE = {
    ("rnn-bptt", "dL/dH"): """
dH = np.zeros((T, S))
for t in reversed(range(T)):
    dH[t] = V.T @ (Y[t] - y[t])
    if t + 1 < T:
        dH[t] += W.T @ (dH[t + 1] * H[t + 1] * (1 - H[t + 1]))
""",
    ("conv-dense", "dL/dK"): """
dK = np.zeros((R, C))
for u in range(U):
    for v in range(V):
        dK += dy1[u, v] * z0[u:u + R, v:v + C]
""",
    ("conv-dense", "dL/dz0"): """
dz0 = np.zeros((I, J))
for r in range(R):
    for c in range(C):
        dz0[r:r + U, c:c + V] += dy1 * K[r, c]
""",
    ("conv-dense", "dL/dw2"): """
dw2 = z1.reshape(-1)[:, None] * dy2
""",
    ("lstm-cell", "dL/dW_o"): """
dW_o = do * o * (1 - o) * np.array([h_prev, x])
""",
}


@pytest.mark.parametrize(("name", "step"), CODE)
def test_loops_and_blocks_are_written_as_people_do(name: str, step: str) -> None:
    problem = host.problem(name)
    code = statements(problem, step, problem.instance().formula(step))
    assert code is not None
    assert "\n".join(code.lines) == CODE[name, step].strip()


def test_lines_that_need_each_other_in_turn_stand_in_one_loop() -> None:
    problem = host.problem("lstm-sequence")
    found = [Line(step, problem.instance().formula(step), np.zeros(()), "") for step in ("dL/dc", "dL/db", "dL/da")]
    texts = [as_code(problem, line.step, line.tree, np.zeros((3, 2, 2))) for line in found]
    lines = in_shared_loops(problem, [line._replace(text=text) for line, text in zip(found, texts, strict=True)])
    assert [line.step for line in lines] == ["dL/dc", "dL/da", "dL/db"]
    assert [line.text.count("for t in") for line in lines] == [1, 0, 0]
    assert lines[1].text.startswith("    dL_da[t] = ")


@pytest.mark.parametrize(
    ("name", "step", "code", "line"),
    [
        ("rnn-bptt", "dL/dH", OVERWRITTEN, "        dH[t] = W.T @ (dH[t + 1] * H[t + 1] * (1 - H[t + 1]))"),
        ("rnn-bptt", "dL/dH", SHORT, "for t in reversed(range(T - 1)):"),
        ("conv-dense", "dL/dK", OVERWRITTEN, "        dK = dy1[u, v] * z0[u:u + R, v:v + C]"),
        ("conv-dense", "dL/dK", SHORT, "for u in range(U - 1):"),
    ],
)
def test_loops_have_slips_of_their_own_which_run_to_what_stands_there(
    name: str, step: str, code: str, line: str
) -> None:
    found = [item for item in all_of(name) if (item.step.id, item.code) == (step, code)]
    assert found
    assert all(item.numpy and line in item.texts[item.wrong].splitlines() for item in found)


def test_code_has_no_more_rows_than_a_small_screen_has_beside_a_question_and_its_options() -> None:
    for name in ("lstm-sequence", "conv-dense", "gru-through-time"):
        for item in all_of(name):
            rows = [row for text in item.texts for row in text.split("\n")]
            assert not item.numpy or sum(1 + len(row) // 75 for row in rows) <= 12


def test_a_worked_answer_names_a_line_of_several_rows_by_its_number_and_ends_in_one_full_stop() -> None:
    said = {
        part: worked_lines(item.instance, question_about(item.instance, AboutMistake(item.step.id, item.code, part)))[0]
        for item in all_of("rnn-bptt")
        if item.code == OVERWRITTEN
        for part in ("line", "kind")
    }
    assert re.fullmatch(r"The answer is \d\.", said["line"])
    assert re.fullmatch(r"The answer is \d What is summed up is overwritten: with = for \+=\.", said["kind"])


def test_a_line_that_is_a_loop_is_asked_for_as_a_formula() -> None:
    asked = {
        (item.takes_lines, str(question_about(item.instance, AboutMistake(item.step.id, item.code, "right")).ask))
        for item in all_of("rnn-bptt")
    }
    assert all(ask.endswith("right, as a formula.") == loop for loop, ask in asked)
    assert {loop for loop, _ in asked} == {True, False}


def has_code_name(problem: Any, name: str) -> bool:
    try:
        return bool(code_name(problem, name))
    except NoFormError:
        return False


def test_a_half_of_what_can_be_is_code() -> None:
    written = [item.numpy for name in AUTHORED for item in all_of(name)]
    assert 0.2 < sum(written) / len(written) < 0.6
