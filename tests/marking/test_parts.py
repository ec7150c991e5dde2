"""An entry of a bracket: ``(W^T d)_i``, ``{Y_t}_i``, ``softmax(z)[1]``."""

from __future__ import annotations

import pytest

import tutor
from tutor.marking import Verdict, mark, question
from tutor.notation.read.parser import parse
from tutor.notation.tree import Bin, Part, Ref
from tutor.notation.write.one_line import to_ascii, to_latex, to_unicode


def marked(problem: str, step: str, text: str) -> Verdict:
    return mark(question(tutor.problem(problem).instance(seed=1), step), text)


RIGHT = [
    ("softmax-net", "dL/dz2", "(y - t)_i"),
    ("softmax-net", "dL/dz2", r"\{y - t\}_i"),
    ("softmax-net", "dL/dz2", "softmax(z2)[m] - t[m]"),
    ("softmax-net", "dL/dz2", r"\operatorname{softmax}(z_2)_i - {t}_i"),
    ("softmax-net", "dL/dW2", "(y-t)_i {y_1}_j"),
    ("softmax-net", "dL/dW2", "((y-t) y1^T)_{ij}"),
    ("softmax-net", "dL/dW2", "((y-t) y1^T)[m,h]"),
    ("softmax-net", "dL/dW2", "dL/dW2_ij = ((y-t) y1^T)_{ij}"),
    ("softmax-net", "dL/dz1", r"\left(W_2^T (y-t)\right)_h y^{(1)}_h (1-y^{(1)}_h)"),
    ("softmax-net", "dL/dz1", r"[W_2^T (y-t)]_h \sigma'(z^{(1)}_h)"),
    ("softmax-net", "dL/dz1", r"\sum_m W_{2,mh}(y-t)_m \sigma'(z^{(1)}_h)"),
    ("softmax-net", "dL/dW1", r"\frac{\partial L}{\partial z_1}_h x_d"),
    ("softmax-net", "dL/dW1", r"\left(\frac{\partial L}{\partial z_1}\right)_{h} x_d"),
    ("softmax-net", "dy/dz2", r"\operatorname{softmax}(z_2)_i (\delta_{ij} - \operatorname{softmax}(z_2)_j)"),
    ("softmax-net", "L", "-sum_m(t_m log(softmax(z2)_m))"),
    ("softmax-net", "L", "-log(softmax(z2)[1]) t[1] - sum_{m=2}^M(t_m log(softmax(z2)_m))"),
    ("skip-mlp", "dL/dz", "2/N (yhat - y)_n yhat_n (1-yhat)_n"),
    ("skip-mlp", "dL/dz", "2/N (yhat - y)[yhat (1-yhat)]"),
    ("conv-dense", "dL/dK", r"\sum_{u,v} \frac{\partial L}{\partial y_1}_{uv} (z_0)_{u+(r-1),v+(c-1)}"),
    ("conv-dense", "dL/dz0", r"\sum_{r,c} \frac{\partial L}{\partial y_1}_{i-(r-1),\,j-(c-1)} K_{rc}"),
    ("rnn-memory", "dy/dx", "(y (1-y))_i W_{ij}"),
    ("relu-classifier", "dL/dZ", r"\frac{1}{N} (P - Y)_{nc}"),
    ("relu-classifier", "P", r"\operatorname{softmax}(Z_n)_c"),
]


@pytest.mark.parametrize(("problem", "step", "text"), RIGHT)
def test_an_index_behind_a_bracket_says_an_entry(problem: str, step: str, text: str) -> None:
    verdict = marked(problem, step, text)
    assert verdict.kind == "correct", verdict.diagnosis


WRONG = [
    ("softmax-net", "dL/dW2", "dL/dW2_ij = ((y-t) y1^T)_{ji}"),
    ("softmax-net", "dL/dW2", "((y-t) y1^T)_i"),
    ("softmax-net", "dL/dW2", "(y-t)_i {y_1}_i"),
    ("softmax-net", "dL/dz1", r"(W_2^T(y-t))_1 y_1 (1-y_1)"),
    ("softmax-net", "dL/dz1", r"\left(W_2^T (y-t)\right)_h y^{(1)}_k (1-y^{(1)}_h)"),
    ("softmax-net", "dL/dz2", "(y - t)[9]"),
    ("softmax-net", "L", "-sum_m(t_m log(softmax(z2)_1))"),
    ("conv-dense", "dL/db", r"\left(\frac{\partial L}{\partial y_1}\right)_{uu}"),
    ("relu-classifier", "P", r"\operatorname{softmax}(Z)_c"),
]


@pytest.mark.parametrize(("problem", "step", "text"), WRONG)
def test_another_entry_is_another_value(problem: str, step: str, text: str) -> None:
    assert marked(problem, step, text).kind == "wrong"


@pytest.mark.parametrize("text", ["(y - t)_", "(y - t)_{i", "(y-t)_{foo}", "_i", "(y - t)_{2(i-1)}"])
def test_what_is_no_index_is_refused_free_of_charge(text: str) -> None:
    assert marked("softmax-net", "dL/dz2", text).kind == "invalid"


def test_indices_behind_the_bracket_of_a_name_are_its_own() -> None:
    scope = tutor.problem("rnn-bptt").instance(seed=1).problem.scope
    assert parse("{Y_t}_i", scope) == parse("Y[t,i]", scope)._replace(column=2)
    assert isinstance(parse("(Y_t - y_t)_i", scope), Part)


@pytest.mark.parametrize("text", ["(y - t)_i", "(W2^T (y - t))_{h}", "((y-t) y1^T)_{ij}", "2 (y-t)_i"])
def test_a_part_is_written_so_that_it_reads_the_same(text: str) -> None:
    scope = tutor.problem("softmax-net").instance(seed=1).problem.scope
    tree = parse(text, scope)
    for write in (to_ascii, to_unicode, to_latex):
        again = write(parse(write(tree, scope), scope), scope)
        assert again == write(tree, scope)
    assert not isinstance(tree, Ref | Bin)
