from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from syrupy.assertion import SnapshotAssertion
from textual.widgets import OptionList

from tests.app.app_screen import screen_text, settled
from tutor.app.drawing.cursor_list import CursorList
from tutor.app.home.page import HomeView
from tutor.app.home.row_text import About, Entry
from tutor.app.shell.app import TutorApp

AppMaker = Callable[..., TutorApp]
SIZES = [(80, 24), (120, 40), (160, 50)]
ABOUT = About(
    ("fₜ iₜ oₜ = σ(W·[hₜ₋₁, xₜ])   Cₜ = fₜ Cₜ₋₁ + iₜ C̃ₜ",),
    None,
    ((14, "∂L/∂W_o"), (15, "∂L/∂W_f")),
    (("chain rule", 0.9), ("tanh slope", 0.6)),
)


def problem(id: str, plugin: str, title: str, summary: str, done: int, total: int, due: int = 0) -> Entry:
    return Entry("problem", id, plugin, title, summary, done, done // 2, total, due, about=ABOUT)


VIEW = HomeView(
    (
        Entry("continue", "lstm-cell", text="LSTM cell, question 14 of 24", aside="yesterday"),
        Entry("review", text="6 questions are due", aside="about 8 min"),
        problem("skip-mlp", "skip-mlp", "Skip MLP", "hidden layer and a skip", 9, 15, 2),
        problem("logistic-unit", "softmax-net", "Logistic unit", "one output, by hand", 8, 8),
        problem("softmax-net", "softmax-net", "Softmax net", "sigmoid, softmax, cross-entropy", 4, 16, 1),
        problem("lstm-cell", "lstm", "LSTM cell", "one scalar cell, by hand", 13, 24, 3),
        problem("zh", "中文", "卷积网络", "一个卷积层", 0, 3),
    ),
    34,
    15,
    66,
)


@pytest.mark.parametrize("size", SIZES)
async def test_home_looks_as_drawn_in_both_themes(
    make_app: AppMaker, size: tuple[int, int], snapshot: SnapshotAssertion
) -> None:
    app = make_app()
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        app.home.show(VIEW)
        await settled(pilot)
        text = screen_text(app)
        assert text == snapshot
        app.theme = "tutor-light"
        await settled(pilot)
        assert screen_text(app) == text


async def test_rows_that_look_as_before_are_not_drawn_again(
    make_app: AppMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[int] = []
    monkeypatch.setattr(
        CursorList, "set_options", lambda rows, new: drawn.append(1) or OptionList.set_options(rows, new)
    )
    app = make_app()
    async with app.run_test(size=(160, 50)) as pilot:
        await settled(pilot)
        app.home.show(VIEW)
        await pilot.press("down")
        await settled(pilot)
        drawn.clear()
        text = screen_text(app)
        app.home.show(VIEW)
        await settled(pilot)
        assert not drawn
        assert screen_text(app) == text
        app.home.show(replace(VIEW, entries=(*VIEW.entries[:-1], replace(VIEW.entries[-1], title="GRU"))))
        await settled(pilot)
        assert drawn
        assert "GRU" in screen_text(app)


async def test_the_cursor_row_carries_a_mark_besides_its_colour(make_app: AppMaker) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        app.home.show(VIEW)
        await settled(pilot)
        await pilot.press("down", "down")
        marked = [line for line in screen_text(app).splitlines() if line.startswith("▸")]
        assert len(marked) == 1
        assert "Skip MLP" in marked[0]


async def test_letters_filter_the_list_and_escape_brings_all_back(make_app: AppMaker) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        app.home.show(VIEW)
        await settled(pilot)
        await pilot.press(*"lstm")
        text = screen_text(app)
        assert "LSTM cell: one scalar" not in text
        assert "LSTM cell" in text
        assert "Skip MLP" not in text
        assert "filter  lstm" in text
        await pilot.press("escape")
        assert "Skip MLP" in screen_text(app)


async def test_a_filter_that_matches_nothing_says_so_and_enter_does_nothing(make_app: AppMaker) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        app.home.show(VIEW)
        await settled(pilot)
        await pilot.press(*"zzz", "enter")
        assert "nothing matches" in screen_text(app)
        await pilot.press("backspace", "backspace", "backspace")
        assert "Skip MLP" in screen_text(app)


async def test_wide_characters_keep_the_columns_in_line(make_app: AppMaker) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        app.home.show(VIEW)
        await settled(pilot)
        from tutor.app.drawing.cell_text import width

        rows = [line for line in screen_text(app).splitlines() if " of " in line and "done" not in line]
        ends = {width(line[: line.index(" of ")]) for line in rows if "question" not in line}
        assert len(ends) == 1


async def test_modes_change_with_the_arrows_and_nothing_moves(make_app: AppMaker) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)

        def row() -> str:
            return next(line for line in screen_text(app).splitlines() if line.startswith("  mode"))

        before = row()
        await pilot.press("right")
        assert app.home.mode == "practise"
        assert row().index("Exam") == before.index("Exam")
        await pilot.press("left", "left")
        assert app.home.mode == "exam"


async def test_markup_in_a_title_is_shown_as_it_is(make_app: AppMaker) -> None:
    app = make_app()
    async with app.run_test(size=(160, 50)) as pilot:
        await settled(pilot)
        app.home.show(HomeView((problem("x", "p[/", "[/x] [bold]T", "[/]s", 0, 3),), 0, 0, 3))
        await settled(pilot)
        assert "[/x] [bold]T" in screen_text(app)


async def test_an_empty_house_says_how_to_look_for_plugins(make_app: AppMaker) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert "No problems are installed. Run: tutor plugins" in screen_text(app)


async def test_a_memory_that_is_read_only_is_said_in_one_line(make_app: AppMaker) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        app.home.show(HomeView(VIEW.entries, 1, 1, 2, note="Answers are not being saved: /x is read-only."))
        await settled(pilot)
        assert "Answers are not being saved: /x is read-only." in screen_text(app)


async def test_the_second_ctrl_c_quits(make_app: AppMaker) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("ctrl+c")
        assert "ctrl+c again quits, all is saved" in [note.message for note in app._notifications]
        assert app.is_running
        await pilot.press("ctrl+c")
        await pilot.pause()
    assert app.return_code == 0


async def test_ctrl_q_quits_from_home(make_app: AppMaker) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("ctrl+q")
        await pilot.pause()
    assert app.return_code == 0


async def test_start_opens_its_problem_in_the_mode_that_was_chosen(
    make_app: AppMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[str] = []
    app = make_app()
    monkeypatch.setattr(app.services, "begin", lambda problem, mode, request: begun.append(f"{problem} {mode}"))
    monkeypatch.setattr(app.navigation, "open", lambda page, make: make())
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        app.home.show(HomeView((Entry("start", "rnn-step", text="RNN step, 6 short questions"), *VIEW.entries[2:])))
        await settled(pilot)
        await pilot.press("left", "enter")
        assert begun == ["rnn-step exam"]


async def test_after_answers_the_cursor_is_on_what_comes_next_and_else_it_stays(make_app: AppMaker) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        app.home.show(VIEW)
        await settled(pilot)
        await pilot.press("end")
        hardest = app.home.chosen
        app.home.show(VIEW)
        await settled(pilot)
        assert app.home.chosen == hardest != VIEW.entries[0]
        ahead = Entry("next", "softmax-net", text="Softmax net, 12 to go")
        app.home.show(replace(VIEW, entries=(ahead, *VIEW.entries[1:]), answers=26))
        await settled(pilot)
        assert app.home.chosen == ahead


async def test_a_finished_problem_and_the_end_of_the_path_say_so(
    make_app: AppMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = make_app()
    opened: list[object] = []
    monkeypatch.setattr(app.navigation, "open", lambda page, make: opened.append((page, make)))
    async with app.run_test(size=(160, 50)) as pilot:
        await settled(pilot)
        end = Entry("finished", text="all problems; enter practises what is known least")
        app.home.show(HomeView((end, *VIEW.entries[2:]), 66, 40, 66))
        await settled(pilot)
        assert "Finished  all problems" in screen_text(app)
        await pilot.press("enter")
        assert opened == [("quiz", app.services.practise)]
        await pilot.press("down", "down")
        assert "Finished: enter asks it with new numbers." in screen_text(app)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_what_is_said_of_a_finished_problem_is_whole_where_there_is_no_room_for_its_summary(
    make_app: AppMaker, size: tuple[int, int]
) -> None:
    app = make_app()
    done = Entry("problem", "net", "mine", "Net", "a summary that is far longer than a narrow screen", 3, 3, 3)
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        app.home.show(HomeView((done,), 3, 3, 3))
        await settled(pilot)
        text = screen_text(app)
        assert "Finished: enter asks it with new numbers." in text
        assert "F4 other numbers" in text
