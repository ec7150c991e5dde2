"""How many questions there are about networks whose steps are derived, kept from one start to the next."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import tutor
from tutor.host import question_counts
from tutor.host.question_counts import count, counted

NOW = tutor.__version__

TEXT = "title One\ninput x[i]\nweights w[i]\ny = w^T x\nL = y^2\n"


def network(text: str = TEXT) -> tutor.Problem:
    return tutor.network(text)


def file() -> Path:
    return Path(os.environ["TUTOR_HOME"]) / question_counts.FILE


def test_a_count_is_known_once_the_steps_were_derived_and_deriving_none_again_tells_it() -> None:
    asked = network()
    assert counted([asked], NOW) == {}
    assert count(asked, NOW) == len(asked.steps)
    fresh = network()
    assert counted([fresh], NOW) == {fresh.id: len(asked.steps)}
    assert "steps" not in vars(fresh)


def test_a_network_that_was_changed_is_counted_anew() -> None:
    count(network(), NOW)
    assert counted([network(TEXT.replace("y^2", "y^2 + sum(w^2)"))], NOW) == {}


def test_another_version_of_tutor_counts_anew() -> None:
    count(network(), NOW)
    assert counted([network()], "999") == {}


@pytest.mark.parametrize("text", ["", "[]", "{", '{"version": "0.1.0", "counts": {"x": null}}', "\x00"])
def test_a_damaged_file_is_written_anew(text: str) -> None:
    file().parent.mkdir(parents=True)
    file().write_text(text)
    assert counted([network()], NOW) == {}
    assert count(network(), NOW) > 0
    assert counted([network()], NOW) != {}


def test_what_cannot_be_derived_is_tried_once() -> None:
    class Refused(tutor.Problem):
        id = "refused"

        @property
        def steps(self) -> tuple[tutor.Step, ...]:  # type: ignore[override]
            raise tutor.TutorError("no derivative")

    assert count(Refused(), NOW) == 0
    assert counted([Refused()], NOW) == {"refused": 0}


def test_where_nothing_can_be_written_it_is_counted_all_the_same(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "a file").write_text("")
    monkeypatch.setenv("TUTOR_HOME", str(tmp_path / "a file" / "home"))
    assert count(network(), NOW) > 0
    assert counted([network()], NOW) == {}
