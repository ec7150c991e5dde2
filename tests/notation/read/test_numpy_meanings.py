"""NumPy and torch where the value alone does not say it: torch's own words, refusals, readings, what is shown."""

from __future__ import annotations

import subprocess
import sys
from time import process_time

import numpy as np
import pytest

import tutor
from tests.notation.toys import Batch, Layers, Picks, Samples, numbers, read, toy
from tutor.marking import mark, question
from tutor.notation.errors import FitError, NotationError
from tutor.notation.read.parser import parse
from tutor.notation.scope import Declared
from tutor.notation.tree import Arrays
from tutor.notation.write.one_line import to_ascii, to_latex, to_unicode
from tutor.notation.write.typeset import lines


def kind_of(problem: str, step: str, answer: str) -> str:
    return mark(question(tutor.problem(problem).instance(seed=3), step), answer).kind


@pytest.mark.parametrize(
    ("text", "meaning", "axes"),
    [
        ("torch.matmul(W2.t(), y - t)", "W2^T (y - t)", "h"),
        ("torch.mm(W2.t(), (y - t).unsqueeze(1)).squeeze()", "W2^T (y - t)", "h"),
        ("torch.mv(W2.T, y - t)", "W2^T (y - t)", "h"),
        ("W2.transpose(0, 1) @ t", "W2^T t", "h"),
        ("W2.transpose(-2, -1) @ t", "W2^T t", "h"),
        ("W2.permute(1, 0) @ t", "W2^T t", "h"),
        ("W2.mT @ t", "W2^T t", "h"),
        ("torch.ger(y, y1)", "y y1^T", "mh"),
        ("y.outer(y1)", "y y1^T", "mh"),
        ("y.unsqueeze(1) * y1.unsqueeze(0)", "y y1^T", "mh"),
        ("y.unsqueeze(-1) @ y1.unsqueeze(0)", "y y1^T", "mh"),
        ("y.view(-1, 1) * y1", "y y1^T", "mh"),
        ("torch.sum(W2, dim=0)", "sum_m(W2[m,h])", "h"),
        ("torch.sum(W2, dim=1, keepdim=True)", "sum_h(W2[m,h])", "m"),
        ("W2.sum(dim=0)", "sum_m(W2[m,h])", "h"),
        ("W2.mean(dim=(0, 1))", "mean(W2)", ""),
        ("torch.softmax(z2, dim=0)", "softmax(z2)", "m"),
        ("torch.softmax(z2, dim=-1)", "softmax(z2)", "m"),
        ("F.softmax(W2, dim=1)", "softmax_h(W2)", "mh"),
        ("F.softmax(W2, dim=0)", "softmax_m(W2)", "mh"),
        ("F.softmax(W2 + 0, dim=0)", "softmax_m(W2)", "mh"),
        ("W2.softmax(dim=1)", "softmax_h(W2)", "mh"),
        ("F.log_softmax(z2, dim=0)", "log(softmax(z2))", "m"),
        ("torch.logsumexp(W2, dim=1)", "lse_h(W2)", "m"),
        ("scipy.special.logsumexp(W2, axis=1)", "lse_h(W2)", "m"),
        ("torch.nn.functional.relu(z1)", "relu(z1)", "h"),
        ("nn.functional.relu(z1)", "relu(z1)", "h"),
        ("tf.math.tanh(z1)", "tanh(z1)", "h"),
        ("jnp.tanh(z1)", "tanh(z1)", "h"),
        ("numpy.tanh(z1)", "tanh(z1)", "h"),
        ("torch.sigmoid(z1)", "sigma(z1)", "h"),
        ("z1.sigmoid()", "sigma(z1)", "h"),
        ("scipy.special.expit(z1)", "sigma(z1)", "h"),
        ("F.softplus(z1)", "softplus(z1)", "h"),
        ("z1.tanh().pow(2)", "tanh(z1)^2", "h"),
        ("1 - z1.tanh()**2", "1 - tanh(z1)^2", "h"),
        ("z1.exp().log()", "z1", "h"),
        ("z1.pow(2).sum()", "sum(z1^2)", ""),
        ("torch.clamp(z1, min=0)", "relu(z1)", "h"),
        ("z1.clamp(min=0)", "relu(z1)", "h"),
        ("torch.where(z1 > 0, z1, 0)", "relu(z1)", "h"),
        ("(z1 > 0).float() * z1", "relu(z1)", "h"),
        ("y.norm()**2", "sum(y^2)", ""),
        ("y.norm(2)", "norm(y)", ""),
        ("torch.var(W2, dim=1, unbiased=False)", "var_h(W2)", "m"),
        ("torch.std(y, correction=0)", "std_m(y)", ""),
        ("W2.var(axis=1, ddof=0)", "var_h(W2)", "m"),
        ("torch.cat([y, t], dim=0)", "[y, t]", "e"),
        ("y.detach().numpy()", "y", "m"),
        ("y.size(0) * x", "M x", "d"),
        ("maximum(0, z1)", "relu(z1)", "h"),
        ("matmul(W2.T, y - t)", "W2^T (y - t)", "h"),
        ("transpose(W2) (y - t)", "W2^T (y - t)", "h"),
        ("einsum('mh,m->h', W2, t)", "W2^T t", "h"),
        ("dot(y, y1.T)", "y y1^T", "mh"),
        ("np.dot(y, y1.T)", "y y1^T", "mh"),
        ("y.dot(y1.T)", "y y1^T", "mh"),
        ("(y - t).T.dot(y)", "sum((y - t)*y)", ""),
        ("W2.T (y - t)", "W2^T (y - t)", "h"),
        ("W1.sum(axis=1).T @ y1", "sum_{h,d}(W1[h,d]*y1[h])", ""),
        ("2**y.sum()", "2^sum(y)", ""),
        ("np.exp(-z1) / (1 + np.exp(-z1))**2", "sigma'(z1)", "h"),
        ("sum(W2, axis=0, keepdims=True)", "sum_m(W2[m,h])", "h"),
        ("sum(W2, dim=0)", "sum_m(W2[m,h])", "h"),
        ("sum(W2, axis=-1)", "sum_h(W2[m,h])", "m"),
        ("max(W2, axis=0)", "max_m(W2)", "h"),
        ("sum(y[m]*t[m] for m in range(M))", "sum_m(y*t)", ""),
        ("sum(y[m]*t[m] for m in range(0, M))", "sum_m(y*t)", ""),
        ("sum(y[m] for m in range(1, M))", "sum_m(y) - y[1]", ""),
    ],
)  # fmt: skip
def test_a_text_means(text: str, meaning: str, axes: str) -> None:
    if axes == "e":
        assert np.allclose(mean_of(text), mean_of(meaning))
        return
    assert np.allclose(numbers(Layers, text, axes), numbers(Layers, meaning, axes), rtol=1e-12)


