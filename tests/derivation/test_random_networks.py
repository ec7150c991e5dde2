"""Random networks of a few operations: every derived formula has the values that the forward pass gives by itself."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.examples import examples
from tutor.derivation.problem_steps import steps_of
from tutor.problems.network.reader import read_network

Line = tuple[str, str, str]
"""What a layer declares, its formula with ``{x}`` for what enters, and how its axis changes."""

LAYERS: tuple[Line, ...] = (
    ("W{k}[{i},{o}]", "sum_{i}({x}[n,{i}]*W{k}[{i},{o}])", "new"),
    ("W{k}[{i},{o}], b{k}[{o}]", "tanh(sum_{i}({x}[n,{i}]*W{k}[{i},{o}]) + b{k}[{o}])", "new"),
    ("b{k}[{i}]", "{x}[n,{i}] + b{k}[{i}]", "same"),
    ("g{k}[{i}]", "g{k}[{i}]*{x}[n,{i}]", "same"),
    ("", "sigma({x}[n,{i}])", "same"),
    ("", "softplus({x}[n,{i}])", "same"),
    ("", "{x}[n,{i}]/sqrt(1 + mean_{i}({x}[n,{i}]^2))", "same"),
    ("", "{x}[n,{i}] - mean_{i}({x}[n,{i}])", "same"),
    ("", "{x}[n,{i}] - mean_n({x}[n,{i}])", "same"),
    ("", "softmax_{i}({x}[n,{i}])", "same"),
    ("", "{x}[n,{i}]*exp(-{x}[n,{i}]^2)", "same"),
    ("w{k}[r]", "sum_r({x}[n,{i}+r-2]*w{k}[r])", "same"),
    ("w{k}[r]", "sum_r({x}[n,{i}-r+1]*w{k}[r])", "same"),
    ("u{k}", "u{k}*{x}[n,{i}]^2 + {x}[n,{i}]", "same"),
    ("", "sum_{{m=1}}^{{n}} ({x}[m,{i}])", "same"),
)
ENDS = (
    "1/N*sum_{{n,{i}}}({x}[n,{i}]^2)",
    "-sum_{{n,{i}}}(log(softmax_{i}({x}[n,{i}])))",
    "log(sum_{{n,{i}}}(exp({x}[n,{i}])))",
    "sum_n(max_{i}({x}[n,{i}])^2)",
    "sum_{{n,{i}}}(({x}[n,{i}] - {x}[n-1,{i}])^2)",
    "tanh(mean_{{n,{i}}}({x}[n,{i}]))",
)


def written(layers: list[int], end: int, skips: list[bool]) -> str:
    """The file of a network of these layers; where a layer may be skipped, its input is added to its output."""
    axes = iter("jhkl")
    axis, value = "i", "x"
    weights, formulas = [], []
    for number, (layer, skip) in enumerate(zip(layers, skips, strict=True)):
        declared, formula, change = LAYERS[layer]
        new = next(axes) if change == "new" else axis
        places = {"k": number, "i": axis, "o": new, "x": value}
        weights += [declared.format(**places)] if declared else []
        added = f" + {value}[n,{axis}]" if skip and change == "same" else ""
        formulas.append(f"y{number}[n,{new}] = {formula.format(**places)}{added}")
        axis, value = new, f"y{number}"
    lines = ["input x[n,i]", *(["weights " + ", ".join(weights)] if weights else []), *formulas]
    if any("sum_{m" in one for one in formulas):
        lines.insert(1, "sizes N=3")
    return "\n".join([*lines, f"L = {ENDS[end].format(i=axis, x=value)}"])


@settings(max_examples=examples(12), deadline=None)
@given(
    st.lists(st.integers(0, len(LAYERS) - 1), min_size=1, max_size=4).filter(lambda one: sum(k < 2 for k in one) <= 3),
    st.integers(0, len(ENDS) - 1),
    st.lists(st.booleans(), min_size=4, max_size=4),
)
def test_every_gradient_of_a_random_network_is_found_and_proved(layers: list[int], end: int, skips: list[bool]) -> None:
    problem = read_network(written(layers, end, skips[: len(layers)]))
    asked = {quantity.name for quantity in problem.given}
    found = {step.id for step in steps_of(problem)}
    assert {f"dL/d{name}" for name in asked} <= found


@settings(max_examples=examples(6), deadline=None)
@given(
    st.sampled_from(["t-1", "t+1"]),
    st.sampled_from(["tanh", "sigma", "softplus"]),
    st.booleans(),
    st.sampled_from(["sum_{t,h}(s[t,h]^2)", "sum_h(s[T,h]*s[1,h])", "sum_{t,h}(s[t,h]*s[t-1,h])"]),
)
def test_every_gradient_of_a_recurrence_is_found_and_proved(at: str, function: str, gated: bool, end: str) -> None:
    lines = [
        "input x[t,d]",
        "weights W[h,d], U[h,k=h], G[h,k=h]",
        f"q[t,h] = {function}(sum_d(W[h,d]*x[t,d]) + sum_k(U[h,k]*s[{at},k]))",
    ]
    gate = f"sigma(sum_k(G[h,k]*s[{at},k]))"
    lines += [f"z[t,h] = {gate}", f"s[t,h] = z[t,h]*s[{at},h] + (1 - z[t,h])*q[t,h]"] if gated else [
        f"s[t,h] = q[t,h] + sum_k(G[h,k]*s[{at},k])"
    ]  # fmt: skip
    problem = read_network("\n".join([*lines, f"L = {end}"]))
    found = {step.id for step in steps_of(problem)}
    assert {"dL/dx", "dL/dW", "dL/dU", "dL/dG", "dL/ds"} <= found
