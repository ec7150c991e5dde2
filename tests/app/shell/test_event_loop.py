"""The event loop does its own work only: what it spends between two beats is held against what is spent beside it.

Processor time of the loop's thread is counted and not the clock's, so a machine that is busy elsewhere changes nothing.
"""

from __future__ import annotations

import asyncio
import ctypes
import gc
import sys
import time
import weakref
from collections.abc import Callable, Iterator
from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual._compositor import Compositor
from textual._styles_cache import StylesCache
from textual.color import Color
from textual.strip import Strip
from textual.widget import Widget

from tests.app.app_screen import settled, until
from tutor import marking
from tutor.app.quiz.page import Quiz
from tutor.app.shell.app import TutorApp
from tutor.app.shell.processes.garbage_collection import ClosedPages, give_back_memory
from tutor.app.walkthrough.page import Walkthrough
from tutor.marking.mistakes.bounded_cache import TABLES


class Heart:
    """Beats on the loop; knows the most that the loop's thread spent between two beats, and what others spent."""

    def __init__(self) -> None:
        self.most = self.own = 0.0
        self._began = time.process_time()

    async def beat(self) -> None:
        while True:
            before = time.thread_time()
            await asyncio.sleep(0.002)
            spent = time.thread_time() - before
            self.most = max(self.most, spent)
            self.own += spent

    @property
    def beside(self) -> float:
        """Seconds of other threads since the heart was made."""
        return time.process_time() - self._began - self.own


async def while_beating(done: Callable[[], bool]) -> Heart:
    heart = Heart()
    beating = asyncio.create_task(heart.beat())
    await until(done, 0.005)
    beating.cancel()
    return heart


@pytest.mark.parametrize(("problem", "step"), [("lstm-sequence", "dL/dWh"), ("conv-dense", "dL/dz0")])
async def test_a_first_wrong_answer_is_explained_beside_the_loop(problem: str, step: str) -> None:
    app = TutorApp(environ={"TUTOR_THEME": "tutor-dark"})
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        app.navigation.open("quiz", partial(app.services.ask, app.services.asked_for(problem), [step]))
        await settled(pilot)
        quiz = app.screen
        assert isinstance(quiz, Quiz)
        TABLES.clear()
        quiz.view.answer.value = f"1/3 {step.removeprefix('dL/d')}"
        gc.collect()
        await pilot.press("enter")
        heart = await while_beating(lambda: not quiz.busy)
        assert quiz.view.feedback.headline == "Not yet."
        assert heart.most < heart.beside / 3, f"{heart.most:.3f} s at once on the loop, {heart.beside:.3f} s beside it"


async def test_a_page_that_computes_its_numbers_does_so_beside_the_loop() -> None:
    app = TutorApp(environ={"TUTOR_THEME": "tutor-dark"})
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)

        def slow() -> object:
            instance = app.services.problem("lstm-sequence").instance(seed=3)
            end = time.thread_time() + 0.5
            while time.thread_time() < end:
                marking.question(instance, "dL/dWh")
            return instance

        app.navigation.open("walkthrough", slow)
        heart = await while_beating(lambda: isinstance(app.screen, Walkthrough))
        await settled(pilot)
        assert heart.beside > 0.45
        assert heart.most < heart.beside / 3


