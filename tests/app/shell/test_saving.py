"""What the app says of what it has saved, and where it writes."""

from __future__ import annotations

import io
from pathlib import Path
from typing import IO, Any

import pytest

from tests.app.app_screen import settled
from tests.app.conftest import AppMaker
from tutor.app.shell.services.services import Services
from tutor.study import Attempt, Store


def services(path: Path) -> Services:
    return Services(Store(path))


def test_an_export_never_replaces_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    found = services(tmp_path / "home" / "attempts.sqlite3")
    found.store.add(Attempt("toy", "a", "learn", "s", 0))
    first, second = found.write(*found.export()), found.write(*found.export())
    found.close()
    assert first != second
    assert second.stem == f"{first.stem}-2"
    assert first.read_text() == second.read_text()
    assert len(first.read_text().splitlines()) == 2


def test_an_export_that_a_full_disk_cuts_short_is_taken_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    found = services(tmp_path / "home" / "attempts.sqlite3")
    found.store.add(Attempt("toy", "a", "learn", "s", 0))
    real = Path.open

    class Full(io.StringIO):
        def write(self, text: str) -> int:
            raise OSError(28, "No space left on device")

    def opened(path: Path, *arguments: Any, **options: Any) -> IO[Any]:
        file = real(path, *arguments, **options)
        if path.parent.name != "work":
            return file
        file.close()
        return Full()

    monkeypatch.setattr(Path, "open", opened)
    path = found.write("answers.jsonl", "whole\n")
    found.close()
    assert (path.parent, path.read_text()) == (tmp_path / "home", "whole\n")
    assert list((tmp_path / "work").iterdir()) == []


def test_what_could_not_be_saved_is_said_at_the_end(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    found = services(tmp_path / "file" / "attempts.sqlite3")
    found.store.add(Attempt("toy", "a", "learn", "s", 0))
    found.close()
    assert found.unsaved == f"Answers are not being saved: {tmp_path / 'file'} is not a folder."
    assert Services().unsaved is None


async def test_leaving_a_quiz_says_what_was_not_saved(tmp_path: Path, make_app: AppMaker) -> None:
    (tmp_path / "file").write_text("")
    app = make_app()
    app.services.store.close()
    app.services._store = Store(tmp_path / "file" / "attempts.sqlite3")
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        app.navigation.leave_quiz()
        await settled(pilot)
        await pilot.press("ctrl+c")
        said = [note.message for note in app._notifications]
    assert f"Answers are not being saved: {tmp_path / 'file'} is not a folder." in said
    assert "ctrl+c again quits" in said
