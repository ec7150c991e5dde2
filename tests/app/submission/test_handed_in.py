"""What is typed to be marked: paths, completed as they are typed, and pastes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tutor.app.submission.handed_in import completed, name_of_paste, read_page


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("import numpy as np\ndh = d - h\n", "pasted.py"),
        ("dh = h - d\ndo = dh * np.tanh(c)\n", "pasted.py"),
        ("def backward(x):\n    return x\n", "pasted.py"),
        ("from the chain rule we have\n$dh = h - d$\n", "pasted page"),
        ("z = W x\ny = f(z)\n", "pasted page"),
    ],
)
def test_a_paste_is_code_where_it_has_the_marks_of_code(text: str, name: str) -> None:
    assert name_of_paste(text) == name


def test_a_path_is_completed_to_a_folder_or_a_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "work").mkdir()
    for name in ("walk.png", "work/b.md", "work/a.jpg", "work/.hidden.md"):
        (tmp_path / name).write_text("x")
    assert completed("~/w") == "~/work/"
    assert completed("~/work/") == "~/work/b.md"
    assert completed("~/work/.h") == "~/work/.hidden.md"
    assert completed("~/work/c") is None
    assert completed("~/none/c") is None
    assert completed("\0/") is None
    assert completed("") is None


def test_quotes_around_a_path_and_the_mark_at_the_start_of_a_file_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / "a b.md").write_bytes(b"\xef\xbb\xbfx")
    assert read_page(f" '{tmp_path}/a b.md' ") == ("x", "a b.md")