@pytest.mark.parametrize("size", [(70, 20), (80, 24), (120, 40), (160, 50)])
async def test_a_page_is_laid_out_for_its_size_from_the_first(
    size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    first: list[frozenset[str]] = []
    fill = Walkthrough.fill
    monkeypatch.setattr(Walkthrough, "fill", lambda page: first.append(page.classes) or fill(page))
    app = TutorApp(environ={"TUTOR_THEME": "tutor-dark"})
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        app.navigation.open("walkthrough", app.services.problem("logistic-unit").instance)
        await settled(pilot)
        assert isinstance(app.screen, Walkthrough)
        assert first == [app.screen.classes]
        assert len(first[0]) == 2


async def test_no_search_for_rubbish_falls_into_the_drawing_of_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    app = TutorApp(environ={"TUTOR_THEME": "tutor-dark"})
    drawing = False
    searches: list[bool] = []
    render = Compositor.render_update

    def drawn(compositor: Compositor, **named: Any) -> Any:
        nonlocal drawing
        drawing = True
        try:
            return render(compositor, **named)
        finally:
            drawing = False

    def searched(phase: str, _told: object) -> None:
        if phase == "start":
            searches.append(drawing)

    monkeypatch.setattr(Compositor, "render_update", drawn)
    threshold = gc.get_threshold()
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        gc.callbacks.append(searched)
        gc.set_threshold(50)
        try:
            app.navigation.open("walkthrough", app.services.problem("logistic-unit").instance)
            await settled(pilot)
        finally:
            gc.set_threshold(*threshold)
            gc.callbacks.remove(searched)
        assert gc.isenabled()
    assert searches
    assert not any(searches)


def test_what_a_widget_drew_goes_with_the_widget() -> None:
    TutorApp(environ={})
    drawn = StylesCache()
    drawn.get_inner_outer(Color(1, 2, 3), Color(4, 5, 6))
    kept = weakref.ref(drawn)
    del drawn
    assert kept() is None


def test_a_row_that_was_drawn_whole_goes_without_a_search_for_rubbish() -> None:
    TutorApp(environ={})
    gc.collect()
    row = Strip([Segment("a row", Style(bold=True))])
    assert row.crop_extend(0, 5, None) == row.divide([5])[0] == row
    assert row.crop_extend(1, 7, None).text == " row  "
    assert [part.text for part in row.divide([2, 5])] == ["a ", "row"]
    del row
    assert gc.collect() == 0


async def test_a_page_that_is_left_lets_go_of_the_rows_it_drew_at_once() -> None:
    app = TutorApp(problem="logistic-unit", environ={"TUTOR_THEME": "tutor-dark"})
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        widgets = [node for node in app.screen.walk_children(Widget) if node._styles_cache._cache]
        assert widgets
        app.navigation.open_help("quiz")
        await settled(pilot)
        assert any(node._styles_cache._cache for node in widgets), "one that only lies under another keeps them"
        app.navigation.go_home()
        await settled(pilot)
        assert not any(node._styles_cache._cache for node in widgets)


class Closed:
    """A page, for the heap."""


def test_a_page_that_a_timer_still_holds_is_not_kept_for_good(unfrozen: None) -> None:
    closed, page, frozen = ClosedPages(), Closed(), gc.get_freeze_count()
    closed.add(page)
    assert not closed.clear()
    assert gc.get_freeze_count() == frozen
    del page
    assert closed.clear()
    assert gc.get_freeze_count() > frozen


def test_a_heap_without_closed_pages_is_not_searched(unfrozen: None) -> None:
    searched: list[int] = []
    gc.callbacks.append(lambda phase, info: searched.append(info["generation"]))
    try:
        assert ClosedPages().clear()
    finally:
        gc.callbacks.pop()
    assert 2 not in searched


def test_memory_that_is_free_goes_back_to_the_system_with_the_closed_pages(
    unfrozen: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: list[int] = []
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(ctypes, "CDLL", lambda name: SimpleNamespace(malloc_trim=kept.append))
    closed = ClosedPages()
    closed.add(Closed())
    assert closed.clear()
    assert kept == [0]


@pytest.mark.parametrize("platform", ["linux", "darwin", "win32"])
def test_a_c_library_that_keeps_its_memory_is_no_fault(platform: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr(ctypes, "CDLL", lambda name: SimpleNamespace())
    give_back_memory()


@pytest.fixture
def unfrozen() -> Iterator[None]:
    """The heap as it was, once the test is over."""
    before = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*before)


@pytest.mark.parametrize("keys", [("enter",), ("f3",), ("f6",), ("f7",), ("f1",), ("ctrl+p",)])
async def test_quitting_while_a_page_opens_breaks_nothing(keys: tuple[str, ...]) -> None:
    app = TutorApp(environ={"TUTOR_THEME": "tutor-dark"})
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        page = app.screen
        for key in keys:
            app.post_message(events.Key(key, None))
        await until(lambda: app.screen is not page)
        app.exit()
    assert app.return_code == 0
