"""Copies, symbols, pastes and the editor, by their keys."""

from __future__ import annotations

import stat
import sys
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

import numpy as np
import pytest
from textual import events
from textual.pilot import Pilot

from tests.app.app_screen import screen_text, settled
from tutor import host
from tutor.app.quiz.page import Quiz
from tutor.app.quiz.question_view import gather
from tutor.app.shell.app import TutorApp
from tutor.study import QuizSession, Store

AppMaker = Callable[..., TutorApp]


async def asked(pilot: Pilot[None], problem: str, step: str) -> Quiz:
    session = QuizSession([(host.problem(problem).instance(), step)], "learn", Store(None))
    quiz = Quiz(session, gather(session))
    await pilot.app.push_screen(quiz)
    await settled(pilot)
    return quiz


def editor(folder: Path, writes: str) -> str:
    """A program that puts a text in the place of what it is given, and keeps that beside it."""
    program = folder / "editor.py"
    program.write_text(
        f"#!{sys.executable}\nimport pathlib, sys\nfile = pathlib.Path(sys.argv[-1])\n"
        f"pathlib.Path({str(folder / 'before')!r}).write_text(file.read_text())\nfile.write_text({writes!r})\n"
    )
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return f"{program} --wait"


async def test_f9_copies_the_formula_on_the_line(make_app: AppMaker, monkeypatch: pytest.MonkeyPatch) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        copied: list[str] = []
        monkeypatch.setattr(app, "copy_to_clipboard", copied.append)
        quiz = await asked(pilot, "lstm-cell", "dL/do")
        quiz.view.answer.value = "dL/dh * tanh(C)"
        await pilot.press("f9")
        await settled(pilot)
        assert "Copy as LaTeX" in screen_text(app)
        await pilot.press("down", "enter")
        await settled(pilot)
        assert copied == ["∂L/∂hₜ tanh(Cₜ)"]


async def test_a_symbol_is_put_in_by_a_key_where_the_cursor_is(make_app: AppMaker) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        quiz = await asked(pilot, "lstm-cell", "dL/do")
        quiz.view.answer.value = " * 2"
        quiz.view.answer.cursor_position = 0
        await pilot.press("ctrl+o")
        await settled(pilot)
        await pilot.press(*"h_prev", "enter")
        await settled(pilot)
        assert quiz.view.answer.value == "h_prev * 2"


@pytest.mark.parametrize("written", [repr, str, lambda a: "\n".join("\t".join(map(str, row)) for row in a)])
async def test_an_array_is_right_as_numpy_prints_it_and_as_a_spreadsheet_has_it(
    make_app: AppMaker, written: Callable[[np.ndarray], str]
) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        quiz = await asked(pilot, "skip-mlp", "dL/da")
        quiz.view.answer.post_message(events.Paste(written(quiz.session.instance.target("dL/da"))))
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)
        assert quiz.view.feedback.headline == "Right."


async def test_the_line_goes_to_the_editor_and_comes_back_as_one_line(
    make_app: AppMaker, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    app = make_app()
    monkeypatch.setenv("EDITOR", editor(tmp_path, "\\tanh(C)\n  \\cdot dL/dh\n"))
    monkeypatch.delenv("VISUAL", raising=False)
    async with app.run_test(size=(80, 24)) as pilot:
        monkeypatch.setattr(app, "suspend", nullcontext)
        quiz = await asked(pilot, "lstm-cell", "dL/do")
        quiz.view.answer.value = "tanh(C)"
        await pilot.press("ctrl+e")
        await settled(pilot)
        assert (tmp_path / "before").read_text() == "tanh(C)\n"
        assert quiz.view.answer.value == "\\tanh(C) \\cdot dL/dh"
        await pilot.press("ctrl+z")
        await settled(pilot)
        assert quiz.view.answer.value == "tanh(C)"


@pytest.mark.parametrize(("command", "said"), [("no-such-editor-here", "did not end well"), ("", "There is no editor")])
async def test_an_editor_that_is_not_there_is_said_and_nothing_is_lost(
    make_app: AppMaker, monkeypatch: pytest.MonkeyPatch, command: str, said: str
) -> None:
    app = make_app()
    monkeypatch.setenv("EDITOR", command)
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setattr("tutor.app.shell.processes.external_editor.USUAL", ())
    async with app.run_test(size=(80, 24)) as pilot:
        monkeypatch.setattr(app, "suspend", nullcontext)
        quiz = await asked(pilot, "lstm-cell", "dL/do")
        quiz.view.answer.value = "tanh(C)"
        await pilot.press("ctrl+e")
        await settled(pilot)
        assert any(said in note.message for note in app._notifications)
        assert quiz.view.answer.value == "tanh(C)"


async def test_without_a_terminal_to_give_away_there_is_no_editor(make_app: AppMaker) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await asked(pilot, "lstm-cell", "dL/do")
        await pilot.press("ctrl+e")
        await settled(pilot)
        assert any("cannot be opened from here" in note.message for note in app._notifications)
