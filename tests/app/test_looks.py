"""What pages look like in both themes: text is read on its ground, and nothing is underlined."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from textual.pilot import Pilot

from tests.app.app_screen import settled, written
from tests.contrast import READABLE, contrast
from tutor import host
from tutor.app.shell.app import TutorApp

NETWORK = "conv-dense"
Opened = Callable[[TutorApp], None]


def quiz(app: TutorApp) -> None:
    instance = host.problem(NETWORK).instance()
    app.navigation.open("quiz", lambda: app.services.ask(instance, ["dL/dK"]))


def choice(app: TutorApp) -> None:
    app.navigation.open("quiz", lambda: app.services.begin(NETWORK, "find"))


def walkthrough(app: TutorApp) -> None:
    app.navigation.open("walkthrough", lambda: host.problem(NETWORK).instance(), "dL/dK")


def home(app: TutorApp) -> None:
    """Where the app begins."""


def progress(app: TutorApp) -> None:
    app.navigation.open("progress")


async def opened(pilot: Pilot[None], page: Opened) -> None:
    await settled(pilot)
    assert isinstance(pilot.app, TutorApp)
    page(pilot.app)
    await settled(pilot)


@pytest.mark.parametrize("theme", ["tutor-dark", "tutor-light"])
@pytest.mark.parametrize("page", [quiz, choice, walkthrough, home, progress])
@pytest.mark.parametrize("size", [(80, 24), (160, 50)])
async def test_all_text_is_read_on_its_ground_and_nothing_is_underlined(
    theme: str, page: Opened, size: tuple[int, int]
) -> None:
    app = TutorApp(environ={"TUTOR_THEME": theme})
    async with app.run_test(size=size) as pilot:
        await opened(pilot, page)
        for key in ("", "question_mark", "f4"):
            await pilot.press(*[key] if key else [])
            await settled(pilot)
            pieces = [one for one in written(app) if any(char.isalnum() for char in one.text)]
            assert pieces
            assert not [one for one in pieces if contrast(one.ink, one.ground) < READABLE]
            assert not [one for one in pieces if one.underlined]
