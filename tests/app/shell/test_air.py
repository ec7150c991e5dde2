"""A blank row parts what stands on a page from its keys, on a small screen as well."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from textual.pilot import Pilot

from tests.app.app_screen import screen_text, settled
from tutor import host
from tutor.app.shell.app import TutorApp
from tutor.notation.write.one_line import to_ascii

Opened = Callable[[TutorApp], None]


def graph(app: TutorApp) -> None:
    from tutor.app.graph.graph_page import ShownGraph
    from tutor.graph.picture import picture

    instance = host.problem("lstm-cell").instance()
    shown = ShownGraph("LSTM cell", picture(instance, [step.id for step in instance.problem.steps]))
    app.navigation.open("graph", lambda: shown)


def progress(app: TutorApp) -> None:
    _answer(app, 3)
    app.navigation.open("progress")


def summary(app: TutorApp) -> None:
    session = _answer(app, 99)
    app.navigation.open("summary", lambda: session)


def walkthrough(app: TutorApp) -> None:
    app.navigation.open("walkthrough", lambda: host.problem("conv-dense").instance(), "dL/dK")


def own_network(app: TutorApp) -> None:
    app.navigation.open("network")


def help_page(app: TutorApp) -> None:
    app.navigation.open_help("quiz")


def home(app: TutorApp) -> None:
    """Where the app begins."""


def _answer(app: TutorApp, most: int) -> object:
    session = app.services.begin("lstm-cell", "practise", None)
    while not session.finished and most:
        session.submit(to_ascii(session.instance.formula(session.step.id), session.problem.scope))
        session.advance()
        most -= 1
    return session


async def rows_of(pilot: Pilot[None], page: Opened) -> list[str]:
    await settled(pilot)
    assert isinstance(pilot.app, TutorApp)
    page(pilot.app)
    await settled(pilot, 6)
    return screen_text(pilot.app).splitlines()


@pytest.mark.parametrize("page", [graph, progress, summary, walkthrough, own_network, help_page, home])
@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_a_blank_row_stands_above_the_keys(page: Opened, size: tuple[int, int]) -> None:
    app = TutorApp(environ={"TUTOR_THEME": "tutor-dark"})
    async with app.run_test(size=size) as pilot:
        rows = await rows_of(pilot, page)
        assert len(rows) == size[1]
        assert "F1 help" in rows[-1] or "esc" in rows[-1]
        assert not rows[-2].strip()
        assert sum(bool(row.strip()) for row in rows) >= 6


async def test_the_forms_of_the_help_are_parted_from_its_keys_though_its_first_page_fills_the_screen() -> None:
    app = TutorApp(environ={"TUTOR_THEME": "tutor-dark"})
    async with app.run_test(size=(80, 24)) as pilot:
        first = await rows_of(pilot, help_page)
        assert any("Unreadable input never counts." in row for row in first[-5:])
        await pilot.press("right")
        await settled(pilot)
        rows = screen_text(app).splitlines()
        assert not rows[-2].strip()
        assert rows[-3].strip() or rows[-4].strip()


async def test_a_low_screen_has_no_row_to_spare_for_it() -> None:
    app = TutorApp(environ={"TUTOR_THEME": "tutor-dark"})
    async with app.run_test(size=(80, 20)) as pilot:
        rows = await rows_of(pilot, summary)
        assert rows[-2].strip()


async def test_the_graph_of_a_small_screen_has_sixteen_rows_above_its_hairline() -> None:
    app = TutorApp(environ={"TUTOR_THEME": "tutor-dark"})
    async with app.run_test(size=(80, 24)) as pilot:
        rows = await rows_of(pilot, graph)
        hairline = next(at for at, row in enumerate(rows) if row.strip() and set(row.strip()) == {"─"})
        assert hairline == 18
        cards = [at for at, row in enumerate(rows[:hairline]) if "▎" in row or "█" in row]
        assert 2 <= min(cards) <= max(cards) < hairline
        assert sum("∂" in row for row in rows[:hairline]) >= 4
