"""The graph in the app: on the page of a question, on its own page, and with all its numbers."""

from __future__ import annotations

import re
from ast import literal_eval
from itertools import product

import numpy as np
import pytest
from textual.pilot import Pilot

from tests.app.app_screen import screen_text, settled
from tutor import host
from tutor.app.graph.array_page import ArrayPage
from tutor.app.graph.graph_page import GraphPage, ShownGraph
from tutor.app.quiz.page import Quiz
from tutor.app.shell.app import TutorApp
from tutor.app.walkthrough.page import Walkthrough
from tutor.graph.picture import picture
from tutor.study import QuizSession

SIZES = [(80, 24), (120, 40), (160, 50)]


def real_app(**environ: str) -> TutorApp:
    return TutorApp(environ={"TUTOR_THEME": "tutor-dark", **environ})


async def quiz_at(pilot: Pilot[None], step: str, problem: str = "lstm-cell") -> Quiz:
    """The quiz on one step of a problem."""
    app = pilot.app
    assert isinstance(app, TutorApp)
    await settled(pilot)
    instance = host.problem(problem).instance()
    ids = [one.id for one in instance.problem.steps]
    app.navigation.open("quiz", lambda: app.services.ask(instance, ids[ids.index(step) :]))
    await settled(pilot)
    quiz = app.screen
    assert isinstance(quiz, Quiz)
    return quiz


async def graph_of(pilot: Pilot[None], problem: str = "lstm-cell", asked: str = "dL/dW_o") -> GraphPage:
    """The page on the graph of a problem, at a step."""
    await settled(pilot)
    instance = host.problem(problem).instance()
    ids = [step.id for step in instance.problem.steps]
    shown = ShownGraph("LSTM cell", picture(instance, ids[: ids.index(asked)], asked), asked)
    page = GraphPage(shown)
    await pilot.app.push_screen(page)
    await settled(pilot)
    return page


async def pressed(pilot: Pilot[None], *keys: str) -> str:
    for key in keys:
        await pilot.press(key)
    await settled(pilot)
    return screen_text(pilot.app)


def focused(page: GraphPage) -> str:
    return page.picture.graph.nodes[page.focused_node].typed


@pytest.mark.parametrize("size", SIZES)
async def test_f4_opens_the_graph_from_a_question_and_comes_back_to_it(size: tuple[int, int]) -> None:
    app = real_app()
    async with app.run_test(size=size) as pilot:
        quiz = await quiz_at(pilot, "dL/dC")
        quiz.view.answer.value = "dL/dh * o"
        await settled(pilot)
        before = screen_text(app)
        text = await pressed(pilot, "f4")
        assert isinstance(app.screen, GraphPage)
        assert "LSTM cell   graph" in text
        assert "∂L/∂Cₜ = ?" in text
        for key in ("f4", "escape"):
            assert await pressed(pilot, key) == before
            assert quiz.view.answer.has_focus
            await pressed(pilot, "f4")


async def test_f4_opens_the_graph_from_a_walkthrough_and_comes_back() -> None:
    app = real_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        app.navigation.open("walkthrough", lambda: host.problem("conv-dense").instance(), "dL/dK")
        await settled(pilot)
        before = screen_text(app)
        assert isinstance(app.screen, Walkthrough)
        assert "graph" in (await pressed(pilot, "f4")).splitlines()[0]
        assert isinstance(app.screen, GraphPage)
        assert await pressed(pilot, "f4") == before


async def test_the_arrows_go_along_edges_and_to_what_stands_beside() -> None:
    app = real_app()
    async with app.run_test(size=(120, 40)) as pilot:
        page = await graph_of(pilot)
        assert focused(page) == "W_o"
        seen = []
        for _ in range(3):
            await pressed(pilot, "right")
            seen.append(focused(page))
        assert seen == ["o", "h", "L"]
        await pressed(pilot, "right")
        assert focused(page) == "L"
        await pressed(pilot, "left")
        assert focused(page) == "h"
        edges = {(start, end) for start, end in page.picture.graph.edges}
        before = page.focused_node
        await pressed(pilot, "left")
        assert (page.focused_node, before) in edges
        page.focused_node = page.picture.graph.at("f")[0]
        beside = []
        for _ in range(2):
            await pressed(pilot, "down")
            beside.append(focused(page))
        assert beside == ["W_f", "i"]
        await pressed(pilot, "up", "up")
        assert focused(page) == "f"


