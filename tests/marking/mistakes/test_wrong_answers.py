"""Wrong answers to every gradient of network files, as formulas and as numbers, get the name of their mistake."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest

import tutor
from tutor.marking import mark, question
from tutor.problems.contract.problem import Problem

HERE = Path(__file__).parent
NETWORKS = ("tanh-layers", "small-rnn", "gru-cell", "relu-classifier", "causal-attention", "layer-norm", "batch-norm")
SEEDS = (3, 8)
TOLD_APART_BY_NO_DIGITS = {"rounding"}


class Wrong(NamedTuple):
    """An answer and the codes of which one is its mistake's."""

    step: str
    answer: str
    codes: frozenset[str]


def wrong_answers(network: str) -> list[Wrong]:
    lines = (HERE / "wrong_answers.txt").read_text(encoding="utf-8").splitlines()
    rows = [[part.strip() for part in line.split(" | ")] for line in lines if line and not line.startswith("#")]
    return [Wrong(step, answer, frozenset(codes.split())) for name, step, answer, codes in rows if name == network]


@cache
def problem(network: str) -> Problem:
    file = HERE / "networks" / f"{network}.net"
    return tutor.network(file) if file.exists() else tutor.problem(network)


@pytest.mark.parametrize("network", NETWORKS)
def test_every_wrong_formula_is_named_first_by_its_mistake(network: str) -> None:
    instance = problem(network).instance(seed=3)
    missed = []
    for step, answer, codes in wrong_answers(network):
        verdict = mark(question(instance, step), answer)
        if verdict.kind != "wrong" or verdict.diagnosis[0].code not in codes:
            missed.append((step, answer, [found.code for found in verdict.diagnosis]))
    assert not missed


@pytest.mark.parametrize("network", NETWORKS)
def test_what_a_wrong_formula_comes_to_is_named_from_its_five_digits(network: str) -> None:
    missed = []
    for seed in SEEDS:
        instance = problem(network).instance(seed=seed)
        for step, answer, codes in wrong_answers(network):
            asked = question(instance, step)
            numbers = mark(asked, answer).numbers
            if numbers is None:
                continue
            typed = np.vectorize(lambda number: float(f"{number:.5g}"))(numbers).tolist()
            verdict = mark(asked, str(typed))
            found = {one.code for one in verdict.diagnosis}
            if verdict.kind != "wrong" or not found & (codes | TOLD_APART_BY_NO_DIGITS):
                missed.append((seed, step, answer, found))
    assert not missed


def test_the_list_has_answers_to_every_network_that_is_named_in_it() -> None:
    assert all(len(wrong_answers(network)) >= 8 for network in NETWORKS)
    assert sum(len(wrong_answers(network)) for network in NETWORKS) >= 200
