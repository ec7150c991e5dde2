"""Networks of the data folder: saved whole, never over another one, with a draft of what is not saved."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tutor import host
from tutor.errors import TutorError
from tutor.host import kept_networks as kept

TEXT = "title My net: a first [/try]\ninput x[i]\nweights w[i]\ny = w^T x\nL = y^2\n"


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")


def test_a_new_network_is_named_after_its_title_and_can_be_asked() -> None:
    assert kept.save(TEXT) == "my-net-a-first-try.net"
    assert kept.text_of("my-net-a-first-try.net") == TEXT
    assert host.problem("my-net-a-first-try.net").title == "My net: a first [/try]"
    assert [file.name for file in host.networks()] == ["my-net-a-first-try.net"]


@pytest.mark.parametrize(
    ("text", "name"),
    [("title Größe\n", "groe.net"), ("title 网络\n", "network.net"), ("", "network.net"), ("title ../../x", "x.net")],
)
def test_the_name_of_a_file_is_plain_whatever_the_title(text: str, name: str) -> None:
    assert kept.save(text) == name


def test_a_long_title_makes_a_name_that_a_disk_takes() -> None:
    assert len(kept.save(f"title {'word ' * 300}\n")) < 100


def test_another_network_of_that_title_is_not_overwritten() -> None:
    first = kept.save(TEXT)
    second = kept.save(TEXT + "# another\n")
    assert second == "my-net-a-first-try-2.net"
    assert kept.text_of(first) == TEXT


def test_what_was_opened_is_replaced_and_keeps_its_name() -> None:
    name = kept.save(TEXT)
    assert kept.save("title Renamed\n", name, TEXT) == name
    assert kept.text_of(name) == "title Renamed\n"


def test_a_file_that_was_changed_elsewhere_is_not_overwritten() -> None:
    name = kept.save(TEXT)
    (Path(os.environ["TUTOR_HOME"]) / "networks" / name).write_text("changed elsewhere", encoding="utf-8")
    other = kept.save(TEXT + "# mine\n", name, TEXT)
    assert other != name
    assert kept.text_of(name) == "changed elsewhere"


def test_a_file_of_the_current_folder_is_not_hidden_by_a_new_one() -> None:
    Path("my-net-a-first-try.net").write_text("title Other\n", encoding="utf-8")
    assert kept.save(TEXT) == "my-net-a-first-try-2.net"


def test_a_draft_is_kept_until_the_network_is_saved() -> None:
    kept.keep_draft("", "half")
    assert kept.draft("") == "half"
    kept.save(TEXT)
    assert kept.draft("") is None


def test_each_network_has_a_draft_of_its_own() -> None:
    name = kept.save(TEXT)
    kept.keep_draft(name, "one")
    kept.keep_draft("", "two")
    kept.keep_draft("/elsewhere/a.net", "three")
    assert [kept.draft(one) for one in (name, "", "/elsewhere/a.net")] == ["one", "two", "three"]
    assert [file.name for file in host.networks()] == [name]


def test_a_network_of_the_data_folder_is_deleted_with_its_draft() -> None:
    name = kept.save(TEXT)
    kept.keep_draft(name, "more")
    kept.delete(name)
    assert list(host.networks()) == []
    assert kept.draft(name) is None


@pytest.mark.parametrize("name", ["here.net", "../x.net", "/etc/passwd", "none.net"])
def test_nothing_outside_of_the_data_folder_is_deleted(name: str) -> None:
    Path("here.net").write_text(TEXT, encoding="utf-8")
    with pytest.raises(TutorError):
        kept.delete(name)
    assert Path("here.net").exists()


def test_a_folder_that_cannot_be_written_is_said_in_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("TUTOR_HOME", str(tmp_path / "file"))
    with pytest.raises(TutorError, match="it cannot be saved: "):
        kept.save(TEXT)


def test_drafts_are_listed_with_the_names_of_their_networks(tmp_path: Path) -> None:
    assert list(kept.drafts()) == []
    name = kept.save(TEXT)
    kept.keep_draft(name, "# of a kept one\n")
    kept.keep_draft(kept.NEW, "# of a new one\n")
    kept.keep_draft(str(tmp_path / "elsewhere.net"), "# of one elsewhere\n")
    assert {(found, text.strip()) for found, text in kept.drafts()} == {
        (name, "# of a kept one"),
        (kept.NEW, "# of a new one"),
        (kept.NEW, "# of one elsewhere"),
    }
