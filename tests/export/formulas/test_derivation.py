"""Derivations without numbers: what is in them, and that every format says the same."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tests.bundled import AUTHORED
from tests.export.latex import balanced
from tutor import TutorError, host, network, prove
from tutor.export.formulas import as_document, as_json, as_python, as_text
from tutor.export.formulas.derivation import derivation
from tutor.host.scaffold import scaffold
from tutor.marking import mark, question
from tutor.problems.contract.problem import Problem
from tutor.problems.contract.step import Step
from tutor.terminal_text import cells

PROBLEMS = list(AUTHORED)


@pytest.mark.parametrize("problem", PROBLEMS)
def test_every_derived_step_is_there_and_its_formula_is_marked_right(problem: str) -> None:
    found = host.problem(problem)
    derived = derivation(found)
    assert [value.id for value in derived.values] == [quantity.name for quantity in found.values]
    assert [step.id for step in derived.steps] == [s.id for s in found.formula_steps() if not found.is_value(s)]
    posed = found.instance()
    for step in derived.steps:
        assert mark(question(posed, step.id), step.formula).kind == "correct"


@pytest.mark.parametrize("problem", PROBLEMS)
def test_text_keeps_to_eighty_columns_and_has_every_rule(problem: str) -> None:
    derived = derivation(host.problem(problem))
    text = as_text.write(derived, 80)
    assert max(map(cells, text.splitlines())) <= 80
    words = " ".join(text.split())
    for number, step in enumerate(derived.steps, 1):
        assert f"{number}. {step.name.plain} = " in text
        assert " ".join(step.rule.split()) in words
        assert " ".join(step.why.split()) in words
    assert "=  " not in text, "no numbers"


def test_the_chain_rule_stands_before_the_formula_it_comes_to() -> None:
    text = as_text.write(derivation(host.problem("skip-mlp"), ["dL/dw_io"]))
    assert "∂L/∂w_io = Σₙ ∂L/∂z · ∂z/∂w_io\n            = 2/N Σₙ (ŷ − y) ŷ (1 − ŷ) xᵢ\n   also Σₙ ∂L/∂z xᵢ\n" in text


def test_a_target_comes_with_the_steps_that_it_is_built_from_and_no_others() -> None:
    problem = host.problem("softmax-net")
    derived = derivation(problem, ["dL/dW1"])
    ids = [step.id for step in derived.steps]
    assert ids[-1] == "dL/dW1"
    assert "dL/dz1" in ids
    assert not {"dL/dx", "W1_new", "dL/dW2"} & set(ids)
    for before, step in pairwise(derived.steps):
        assert problem.steps.index(problem.step(before.id)) < problem.steps.index(problem.step(step.id))
    assert [step.id for step in derivation(problem, ["∂L/∂W1"]).steps] == ids


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("dL/dW_oo", "`dL/dW_oo` is not derived in lstm-cell; did you mean `dL/dW_o`?"),
        ("W_o", "`W_o` is not derived in lstm-cell; did you mean `dL/dW_o`?"),
        ("h", "did you mean `dL/dh`?"),
        ("zebra", "`zebra` is not derived in lstm-cell"),
    ],
)
def test_a_target_that_is_not_derived_is_named_with_the_nearest(name: str, said: str) -> None:
    with pytest.raises(TutorError) as refused:
        derivation(host.problem("lstm-cell"), [name])
    assert said in str(refused.value)


@pytest.mark.parametrize("problem", PROBLEMS)
def test_documents_are_whole_and_have_every_formula(problem: str) -> None:
    derived = derivation(host.problem(problem))
    balanced(as_document.latex(derived))
    page = as_document.markdown(derived)
    assert page.count("\n### ") == len(derived.steps)
    assert page.count("\n$$\n\\begin") == len(derived.steps) + len(derived.values)
    assert page.count("Also: $") == sum(len(step.also) for step in derived.steps)


def test_json_has_the_names_the_forward_formulas_and_the_steps() -> None:
    found = json.loads(as_json.write(derivation(host.problem("lstm-cell"), ["dL/dW_o"])))
    assert (found["schema"], found["problem"], found["result"]) == ("tutor.derive/1", "lstm-cell", "L")
    assert {"name": "W_o", "axes": ["k"], "latex": "W_o", "meaning": "the weights of the output gate"} in found["given"]
    assert [value["id"] for value in found["values"]] == ["f", "i", "g", "o", "C", "h", "L"]
    last = found["steps"][-1]
    assert (last["id"], last["axes"], last["also"]) == ("dL/dW_o", ["k"], ["dL/do*do/dW_o"])
    assert last["formula"] == "dL/do*o*(1 - o)*[h_prev, x]"
    assert last["chain"]["text"] == "∂L/∂oₜ · ∂oₜ/∂W_o"


def pasted(lines: str, folder: Path) -> Problem:
    """The problem of a new plugin with these lines at the end of its class."""
    scaffold("pasted", folder)
    source = (folder / "tutor-pasted" / "tutor_pasted" / "__init__.py").read_text(encoding="utf-8")
    declared, hook, rest = source.partition("\n\n\n@tutor.hookimpl")
    module: dict[str, Any] = {"__name__": "tutor_pasted"}
    exec(compile(f"{declared}\n{lines}{hook}{rest}", "tutor_pasted", "exec"), module)
    problem = module["tutor_problems"]()[0]
    assert isinstance(problem, Problem)
    return problem


@pytest.mark.parametrize("problem", PROBLEMS)
def test_python_lines_pasted_into_a_new_plugin_are_proved_and_have_the_same_steps(problem: str, tmp_path: Path) -> None:
    found = host.problem(problem)
    again = pasted(as_python.write(derivation(found)), tmp_path)
    assert (again.id, again.title) == ("pasted", found.title)
    assert again.steps == found.steps
    assert again.given == found.given
    assert sum(prove(again, seeds=[1]).counts.values()) > 0


NETWORK = """
title Two-layer classifier
input X[n,i]
weights W1[i,h], b1[h], W2[h,c], b2[c]
target Y[n,c] one-hot c
constant lam in 0.01..0.1
bend(z) = z*tanh(z)
H = bend(X W1 + b1)
P = softmax(H W2 + b2)
L = -1/N sum(Y * log(P)) + lam*sum(W1^2)
"""


def test_a_network_file_becomes_a_plugin_that_is_proved(tmp_path: Path) -> None:
    net = network(NETWORK)
    text = as_text.write(derivation(net, ["dL/dW1"]))
    assert text.count("H = bend(X W₁ + b₁)") == 1, "the statement is the forward pass, shown once"
    again = pasted(as_python.write(derivation(net)), tmp_path)
    assert again.steps == net.steps
    assert prove(again, seeds=[1]).counts["derivative"] > 0


def test_what_enters_an_activation_is_named_in_the_forward_pass() -> None:
    text = as_text.write(derivation(network(NETWORK.replace("bend(z) = z*tanh(z)", "").replace("bend", "relu")), []))
    assert "\nforward\n  a_H = X W₁ + b₁\n  H   = relu(a_H)\n" in text
    assert "∂L/∂b₁ = ∂L/∂a_H · ∂a_H/∂b₁\n" in text


def test_the_steps_of_a_new_plugin_are_written_out_into_its_own_file(tmp_path: Path) -> None:
    (tmp_path / "first").mkdir()
    derived = derivation(pasted("", tmp_path / "first"))
    assert derived.problem.declared_steps is None
    again = pasted(as_python.write(derived), tmp_path)
    assert again.declared_steps == derived.problem.steps
    prove(again, seeds=[1])


def test_python_lines_of_some_targets_are_proved_too(tmp_path: Path) -> None:
    found = host.problem("rnn-bptt")
    again = pasted(as_python.write(derivation(found, ["dL/dU"])), tmp_path)
    kept = [step.id for step in again.steps if isinstance(step, Step) and not again.is_value(step)]
    assert kept == [step.id for step in derivation(found, ["dL/dU"]).steps]
    prove(again, seeds=[1])
