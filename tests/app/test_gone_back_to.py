"""What was open when the app ended is a row of Home, and worked solutions that were handed in are opened again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.app.app_screen import settled
from tutor.app.graph.graph_page import GraphPage
from tutor.app.home.row_text import Entry
from tutor.app.home.view_model import gather
from tutor.app.quiz.page import Quiz
from tutor.app.shell.app import TutorApp
from tutor.app.shell.page_host import PageName
from tutor.app.shell.pages.palette_entries import everything
from tutor.app.shell.services.kept_pages import KeptPage
from tutor.app.shell.services.services import Services
from tutor.app.submission.marked_page import MarkedPage, Request
from tutor.app.submission.marking_process import MarkingProcess
from tutor.app.submission.page import HandIn
from tutor.app.walkthrough.page import Walkthrough
from tutor.study import open_store

SIZE = (120, 40)
TEXT = "The state: $h = o \\tanh(C)$.\n"


@pytest.fixture(autouse=True)
def _data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder of its own for the log, and marking in no other process."""

    def marked(_: MarkingProcess, request: Request, wanted: object) -> MarkedPage:
        return MarkedPage(request.name, request.problem, "", tuple(request.text.splitlines()), {}, {}, {})

    monkeypatch.setenv("TUTOR_HOME", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(MarkingProcess, "mark", marked)


def app() -> TutorApp:
    """The app as it begins, on what is on the disk."""
    return TutorApp(environ={}, services=Services(open_store()))


def row(kind: str) -> Entry | None:
    """The first row of Home of this kind, as it would be on the next start."""
    return next((entry for entry in gather(Services(open_store())).entries if entry.kind == kind), None)


async def choose(pilot: Pilot[None], kind: str) -> None:
    """Go to the first row of this kind and press enter."""
    home = pilot.app.home  # type: ignore[attr-defined]
    await settled(pilot)
    entry = next(entry for entry in home.view.entries if entry.kind == kind)
    while home.chosen != entry:
        await pilot.press("down")
    await pilot.press("enter")
    await settled(pilot)


async def test_a_walkthrough_that_was_open_goes_on_at_its_step_and_numbers() -> None:
    first = app()
    async with first.run_test(size=SIZE) as pilot:
        await settled(pilot)
        make = first.services.problem("lstm-cell").instance
        first.navigation.open("walkthrough", lambda: make(seed=7))
        await settled(pilot)
        await pilot.press("right", "right")
        await settled(pilot)
    found = row("left")
    assert found is not None
    assert found.text.startswith("walkthrough of LSTM cell, step 3 of ")
    second = app()
    async with second.run_test(size=SIZE) as pilot:
        await choose(pilot, "left")
        page = second.screen
        assert isinstance(page, Walkthrough)
        assert (page.solved.number, page.instance.seed) == (3, 7)


@pytest.mark.parametrize("on", ["walkthrough", "quiz"])
async def test_a_graph_that_was_open_comes_back_at_its_node_with_the_page_that_it_is_of(on: PageName) -> None:
    first = app()
    async with first.run_test(size=SIZE) as pilot:
        await settled(pilot)
        services = first.services
        make = {
            "walkthrough": services.problem("lstm-cell").instance,
            "quiz": lambda: services.begin("lstm-cell", "learn", services.request("lstm-cell")),
        }
        first.navigation.open(on, make[on])
        await settled(pilot)
        if on == "quiz":
            await pilot.press("f2")  # a session of which nothing is written down is not gone on with
            await settled(pilot)
        await pilot.press("f4", "left")
        await settled(pilot)
        page = first.screen
        assert isinstance(page, GraphPage)
        node = page.focused_node
    second = app()
    async with second.run_test(size=SIZE) as pilot:
        await choose(pilot, "left" if on == "walkthrough" else "continue")
        again = second.screen
        assert isinstance(again, GraphPage)
        assert again.focused_node == node
        await pilot.press("escape")
        await settled(pilot)
        assert isinstance(second.screen, Walkthrough if on == "walkthrough" else Quiz)
    third = app()
    async with third.run_test(size=SIZE) as pilot:
        await choose(pilot, "left" if on == "walkthrough" else "continue")
        assert not isinstance(third.screen, GraphPage)


async def test_a_page_that_was_left_is_not_gone_back_to() -> None:
    running = app()
    async with running.run_test(size=SIZE) as pilot:
        await settled(pilot)
        running.navigation.open("walkthrough", running.services.problem("lstm-cell").instance)
        await settled(pilot)
        assert row("left") is not None
        await pilot.press("escape")
        await settled(pilot)
    assert row("left") is None


@pytest.mark.parametrize("pasted", [False, True])
async def test_a_worked_solution_that_was_open_is_marked_again(pasted: bool) -> None:
    Path("page.md").write_text(TEXT)
    first = app()
    async with first.run_test(size=SIZE) as pilot:
        await settled(pilot)
        page = HandIn(problem="lstm-cell")
        first.push_screen(page)
        await settled(pilot)
        if pasted:
            page.path.post_message(page.path.Pasted(TEXT, False))
        else:
            page.path.value = "page.md"
            await pilot.press("enter")
        await settled(pilot)
    second = app()
    async with second.run_test(size=SIZE) as pilot:
        await choose(pilot, "left")
        again = second.screen
        assert isinstance(again, HandIn)
        assert again.page is not None
        assert (again.page.lines, again.page.problem) == ((TEXT.strip(),), "lstm-cell")


async def test_mistakes_that_were_looked_for_are_gone_on_with() -> None:
    first = app()
    async with first.run_test(size=SIZE) as pilot:
        await settled(pilot)
        await choose(pilot, "find")
        session = first.screen.session  # type: ignore[attr-defined]
        session.submit(str(session.step.answer[0]))
    found = row("continue")
    assert found is not None
    assert found.text == f"{session.problem.title}, find the mistake, question 2 of {session.total}"
    second = app()
    async with second.run_test(size=SIZE) as pilot:
        await choose(pilot, "continue")
        assert isinstance(second.screen, Quiz)
        assert second.screen.session.about_mistake


async def test_pages_that_were_handed_in_are_rows_and_in_the_palette_while_they_are_there() -> None:
    pages = Services(open_store()).pages
    for name in ("one.md", "two.md", "three.md", "four.md", "two.md"):
        Path(name).write_text(TEXT)
        pages.keep(KeptPage("submission", "lstm-cell", path=str(Path(name).absolute())))
    pages.leave()
    Path("four.md").unlink()
    running = app()
    async with running.run_test(size=SIZE) as pilot:
        await settled(pilot)
        rows = [entry.text for entry in running.home.view.entries if entry.kind == "page"]
        assert rows == ["two.md, about lstm-cell", "three.md, about lstm-cell"]
        names = [
            entry.note for entry in everything(running.home, running.home.view.entries) if entry.label == "Hand in"
        ]
        assert names[1:] == rows
        Path("two.md").unlink()
        await choose(pilot, "page")
        assert isinstance(running.screen, HandIn)
        assert "is not there" in running.screen.marking.trouble


@pytest.mark.parametrize(
    "text", ["{", "[]", '{"left": 3}', '{"left": {"page": "quiz"}}', '{"left": {"page": "walkthrough", "where": 2}}']
)
def test_what_is_kept_of_pages_and_damaged_is_nothing(text: str) -> None:
    services = Services(open_store())
    services.store.put_draft("pages", text)
    assert (services.pages.left_open, services.pages.handed_in) == (None, ())
    services.pages.keep(KeptPage("walkthrough", "lstm-cell"))
    assert json.loads(services.store.draft("pages"))["left"]["problem"] == "lstm-cell"


def test_a_walkthrough_of_a_problem_that_is_gone_is_no_row() -> None:
    services = Services(open_store())
    services.pages.keep(KeptPage("walkthrough", "no-such-problem"))
    assert row("left") is None
