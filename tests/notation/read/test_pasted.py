"""Formulas as they are pasted and typed by many hands: read as meant, or refused with a sentence that helps."""

from __future__ import annotations

import pytest

import tutor
from tutor.marking import mark, question

RIGHT = [
    ("skip-mlp", "dL/dz", r"$\frac{2}{N}(\hat{y}-y)\hat{y}(1-\hat{y})$"),
    ("skip-mlp", "dL/dz", r"\( \frac{2}{N}\left(\hat{y}-y\right)\hat{y}\left(1-\hat{y}\right) \)"),
    ("skip-mlp", "dL/dz", r"\[ \dfrac{2}{N}\,\bigl(\hat y-y\bigr)\;\hat y\;\bigl(1-\hat y\bigr) \]"),
    (
        "skip-mlp",
        "dL/dz",
        r"\displaystyle \frac{2}{N}\Big(\widehat{y}-y\Big)\cdot\widehat{y}\cdot\Big(1-\widehat{y}\Big).",
    ),
    ("skip-mlp", "dL/dz", r"\frac2N (\hat{y} - y) \hat{y} (1 - \hat{y}),"),
    ("skip-mlp", "dL/dz", "2/N (yhat − y) yhat (1 − yhat)."),
    ("skip-mlp", "dL/dz", "２/N (yhat - y) yhat (1 - yhat)"),
    ("skip-mlp", "dL/dz", "2/N（yhat - y）yhat（1 - yhat）"),
    ("skip-mlp", "dL/dz", r"{\frac{2}{N}}{(\hat{y}-y)}{\hat{y}}{(1-\hat{y})}"),
    ("skip-mlp", "dL/dz", r"\tfrac{2}{N}\left\{\hat{y}-y\right\}\hat{y}\left[1-\hat{y}\right]"),
    ("skip-mlp", "dL/dz", r"\frac{2}{N}\lbrace\hat{y}-y\rbrace\hat{y}(1-\hat{y})"),
    ("skip-mlp", "dL/dz", r"\frac{2}{N}\quad(\hat{y}-y)\qquad\hat{y}\ (1-\hat{y})"),
    ("skip-mlp", "dL/dz", "& \\frac{2}{N}(\\hat{y}-y)\\hat{y}(1-\\hat{y}) \\\\"),
    ("skip-mlp", "dL/dz", "2*(yhat-y)*yhat*(1-yhat)/N;"),
    ("skip-mlp", "dL/dz", r"2\cdot\frac{1}{N}\cdot(\hat{y}-y)\cdot\hat{y}\cdot(1-\hat{y})"),
    ("skip-mlp", "dL/dz", r"\frac{\partial L}{\partial\hat{y}}\,\sigma^{\prime}(z)"),
    ("skip-mlp", "dL/dz", r"\frac{\partial\mathcal{L}}{\partial\hat{y}}\cdot\sigma'(z)"),
    ("skip-mlp", "dL/dz", r"\frac{\partial \ell}{\partial \hat{y}} \sigma'(z)"),
    ("skip-mlp", "dL/dz", r"\frac{d L}{d \hat{y}} \sigma'(z)"),
    ("skip-mlp", "dL/dz", r"\frac{\mathrm{d}L}{\mathrm{d}\hat{y}}\,\sigma'\left(z\right)"),
    ("skip-mlp", "dL/dw_io", r"\sum_{n=1}^{N}\frac{\partial L}{\partial z^{(n)}}x^{(n)}_i"),
    ("skip-mlp", "dL/dw_io", r"\sum\limits_{n=1}^{N}\frac{\partial L}{\partial z_n}\,x_{n,i}"),
    ("skip-mlp", "dL/dw_io", r"\displaystyle\sum_{n}{\frac{\partial L}{\partial z}x_{i}}"),
    ("skip-mlp", "dL/dw_io", r"\mathbf{x}^{\mathsf T}\frac{\partial L}{\partial \mathbf{z}}"),
    ("softmax-net", "dL/dz2", r"\mathbf{y}-\mathbf{t}"),
    ("softmax-net", "dL/dz2", r"\vec{y} - \vec{t}"),
    ("softmax-net", "dL/dz2", r"\bm{y}-\bm{t}"),
    ("softmax-net", "dL/dz2", r"\boldsymbol{y} - \boldsymbol t"),
    ("softmax-net", "dL/dz2", r"\pmb{y}-\pmb{t}"),
    ("softmax-net", "dL/dz2", "y^{(2)}-t"),
    ("softmax-net", "dL/dy1", r"(\mathbf{W}^{(2)})^{\mathsf{T}}(y-t)"),
    ("softmax-net", "dL/dy1", "{W^{(2)}}^T (y-t)"),
    ("softmax-net", "dL/dy1", r"{W^{(2)}}^{\top}\left(y-t\right)"),
    ("softmax-net", "dL/dy1", r"W^{(2)\,T}(y-t)"),
    ("softmax-net", "dL/dy1", r"W_2^{\mathrm{T}}(y-t)"),
    ("softmax-net", "dL/dy1", "W2^⊤(y−t)"),
    ("softmax-net", "dL/dy1", r"W_2^{\intercal}\,(y-t)"),
    ("softmax-net", "dL/dy1", r"\mathbf{W}_2^\mathsf{T}(y-t)"),
    ("softmax-net", "dL/dy1", r"\mathbf W_2^\top (\mathbf y-\mathbf t)"),
    ("softmax-net", "dL/dW2", r"(y-t)\,{y^{(1)}}^\top"),
    ("softmax-net", "dL/dz1", r"W_2^\top(y-t)\odot y_1\odot(1-y_1)"),
    ("softmax-net", "dL/dz1", r"W_2^\top(y-t)\circ\sigma'(z_1)"),
    ("softmax-net", "dL/dz1", r"\left(W_2^\top(y-t)\right)\odot\left(y_1\odot\left(\mathbf{1}-y_1\right)\right)"),
    ("softmax-net", "dy/dz2", r"\operatorname*{diag}(y)-y y^{T}"),
    ("softmax-net", "dy/dz2", r"\mathrm{diag}\left(y\right)-y\,y^\top"),
    ("softmax-net", "dy/dz2", r"y_i\left(\delta_{ij}-y_j\right)"),
    ("softmax-net", "dy/dz2", r"y_i(\mathbb{1}_{\{i=j\}}-y_j)"),
    ("softmax-net", "dy/dz2", r"\operatorname{diag}(y)-yy^\top"),
    ("softmax-net", "y", r"\operatorname{softmax}(z^{(2)})"),
    ("softmax-net", "y", r"\mathrm{softmax}(z_2)"),
    ("softmax-net", "y", r"\frac{e^{z_2}}{\sum_m e^{z_2}}"),
    ("softmax-net", "L", r"-\sum_{m} t_m \log y_m"),
    ("softmax-net", "L", r"-\sum_m t_m\ln(y_m)"),
    ("softmax-net", "L", r"-t^\top\log(y)"),
    ("lstm-cell", "dL/dC", r"(h_t-d)\,o_t\,(1-\tanh^2(C_t))"),
    ("lstm-cell", "dL/dC", r"(h_t-d)\cdot o_t\cdot\left(1-\tanh^{2}C_t\right)"),
    ("lstm-cell", "dL/dC", "(h-d)*o*(1-(tanh C)^2)"),
    ("lstm-cell", "dL/dC", "(h-d)o(1-tanh²(C))"),
    ("lstm-cell", "dL/dC", "(h - d) × o × (1 - tanh(C)**2)"),
    ("lstm-cell", "dL/dC", "(h-d)·o·(1-tanh(C)·tanh(C))"),
    ("lstm-cell", "f", r"\sigma(W_f\cdot[h_{t-1},x_t])"),
    ("lstm-cell", "f", r"\sigma\!\left(W_f\begin{bmatrix}h_{t-1}\\x_t\end{bmatrix}\right)"),
    ("lstm-cell", "f", r"\frac{1}{1+e^{-W_f\cdot[h_{t-1},x_t]}}"),
    ("rnn-bptt", "dL/dV", r"\sum_{t=1}^{T}(Y_t-y_t)H_t^\top"),
    ("rnn-bptt", "dL/dV", r"\sum_{t=1}^T \left(Y_t-y_t\right) H_t^{\top}"),
    ("rnn-bptt", "dL/dV", r"\sum_{t}^{T}(Y_t-y_t)H_t^T"),
    ("rnn-bptt", "dL/dH_T", r"V^\top\left(Y_T-y_T\right)"),
    ("conv-dense", "dL/db", r"\sum_{u=1}^{U}\sum_{v=1}^{V}\frac{\partial L}{\partial y_{1,uv}}"),
]
RIGHT += [
    ("conv-dense", "y1", r"(K \star z_0)_{uv} + b"),
    ("conv-dense", "y1", r"(z_0 \star K)_{uv} + b"),
    ("softmax-net", "dL/dW2", r"\left[(y_i - t_i)\, y^{(1)}_j\right]_{ij}"),
    ("softmax-net", "dL/dz1", r"W_2^T \delta_2 \odot y_1 \odot (1 - y_1) \quad (\text{elementwise})"),
]
REFUSED = [
    ("rnn-step", "dL/du", "dh_next * (1 - h_next ** 2)", "`dh_next` at column 1 is not a name of this question"),
    ("skip-mlp", "dL/dz", r"\overline{y}", "did you mean `yhat`"),
    ("skip-mlp", "dL/dw_io", r"\mathbf{X}^{\intercal}\frac{\partial L}{\partial z}", "did you mean `x`"),
    ("softmax-net", "dL/dy1", "sigma(z1)'' (y-t)", "a transpose is x^T"),
    ("softmax-net", "dL/dW2", r"\det(y-t) y_1", "determinants are not part of this language"),
    ("softmax-net", "dy/dz2", r"\operatorname{diag}(y)-yy", "`yy` at column 24"),
]


