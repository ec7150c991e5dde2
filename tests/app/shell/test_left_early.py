"""A page may be left, or sent keys, at any moment of its making: before its parts are there, and after."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from itertools import product
from typing import Any

from textual import events
from textual.screen import Screen

from tests.app.app_screen import settled
from tutor.app.quiz.page import quiz_page
from tutor.app.shell.app import TutorApp
from tutor.app.shell.pages.help_page import Help
from tutor.app.shell.pages.instance_dialog import InstanceDialog
from tutor.app.shell.pages.palette import Palette
from tutor.app.shell.pages.palette_entry import PaletteEntry
from tutor.app.shell.pages.plugins_page import Plugins
from tutor.app.shell.services.problem_services import USUAL

MOMENTS = (0, 1, 3, 8, 21)
"""Rounds of the event loop between the opening of a page and what happens to it."""

SCREENS: dict[str, Callable[[TutorApp], Screen[Any]]] = {
    "quiz": lambda app: quiz_page(app.services, lambda: app.services.begin("logistic-unit", "learn")),
    "help": lambda app: Help("quiz", ()),
    "palette": lambda app: Palette("all", [PaletteEntry("one", "", "", list)]),
    "numbers": lambda app: InstanceDialog(app.services.problem("logistic-unit"), USUAL),
    "plugins": lambda app: Plugins((), {}),
}


async def rounds_of_the_loop(number: int) -> None:
    for _ in range(number):
        await asyncio.sleep(0)


async def test_a_page_that_is_left_while_it_opens_raises_nothing() -> None:
    app = TutorApp(environ={"TUTOR_THEME": "tutor-dark"})
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        for name, rounds in product(SCREENS, MOMENTS):
            app.push_screen(SCREENS[name](app))
            await rounds_of_the_loop(rounds)
            app.pop_screen()
            assert app._exception is None, name
        await settled(pilot)
        assert app.screen is app.home


async def test_keys_that_come_while_a_page_opens_raise_nothing() -> None:
    app = TutorApp(environ={"TUTOR_THEME": "tutor-dark"})
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        for name, rounds in product(SCREENS, MOMENTS):
            app.push_screen(SCREENS[name](app))
            await rounds_of_the_loop(rounds)
            for key in ("down", "f4", "escape"):
                app.post_message(events.Key(key, None))
            await pilot.pause()
            assert app._exception is None, name
            while app.screen is not app.home:
                app.pop_screen()
        await settled(pilot)
        assert app.screen is app.home
