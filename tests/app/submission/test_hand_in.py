"""The page for a worked solution: every line has its mark, and what is wrong is asked at a key."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion
from textual import events
from textual.pilot import Pilot

from tests.app.app_screen import screen_text, settled, until
from tutor.app.quiz.page import Quiz
from tutor.app.shell.app import TutorApp
from tutor.app.submission.marked_page import MarkedPage, Question, Request, Said
from tutor.app.submission.marking_process import MarkingProcess
from tutor.app.submission.page import HandIn
from tutor.app.submission.path_input import PathInput

AppMaker = Callable[..., TutorApp]
SIZES = [(80, 24), (120, 40), (160, 50), (200, 60)]
CELL = "lstm-cell"
PAGE = r"""# The output gate [/red]

We have $h = o \tanh(c)$ and $L = \frac{1}{2}(h - d)^2$, so that

$$\frac{\partial L}{\partial h} = d - h$$

$$\frac{\partial L}{\partial o} = (d - h) \tanh(c)$$

and, after all, $\frac{\partial h}{\partial o} = \tanh(c)$. Also $q = \zeta(9) + k$.

The state comes last, and it lies on a line that is far too long for a screen of eighty columns: """ + (
    r"$$\frac{\partial L}{\partial c} = \frac{\partial L}{\partial h} \, o \, (1 + \tanh^2(c))$$" + "\n"
)
GATE, STATE = Question(CELL, "dL/dh", "∂L/∂hₜ"), Question(CELL, "dL/dC", "∂L/∂Cₜ")
SIGN = "The size is right, but a sign is turned round."
STATEMENTS = {
    3: (Said("right", "✓", r"h = o \tanh(c)", "", 0, None), Said("definition", "", r"L = \frac{1}{2}", "", 0, None)),
    5: (Said("wrong", "✗", r"\frac{\partial L}{\partial h} = d - h", SIGN, 0, GATE),),
    7: (Said("follows", "↪", r"\frac{\partial L}{\partial o} = x", "This follows from line 5.", 5, None),),
    9: (
        Said("right", "✓", r"\frac{\partial h}{\partial o} = \tanh(c)", "", 0, None),
        Said("not read", "?", r"q = \zeta(9) + k", r"not read: `\zeta` is not known here", 0, None),
    ),
    11: (Said("wrong", "✗", r"\frac{\partial L}{\partial c} = x", "The same kind of mistake as in line 5.", 0, STATE),),
}


def marked(request: Request) -> MarkedPage:
    """A page marked as it would be; a line that is not as in `PAGE` is right."""
    lines = tuple(request.text.rstrip().split("\n"))
    whole = PAGE.split("\n")
    right = (Said("right", "✓", "", "", 0, None),)
    said = {
        at: STATEMENTS[at] if line == whole[at - 1] else right for at, line in enumerate(lines, 1) if at in STATEMENTS
    }
    worst = ("wrong", "follows", "not read", "right", "definition")
    verdicts = {at: min((one.verdict for one in some), key=worst.index) for at, some in said.items()}
    signs = {at: next(one.sign for one in said[at] if one.verdict == verdict) for at, verdict in verdicts.items()}
    wrong = tuple(at for at, verdict in verdicts.items() if verdict == "wrong")
    return MarkedPage(
        request.name, request.problem, "", lines, signs, verdicts, said,
        about=("Marked as lstm-cell.",),
        counts=("Claims: 7, of which 6 judged (85%): 2 right, 2 wrong, 1 follows from what is wrong, 1 not read.",),
        totals=(("right", 2), ("wrong", len(wrong)), ("follows", 1), ("not judged", 1)),
        wrong=wrong,
        questions=tuple(one.question for some in said.values() for one in some if one.question),
    )  # fmt: skip


@pytest.fixture(autouse=True)
def _marked_at_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Another process takes two seconds to start, and has tests of its own."""
    monkeypatch.setattr(MarkingProcess, "mark", lambda self, request, wanted: marked(request))
    monkeypatch.chdir(tmp_path)
    Path("page.md").write_text(PAGE)


async def opened(pilot: Pilot[None]) -> HandIn:
    await settled(pilot)
    page = HandIn(problem=CELL)
    pilot.app.push_screen(page)
    await settled(pilot)
    return page


async def handed_in(pilot: Pilot[None], path: str = "page.md") -> HandIn:
    page = await opened(pilot)
    await typed(pilot, page, path)
    return page


async def typed(pilot: Pilot[None], page: HandIn, path: str) -> None:
    page.path.focus()
    page.path.value = path
    await pilot.press("enter")
    await at_rest(pilot, page)


async def at_rest(pilot: Pilot[None], page: HandIn) -> None:
    await until(lambda: not page.marking.busy, 0.005)
    await settled(pilot, 1)


async def test_a_marked_page_looks_as_drawn_at_every_size_and_in_both_themes(
    make_app: AppMaker, snapshot: SnapshotAssertion
) -> None:
    app = make_app()
    async with app.run_test(size=SIZES[0]) as pilot:
        await handed_in(pilot)
        for size in SIZES:
            await pilot.resize_terminal(*size)
            await settled(pilot, 1)
            assert screen_text(app) == snapshot
        text = screen_text(app)
        app.theme = "tutor-light"
        await settled(pilot, 1)
        assert screen_text(app) == text


