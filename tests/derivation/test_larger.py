"""The larger and the smaller of two values have the slopes of the one that is taken."""

from __future__ import annotations

import pytest

import tutor


@pytest.mark.parametrize(
    ("loss", "gradient"),
    [
        ("sum(max(0, 1 - x))", "-step(1 - x)"),
        ("sum(max(x, 0)^2)", "2*relu(x)*step(x)"),
        ("sum(max(x, y))", "1[x>y]"),
        ("sum(min(x, y))", "1[x<y]"),
        ("sum(min(x, 1)^2)", "2*x*1[x<1]"),
        ("sum(clip(x, -1, 1))", "1[x>-1]*1[x<1]"),
        ("sum(where(x > 0, x, y*x))", "1[x>0] + 1[x<=0]*y"),
        ("sum(where(abs(x) <= 1, x^2/2, abs(x) - 1/2))", "1[abs(x)<=1]*x + 1[abs(x)>1]*sign(x)"),
    ],
)
def test_the_slope_is_that_of_what_is_taken(loss: str, gradient: str) -> None:
    names = ["x[n]", "y[n]"] if "y" in loss else ["x[n]"]
    assert tutor.derive(loss, by="x", names=names).text == gradient


@pytest.mark.parametrize(
    ("loss", "gradients"),
    [
        ("max(a, b, c, d)", ("1[a>max(b, c, d)]", "1[b>=a]*1[b>max(c, d)]", "1[c>=max(a, b)]*1[c>d]")),
        ("max(a, max(b, c)) + d", ("1[a>max(b, c)]", "1[b>=a]*1[b>c]", "1[c>=max(a, b)]")),
        ("min(a, b, c) + d", ("1[a<min(b, c)]", "1[b<c]*1[b<=a]", "1[c<=min(a, b)]")),
        ("max(a, min(b, c)) + d", ("1[a>min(b, c)]", "1[b>=a]*1[b<c]", "1[c>=a]*1[c<=b]")),
        ("max(0, a, b) + c*d", ("1[a>b]*step(a)", "1[relu(a)<=b]", "d")),
        ("clip(a, b, c) + d", ("1[a>b]*1[a<c]", "1[b>=a]*1[b<c]", "1[max(a, b)>=c]")),
    ],
)
def test_a_choice_among_several_compares_one_with_all_others(loss: str, gradients: tuple[str, ...]) -> None:
    for name, gradient in zip("abc", gradients, strict=True):
        assert tutor.derive(loss, by=name, names=list("abcd")).text == gradient
