"""Seeds, sizes and values as they may be typed on a command line or in the app."""

from __future__ import annotations

import pytest

from tests.commands.conftest import Tutor
from tutor.app.shell.pages.instance_dialog import read_request
from tutor.errors import TutorError


def test_seeds_and_sizes_take_any_decimal_digit(tutor: Tutor) -> None:
    assert str(read_request("seed=٧ T=𝟓, N＝３")) == "seed=7 T=5 N=3"
    plain = tutor("solve", "rnn-bptt", "--seed", "12", "--size", "T=5", "--format", "json")
    assert tutor("solve", "rnn-bptt", "--seed", "١٢", "--size", "T=５", "--format", "json").out == plain.out
    one, two = (tutor("solve", "lstm-cell", "--set", f"x={x}", "--format", "json") for x in ("-1.5e0", "-𝟏.𝟓e٠"))
    assert one.code == 0
    assert one.out == two.out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--size", "T=" + "9" * 5000), "--size"),
        (("--size", "T=²"), "--size wants NAME=K"),
        (("--seed", "9" * 5000), "--seed"),
        (("--seed", "²"), "--seed"),
        (("--seed", "9" * 400), "(a number of about 400 digits)"),
        (("--set", "x=" + "9" * 5000), "--set x"),
        (("--set", "x=1e400"), "x is not finite"),
        (("--set", "x=①"), "--set x"),
    ],
)
def test_numbers_that_cannot_be_used_are_one_short_sentence(
    tutor: Tutor, arguments: tuple[str, ...], said: str
) -> None:
    done = tutor("solve", "lstm-cell" if "--set" in arguments else "rnn-bptt", *arguments)
    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert len(done.err) < 400


@pytest.mark.parametrize("text", ["T=²", "T=①", "T=" + "9" * 100, "seed=-1", "seed=" + "9" * 150])
def test_the_app_says_what_numbers_it_wants(text: str) -> None:
    with pytest.raises(TutorError, match="wants NAME=K"):
        read_request(text)