@pytest.mark.parametrize(("problem", "step", "answer"), RIGHT)
def test_a_right_answer_is_right_in_the_way_it_was_pasted(problem: str, step: str, answer: str) -> None:
    verdict = mark(question(tutor.problem(problem).instance(seed=1), step), answer)
    assert verdict.kind == "correct", verdict.diagnosis


@pytest.mark.parametrize(("problem", "step", "answer", "sentence"), REFUSED)
def test_what_is_not_read_is_refused_with_a_sentence_that_helps(
    problem: str, step: str, answer: str, sentence: str
) -> None:
    verdict = mark(question(tutor.problem(problem).instance(seed=1), step), answer)
    assert verdict.kind == "invalid"
    assert sentence in verdict.diagnosis[0].message


@pytest.mark.parametrize("answer", ["x.", "(yhat - y),", "& yhat.", "$yhat$."])
def test_columns_are_those_of_what_was_typed(answer: str) -> None:
    verdict = mark(question(tutor.problem("skip-mlp").instance(seed=1), "dL/dz"), f"{answer[:-1]} nope{answer[-1:]}")
    assert verdict.column == len(answer) + 1


def test_a_row_of_blanks_takes_no_time_to_speak_of() -> None:
    verdict = mark(question(tutor.problem("skip-mlp").instance(seed=1), "dL/dz"), "x" + " " * 3_990 + "x")
    assert verdict.kind == "wrong"
