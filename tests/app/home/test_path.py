"""What Home gathers from a log: how far one is, and what comes next on the path."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.bundled import AUTHORED
from tests.study.toys import START, ended
from tutor.app.home.row_text import Entry
from tutor.app.home.view_model import gather
from tutor.app.shell.services.services import Services
from tutor.problems.contract.step import Choice, Step
from tutor.study import Store
from tutor.study.log import models


@pytest.fixture
def services() -> Services:
    return Services(Store(None))


def finish(services: Services, problem: str, *, tries: int = 2) -> None:
    """Answer all questions of a problem just now, in Learn."""
    for step in services.problem(problem).steps:
        answer(services, problem, step, tries=tries)


def answer(services: Services, problem: str, step: Step | Choice, *, tries: int = 2) -> None:
    today = (models.now() - START) / timedelta(days=1)
    services.store.add(ended(step.id, problem=problem, mode="learn", tries=tries, skills=step.skills, day=today))


def finish_all(services: Services) -> None:
    for name in AUTHORED:
        finish(services, name)


def row(services: Services, problem: str) -> Entry:
    return next(entry for entry in gather(services).entries if entry.id == f"problem:{problem}")


def top(services: Services) -> Entry:
    return gather(services).entries[0]


def test_the_path_leads_from_the_logistic_unit_to_the_lstm(services: Services) -> None:
    shown = [entry.problem for entry in gather(services).entries if entry.kind == "problem" and not entry.network]
    bundled = [name for name in shown if services.problem(name).declared_steps is not None]
    assert bundled[0] == "logistic-unit"
    assert bundled[-4:] == ["lstm-cell", "lstm-step", "lstm-sequence", "lstm-memory"]


def test_a_newcomer_starts_there_and_is_led_on_when_it_is_finished(services: Services) -> None:
    assert (top(services).kind, top(services).problem) == ("start", "logistic-unit")
    finish(services, "logistic-unit")
    assert (top(services).kind, top(services).problem) == ("next", "softmax-net")
    assert top(services).text.startswith("Softmax net")


def test_behind_the_last_that_is_written_out_come_the_networks_whose_steps_are_derived(services: Services) -> None:
    finish_all(services)
    gallery = top(services)
    assert gallery.kind == "next"
    assert services.problem(gallery.problem).declared_steps is None
    assert "to go" not in gallery.text
    steps = services.problem(gallery.problem).steps
    answer(services, gallery.problem, steps[0])
    assert top(services).problem == gallery.problem
    assert top(services).text.endswith(f"{len(steps) - 1} to go")


def test_what_is_done_is_told_beside_what_is_known(services: Services) -> None:
    finish(services, "logistic-unit")
    view = gather(services)
    shown = row(services, "logistic-unit")
    assert (shown.done, shown.known, shown.total) == (8, 0, 8)
    assert (view.done, view.known, view.answers) == (8, 0, 8)


def test_skills_are_told_by_number_and_those_never_asked_without(services: Services) -> None:
    finish(services, "logistic-unit", tries=1)
    about = row(services, "softmax-net").about
    assert about is not None
    skills = dict(about.skills)
    assert skills["transpose"] is None
    assert 0.4 < (skills["chain rule"] or 0) < 0.8
