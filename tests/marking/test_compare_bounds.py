"""Comparing takes time and memory in proportion to the text at most, and a long text is not even searched."""

from __future__ import annotations

import tracemalloc

import pytest

from tutor.errors import TutorError
from tutor.marking.compare import compare
from tutor.problems.open_names import reading
from tutor.problems.open_names.declared_names import MOST_LENGTH, MOST_NAMES
from tutor.problems.open_names.opening import opened

LONG = {
    "underscored words": " ".join(f"a_{n}" for n in range(25_000)),
    "one underscored word": "_".join("a" * 100_000),
    "accents": "\\hat{" * 50_000,
    "differentials": "".join(f"∂a{n}/∂b{n} " for n in range(5_000)),
    "ligatures": "\ufdfa" * 100_000,
}


@pytest.mark.parametrize("kind", LONG)
def test_a_long_text_is_not_searched_for_names(monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    searched: list[int] = []

    def noted(texts: tuple[str, ...], declared: tuple[tuple[str, tuple[str, ...]], ...]) -> object:
        searched.extend(len(text) for text in texts if len(text) > 1)
        return opened(texts, declared)

    monkeypatch.setattr(reading, "opened", noted)
    verdict = compare("x", LONG[kind])
    assert verdict.kind == "invalid"
    assert "the most I read is 4000" in verdict.diagnosis[0].message
    with pytest.raises(TutorError, match=r"the reference cannot be read: this is .* the most I read is 4000"):
        compare(LONG[kind], "x")
    assert searched == []


def test_words_of_many_pieces_take_little_memory() -> None:
    text = "∂" + "_".join("a" * 980) + "/∂" + "_".join("b" * 980)
    compare("x", "y^2")
    tracemalloc.start()
    compare("x", text)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 2**20


def test_declarations_are_bounded_one_by_one_and_together() -> None:
    with pytest.raises(TutorError, match=f"is 5000 characters long; a name has at most {MOST_LENGTH}"):
        compare("x", "x", ["a" * 5000])
    with pytest.raises(TutorError, match=f"more than {MOST_NAMES} names"):
        compare("x", "x", (f"x{n}" for n in range(10**9)))


def test_subscripts_of_a_declared_gradient_stay_its_indices() -> None:
    assert compare("∂L/∂W_ij", "dL/dW[i,j]", ["dL/dW[i,j]"]).kind == "correct"
