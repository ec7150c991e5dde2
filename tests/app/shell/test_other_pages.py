"""Help, Plugins, Progress, Summary, Walkthrough, Plots and the palette, as they are drawn."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from syrupy.assertion import SnapshotAssertion
from textual.pilot import Pilot

from tests.app.app_screen import screen_text, settled
from tutor.app.graph.plot_data import plots_of, progress_plots
from tutor.app.graph.plot_page import Plots
from tutor.app.progress.page import ProgressPage
from tutor.app.quiz.summary_page import SummaryPage
from tutor.app.quiz.summary_text import Finished
from tutor.app.shell.app import TutorApp
from tutor.app.shell.page import Page
from tutor.app.shell.pages.help_page import Help
from tutor.app.shell.pages.palette import Palette
from tutor.app.shell.pages.palette_entry import PaletteEntry
from tutor.app.shell.pages.plugins_page import Plugins
from tutor.app.walkthrough.page import Walkthrough
from tutor.app.walkthrough.step_view import solve
from tutor.graph.picture import Picture, picture
from tutor.host import PluginReport
from tutor.host import problem as find_problem
from tutor.problems.contract.plot import Curve, Plot
from tutor.study.progress import Example, Progress, SkillProgress, SlipCount
from tutor.study.session.session_changes import SessionChanges, SkillChange
from tutor.study.session.summary import Result, Slip, Summary

AppMaker = Callable[..., TutorApp]
SIZES = [(80, 24), (160, 50)]


async def opened(pilot: Pilot[None], page: Page) -> str:
    await settled(pilot)
    await pilot.app.push_screen(page)
    await settled(pilot)
    return screen_text(pilot.app)


def reports() -> tuple[PluginReport, ...]:
    bundled = [
        PluginReport(name, "backprop-tutor", "0.1.0", True, ("p",) * count)
        for name, count in (("skip-mlp", 1), ("softmax-net", 2), ("lstm", 4))
    ]
    return (
        *bundled,
        PluginReport(
            "gru-net",
            "gru-net",
            "0.2",
            False,
            error="needs the module `torchx`, not installed",
            where="site-packages/gru_net/__init__.py, line 3",
            detail='Traceback\n  File "[/x]"\nImportError: No module named [/torchx]',
        ),
    )


def known() -> Progress:
    skills = tuple(
        SkillProgress(name, chance, share, 9, 3, None, None, (0.1,) * 7 + (chance,) * 7)
        for name, chance, share in (("chain-rule", 0.9, 0.88), ("two-paths", 0.3, 0.4))
    )
    slip = SlipCount("sign", "Right size, wrong direction.", 6, Example("p", "s", None, "1", ""), None)
    due = {"today": 6, "tomorrow": 3, "week": 11, "later": 22}
    days = {f"2026-03-{day:02}": answers for day, answers in ((2, 1), (3, 6), (4, 20), (9, 15), (14, 4), (15, 5))}
    return Progress(96, 2, 61, 42, 140, due, skills, (), (slip,), days, "2026-03-15")


def finished(mode: str) -> Finished:
    results = (
        Result("lstm-cell", "f", "first-try", 1, 0, "x"),
        Result("lstm-cell", "dL/dW_f", "wrong", 1, 0, "h [/]"),
        Result("lstm-cell", "dL/dC", "hinted", 1, 1, "y"),
    )
    slips = (Slip("dL/dW_f", "derivative-missing", "An activation was passed through as the identity.", 2),)
    counted = Summary(3, 1, 1, 0, 0, 0, 1, 0, 660.0, slips, results)
    outlook = SessionChanges((SkillChange("tanh-slope", 0.4, 0.8),), {1: 3, 9: 16})
    return Finished("LSTM cell", "seed 3", mode, counted, outlook, lambda problem, step: f"∂{step}")


def answered() -> Picture:
    """The graph after that session."""
    instance = find_problem("lstm-cell").instance(seed=3)
    marks = {"f": "✓", "dL/dW_f": "✗", "dL/dC": "?"}
    return picture(instance, [step.id for step in instance.problem.steps], marks=marks)


PLOTS = tuple(
    Plot(
        "norm against t − k",
        "how much is left",
        "t − k",
        (
            Curve("LSTM", tuple(map(float, range(30))), tuple(0.98**x for x in range(30))),
            Curve("RNN", tuple(map(float, range(30))), tuple(0.9**x for x in range(30))),
        ),
        "After 20 steps the RNN keeps 0.12 of it.",
    )
    for _ in range(2)
)


@pytest.mark.parametrize("size", SIZES)
async def test_help_looks_as_drawn(make_app: AppMaker, size: tuple[int, int], snapshot: SnapshotAssertion) -> None:
    app = make_app()
    names = (("h_prev", "hₜ₋₁"), ("C_prev", "Cₜ₋₁"), ("alpha", "α"))
    async with app.run_test(size=size) as pilot:
        assert await opened(pilot, Help("quiz", names)) == snapshot
        await pilot.press("right")
        await settled(pilot)
        assert screen_text(app) == snapshot


@pytest.mark.parametrize("size", SIZES)
async def test_plugins_look_as_drawn_and_the_reason_opens_whole(
    make_app: AppMaker, size: tuple[int, int], snapshot: SnapshotAssertion
) -> None:
    app = make_app()
    async with app.run_test(size=size) as pilot:
        await opened(pilot, Plugins(reports(), {}))
        await pilot.press("end")
        await settled(pilot)
        assert screen_text(app) == snapshot
        await pilot.press("f4")
        await settled(pilot)
        assert "No module named [/torchx]" in screen_text(app)


@pytest.mark.parametrize("size", SIZES)
async def test_progress_looks_as_drawn(make_app: AppMaker, size: tuple[int, int], snapshot: SnapshotAssertion) -> None:
    app = make_app()
    async with app.run_test(size=size) as pilot:
        assert await opened(pilot, ProgressPage(known())) == snapshot


async def test_progress_without_answers_says_where_they_will_show(make_app: AppMaker) -> None:
    app = make_app()
    nothing = Progress(0, 0, 0, 0, 9, {"today": 0, "tomorrow": 0, "week": 0, "later": 0}, (), (), ())
    async with app.run_test(size=(80, 24)) as pilot:
        text = await opened(pilot, ProgressPage(nothing))
        assert "Nothing yet. Your first answer shows up here." in text
        await pilot.press("enter")
        assert app.screen.is_running


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("mode", ["practise", "exam"])
async def test_the_summary_looks_as_drawn(
    make_app: AppMaker, mode: str, size: tuple[int, int], snapshot: SnapshotAssertion
) -> None:
    app = make_app()
    async with app.run_test(size=size) as pilot:
        page = SummaryPage(None, finished(mode), answered())  # type: ignore[arg-type]
        assert await opened(pilot, page) == snapshot


@pytest.mark.parametrize("size", SIZES)
async def test_the_walkthrough_looks_as_drawn_in_both_themes(
    make_app: AppMaker, size: tuple[int, int], snapshot: SnapshotAssertion
) -> None:
    app = make_app()
    instance = find_problem("lstm-cell").instance()
    ids = [step.id for step in instance.problem.steps]
    async with app.run_test(size=size) as pilot:
        page = Walkthrough(instance, solve(instance, ids.index("dL/dC")))
        text = await opened(pilot, page)
        assert text == snapshot
        assert "−0.2725" in text
        app.theme = "tutor-light"
        await settled(pilot)
        assert screen_text(app) == text
        await pilot.press("f4")
        await settled(pilot)
        assert "LSTM cell   graph" in screen_text(app)
        await pilot.press("f4")
        await settled(pilot)
        assert screen_text(app) == text


async def test_plots_are_drawn_in_dots_as_a_table_and_in_ascii(make_app: AppMaker, snapshot: SnapshotAssertion) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        assert await opened(pilot, Plots("RNN memory", PLOTS)) == snapshot
        await pilot.press("f4")
        await settled(pilot)
        assert "0.98" in screen_text(app)
        await pilot.press("f4")
        app.toggle_ascii()
        await settled(pilot)
        text = screen_text(app)
        assert text.isascii()
        assert "LSTM" in text


async def test_a_problem_without_a_plot_says_so(make_app: AppMaker) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        assert "This problem has no plot." in await opened(pilot, Plots("Skip MLP", ()))
        await pilot.press("left", "f4", "f9", "up")
        assert app.screen.is_running


def test_a_recurrent_problem_is_plotted_against_time_and_others_are_not() -> None:
    plots = plots_of(find_problem("rnn-bptt"))
    assert plots
    assert all(len(curve.xs) == len(curve.ys) == 30 for curve in plots[0].curves)
    assert plots_of(find_problem("skip-mlp")) == ()


def test_progress_is_plotted_by_day() -> None:
    from datetime import date

    from tutor.study import LearnerState

    state = LearnerState(days={"2026-03-01": 4, "2026-03-03": 2})
    answers = progress_plots(state, date(2026, 3, 3))[0].curves[0]
    assert answers.ys[-3:] == (4.0, 0.0, 2.0)


async def test_the_palette_narrows_by_words_and_takes_one_choice_once(
    make_app: AppMaker, snapshot: SnapshotAssertion
) -> None:
    app = make_app()
    taken: list[str] = []
    entries = [
        PaletteEntry("Hint", "the next one", "?", lambda: taken.append("hint")),
        PaletteEntry("[/x] theme", "[bold]", "", lambda: taken.append("theme")),
    ]
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        app.navigation.choose("everything, by name", entries)
        await settled(pilot)
        assert screen_text(app) == snapshot
        await pilot.press(*"theme x")
        await settled(pilot)
        assert "Hint" not in screen_text(app)
        await pilot.press("enter", "enter")
        await settled(pilot)
        assert taken == ["theme"]
        assert not isinstance(app.screen, Palette)
