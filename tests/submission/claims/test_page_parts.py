"""Derivatives by names that a page has for parts of the problem's formulas."""

from __future__ import annotations

import numpy as np
import pytest

import tutor
from tutor.submission.marked import MarkedStatement

FORWARD = r"""
$$\mu = \frac{1}{N} \sum_{k=1}^N x_k, \qquad v = \frac{1}{N} \sum_{k=1}^N (x_k - \mu)^2$$

$$s = \sqrt{v + \epsilon}$$

$$\hat{x}_k = \frac{x_k - \mu}{s}, \qquad y_k = \gamma \odot \hat{x}_k + \beta$$
"""


def _marked(*lines: str, forward: str = FORWARD) -> list[MarkedStatement]:
    page = forward + "".join(f"\n$${line}$$\n" for line in lines)
    return list(tutor.mark_page(page, ["batch-norm"], name="norm.md").statements)


def _last(*lines: str, forward: str = FORWARD) -> str:
    return _marked(*lines, forward=forward)[-1].verdict


@pytest.mark.parametrize(
    "line",
    [
        r"\frac{\partial \hat{x}_k}{\partial s} = -\frac{\hat{x}_k}{s}",
        r"\frac{\partial \hat{x}_k}{\partial s} = -\frac{x_k - \mu}{s^2}",
        r"\frac{\partial L}{\partial s} = -\frac{1}{s} \sum_{k=1}^N d\hat{x}_k \odot \hat{x}_k",
        r"\frac{\partial L}{\partial v} = \frac{\partial L}{\partial s} \cdot \frac{1}{2s}",
        r"\frac{\partial L}{\partial x_k} = \frac{1}{s} \frac{\partial L}{\partial \hat{x}_k}"
        r" + \frac{1}{N} \frac{\partial L}{\partial \mu} + \frac{\partial L}{\partial s} \cdot \frac{\hat{x}_k}{N}",
        r"dx_k = \frac{1}{N s} (N d\hat{x}_k - \sum_j d\hat{x}_j - \hat{x}_k \sum_j d\hat{x}_j \hat{x}_j)",
    ],
)
def test_derivatives_by_a_part_with_a_name_are_judged(line: str) -> None:
    assert _last(line) == "right"


@pytest.mark.parametrize(
    "line",
    [
        r"\frac{\partial L}{\partial s} = \frac{1}{s} \sum_{k=1}^N d\hat{x}_k \odot \hat{x}_k",
        r"\frac{\partial \hat{x}_k}{\partial s} = -\frac{x_k - \mu}{s}",
    ],
)
def test_a_slip_in_one_is_wrong(line: str) -> None:
    assert _last(line) == "wrong"


def test_one_over_a_part_is_a_part_too() -> None:
    forward = FORWARD.replace(r"s = \sqrt{v + \epsilon}", r"r = \frac{1}{\sqrt{v + \epsilon}}")
    forward = forward.replace(r"\frac{x_k - \mu}{s}", r"(x_k - \mu) r")
    line = r"\frac{\partial L}{\partial r} = \sum_{k=1}^N d\hat{x}_k (x_k - \mu)"
    assert _last(line, forward=forward) == "right"
    assert _last(line.replace(r"= \sum", r"= -\sum"), forward=forward) == "wrong"


def test_what_is_no_part_of_a_formula_moves_nothing() -> None:
    assert _last(r"q = v^3 + \mu", r"\frac{\partial L}{\partial q} = 0") == "not judged"


def test_a_part_moves_what_comes_after_it_as_differences_do() -> None:
    """By differences: dL/ds where L is a sum of products with what arrives."""
    from tutor.host import problem
    from tutor.submission.claims.sides.page_parts import moved_part
    from tutor.submission.claims.sides.world import STEP, generic_world

    world = generic_world(problem("batch-norm"))
    X, mu, v, eps = (world.arrays[name] for name in ("X", "mu", "v", "eps"))
    part = np.sqrt(v + eps[:, None])
    moved = moved_part(world, "pageA", part)["Xhat"]
    slopes = np.imag(moved).reshape(world.count, part.shape[1], *world.shape("Xhat")) / STEP
    step = 1e-6
    for at in range(part.shape[1]):
        more, less = part.copy(), part.copy()
        more[:, at] += step
        less[:, at] -= step
        wanted = ((X - mu[:, None]) / more[:, None] - (X - mu[:, None]) / less[:, None]) / (2 * step)
        np.testing.assert_allclose(slopes[:, at], wanted, rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize("name", ["dout", r"\text{dout}"])
def test_what_arrives_goes_by_its_usual_name(name: str) -> None:
    assert _last(rf"\frac{{\partial L}}{{\partial \gamma}} = \sum_{{k=1}}^N {name}_k \odot \hat{{x}}_k") == "right"
    assert _last(rf"\frac{{\partial L}}{{\partial \gamma}} = \sum_{{k=1}}^N {name}_k") != "right"
