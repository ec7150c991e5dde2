"""A file is replaced by a whole one or not at all."""

from __future__ import annotations

import os
import stat
import threading
from pathlib import Path

import pytest

from tutor.atomic_file import is_written_directly, part_of, replacing


def _begin(path: Path, error: type[BaseException], *, keep_part: bool = False) -> None:
    """Write half a file, then raise an error that names the part."""
    with replacing(path, keep_part=keep_part) as file:
        file.write("half")
        raise error(file.name)


def test_the_old_file_stays_until_the_new_one_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "out.txt"
    path.write_text("old")
    with replacing(path) as file:
        file.write("new σ \ud800\n")
        file.flush()
        assert path.read_text() == "old"
    assert path.read_text(encoding="utf-8") == "new σ \\ud800\n"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt, SystemExit])
def test_a_block_that_ends_early_leaves_the_old_file_and_nothing_beside_it(
    tmp_path: Path, error: type[BaseException]
) -> None:
    path = tmp_path / "out.bin"
    path.write_bytes(b"old")
    with pytest.raises(error):
        _begin(path, error)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_the_part_is_kept_where_that_is_wanted_and_no_file_is_overwritten_for_it(tmp_path: Path) -> None:
    path = tmp_path / "out.txt"
    (tmp_path / "out.txt.part").write_text("somebody's own")
    with pytest.raises(RuntimeError, match=r"out\.txt\.part2$"):
        _begin(path, RuntimeError, keep_part=True)
    assert (tmp_path / "out.txt.part").read_text() == "somebody's own"
    assert (tmp_path / "out.txt.part2").read_text() == "half"
    assert not path.exists()


def test_permissions_are_those_of_the_old_file(tmp_path: Path) -> None:
    path, fresh = tmp_path / "out.txt", tmp_path / "fresh.txt"
    path.write_text("old")
    path.chmod(0o640)
    for target in (path, fresh):
        with replacing(target) as file:
            file.write("new")
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    plain = tmp_path / "plain.txt"
    plain.write_text("")
    assert fresh.stat().st_mode == plain.stat().st_mode


def test_a_symbolic_link_stays_one_and_its_target_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    link, target = tmp_path / "link", tmp_path / "folder" / "target"
    link.symlink_to(target)
    for text in ("first", "second"):
        with replacing(link) as file:
            file.write(text)
        assert link.is_symlink()
        assert target.read_text() == text


@pytest.mark.parametrize("name", ["", "folder", "new/"])
def test_a_folder_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    (tmp_path / "folder").mkdir()
    monkeypatch.chdir(tmp_path)
    with pytest.raises(IsADirectoryError), replacing(name):
        pass
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]


def test_a_name_as_long_as_names_may_be_can_be_written(tmp_path: Path) -> None:
    path = tmp_path / ("é" * 127)
    with replacing(path) as file:
        file.write("x")
    assert path.read_text() == "x"


def test_a_full_device_is_an_error_of_the_system() -> None:
    with pytest.raises(OSError, match="No space left"), replacing("/dev/full") as file:
        file.write("x")


def test_pipes_and_devices_are_written_directly(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[str] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_text()))
    reader.start()
    with replacing(pipe) as file:
        file.write("through")
    reader.join()
    assert read == ["through"]
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    assert is_written_directly("/dev/null")
    assert is_written_directly("/dev/stdin") == os.path.exists("/dev/stdin")


def test_a_file_that_may_not_be_written_is_not_replaced_though_its_folder_may(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "out.txt"
    path.write_text("old")
    path.chmod(0o444)
    if os.geteuid() == 0:  # an administrator may write everything
        monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(PermissionError), replacing(path):
        pass
    assert path.read_text() == "old"


def test_a_part_that_was_left_is_written_on_from_a_byte_and_then_takes_the_place(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("old")
    part = Path(part_of(path))
    part.write_text("first\nsecond\nhal")
    with replacing(path, go_on_at=13) as file:
        assert file.name == str(part)
        file.write("third\n")
        assert path.read_text() == "old"
    assert path.read_text() == "first\nsecond\nthird\n"
    assert [left.name for left in tmp_path.iterdir()] == ["file"]
