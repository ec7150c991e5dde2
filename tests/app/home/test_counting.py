"""The process that counts the questions about networks nobody has opened yet."""

from __future__ import annotations

from pathlib import Path

import pytest

import tutor
from tutor import host
from tutor.app.home import counting
from tutor.app.home.counting import count_questions
from tutor.app.home.view_model import gather
from tutor.app.shell.services.services import Services
from tutor.host.question_counts import counted

TEXT = "title One\ninput x[i]\nweights w[i]\ny = w^T x\nL = y^2\n"


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    (here / "one.net").write_text(TEXT)
    (here / "wrong.net").write_text("y = x\n")


def test_home_says_how_many_questions_a_network_has_that_was_never_opened() -> None:
    services = Services()
    before = gather(services)
    assert "one.net" in before.uncounted
    assert "wrong.net" not in before.uncounted
    count_questions(["wrong.net", "one.net"])
    after = gather(services)
    row = next(entry for entry in after.entries if entry.problem == "one.net")
    assert (row.known, row.total) == (0, len(host.problem("one.net").steps))
    assert "one.net" not in after.uncounted
    assert after.total == before.total + row.total


def test_one_that_takes_too_long_is_given_up_and_not_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "PATIENCE", 0.0)
    count_questions(["one.net"])
    assert counted([host.problem("one.net")], tutor.__version__) in ({}, {"one.net": 0})
