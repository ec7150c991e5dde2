"""Pages typed without LaTeX whose loss is divided by ``m``, and which divide again only at the weights."""

from __future__ import annotations

import pytest

import tutor

FORWARD = """
Z1 = V1 X + c1
H1 = tanh(Z1)
Z2 = V2 H1 + c2
P = sigmoid(Z2)
L = -1/m * sum(T*log(P) + (1-T)*log(1-P))

"""
BACKWARD = ("dZ2 = P - T", "dV2 = 1/m dZ2 H1^T", "dZ1 = V2^T dZ2 * (1 - H1^2)", "dV1 = 1/m dZ1 X^T")


def verdicts(*lines: str) -> list[str]:
    return [one.verdict for one in tutor.mark_page(FORWARD + "\n".join(lines), name="page.md").statements[5:]]


def test_a_gradient_by_a_value_may_leave_the_mean_to_the_weights() -> None:
    assert verdicts(*BACKWARD) == ["right"] * 4


def test_the_mean_at_every_gradient_is_right_as_well() -> None:
    every = ("dZ2 = 1/m (P - T)", "dV2 = dZ2 H1^T", "dZ1 = V2^T dZ2 * (1 - H1^2)", "dV1 = dZ1 X^T")
    assert verdicts(*every) == ["right"] * 4


@pytest.mark.parametrize(
    ("at", "wrong"),
    [(0, "dZ2 = T - P"), (1, "dV2 = 1/m dZ2 H1"), (2, "dZ1 = V2 dZ2 * (1 - H1^2)"), (3, "dV1 = 1/m dZ2 X^T")],
)
def test_a_mistake_on_such_a_page_is_wrong_and_nothing_else_is(at: int, wrong: str) -> None:
    lines = [wrong if own == at else line for own, line in enumerate(BACKWARD)]
    assert verdicts(*lines) == ["wrong" if own == at else "right" for own in range(4)]


def test_a_mean_that_one_weight_lacks_is_missing() -> None:
    lines = [*BACKWARD[:3], "dV1 = dZ1 X^T"]
    assert verdicts(*lines) == ["right", "right", "right", "wrong"]
    assert verdicts(*lines, "dV1 = dV1 / m")[:4] == ["right"] * 4
    assert verdicts(*BACKWARD, "dV1 = dZ1 X^T")[:4] == ["right"] * 4