@pytest.mark.parametrize("problem", ["lstm-cell", "conv-dense", "rnn-bptt", "lstm-sequence"])
async def test_the_arrows_reach_every_node(problem: str, monkeypatch: pytest.MonkeyPatch) -> None:
    app = real_app()
    async with app.run_test(size=(80, 24)) as pilot:
        asked = host.problem(problem).steps[-1].id
        page = await graph_of(pilot, problem, asked)
        seen = {page.focused_node}
        todo = [page.focused_node]
        redraw = page.redraw
        monkeypatch.setattr(page, "redraw", lambda: None)  # where an arrow leads is seen before it is drawn
        while todo:
            start = page.focused_node = todo.pop()
            redraw()
            for arrow, onward in product((page.action_along, page.action_beside), (False, True)):
                page.focused_node = start
                arrow(onward)
                if page.focused_node not in seen:
                    seen.add(page.focused_node)
                    todo.append(page.focused_node)
        assert len(seen) == len(page.picture.graph.nodes)


@pytest.mark.parametrize(("problem", "size"), [("gru-through-time", (80, 24)), ("transformer-block", (120, 40))])
async def test_a_picture_that_is_higher_than_the_page_scrolls_with_the_focus(
    problem: str, size: tuple[int, int]
) -> None:
    app = real_app()
    async with app.run_test(size=size) as pilot:
        page = await graph_of(pilot, problem, host.problem(problem).steps[-1].id)
        labels = [node.label for node in page.picture.graph.nodes]
        scroll = page.query_one("#scroll")
        for name in (labels[0], labels[-1], labels[0]):
            page.focused_node = labels.index(name)
            page.redraw()
            await settled(pilot)
            rows = screen_text(app).splitlines()[scroll.region.y : scroll.region.bottom]
            assert any(f"█{name}" in row for row in rows)
        assert "forward" not in screen_text(app).splitlines()[1]


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
@pytest.mark.parametrize("problem", ["lstm-cell", "rnn-bptt"])
async def test_a_click_goes_to_a_node_and_a_second_one_shows_its_numbers(problem: str, size: tuple[int, int]) -> None:
    app = real_app()
    async with app.run_test(size=size) as pilot:
        page = await graph_of(pilot, problem, host.problem(problem).steps[-1].id)
        names = ("x", "C", "W_f") if problem == "lstm-cell" else ("U", "a_1", "X_2")
        for name in names:
            (node,) = [at for at, one in enumerate(page.picture.graph.nodes) if one.typed == name]
            label = page.picture.graph.nodes[node].label
            lines = screen_text(app).splitlines()
            row = next(at for at, line in enumerate(lines) if re.search(rf"[▎▌█ ]{re.escape(label)} ", line) and at > 1)
            column = lines[row].replace("\u0303", "").index(label)
            await pilot.click(offset=(column, row))
            await settled(pilot)
            assert focused(page) == name
        await pilot.click(offset=(column, row))
        await settled(pilot)
        assert isinstance(app.screen, ArrayPage)


async def test_all_of_a_recurrent_network_is_seen_on_a_small_screen_without_scrolling() -> None:
    app = real_app()
    async with app.run_test(size=(80, 24)) as pilot:
        page = await graph_of(pilot, "rnn-bptt", "dL/dX")
        assert page.query_one("#scroll").max_scroll_y == 0
        rows = screen_text(app).splitlines()
        for node in page.picture.graph.nodes:
            assert any(re.search(rf"[▎▌█↳ ]{re.escape(node.label)} ", row) for row in rows[2:18]), node.label


