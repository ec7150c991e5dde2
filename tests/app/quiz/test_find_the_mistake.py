"""Find the mistake on the quiz page: the lines, then what happened, then the line itself."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.app.app_screen import screen_text, settled
from tutor import host
from tutor.app.home.page import Home
from tutor.app.quiz.page import Quiz
from tutor.app.quiz.page_text import QuestionRoom, question_rows
from tutor.app.quiz.question_view import gather
from tutor.app.quiz.summary_page import SummaryPage
from tutor.app.shell.app import TutorApp
from tutor.app.shell.pages.palette_entries import everything
from tutor.app.shell.services.services import Services
from tutor.notation.write.one_line import to_ascii
from tutor.study import QuizSession, Store, find_session

AppMaker = Callable[..., TutorApp]
SMALL = (80, 24)


async def opened(pilot: Pilot[None], problem: str = "skip-mlp") -> Any:
    session = find_session(host.problem(problem).instance(), Store(None))
    page = Quiz(session, gather(session))
    await pilot.app.push_screen(page)
    await settled(pilot)
    return page


def right(session: QuizSession) -> str:
    answer = getattr(session.step, "answer", ())
    return str(answer[0]) if answer else to_ascii(session.instance.formula(session.step.id), session.problem.scope)


async def answered(pilot: Pilot[None], page: Quiz) -> None:
    page.view.answer.value = right(page.session)
    await pilot.press("enter")
    await settled(pilot)
    await pilot.press("enter")
    await settled(pilot)


def test_lines_within_a_loop_stay_as_far_in_as_they_are() -> None:
    options = ("dH = np.zeros((T, S))\nfor t in reversed(range(T)):\n    dH[t] = V.T @ (Y[t] - y[t])", "da = dH * H")
    room = QuestionRoom(cells=40, apart=True, airy=False, short=False)
    question = replace(gather(find_session(host.problem("rnn-bptt").instance(), Store(None))), options=options)
    rows = [row.plain.rstrip() for row in question_rows(question, room)]
    assert rows[-4:] == [
        "  1  dH = np.zeros((T, S))",
        "     for t in reversed(range(T)):",
        "         dH[t] = V.T @ (Y[t] - y[t])",
        "  2  da = dH * H",
    ]


@pytest.mark.parametrize(("size", "blank"), [((80, 24), 0), ((120, 40), 1), ((200, 60), 6)])
async def test_options_stand_apart_where_there_is_room(make_app: AppMaker, size: tuple[int, int], blank: int) -> None:
    app = make_app()
    async with app.run_test(size=size) as pilot:
        page = await opened(pilot, "logistic-unit")
        rows = question_rows(page.question, page.view._room)
        assert len(page.question.options) == 6
        assert sum(not row.plain.strip() for row in rows) == blank


async def test_all_lines_are_seen_and_arrows_move_a_cursor_over_them(make_app: AppMaker) -> None:
    app = make_app()
    async with app.run_test(size=SMALL) as pilot:
        page = await opened(pilot)
        lines = page.session.step.options
        text = screen_text(app)
        assert all(line.split(" = ")[0] in text for line in lines)
        assert "↑ ↓ choose" in text
        for number in (1, 2):
            await pilot.press("down")
            await settled(pilot)
            assert f"▸ {number}  {lines[number - 1].split(' = ')[0]}" in screen_text(app)
        await pilot.press("up", "up")
        await settled(pilot)
        assert page.view.answer.value == str(len(lines))
        await pilot.press("down")
        assert page.view.answer.value == "1"


async def test_it_is_a_row_of_home_and_by_name_in_the_palette() -> None:
    app = TutorApp(environ={}, services=Services(Store(None)))
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        row = next(entry for entry in app.home.view.entries if entry.kind == "find")
        await pilot.press(*"mistake")
        await settled(pilot)
        assert app.home.chosen == row
        await pilot.press("enter")
        await settled(pilot)
        assert isinstance(app.screen, Quiz)
        assert app.screen.session.about_mistake
        names = [(entry.label, entry.note) for entry in everything(app.screen, app.home.view.entries)]
        assert ("Find the mistake", "in a derivation with one wrong line") in names


async def test_enter_hands_in_the_line_under_the_cursor(make_app: AppMaker) -> None:
    app = make_app()
    async with app.run_test(size=SMALL) as pilot:
        page = await opened(pilot)
        for _ in range(page.session.step.answer[0]):
            await pilot.press("down")
        await pilot.press("enter")
        await settled(pilot)
        assert "✓ Right." in screen_text(app)


@pytest.mark.parametrize("problem", ["skip-mlp", "lstm-cell", "conv-dense"])
async def test_after_the_line_its_kind_and_then_the_line_itself_are_asked_for_below_the_derivation(
    make_app: AppMaker, problem: str
) -> None:
    app = make_app()
    async with app.run_test(size=SMALL) as pilot:
        page = await opened(pilot, problem)
        wrong, name = page.session.step.answer[0], page.session.step.options[page.session.step.answer[0] - 1]
        await answered(pilot, page)
        for asked in ("What happened there?", "Write line "):
            text = screen_text(app)
            assert asked in text
            assert f"✗ {wrong}  {name.split(' = ')[0]}" in text
            assert page.view.answer.region.bottom < page.keys.region.y
            await answered(pilot, page)
        assert "4 of 12" in screen_text(app)


async def test_the_graph_has_the_forward_pass_and_no_gradient_of_the_right_derivation(make_app: AppMaker) -> None:
    app = make_app()
    async with app.run_test(size=(160, 50)) as pilot:
        page = await opened(pilot)
        shown = page.view.reference.picture
        by_role = {node.role: seen for node, seen in zip(shown.graph.nodes, shown.shown, strict=True)}
        assert all(seen.forward is not None for seen in shown.shown)
        assert [seen.gradient for seen in shown.shown if seen.gradient is not None] == [1.0]
        assert by_role["loss"].gradient == 1.0
        assert not shown.slopes
        assert page.question.derived == ()
        assert not [fact.name for fact in page.question.facts.so_far if "∂" in fact.name]


async def test_no_graph_tells_which_line_is_wrong(make_app: AppMaker) -> None:
    app = make_app()
    async with app.run_test(size=(160, 50)) as pilot:
        page = await opened(pilot, "lstm-cell")
        await pilot.press("question_mark")
        await settled(pilot)
        shown = page.view.reference.picture
        assert (shown.asked, shown.lit, shown.lit_edges) == ((), frozenset(), frozenset())
        await pilot.press("f4")
        await settled(pilot)
        assert "along the edges" in screen_text(app)
        assert "= ?" not in screen_text(app).splitlines()[1]


async def test_f4_shows_what_a_small_screen_leaves_out(make_app: AppMaker) -> None:
    app = make_app()
    async with app.run_test(size=SMALL) as pilot:
        page = await opened(pilot, "lstm-cell")
        assert re.search(r"\+ \d+, F4", screen_text(app))
        values = [str(fact.value) for fact in page.question.facts.so_far]
        assert len(values) > 5
        await pilot.press("f4")
        await settled(pilot)
        assert [value for value in values if value not in screen_text(app)] == []


@pytest.mark.parametrize("part", ["line", "kind", "value"])
async def test_the_lower_half_of_a_large_screen_has_the_graph_of_a_tiny_network(make_app: AppMaker, part: str) -> None:
    app = make_app()
    async with app.run_test(size=(200, 60)) as pilot:
        page = await opened(pilot, "logistic-unit")
        for _ in range(("line", "kind", "value").index(part)):
            await answered(pilot, page)
        rows = screen_text(app).splitlines()
        upper, lower = rows[:30], rows[30:]
        assert not any("▎z" in row for row in upper)
        cards = next(row for row in lower if "▎  z" in row)
        assert re.search(r"▎  x .* ▎  z|▎  x .*▸▎  z", cards)
        left, right = cards.index("▎  x"), len(cards)
        assert right - left > 120
        free = [at for at, row in enumerate(lower[:-2]) if "▎" not in row]
        above, below = (sum(at < 15 for at in free), sum(at >= 15 for at in free))
        assert min(above, below) >= 4


async def test_a_blank_row_stands_between_the_derivation_and_the_question_about_it_on_a_small_screen(
    make_app: AppMaker,
) -> None:
    app = make_app()
    async with app.run_test(size=SMALL) as pilot:
        for problem in ("logistic-unit", "lstm-cell", "causal-attention"):
            page = await opened(pilot, problem)
            for asked in ("What happened there?", "Write line "):
                await answered(pilot, page)
                rows = screen_text(app).splitlines()
                (at,) = (number for number, row in enumerate(rows) if asked in row)
                assert not rows[at - 1].strip(), (problem, asked)
                assert rows[at - 2].strip(), (problem, asked)
                page.view.answer.value = "1"
                await pilot.press("question_mark")
                await settled(pilot)
                reply = page.view.feedback.region
                assert reply.height >= 2
                assert reply.bottom <= page.keys.region.y


async def test_the_summary_names_the_questions(make_app: AppMaker) -> None:
    app = make_app()
    async with app.run_test(size=(120, 40)) as pilot:
        page = await opened(pilot)
        while not page.session.finished:
            await answered(pilot, page)
        await settled(pilot)
        assert isinstance(app.screen, SummaryPage)
        text = screen_text(app)
        assert "12 of 12 right at the first try" in text
        assert ": which line" in text
        assert ": what happened" in text


async def test_the_list_of_questions_tells_nothing_of_a_line(make_app: AppMaker) -> None:
    app = make_app()
    async with app.run_test(size=SMALL) as pilot:
        page = await opened(pilot)
        await answered(pilot, page)
        await pilot.press("f5")
        await settled(pilot)
        text = screen_text(app)
        assert "mistake 2: which line" in text
        assert "mistake 2: what happened" in text
        assert not re.search(r"mistake 2.*(∂|Line \d)", text)


async def test_the_palette_finds_mistakes_in_a_problem() -> None:
    app = TutorApp(environ={"TUTOR_THEME": "tutor-dark"})
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        home = app.screen
        assert isinstance(home, Home)
        found = [entry for entry in everything(home, home.view.entries) if entry.note == "find the mistake"]
        assert len(found) > 10
        next(entry for entry in found if entry.label == host.problem("skip-mlp").title).run()
        await settled(pilot)
        assert isinstance(app.screen, Quiz)
        assert app.screen.session.mode == "find"
        assert "One line is wrong" in screen_text(app)
