"""No number is seen cut: each page, at widths from 60 to 200, beside what its widgets hold and what is computed."""

from __future__ import annotations

import os
import random
import re
from collections.abc import AsyncIterator

import numpy as np
import pytest
from textual.app import App
from textual.content import Content
from textual.pilot import Pilot
from textual.widgets import Input, OptionList, Static

from tests.app.app_screen import screen_text, settled
from tutor import Problem, host
from tutor.app.drawing.symbols import ASCII, UNICODE
from tutor.app.quiz.question_view import QuestionView, gather
from tutor.app.quiz.reference_text import narrow, wide
from tutor.app.shell.app import TutorApp
from tutor.app.walkthrough.step_text import step_rows
from tutor.app.walkthrough.step_view import solve
from tutor.problems.instances.instance import Instance
from tutor.study import QuizSession, Store

SEED = int(os.environ.get("TUTOR_TEST_SEED", "1"))
WIDTHS = range(60, 201)
SEEDS = (None, *range(20))
DECIMAL = re.compile(r"\d+\.\d+")
NUMERAL = re.compile(r"\d+(?:\.\d+)?(?:\.(?=\s|$))?")
FEWEST = 2
"""Digits behind the point that a number has at least, unless it is shown as it is."""


def drawn_at_random(rng: random.Random) -> tuple[Instance, int]:
    """An instance of any problem, and the number of one of its steps."""
    problem: Problem = rng.choice(list(host.problems().values()))
    return problem.instance(seed=rng.choice(SEEDS)), rng.randrange(len(problem.steps))


def computed(instance: Instance) -> np.ndarray:
    """The sizes of all numbers that an instance has."""
    steps = [instance.target(step.id) for step in instance.problem.formula_steps()]
    arrays = [*instance.given.values(), *instance.values.values(), *steps]
    return np.asarray(np.abs(np.concatenate([np.ravel(array) for array in arrays])))


def is_of(numeral: str, numbers: np.ndarray) -> bool:
    """Whether a numeral is one of these numbers, as it is or rounded, a power of ten aside."""
    value, places = float(numeral), len(numeral.partition(".")[2])
    powers = 10.0 ** np.arange(-9, 10, 3)
    apart = np.min(np.abs(numbers[:, None] * powers - value))
    return bool(apart <= (0.5000001 * 10.0**-places if places >= FEWEST else 1e-9))


def test_a_step_of_the_walkthrough_has_whole_numbers_in_every_width() -> None:
    rng = random.Random(SEED)
    for _ in range(12):
        instance, number = drawn_at_random(rng)
        solved = solve(instance, number)
        numbers = computed(instance)
        told = set(DECIMAL.findall("\n".join(row.plain for row in step_rows(solved, 10_000, UNICODE))))
        for cells in rng.sample(range(36, 160), 5):
            rows = step_rows(solved, cells, rng.choice((UNICODE, ASCII)))
            about = SEED, instance, solved.step, cells
            assert max(row.cell_length for row in rows) <= cells, about
            for numeral in set(DECIMAL.findall("\n".join(row.plain for row in rows))) - told:
                assert is_of(numeral, numbers), (*about, numeral)


def test_the_reference_of_a_question_has_whole_numbers_in_every_width() -> None:
    rng = random.Random(SEED)
    for _ in range(15):
        instance, number = drawn_at_random(rng)
        view = _asked(instance, number)
        numbers = computed(instance)
        for cells in rng.sample(range(36, 160), 5):
            for rows in (narrow(view.facts, cells, 7).rows, narrow(view.facts, cells).rows, wide(view.facts, cells)):
                about = SEED, instance, view.step, cells
                assert max(row.cell_length for row in rows) <= cells, about
                given = [fact for fact in (*view.facts.given, *view.facts.so_far) if not fact.formula]
                text = "\n".join(row.plain for row in rows)
                seen = {numeral for numeral in DECIMAL.findall(text) if numeral not in " ".join(view.facts.network)}
                told = {numeral for fact in given for numeral in DECIMAL.findall(fact.value)}
                assert all(is_of(numeral, numbers) for numeral in seen & told), about
                formulas = " ".join(fact.value for fact in view.facts.so_far if fact.formula)
                assert seen <= told | set(DECIMAL.findall(formulas)), about


def _asked(instance: Instance, number: int) -> QuestionView:
    return gather(QuizSession([(instance, instance.problem.steps[number].id)], "learn", Store(None), fresh=True))


async def test_no_page_cuts_a_number_at_its_edges() -> None:
    rng = random.Random(SEED)
    app = TutorApp(environ={"TUTOR_THEME": "tutor-dark"})
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        for _ in range(2):
            instance, number = drawn_at_random(rng)
            step = instance.problem.steps[number].id
            await pilot.resize_terminal(rng.choice(WIDTHS), rng.choice((24, 30, 40, 50)))
            async for page in _pages(pilot, instance, step):
                cut = seen_numerals(app) - held_numerals(app)
                assert not cut, (SEED, instance, step, page, app.size, cut)


async def _pages(pilot: Pilot[None], instance: Instance, step: str) -> AsyncIterator[str]:
    """Opens one page after the other."""
    app = pilot.app
    assert isinstance(app, TutorApp)
    yield "home"
    app.navigation.open("walkthrough", lambda: instance, step)
    await settled(pilot)
    yield "walkthrough"
    await pilot.press("f4")
    await settled(pilot)
    yield "graph"
    await pilot.press("enter")
    await settled(pilot)
    yield "array"
    await pilot.press("right")
    await settled(pilot)
    yield "array, further on"
    app.navigation.go_home()
    session = QuizSession([(instance, step)], "learn", app.services.store, fresh=True)
    app.navigation.open("quiz", lambda: session)
    await settled(pilot)
    yield "quiz"
    await pilot.press("f2")
    await settled(pilot)
    yield "quiz, its way lit"
    session.later()
    session.later()
    app.navigation.open("summary", session, instead=True)
    await settled(pilot)
    yield "summary"
    await pilot.press("f6")
    await settled(pilot)
    yield "progress"
    app.navigation.go_home()
    await settled(pilot)


def seen_numerals(app: App[None]) -> set[str]:
    """The numbers on the screen, without their signs."""
    return set(NUMERAL.findall(screen_text(app)))


def held_numerals(app: App[None]) -> set[str]:
    """The numbers in all text that the widgets of the screen hold, seen or not."""
    screen = app.screen
    held = [_text(widget.content) for widget in screen.query(Static)]
    for options in screen.query(OptionList):
        held += [_text(options.get_option_at_index(at).prompt) for at in range(options.option_count)]
    held += [f"{line.value} {line.placeholder}" for line in screen.query(Input)]
    return set(NUMERAL.findall("\n".join(held)))


def _text(shown: object) -> str:
    return shown.plain if isinstance(shown, Content) else str(shown)


@pytest.mark.parametrize("cut", ["0.1", "0.13", "1367"])
def test_what_is_cut_would_be_found(cut: str) -> None:
    assert not is_of(cut, np.array([0.1367, 3.0]))
    assert is_of("0.137", np.array([0.1367]))