def mean_of(text: str) -> object:
    return numbers(Layers, f"mean({text})" if text[0] == "[" else f"np.mean({text})")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("np.roll(y, 1)", "`np.roll` at column 1 has no meaning here"),
        ("2 * torch.randn(3)", "`torch.randn` at column 5 has no meaning here"),
        ("np.cumsum(y)", "`np.cumsum` at column 1 has no meaning here"),
        ("y.argsort()", "`.argsort` at column 2 has no meaning here"),
        ("y.backward()", "`.backward` at column 2 has no meaning here"),
        ("np.linalg.det(A)", "`np.det` at column 1 has no meaning here"),
        ("np.inf", "`np.inf` at column 1 has no meaning here"),
        ("y.__class__", '"." at column 2 is not part of the language'),
        ("y.__class__()", '"." at column 2 is not part of the language'),
        ("y.size", '"." at column 2 is not part of the language'),
        ("np.sum()", "needs x"),
        ("np.dot(y)", "needs x2"),
        ("np.dot(y, t, y)", "takes x1, x2 and no more"),
        ("np.sum(y, foo=1)", "foo"),
        ("np.sum(y, axis=0.5)", "takes the numbers of axes"),
        ("np.sum(y, axis=y)", "takes the numbers of axes"),
        ("np.max(y, t)", "takes the numbers of axes"),
        ("np.sum(W2, 0, 1)", "is told its keepdims by name"),
        ("np.exp(y, axis=0)", "takes no such `axis`"),
        ("torch.var(y)", "N - 1"),
        ("np.var(y, ddof=1)", "with N below"),
        ("torch.max(W2, dim=1)", "amax"),
        ("np.linalg.norm(y, 1)", "root of the squares"),
        ("np.linalg.norm(y, ord=1)", "root of the squares"),
        ("np.heaviside(y, 0.5)", "0 as its value at zero"),
        ("y.astype(int)", "cut numbers off"),
        ("W2[:, 1:]", "a slice, at column 3, has no meaning here"),
        ("y[:2]", "a slice, at column 2, has no meaning here"),
        ("np.einsum(W2, 'mh')", "begins with its letters"),
        ("np.einsum('...h,h', W2, y1)", "cannot be read"),
        ("np.einsum('mh,h->k', W2, y1)", "needs letters from before"),
        ("np.einsum('mh,h->mm', W2, y1)", "needs letters from before"),
        ("np.einsum('mh,h', W2)", "names 2 arrays, 1 given"),
        ("np.reshape(W2, (3, 4))", "sizes in letters"),
        ("np.reshape(W2, (H, M))", "has no meaning here for"),
        ("np.concatenate(y, t)", "takes its arrays in a bracket"),
        ("np.tensordot(W2, y1)", "axes=1"),
        ("np.ones(3)", "sizes in letters"),
        ("np.ones_like()", "needs x"),
        ("np.eye(M, H)", "takes the size of an axis"),
        ("y.shape[1]", "an axis that it has"),
        ("(y + t).shape[0]", "is read of a name"),
        ("sum(y[m] for m in range(5))", "ends at the size of an axis: range(N)"),
        ("sum(y[m] for m in y)", "for"),
        ("axis=0", "axis"),
        ("y axis=0", "axis"),
        (".sum()", '"."'),
        ("y + .sum()", '"."'),
    ],
)
def test_what_has_no_meaning_here_is_invalid_and_says_so(text: str, words: str) -> None:
    with pytest.raises(NotationError) as error:
        numbers(Layers, text, "m")
    assert words in error.value.reason


