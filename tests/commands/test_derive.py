"""`tutor derive`: gradients as formulas, in every format; what is no problem is a sentence."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.commands.conftest import Tutor
from tests.commands.test_imports import HEAVY, imported


def test_text_has_network_forward_pass_and_steps(tutor: Tutor) -> None:
    done = tutor("derive", "lstm-cell", "--of", "dL/dW_o")
    assert (done.code, done.err) == (0, "")
    lines = done.out.splitlines()
    assert lines[0] == "LSTM cell (lstm-cell): one scalar cell, by hand"
    assert "  C̃ₜ = tanh(W_c [hₜ₋₁, xₜ])" in lines
    assert "5. ∂L/∂W_o = ∂L/∂oₜ · ∂oₜ/∂W_o" in lines


@pytest.mark.parametrize("columns", ["20", "60", "300"])
def test_text_is_as_wide_as_the_terminal_within_reason(
    tutor: Tutor, columns: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    widest = max(map(len, tutor("derive", "rnn-bptt").out.splitlines()))
    assert widest <= min(max(int(columns), 40), 100) + 8, "combining accents"


@pytest.mark.parametrize(
    ("format", "start"),
    [
        ("text", "Skip MLP"),
        ("markdown", "# Skip MLP"),
        ("latex", r"\documentclass"),
        ("json", "{"),
        ("python", "    title"),
    ],
)
def test_each_format_is_printed_and_written_to_a_file(tutor: Tutor, tmp_path: Path, format: str, start: str) -> None:
    printed = tutor("derive", "skip-mlp", "--format", format)
    assert (printed.code, printed.err) == (0, "")
    assert printed.out.startswith(start)
    written = tutor("derive", "skip-mlp", "--format", format, "-o", str(tmp_path / "out"))
    assert (written.code, written.out) == (0, "")
    assert (tmp_path / "out").read_text(encoding="utf-8") == printed.out


def test_several_targets_are_asked_for_at_once(tutor: Tutor) -> None:
    done = tutor("derive", "softmax-net", "--of", "dL/dW2", "--of", "dL/dx", "--format", "json")
    assert {"dL/dW2", "dL/dx"} <= {step["id"] for step in json.loads(done.out)["steps"]}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["lstm-cel"], "there is no problem `lstm-cel`; did you mean `lstm-cell`?"),
        (["lstm-cell", "--of", "dL/dWo"], "`dL/dWo` is not derived in lstm-cell; did you mean `dL/dW_o`?"),
        (["lstm-cell", "--by", "x"], "`--by` belongs to an expression, and lstm-cell is a problem"),
        (["lstm-cell", "--name", "x[n]"], "`--name` belongs to an expression"),
        (["lstm-cell", "--format", "pdf"], "'pdf' is not one of"),
        ([], "missing argument"),
    ],
)
def test_what_cannot_be_derived_is_one_sentence_and_exit_code_2(tutor: Tutor, arguments: list[str], said: str) -> None:
    done = tutor("derive", *arguments)
    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert done.err.count("\n") == 1


def test_deriving_imports_neither_sympy_nor_textual() -> None:
    assert imported(HEAVY, "derive", "skip-mlp") == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["a + b"], "an expression is differentiated by a name in it: --by a, --by b"),
        (["2 + 3"], "by a name in it, but there is none in it"),
        (["sum(x^2)", "--by", "x"], "there is no axis left for sum to run over; x is a number, unless declared"),
        (["X^T w", "--by", "w"], '`X` is used as an array; say which axes it has, such as --name "X[n,i]"'),
        (["A @ b", "--by", "b", "--name", "b[i]"], "`A` is used as an array; say which axes it has"),
        (["X w", "--by", "w", "--name", "X[n,i]", "--name", "w[n]"], "does not fit: the axes i and n meet"),
        (["y hat", "--by", "yhat"], "`yhat` does not occur in the expression"),
        (["sigma(weight)", "--by", "wieght"], "did you mean `weight`?"),
        (
            ["sum(corr(z, K))", "--by", "K", "--name", "z[i,j]", "--name", "K[r,c]"],
            "corr and conv are derived in a",
        ),
        (["[x, y]", "--by", "x", "--name", "x[i]", "--name", "y[j]"], "is a list of arrays"),
        (["sin(q", "--by", "q"], 'the expression cannot be read: expected ")" at column 6'),
        (["x^2", "--by", "x", "--name", "x[["], "`x[[` does not declare a name"),
        (["x^2", "--by", "x", "--of", "dL/dx"], "`--of` narrows a problem"),
    ],
)
def test_an_expression_that_cannot_be_derived_is_one_sentence_too(
    tutor: Tutor, arguments: list[str], said: str
) -> None:
    done = tutor("derive", *arguments)
    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert done.err.count("\n") == 1