async def test_from_a_weight_on_the_card_of_another_an_arrow_leads_back_to_what_stands_at_the_left() -> None:
    app = real_app()
    async with app.run_test(size=(80, 24)) as pilot:
        page = await graph_of(pilot, "skip-mlp", "dL/dw_ih")
        assert focused(page) == "w_ih"
        await pressed(pilot, "left")
        assert focused(page) == "x"


async def test_enter_shows_all_numbers_of_a_node_and_copies_them(monkeypatch: pytest.MonkeyPatch) -> None:
    app = real_app()
    copied: list[str] = []
    monkeypatch.setattr(app, "copy_to_clipboard", copied.append)
    async with app.run_test(size=(80, 24)) as pilot:
        page = await graph_of(pilot, "conv-dense", "dL/dy1")
        page.focused_node = page.picture.graph.at("K")[0]
        text = await pressed(pilot, "enter")
        assert isinstance(app.screen, ArrayPage)
        kernel = host.problem("conv-dense").instance().given["K"]
        assert kernel.shape == (3, 3)
        rows = [line.replace("−", "-").split() for line in text.splitlines()]
        assert [list(map(float, row[1:])) for row in rows if len(row) == 4 and row[0] in "123"] == kernel.tolist()
        await pressed(pilot, "enter")
        await pressed(pilot, *"NumPy", "enter")
        assert copied
        assert np.array_equal(literal_eval(copied[0].removeprefix("np.array(").removesuffix(")")), kernel)
        assert isinstance(app.screen, ArrayPage)
        await pressed(pilot, "escape")
        assert app.screen is page


async def test_a_gradient_that_was_answered_appears_on_the_graph() -> None:
    app = real_app()
    async with app.run_test(size=(160, 50)) as pilot:
        quiz = await quiz_at(pilot, "dL/dC")
        assert "−0.2725" not in screen_text(app)
        quiz.view.answer.value = "dL/dh * o * (1 - tanh(C)^2)"
        text = await pressed(pilot, "enter")
        assert re.search(r"∂ −0.2725 +✓", text)


async def test_the_first_hint_lights_the_way_and_moves_nothing() -> None:
    app = real_app()
    async with app.run_test(size=(160, 50)) as pilot:
        quiz = await quiz_at(pilot, "dL/dC")
        dark = screen_text(app).splitlines()
        assert not any("━▸" in line for line in dark)
        await pressed(pilot, "question_mark")
        lit = screen_text(app).splitlines()
        assert quiz.view.feedback.headline.startswith("Hint 1")
        assert any("▌Cₜ" in line and "━▸▌hₜ" in line and "━▸▌L" in line for line in lit)
        places = [[at for at, char in enumerate(line) if char in "▎▌▸"] for line in dark]
        for line, known in zip(lit, places, strict=True):
            if known and "▎" in line:
                assert [at for at, char in enumerate(line) if char in "▎▌▸"] == known


async def test_on_a_narrow_screen_the_first_hint_puts_the_way_in_the_place_of_the_text() -> None:
    app = real_app()
    async with app.run_test(size=(80, 24)) as pilot:
        quiz = await quiz_at(pilot, "dL/dW_o")
        before = quiz.view.answer.region
        assert "network" in screen_text(app)
        text = await pressed(pilot, "question_mark")
        assert quiz.view.answer.region == before
        assert "given" not in text
        (line,) = [line for line in text.splitlines() if "▌W_o" in line]
        assert line.index("W_o") < line.index("▸▌oₜ") < line.index("▸▌hₜ") < line.index("▸▌L")


async def test_below_a_low_way_the_formulas_of_the_network_stay() -> None:
    app = real_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await quiz_at(pilot, "dL/dW_i")
        before = screen_text(app).splitlines()
        lit = (await pressed(pilot, "question_mark")).splitlines()
        (rule,) = (at for at, row in enumerate(lit) if row.startswith("  ───"))
        assert before[rule] == lit[rule]
        assert [row for row in before[:rule] if "Cₜ₋₁ + iₜ" in row] == [row for row in lit[:rule] if "Cₜ₋₁ + iₜ" in row]
        assert any("Cₜ₋₁ + iₜ" in row for row in lit[:rule])