@pytest.mark.parametrize(
    ("problem", "step", "answer"),
    [
        ("skip-mlp", "dL/dw_io", "(dL/dz[:, None] * x).sum(axis=0)"),
        ("skip-mlp", "dL/dw_io", "np.einsum('n,ni->i', dL/dz, x)"),
        ("skip-mlp", "dL/dw_io", "np.dot(x.T, dL/dz)"),
        ("skip-mlp", "dL/dw_io", "dL/dw_io = np.dot(x.T, dL/dz)"),
        ("skip-mlp", "dL/dv", "np.outer(dL/dz, w_ho)"),
        ("skip-mlp", "L", "np.mean((yhat - y)**2)"),
        ("layer-norm", "mu", "X.mean(axis=1)"),
        ("layer-norm", "mu", "mean(X, axis=1)"),
        ("layer-norm", "Xhat", "(X - mu[:, None]) / np.sqrt(v + eps)[:, None]"),
        ("layer-norm", "Xhat", "(X - X.mean(axis=1, keepdims=True)) / np.sqrt(X.var(axis=1, keepdims=True) + eps)"),
        ("rnn-bptt", "dL/dV", "np.einsum('tm,ts->ms', Y - y, H)"),
        ("word2vec", "dL/dh", "(sigmoid(s) - 1) * U[o] + sum(sigmoid(a[k]) * U[n[k]] for k in range(K))"),
    ],
)  # fmt: skip
def test_whole_arrays_are_right_answers_where_axes_run(problem: str, step: str, answer: str) -> None:
    assert kind_of(problem, step, answer) == "correct"


@pytest.mark.parametrize(
    ("problem", "step", "answer"),
    [
        ("layer-norm", "mu", "X.mean(axis=0)"),
        ("layer-norm", "mu", "mean(X, axis=0)"),
        ("layer-norm", "mu", "np.mean(X, axis=0)"),
        ("layer-norm", "mu", "np.mean(X)"),
        ("layer-norm", "Xhat", "(X - X.mean(axis=1)) / np.sqrt(X.var(axis=1) + eps)"),
        ("layer-norm", "Xhat", "(X - mu) / np.sqrt(X.var(axis=0) + eps)"),
        ("relu-classifier", "P", "np.exp(Z) / np.sum(np.exp(Z), axis=1)"),
        ("relu-classifier", "P", "np.exp(Z) / np.sum(np.exp(Z), axis=0, keepdims=True)"),
        ("relu-classifier", "P", "np.exp(Z) / np.sum(np.exp(Z))"),
        ("relu-classifier", "P", "F.softmax(Z, dim=0)"),
        ("causal-attention", "dL/dB", "A * (dL/dA - (dL/dA * A).sum(axis=1))"),
        ("skip-mlp", "dL/dw_io", "(dL/dz[:, None] * x).sum(axis=1)"),
        ("skip-mlp", "dL/dw_io", "(dL/dz[None, :] * x).sum(axis=0)"),
        ("skip-mlp", "dL/dw_io", "(dL/dz[:, None] * x).mean(axis=0)"),
        ("skip-mlp", "dL/dw_io", "np.einsum('n,ni->n', dL/dz, x)"),
        ("softmax-net", "dL/dW2", "np.outer(y1, y - t)"),
        ("softmax-net", "dL/dW2", "np.einsum('i,j->ji', y - t, y1)"),
        ("softmax-net", "dL/dW2", "(y - t)[None, :] * y1[:, None]"),
        ("softmax-net", "dy/dz2", "np.diag(y) - np.dot(y, y)"),
    ],
)  # fmt: skip
def test_what_numpy_would_make_something_else_of_is_not_right(problem: str, step: str, answer: str) -> None:
    assert kind_of(problem, step, answer) != "correct"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("np.dot(W2.T, y - t)", "W2.T @ (y - t)"),
        ("W2.sum(0)", "sum(W2, axis=0)"),
        ("torch.sum(W2, dim=1, keepdim=True)", "sum(W2, axis=1, keepdims=True)"),
        ("y[:, None] * y1[None, :]", "y[:, None]*y1[None, :]"),
        ("(y - t).unsqueeze(1)", "(y - t).unsqueeze(1)"),
        ("(y-t).reshape(-1, 1)", "(y - t).reshape(-1, 1)"),
        ("einsum('mh,m', W2, t)", "einsum('mh,m->h', W2, t)"),
        ("np.concatenate([y, t])", "[y, t]"),
    ],
)
def test_what_was_read_is_shown(text: str, shown: str) -> None:
    tree = read(Layers, text)
    assert to_ascii(tree, toy(Layers).scope) == shown


