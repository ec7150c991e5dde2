"""Finding plugins on the path without importing them."""

from __future__ import annotations

import importlib.metadata
import subprocess
import sys
from pathlib import Path

from tutor.host.discovery import BUNDLED, EntryPoint, scan


def info(folder: Path, name: str, entry_points: str, metadata: str = "") -> None:
    made = folder / name
    made.mkdir(parents=True)
    (made / "entry_points.txt").write_text(entry_points)
    if metadata:
        (made / ("PKG-INFO" if name.endswith(".egg-info") else "METADATA")).write_text(metadata)


def test_the_bundled_plugins_are_found_as_importlib_metadata_finds_them() -> None:
    ours = {(entry.name, entry.module) for entry in scan() if entry.bundled}
    theirs = importlib.metadata.distribution(BUNDLED).entry_points.select(group="tutor")
    assert ours == {(entry.name, entry.value) for entry in theirs}
    assert {entry.version for entry in scan() if entry.bundled} == {importlib.metadata.version(BUNDLED)}


def test_only_our_own_group_is_read(tmp_path: Path) -> None:
    info(
        tmp_path,
        "gru_net-0.2.dist-info",
        "[console_scripts]\ntutor = x:main\n\n[tutor]\ngru = gru_net\n# no\n[tutor.other]\na = b\n",
        "Metadata-Version: 2.1\nName: gru.net\nVersion: 0.2\n\nName: not a field, the description\n",
    )
    assert scan([str(tmp_path)]) == [EntryPoint("gru", "gru_net", "gru-net", "0.2")]


def test_an_egg_info_folder_counts_and_the_folder_name_serves_without_metadata(tmp_path: Path) -> None:
    info(tmp_path, "old.egg-info", "[tutor]\nold = old_net\n", "Name: old\nVersion: 3\n")
    info(tmp_path, "bare-1.5.dist-info", "[tutor]\nbare=bare_net [extra]\n")
    assert scan([str(tmp_path)]) == [
        EntryPoint("bare", "bare_net", "bare", "1.5"),
        EntryPoint("old", "old_net", "old", "3"),
    ]


def test_of_a_distribution_found_twice_the_first_on_the_path_counts(tmp_path: Path) -> None:
    info(tmp_path / "a", "gru-2.dist-info", "[tutor]\ngru = new\n")
    info(tmp_path / "b", "gru-1.dist-info", "[tutor]\ngru = old\n")
    found = scan([str(tmp_path / "a"), str(tmp_path / "b")])
    assert [(entry.module, entry.version) for entry in found] == [("new", "2")]


def test_paths_that_do_not_exist_and_zip_files_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(b"PK")
    assert scan([str(tmp_path / "gone"), str(tmp_path / "x.zip")]) == []


def test_naming_all_plugins_imports_none_of_them_and_no_importlib_metadata() -> None:
    code = (
        "import sys, tutor.host as host; print(sorted(host.names()));"
        "heavy = ('numpy', 'importlib.metadata');"
        "print(sorted(m for m in sys.modules if m.startswith('tutor_') or m in heavy))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    names, imported = done.stdout.splitlines()
    assert names == "['conv-dense', 'gallery', 'lstm', 'rnn-bptt', 'skip-mlp', 'softmax-net']"
    assert imported == "[]"
