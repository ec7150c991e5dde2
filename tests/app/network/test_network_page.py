"""The page for one's own network: what is typed is read beside the editor, asked, saved, and never lost."""

from __future__ import annotations

import asyncio
import gc
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion
from textual import events
from textual.pilot import Pilot

from tests.app.app_screen import screen_text, settled
from tutor.app.network.checking_process import CheckingProcess
from tutor.app.network.live_check import Checked, Request, check
from tutor.app.network.page import OwnNetwork
from tutor.app.quiz.page import Quiz
from tutor.app.quiz.summary_page import SummaryPage
from tutor.app.shell.app import TutorApp
from tutor.app.shell.services.networks import Networks, Opened
from tutor.app.walkthrough.page import Walkthrough
from tutor.host import kept_networks
from tutor.problems.network.first_example import FIRST

AppMaker = Callable[..., TutorApp]
SIZES = [(80, 24), (120, 40), (160, 50), (200, 60)]
WRONG = FIRST.replace("relu(X W1 + b1)", "relu(X W1 + b1")
SMALL = "title Small\ninput x[i]\nweights w[i]\ny = w^T x\nL = y^2\n"


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Without pauses, in this process: another takes a second to start, and has tests of its own."""

    def in_here(self: CheckingProcess, request: Request, tell: Callable[[Checked], object]) -> None:
        state = Checked(request.text)

        def told(found: dict[str, object]) -> bool:
            nonlocal state
            state = state.with_more(found)
            tell(state)
            return True

        check(request, told)

    monkeypatch.setattr(CheckingProcess, "check", in_here)
    monkeypatch.setattr("tutor.app.network.page.PAUSE", 0.01)
    monkeypatch.setattr("tutor.app.network.draft.AFTER", 0.02)
    monkeypatch.chdir(tmp_path)


async def opened(pilot: Pilot[None], text: str = FIRST, name: str = "") -> OwnNetwork:
    page = OwnNetwork(Opened(name, text, text if name else ""))
    pilot.app.push_screen(page)
    await known(pilot, page)
    return page


async def known(pilot: Pilot[None], page: OwnNetwork) -> None:
    """Wait until the text of the moment has been read and drawn."""
    for _ in range(500):
        state = page.checked
        if state is not None and state.whole and state.text == page.editor.text and not page.reading.busy:
            break
        await asyncio.sleep(0.01)
    await asyncio.sleep(0.02)
    await settled(pilot)


async def screen(pilot: Pilot[None], kind: type) -> object:
    for _ in range(500):
        if isinstance(pilot.app.screen, kind):
            break
        await asyncio.sleep(0.01)
    await settled(pilot)
    assert isinstance(pilot.app.screen, kind)
    return pilot.app.screen


@pytest.mark.parametrize("size", SIZES)
async def test_a_network_looks_as_drawn_in_both_themes(
    make_app: AppMaker, size: tuple[int, int], snapshot: SnapshotAssertion
) -> None:
    app = make_app()
    async with app.run_test(size=size) as pilot:
        await opened(pilot)
        text = screen_text(app)
        assert text == snapshot
        app.theme = "tutor-light"
        await settled(pilot)
        assert screen_text(app) == text


@pytest.mark.parametrize("size", SIZES[:2])
async def test_a_fault_looks_as_drawn(make_app: AppMaker, size: tuple[int, int], snapshot: SnapshotAssertion) -> None:
    app = make_app()
    async with app.run_test(size=size) as pilot:
        await opened(pilot, WRONG)
        text = screen_text(app)
        assert "line 13" in text
        assert text == snapshot


async def test_in_ascii_all_of_it_is(make_app: AppMaker) -> None:
    app = make_app(TUTOR_ASCII="1", NO_COLOR="1")
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot)
        text = screen_text(app)
        assert text.isascii()
        assert "dL/dP" in text


async def test_typing_is_read_and_what_was_known_stays_below_a_fault(make_app: AppMaker) -> None:
    app = make_app()
    async with app.run_test(size=(160, 50)) as pilot:
        page = await opened(pilot, SMALL)
        assert "It can be read" in screen_text(app)
        page.editor.move_cursor(page.editor.document.end)
        await pilot.press("q")
        await known(pilot, page)
        text = screen_text(app)
        assert "! line 6, column 1: " in text
        assert "AS IT LAST COULD BE READ" in text
        assert "∂L/∂w" in text
        await pilot.press("backspace")
        await known(pilot, page)
        assert "It can be read" in screen_text(app)


async def test_its_quiz_and_its_solution_open(make_app: AppMaker) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot, SMALL)
        await pilot.press("f3")
        await screen(pilot, Walkthrough)
        await pilot.press("escape")
        await pilot.press("f2")
        quiz = await screen(pilot, Quiz)
        assert isinstance(quiz, Quiz)
        assert quiz.session.problem.title == "Small"
        assert "y = ?" in screen_text(app)


async def test_a_network_with_a_fault_is_not_asked(make_app: AppMaker) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        page = await opened(pilot, WRONG)
        await pilot.press("f2", "f3")
        await settled(pilot)
        assert app.screen is page
        assert any("Not yet" in note.message for note in app._notifications)


async def test_it_is_saved_under_a_name_and_then_under_the_same(make_app: AppMaker) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        page = await opened(pilot, SMALL)
        assert "not saved" in screen_text(app)
        await pilot.press("ctrl+s")
        await settled(pilot)
        assert kept_networks.text_of("small.net") == SMALL
        page.editor.insert("# more\n", (0, 0))
        await settled(pilot)
        await pilot.press("ctrl+s")
        await settled(pilot)
        assert kept_networks.text_of("small.net") == f"# more\n{SMALL}"
        assert len(os.listdir(Path(os.environ["TUTOR_HOME"], "networks"))) == 1


@pytest.mark.parametrize("way", ["escape", "quit"])
async def test_what_is_not_saved_is_there_again(make_app: AppMaker, way: str) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        page = await opened(pilot, FIRST)
        page.editor.insert("# mine\n", (0, 0))
        await pilot.pause()
        if way == "escape":
            await pilot.press("escape")
            await settled(pilot)
    assert Networks().open().text == f"# mine\n{FIRST}"


async def test_a_draft_is_on_the_disk_soon_after_a_key(make_app: AppMaker) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        page = await opened(pilot, FIRST)
        page.editor.insert("# mine\n", (0, 0))
        for _ in range(200):
            if kept_networks.draft("") is not None:
                break
            await asyncio.sleep(0.01)
        assert kept_networks.draft("") == f"# mine\n{FIRST}"


async def test_a_visitor_writes_nothing_on_the_disk(make_app: AppMaker) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        app.services.networks.on_disk = False
        page = await opened(pilot, SMALL)
        assert "until this page is closed" in screen_text(app)
        page.editor.insert("# mine\n", (0, 0))
        await settled(pilot)
        await pilot.press("escape")
        await settled(pilot)
        assert not Path(os.environ["TUTOR_HOME"], "networks").exists()
        assert app.services.networks.open().text == f"# mine\n{SMALL}"


async def test_a_paste_is_bounded_and_what_is_unseen_in_it_is_shown(make_app: AppMaker) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        page = await opened(pilot, SMALL)
        page.editor.post_message(events.Paste("\x1b[31m[/red] \u202e\n" + "a" * 1_000_000))
        await pilot.pause()
        await known(pilot, page)
        assert len(page.editor.text) <= 100_000
        assert "\x1b" not in page.editor.text
        assert "\\x1b[31m[/red]" in page.editor.text
        assert page.checked is not None
        assert page.checked.fault is not None
        assert app.is_running


async def test_the_steps_have_the_whole_screen_and_give_it_back(make_app: AppMaker) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        page = await opened(pilot)
        await pilot.press("f4")
        await settled(pilot)
        assert not page.editor.region
        await pilot.press("pagedown", "down")
        await pilot.press("escape")
        await settled(pilot)
        assert app.screen is page
        assert page.editor.has_focus


async def test_another_one_is_opened_and_a_new_one_sets_the_unsaved_aside(make_app: AppMaker) -> None:
    kept_networks.save("title Other\n" + SMALL.split("\n", 1)[1])
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        page = await opened(pilot, SMALL)
        await pilot.press("f8")
        await settled(pilot)
        assert "Other" in screen_text(app)
        await pilot.press("escape")
        page.others.open_new(str)
        await settled(pilot)
        await screen(pilot, OwnNetwork)
        assert kept_networks.text_of("small.net") == SMALL
        new = app.screen
        assert isinstance(new, OwnNetwork)
        assert new.editor.text == FIRST


async def test_a_network_is_deleted_only_when_that_is_confirmed(make_app: AppMaker) -> None:
    name = kept_networks.save(SMALL)
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        page = await opened(pilot, SMALL, name)
        page.others.ask_to_delete()
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)
        assert kept_networks.text_of(name) == SMALL
        page.others.ask_to_delete()
        await settled(pilot)
        await pilot.press("down", "enter")
        await settled(pilot)
        assert not kept_networks.is_kept(name)


async def test_home_lists_networks_and_opens_the_page(make_app: AppMaker) -> None:
    kept_networks.save(SMALL)
    kept_networks.save("title Broken\nL =\n")
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        text = screen_text(app)
        assert "Small" in text
        assert "has fault" in text
        await pilot.press(*"broken", "enter")
        page = await screen(pilot, OwnNetwork)
        assert isinstance(page, OwnNetwork)
        assert page.opened.name == "broken.net"
        await known(pilot, page)


async def test_a_session_of_typing_never_holds_the_loop(make_app: AppMaker) -> None:
    from tests.app.shell.test_event_loop import Heart
    from tests.benchmarks.own_network import NETWORK

    app = make_app()
    async with app.run_test(size=(160, 50)) as pilot:
        state = Checked(FIRST)

        def told(found: dict[str, object]) -> bool:
            nonlocal state
            state = state.with_more(found)
            return True

        check(Request(FIRST, "your network", 78, False), told)
        steps = state.steps * 3  # as many as a network of thirty lines has
        page = OwnNetwork(Opened("", NETWORK, ""))
        page.reading.process.check = lambda request, tell: tell(  # type: ignore[method-assign]
            Checked(request.text, None, state.arrays * 2, state.loss, state.figure, steps, whole=True)
        )
        app.push_screen(page)
        await known(pilot, page)
        gc.collect()
        gc.freeze()
        heart = Heart()
        beating = asyncio.create_task(heart.beat())
        try:
            for _ in range(5):
                await pilot.press("space")
                await asyncio.sleep(0.05)
        finally:
            beating.cancel()
            gc.unfreeze()
        assert heart.most < 0.15, f"{heart.most:.3f} s of the loop at once; 0.02 where nothing else runs"


async def test_esc_leads_from_its_quiz_back_to_the_editor_and_from_there_home(make_app: AppMaker) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        page = await opened(pilot, SMALL)
        assert "esc home" in screen_text(app)
        await pilot.press("f3")
        await screen(pilot, Walkthrough)
        assert "esc editor" in screen_text(app)
        await pilot.press("enter")
        await screen(pilot, Quiz)
        assert "esc walkthrough" in screen_text(app)
        await pilot.press("escape", "escape")
        await settled(pilot)
        assert app.screen is page
        await pilot.press("f2")
        await screen(pilot, Quiz)
        assert "esc editor" in screen_text(app)
        await pilot.press("escape")
        await settled(pilot)
        assert app.screen is page
        assert page.editor.has_focus
        await pilot.press("escape")
        await settled(pilot)
        assert app.screen is app.home


async def test_from_the_summary_of_its_quiz_one_comes_back_to_the_editor(make_app: AppMaker) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        page = await opened(pilot, SMALL)
        await pilot.press("f2")
        quiz = await screen(pilot, Quiz)
        assert isinstance(quiz, Quiz)
        for _ in range(2 * quiz.session.total):
            await pilot.press("f8")
            await settled(pilot)
        await screen(pilot, SummaryPage)
        assert "esc editor" in screen_text(app)
        await pilot.press("enter")
        await screen(pilot, Quiz)
        await pilot.press("escape")
        await settled(pilot)
        assert app.screen is page