@pytest.mark.parametrize(
    "text",
    [
        "(W2 * (y - t)[:, None]).sum(axis=0)",
        "np.einsum('mh,m->h', W2, y - t)",
        "(W2 / W2.sum(axis=1, keepdims=True)).swapaxes(0, 1) @ t",
        "(y - t).reshape(1, -1) @ W2 + y1[None, :]",
        "np.sum(W2, axis=(0, 1), keepdims=True) * y1",
        "y.unsqueeze(1).squeeze(1) @ W2",
    ],
)
def test_what_is_shown_reads_back_with_the_same_value(text: str) -> None:
    scope, tree = toy(Layers).scope, read(Layers, text)
    for write in (to_ascii, to_unicode):
        assert np.allclose(numbers(Layers, write(tree, scope), "h"), numbers(Layers, text, "h"), rtol=1e-12)
    assert to_latex(tree, scope)
    assert lines(tree, scope, 80, 6)


def test_names_that_look_like_modules_are_names_where_they_are_declared() -> None:
    scope = toy(Layers).scope
    named = scope.naming({**scope.names, "F": Declared("F", ("h",)), "np": Declared("np")})
    assert parse("F.sum()", named) == parse("F.sum()", named.naming({"F": Declared("F", ("h",))}))
    with pytest.raises(NotationError):
        parse("np.sum(F)", named)
    assert isinstance(parse("F.relu(z1)", scope), Arrays)


def test_a_size_may_be_asked_of_an_array_that_runs() -> None:
    assert np.allclose(numbers(Samples, "y.sum() / y.shape[0]", whole=True), numbers(Samples, "mean_n(y)"))


def test_a_product_of_a_row_and_another_column_is_no_outer_product() -> None:
    with pytest.raises(FitError):
        numbers(Batch, "np.dot(b, Wx.T) * np.sum(dh, axis=0)", "d")


@pytest.mark.parametrize(
    "unit",
    ["[:,None]", ".sum(0)", "np.sum(", "axis=0,", "[", "[:", ".T.dot(", "y.", "einsum('ij,", "for n in range(", "np.",
     "np.exp(y)[:,None]*", "None,", ".reshape(-1,", "'"],
)  # fmt: skip
def test_many_of_these_signs_take_no_long(unit: str) -> None:
    for text in (unit * (3990 // len(unit)), "y" + unit * (3980 // len(unit))):
        before = process_time()
        with pytest.raises((NotationError, FitError)):
            numbers(Layers, text, "m")
        assert process_time() - before < 1.0


def test_what_is_not_written_as_numpy_does_not_import_its_grammar() -> None:
    code = (
        "import sys; from tests.notation.toys import Layers, read; "
        "read(Layers, 'W2^T (y[m] - t) * ([1,2])'); "
        "sys.exit(any('numpy_forms' in name or 'numpy_grammar' in name for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_label_of_another_letter_that_runs_already_does_not_fit() -> None:
    with pytest.raises(FitError):
        numbers(Picks, "E[w[d]]", "d")
