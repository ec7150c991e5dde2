"""The spellings of NumPy and torch mean what NumPy itself says: every text is evaluated by both."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from tests.notation.toys import Batch, Layers, Samples, arrays, env, toy
from tutor import Problem
from tutor.notation.errors import FitError, NotationError
from tutor.notation.eval.evaluate import evaluate
from tutor.notation.lower.broadcasting import without_ones
from tutor.notation.read.parser import parse

KINDS: dict[str, type[Problem]] = {"layers": Layers, "samples": Samples, "batch": Batch}

ALIKE = {
    "layers": r"""
        np.dot(W2.T, y - t)
        W2.T.dot(y - t)
        np.matmul(W2.T, y - t)
        W2.transpose() @ (y - t)
        W2.transpose().dot(y - t) * y1
        np.transpose(W2) @ t
        np.transpose(W2, (1, 0)) @ t
        np.transpose(W2, axes=(1, 0)) @ t
        np.swapaxes(W2, 0, 1) @ t
        W2.swapaxes(0, 1) @ t
        W2.swapaxes(-1, -2)
        np.einsum('mh,m->h', W2, y - t)
        np.einsum("mh,m->h", W2, y - t)
        np.einsum('mh,m', W2, y - t)
        np.einsum('m,mh', y, W2)
        np.einsum('i,j->ij', y - t, y1)
        np.einsum('i,j->ji', y - t, y1)
        np.einsum('hm', W2)
        np.einsum('ij->ji', W2)
        np.einsum('ij->', W2)
        np.einsum('ij->j', W2)
        np.einsum('ij->i', W2)
        np.einsum('ii', A)
        np.einsum('ii->i', A)
        np.einsum('ij,jk', A, W1)
        np.einsum('ij,kj->ik', W1, W1)
        np.einsum('mh,h,h->m', W2, y1, z1)
        np.einsum('mh,hd,d->m', W2, W1, x)
        np.einsum('i,i->i', y, t)
        np.einsum('i,i', y, t)
        np.einsum('i,i->', y, t)
        np.einsum(' m h , m -> h ', W2, t)
        np.einsum('hd,d->h', np.tanh(W1), x) * y1
        (W2 * (y - t)[:, None]).sum(axis=0)
        np.sum(W2 * (y - t)[:, np.newaxis], axis=0)
        (W2 * t[:,None]).sum(0)
        (W2 * t[:,None]).sum(-2)
        (W2 * y1).sum(axis=1)
        (W2 * y1[None, :]).sum(1)
        (W2 * y1).sum(axis=-1)
        (W2 * y1).sum(axis=(0, 1))
        (W2 * y1).sum((0, 1))
        np.sum(W2, axis=0, keepdims=True)
        np.sum(W2, axis=1, keepdims=True)
        np.sum(W2, keepdims=True)
        W2 / W2.sum(axis=1, keepdims=True)
        W2 / np.sum(W2, axis=0, keepdims=True)
        W2 / np.sum(W2, axis=0)
        W2 - W2.mean(axis=1)[:, None]
        W2 - W2.mean(axis=1, keepdims=True)
        (W2 - W2.mean(axis=0)) / np.sqrt(W2.var(axis=0) + 1e-5)
        (W2 - W2.mean(1, keepdims=True)) / W2.std(1, keepdims=True)
        np.std(W2, axis=0)
        np.var(W2, axis=-1)
        np.var(y)
        y.std()
        (y - t).dot(W2)
        (y - t) @ W2
        np.dot(y, t)
        y.dot(t)
        y @ t
        np.inner(y, t)
        np.vdot(y, t)
        np.outer(y - t, y1)
        np.multiply.outer(y, y1)
        (y - t)[:, None] * y1[None, :]
        (y - t)[:, np.newaxis] * y1
        y1[np.newaxis, :] * y[:, np.newaxis]
        y1[None] * y[:, None]
        (y - t).reshape(-1, 1) @ y1.reshape(1, -1)
        (y - t).reshape(M, 1) * y1
        np.reshape(y, (-1, 1)) * y1
        np.dot((y - t).reshape(-1, 1), y1.reshape(1, -1))
        y[:, None] @ y1[None, :]
        np.dot(y[:, None], y1[None, :])
        np.expand_dims(y, 1) * y1
        np.expand_dims(y, axis=1) * np.expand_dims(y1, axis=0)
        np.squeeze(y[:, None]) + t
        y[:, None].squeeze(1) * t
        y[:, None].ravel() * t
        y.flatten() * t
        y.reshape(-1) * t
        y[..., None] * y1
        y[:, None].T
        y[None, :].T * y1
        y[:, None][:, :, None]
        W2.reshape(M, H) * 2
        W2.reshape(M, -1)
        np.tensordot(W2, y1, axes=1)
        np.tensordot(y, y1, axes=0)
        np.diag(y) - np.outer(y, y)
        np.diag(y * (1 - y))
        np.diagflat(y) - np.dot(y[:, None], y[None, :])
        y[:, None] * (np.eye(M) - y[None, :])
        np.eye(H) * (y1 * (1 - y1))
        np.identity(H) - A
        np.diag(A)
        np.diagonal(A)
        np.trace(A)
        A.trace()
        np.linalg.inv(A)
        np.linalg.inv(A) @ y1
        np.linalg.solve(A, y1)
        A @ A
        A * A
        np.square(A)
        np.tanh(A)*A**2
        np.multiply(A, y1) + A**3
        np.power(A, 2)
        np.sum(A**2)
        (A**2).sum()
        np.linalg.norm(y)
        np.linalg.norm(y)**2
        np.linalg.norm(A)
        np.linalg.norm(W2, axis=1)
        np.linalg.norm(W2, axis=0, keepdims=True)
        A / A.sum(axis=1)
        A / A.sum(axis=1, keepdims=True)
        A * y1[:, None]
        A + A.sum(axis=0)
        A - np.max(A, axis=1)[:, None]
        np.exp(A) / np.exp(A).sum(axis=0)
        np.max(W2, axis=0)
        np.max(W2)
        W2.max(axis=1, keepdims=True)
        np.amax(y) - np.amin(y)
        W2.min(1)
        np.prod(y)
        np.prod(W2, axis=0)
        np.maximum(0, y - t)
        np.maximum(y, t)
        np.minimum(y, 0.7)
        np.maximum(W2, y1)
        np.where(y > t, y, t)
        np.where(y > 0.5, y, 0)
        np.where(W2 > y1, W2, 0)
        np.where(W2 > t[:, None], 1, 0)
        (y > t) * y
        (y > t).astype(float) * y
        (y > t).astype(int)
        y.clip(0.3, 0.8)
        np.clip(y, 0.3, 0.8)
        y.clip(min=0.4)
        np.clip(y, a_min=0.3, a_max=0.9)
        np.heaviside(y - t, 0)
        np.abs(y - t)
        np.absolute(y - t).sum()
        np.sign(y - t)
        np.exp(y) / np.sum(np.exp(y))
        np.exp(z2 - np.max(z2)) / np.exp(z2 - np.max(z2)).sum()
        np.exp(z2) / np.sum(np.exp(z2), axis=0, keepdims=True)
        -np.sum(t * np.log(y))
        -(t * np.log(y)).sum()
        -np.dot(t, np.log(y))
        -t @ np.log(y)
        np.log1p(y) + np.expm1(t)
        np.log2(y) * np.log10(t)
        np.tanh(W1 @ x)
        1 - np.tanh(z1)**2
        np.sqrt(y)**3
        np.multiply(y, 1.0 - y)
        np.add(y, t) - np.subtract(y, t) * np.divide(y, t)
        np.negative(y) + np.reciprocal(t)
        np.ones_like(y) - y
        np.zeros_like(y) + 1
        np.full_like(y, 3) * t
        np.sum(np.ones_like(W2))
        np.ones(M) @ W2
        np.ones((M, 1)) * y1
        np.ones((M, H)) * y1
        np.zeros((M, H)) + W2
        np.zeros(M) - y
        np.hstack((y, t))
        np.hstack([y1, y])
        np.concatenate([y, t])
        np.concatenate((y, t), axis=0)
        np.concatenate([A, A], axis=1)
        np.concatenate([A, A], axis=-1)
        x.shape[0] * y
        W2.sum(0).sum()
        W2.sum(axis=0) * y1
        W2.T.sum(axis=1)
        y.copy() + t
        W2 @ (A @ y1)
        (y - t).T @ W2
        np.pi * y + np.e
        math.sqrt(2) * y
        sum(y[m]*t[m] for m in range(M))
        2*np.sum(y)
        y * (y * t).sum()
    """,
    "samples": r"""
        x.T @ y
        np.dot(x.T, y)
        x.T.dot(yhat - y) / N
        (y[:, None] * x).sum(axis=0)
        np.sum(y.reshape(-1, 1) * x, axis=0)
        np.einsum('n,ni->i', y, x)
        np.einsum('ni,nh->ih', x, v)
        (x[:, :, None] * v[:, None, :]).sum(axis=0)
        np.mean((yhat - y)**2)
        ((yhat - y)**2).mean()
        np.sum((yhat - y)**2) / N
        N * np.mean(y[:, None] * x, axis=0)
        np.outer(y, w_ho)
        y[:, None] * w_ho[None, :]
        x.mean(axis=0)
        x.mean(axis=1)
        x.mean(1, keepdims=True)
        x - x.mean(axis=0)
        (x - x.mean(axis=1, keepdims=True)) / x.std(axis=1, keepdims=True)
        x.sum(axis=1) * y
        x @ w_io + y
        np.max(x, axis=1)
        np.linalg.norm(x, axis=1)
        np.exp(v) / np.exp(v).sum(axis=1)[:, None]
        np.swapaxes(x, 0, 1) @ y
        x.sum(0)
        v.sum(-1) + y
        np.sum(x**2, axis=1) / x.shape[1]
    """,
    "batch": r"""
        np.dot(x.T, dh)
        x @ Wx + b
        np.tanh(x @ Wx + b)
        dh * (1 - np.tanh(u)**2)
        np.sum(dh, axis=0)
        np.sum(dh, axis=0, keepdims=True)
        dh.sum(0)
        np.ones(N) @ dh
        dh.mean(axis=0) * N
        np.maximum(0, u)
        np.exp(u) / np.sum(np.exp(u), axis=1, keepdims=True)
        np.exp(u - u.max(axis=1, keepdims=True)) / np.exp(u - u.max(axis=1, keepdims=True)).sum(axis=1, keepdims=True)
        -np.sum(dh * np.log(u)) / N
        -(dh * np.log(u)).sum(axis=1).mean()
        np.mean(-np.sum(dh * np.log(u), axis=1))
        (x @ Wx).sum() + b.sum()
        np.add(np.dot(x, Wx), b)
        np.where(u > 0.5, dh, 0) @ Wx.T
    """,
}

REFUSED_BY_NUMPY = {
    "layers": r"""
        np.dot(W2, y - t)
        np.dot(y - t, W2.T)
        W2.sum(axis=1) * y1
        W2 / W2.sum(axis=1)
        np.exp(W2) / np.sum(np.exp(W2), axis=1)
        np.sum(W2 * t, axis=0)
        (W2 * t).sum(axis=0)
        np.multiply(W2, t)
        np.dot(y, y1)
        np.multiply(y, y1)
        np.add(y, y1)
        np.einsum('mh,h->h', W2, y)
        np.einsum('mh,h->m', W2, y)
        np.einsum('m->h', y)
        np.einsum('mh,m->hk', W2, y)
        np.einsum('mh->m', y)
        np.einsum('mh,m->hh', W2, y)
        np.sum(y, axis=1)
        y.sum(1)
        W2.sum(2)
        W2.sum(axis=(0, 0))
        np.inner(y, y1)
        np.concatenate([y, t], axis=1)
        np.concatenate([A, y1])
        np.trace(y)
        np.where(W2 > t, W2, 0)
        np.maximum(W2, t)
        np.transpose(W2, (0, 1, 2))
        np.swapaxes(y, 0, 1)
        y[:, :, None] * y1
        np.dot(y[:, None], y1)
        y[:, None] @ W2
        y.reshape(-1, 2)
        np.squeeze(W2, 0)
        np.dot(y - t, W2) * x
        np.linalg.inv(W2)
        np.diagonal(y)
    """,
    "samples": r"""
        np.dot(x, y)
        np.sum(y * x, axis=0)
        x.sum(axis=1) * x
        np.einsum('n,in->i', y, x)
    """,
    "batch": r"""
        np.dot(dh, x)
        np.dot(x.T, dh.T)
        u / np.sum(u, axis=1)
    """,
}


def lines(texts: dict[str, str]) -> list[tuple[str, str]]:
    return [(kind, line.strip()) for kind, text in texts.items() for line in text.strip().splitlines()]


def by_numpy(kind: str, text: str) -> Any:
    """The value of a text as Python with NumPy has it. Only texts of this file come here."""
    problem = KINDS[kind]
    names = {name: array[0] for name, array in arrays(problem).items() if name.isidentifier()}
    names |= toy(problem).scope.axes.sizes
    names |= {"np": np, "math": math}
    return np.asarray(eval(text, names))


def by_reader(kind: str, text: str) -> Any:
    """The value of the first sample as the reader has it, with the axes in order, and those of one entry left out."""
    problem = KINDS[kind]
    where = env(problem, whole=True)
    found = without_ones(evaluate(parse(text, toy(problem).scope), where), where)
    assert set(found.dims) == {*found.axes} or not found.axes, "nothing runs"
    order = [0, *(found.dims.index(letter) + 1 for letter in found.axes or found.dims)]
    return found.array.transpose(order)[0]


@pytest.mark.parametrize(("kind", "text"), lines(ALIKE))
def test_a_text_has_the_value_and_the_axes_that_numpy_gives_it(kind: str, text: str) -> None:
    expected, found = np.squeeze(by_numpy(kind, text)), by_reader(kind, text)
    assert found.shape == expected.shape
    assert np.allclose(found, expected, rtol=1e-12)


@pytest.mark.parametrize(("kind", "text"), lines(REFUSED_BY_NUMPY))
def test_what_numpy_refuses_has_no_value(kind: str, text: str) -> None:
    with pytest.raises((ValueError, TypeError, IndexError, np.exceptions.AxisError, np.linalg.LinAlgError)):
        by_numpy(kind, text)
    with pytest.raises((FitError, NotationError)):
        by_reader(kind, text)
