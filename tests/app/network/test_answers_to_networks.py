"""Answers to a network of one's own, after its file was renamed, changed or deleted, and in two windows."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.study.toys import Clock
from tutor import host
from tutor.app.home.view_model import gather
from tutor.app.shell.services.networks import Opened
from tutor.app.shell.services.services import Services
from tutor.errors import TutorError
from tutor.problems.network.reader import read_network
from tutor.study import Store
from tutor.study.log.event_log import open_store

TEXT = "title Small\ninput x[i]\nweights w[i]\ny = w^T x\nL = y^2\n"
OTHER = TEXT.replace("Small", "Other").replace("y^2", "y^2 + sum(w^2)")


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A network in the current folder."""
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    path = here / "small.net"
    path.write_text(TEXT)
    return path


@pytest.fixture
def services() -> Services:
    return Services(open_store())


def answered(services: Services, name: str = "small.net") -> str:
    """Answer the first question of a network; the id of its session."""
    session = services.begin(name, "learn")
    session.submit("w^T x")
    session.advance()
    return services.store.open_sessions()[0].uuid


def rows(services: Services) -> dict[str, str]:
    """What the top rows of Home say."""
    return {entry.kind: entry.text for entry in gather(services).entries if entry.kind != "problem"}


@pytest.mark.parametrize("change", ["renamed", "retitled", "moved to another window"])
def test_a_session_goes_on_at_its_question(file: Path, services: Services, change: str) -> None:
    uuid = answered(services)
    if change == "renamed":
        file.rename(file.with_name("renamed.net"))
    elif change == "retitled":
        file.write_text(TEXT.replace("Small", "Tiny"))
    title = "Tiny" if change == "retitled" else "Small"
    other = Services(open_store())
    assert rows(other)["continue"] == f"{title}, question 2 of 5"
    session = other.go_on(uuid)
    assert (session.position, session.step.id) == (1, "L")


@pytest.mark.parametrize("change", ["deleted", "changed", "cannot be read"])
def test_one_whose_network_is_gone_is_not_offered_and_says_so_in_words(
    file: Path, services: Services, change: str
) -> None:
    file.with_name("other.net").write_text(OTHER)
    answered(services, "other.net")
    uuid = answered(services)
    if change == "deleted":
        file.unlink()
    else:
        file.write_text(TEXT.replace("y^2", "2 y^2") if change == "changed" else "L = (")
    assert rows(services)["continue"] == "Other, question 2 of 5"
    with pytest.raises(TutorError) as error:
        services.go_on(uuid)
    assert "the network Small is in no file here any more" in error.value.message
    assert "network:" not in error.value.message
    (slips, due) = (services.progress().slips, services.progress().due)
    assert slips == ()
    assert sum(due.values()) == 1


def test_one_that_was_finished_in_another_window_says_so(file: Path, services: Services) -> None:
    uuid = answered(services)
    other = Services(open_store()).go_on(uuid)
    while not other.finished:
        other.later()
    with pytest.raises(TutorError, match="in another window"):
        services.go_on(uuid)


def test_two_windows_answer_the_same_question_and_nothing_is_lost(file: Path, services: Services) -> None:
    uuid = answered(services)
    one, two = services.go_on(uuid), Services(open_store()).go_on(uuid)
    for session in (one, two):
        session.submit("y^2")
        session.advance()
    again = Services(open_store()).go_on(uuid)
    assert again.position == 2
    assert again.store.count() == 3


def test_what_is_due_is_asked_while_its_network_is_there_and_left_out_after(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock(monkeypatch)
    monkeypatch.setattr("tutor.study.session.session_factory.clock", lambda: clock.moment)
    services = Services(Store(None))
    answered(services)
    clock.turn(days=30)
    assert rows(services)["review"].startswith("1 question is due")
    file.rename(file.with_name("renamed.net"))
    review = services.review()
    assert (review.total, review.problem.title) == (1, "Small")
    file.with_name("renamed.net").unlink()
    assert rows(services)["review"].startswith("nothing is due")
    with pytest.raises(TutorError, match=r"Nothing is due\."):
        services.review()


def test_a_draft_of_a_saved_network_is_found_again_as_long_as_it_is_kept(file: Path, services: Services) -> None:
    text = TEXT.replace("y^2", "3 y^2")
    opened = Opened("small.net", text, TEXT)
    services.networks.keep_draft(opened, text)
    session = services.begin(read_network(text, "small.net"), "learn")
    session.submit("w^T x")
    (record,) = services.store.open_sessions()
    later = Services(open_store())
    assert later.resume(record).problem.log_id == session.problem.log_id
    assert host.problem("small.net").log_id != session.problem.log_id