async def test_an_exam_has_no_graph() -> None:
    app = real_app()
    async with app.run_test(size=(160, 50)) as pilot:
        await settled(pilot)
        instance = host.problem("lstm-cell").instance()
        items = [(instance, step.id) for step in instance.problem.steps]
        app.navigation.open("quiz", lambda: QuizSession(items, "exam", app.services.store))
        await settled(pilot)
        text = screen_text(app)
        assert isinstance(app.screen, Quiz)
        assert "▸" not in text
        assert "F4" not in text
        await pressed(pilot, "f4")
        assert isinstance(app.screen, Quiz)


async def test_f4_in_an_exam_shows_what_a_narrow_screen_has_left_out() -> None:
    app = real_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        instance = host.problem("transformer-block").instance()
        items = [(instance, step.id) for step in instance.problem.steps]
        app.navigation.open("quiz", lambda: QuizSession(items, "exam", app.services.store))
        await settled(pilot)
        assert re.search(r"\+ \d+, F4", screen_text(app))
        assert not re.search(r"\+ \d+, F4", await pressed(pilot, "f4"))


async def test_question_and_answer_are_kept_through_all_sizes() -> None:
    app = real_app()
    async with app.run_test(size=(80, 24)) as pilot:
        quiz = await quiz_at(pilot, "dL/dC")
        quiz.view.answer.value = "dL/dh * o"
        await settled(pilot)
        before = screen_text(app)
        for size in ((200, 60), (60, 20), (120, 40), (80, 24)):
            await pilot.resize_terminal(*size)
            await settled(pilot)
            text = screen_text(app)
            assert "∂L/∂Cₜ" in text
            assert "dL/dh * o" in text
        assert text == before


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40), (200, 60)])
async def test_the_page_in_ascii_has_ascii_alone_and_no_row_is_cut(size: tuple[int, int]) -> None:
    app = real_app(TUTOR_ASCII="1")
    async with app.run_test(size=size) as pilot:
        await graph_of(pilot)
        assert screen_text(app).isascii()
        assert "dL" in screen_text(app)


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40), (200, 60)])
async def test_the_keys_of_the_page_say_how_to_come_back(size: tuple[int, int]) -> None:
    app = real_app()
    async with app.run_test(size=size) as pilot:
        await graph_of(pilot)
        assert ("F4 esc back" in screen_text(app)) is (size[0] >= 80)


async def test_the_help_of_the_page_is_of_its_keys() -> None:
    app = real_app()
    async with app.run_test(size=(120, 40)) as pilot:
        page = await graph_of(pilot)
        text = await pressed(pilot, "f1")
        assert "along the edges" in text
        assert "all numbers; ≈ is rounded" in text
        await pressed(pilot, "escape")
        assert app.screen is page


async def test_the_picture_is_saved_as_a_file() -> None:
    app = real_app()
    async with app.run_test(size=(120, 40)) as pilot:
        page = await graph_of(pilot)
        file = page.services.graph_picture("LSTM cell", page.picture, lit=True)
        assert file.name == "tutor-LSTM-cell.svg"
        assert file.text.startswith("<svg")
        assert "−0.1030" in "".join(re.findall(r">([^<\n])</tspan>", file.text))


@pytest.mark.parametrize(("problem", "step"), [("lstm-cell", "dL/dC"), ("rnn-bptt", "Y"), ("skip-mlp", "z")])
async def test_what_is_given_is_said_once_on_a_wide_screen(problem: str, step: str) -> None:
    app = real_app()
    async with app.run_test(size=(200, 60)) as pilot:
        await quiz_at(pilot, step, problem)
        assert not re.findall(r"\S+  \[+[−\d]", screen_text(app))