async def test_it_opens_from_home_and_what_cannot_be_marked_is_said_while_what_was_typed_stays(
    make_app: AppMaker, snapshot: SnapshotAssertion
) -> None:
    Path("binary.md").write_bytes(b"\x89PNG\xff\x00")
    with Path("large.md").open("wb") as file:
        file.truncate(20_000_001)
    os.mkfifo("pipe")
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press(*"hand", "enter")
        await until(lambda: isinstance(app.screen, HandIn), 0.005)
        await settled(pilot, 1)
        page = app.screen
        assert isinstance(page, HandIn)
        assert screen_text(app) == snapshot
        for path, said in {
            "": "Type the path of a file, or paste the page itself",
            "none.md": "`none.md` is not there",
            ".": "`.` is a folder",
            "[/x]\0": "cannot be read",
            "binary.md": "`binary.md` is not a text in UTF-8",
            "large.md": "`large.md` has more than 20 MB",
            "pipe": "`pipe` is not a file",
        }.items():
            await typed(pilot, page, path)
            assert said in screen_text(app)
            assert page.path.value == path
            assert page.path.has_focus
        await typed(pilot, page, '"page.md"')
        assert SIGN in screen_text(app)
        await typed(pilot, page, "none.md")
        assert "`none.md` is not there" in screen_text(app)
        assert SIGN in screen_text(app)
        await pilot.press("escape")
        assert page.view.has_focus
        await pilot.press("escape")
        await settled(pilot, 1)
        assert app.screen is app.home
        await pilot.press("enter")
        await until(lambda: app.screen is not page and isinstance(app.screen, HandIn), 0.005)
        await settled(pilot, 1)
        assert app.screen.query_one(PathInput).value == "none.md"


async def test_the_cursor_goes_from_one_wrong_line_to_the_next_and_enter_asks_it(make_app: AppMaker) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        page = await handed_in(pilot)
        places = []
        for key in ("right", "right", "left", "left", "down", "down"):
            places.append(page.view.line)
            await pilot.press(key)
        assert places == [5, 11, 5, 11, 5, 6]
        assert "↪ This follows from line 5." in screen_text(app)
        await pilot.press("enter")
        assert page.view.line == 5
        await pilot.press("enter")
        await until(lambda: isinstance(app.screen, Quiz), 0.005)
        await settled(pilot, 1)
        assert "∂L/∂hₜ = ?" in screen_text(app)
        assert "esc your page" in screen_text(app)
        await pilot.press("escape")
        await settled(pilot, 1)
        assert app.screen is page
        assert page.view.line == 5
        await pilot.press("f2")
        await until(lambda: isinstance(app.screen, Quiz), 0.005)
        quiz = app.screen
        assert isinstance(quiz, Quiz)
        assert quiz.session.total == 2


async def test_a_page_that_has_changed_is_marked_again_and_a_paste_of_several_lines_is_a_page(
    make_app: AppMaker,
) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        page = await handed_in(pilot)
        await pilot.press("down", "down")
        Path("page.md").write_text(PAGE.replace("(d - h)", "(h - d)"))
        await pilot.press("f5")
        await at_rest(pilot, page)
        assert page.view.line == 7
        assert "✓ Right." in screen_text(app)
        await pilot.press("tab", "ctrl+u", "p", "a")
        await settled(pilot, 1)
        await pilot.press("right")
        assert page.path.value == "page.md"
        await pilot.press("ctrl+u")
        page.path.post_message(events.Paste("page.md\n"))
        await settled(pilot, 1)
        assert page.path.value == "page.md"
        page.path.post_message(events.Paste(PAGE.replace("# The", "# \x1b[2J The")))
        await until(lambda: page.page is not None and page.page.name == "pasted page", 0.005)
        await pilot.press("home")
        await at_rest(pilot, page)
        text = screen_text(app)
        assert "\x1b" not in text
        assert "\\x1b[2J The output gate [/red]" in text
        assert "pasted page" in text


async def test_in_ascii_all_of_it_is_and_the_cursor_stays_in_sight_as_the_screen_changes(make_app: AppMaker) -> None:
    app = make_app(TUTOR_ASCII="1", NO_COLOR="1")
    async with app.run_test(size=(80, 24)) as pilot:
        page = await handed_in(pilot)
        page.view.go_to(11)
        for size in ((40, 12), (20, 5), (120, 40), (80, 24)):
            await pilot.resize_terminal(*size)
            await settled(pilot, 1)
            assert screen_text(app).isascii()
            assert "> 11 X " in screen_text(app) or size == (20, 5)


async def test_a_visitor_of_a_server_opens_no_file_of_it(make_app: AppMaker) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot, 1)
        app.services.networks.on_disk = False
        page = await handed_in(pilot)
        assert "files are read on your own machine only" in " ".join(screen_text(app).split())
        assert page.page is None
        page.path.post_message(events.Paste(PAGE))
        await until(lambda: page.page is not None, 0.005)
        assert page.path.value == ""


async def test_a_page_that_is_asked_for_later_takes_the_place_of_one_that_is_being_marked(
    make_app: AppMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    going = threading.Event()

    def slow(self: MarkingProcess, request: Request, wanted: Callable[[], bool]) -> MarkedPage:
        assert request.name != "page.md" or going.wait(30)
        return marked(request)

    monkeypatch.setattr(MarkingProcess, "mark", slow)
    monkeypatch.setattr(MarkingProcess, "stop", lambda self: going.set())
    Path("other.md").write_text("Here $h = o \\tanh(c)$.\n")
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        page = await opened(pilot)
        page.path.value = "page.md"
        await pilot.press("enter")
        await until(lambda: page.marking.busy, 0.005)
        await pilot.pause()
        assert "marking… lstm-cell" in screen_text(app)
        await typed(pilot, page, "other.md")
        assert page.page is not None
        assert page.page.name == "other.md"
