"""Network files of a package: listed by their heads, read when they are used."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import tutor
from tests.conftest import PluginMaker
from tutor import host
from tutor.problems.network.file_head import file_head

NET = "# a first one\n# and why\ntitle Half a square # not this\ninput x[n]\n\nL = 1/2 sum(x^2)\n"


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A package with a folder for network files, by the name `packaged_nets`."""
    folder = tmp_path / "packaged_nets"
    (folder / "easy").mkdir(parents=True)
    (folder / "__init__.py").write_text("")
    monkeypatch.syspath_prepend(str(tmp_path))
    yield folder
    sys.modules.pop("packaged_nets", None)


def test_a_file_is_a_problem_with_the_title_and_the_first_comment_of_its_head(package: Path) -> None:
    (package / "easy" / "half-square.net").write_text(NET)
    (package / "easy" / "notes.txt").write_text("no network")
    (problem,) = tutor.network_files("packaged_nets", "easy", level=2)
    assert (problem.id, problem.title, problem.summary, problem.level) == (
        "half-square",
        "Half a square",
        "a first one",
        2,
    )
    assert problem.declared_steps is None


def test_a_file_is_read_when_it_is_used_and_not_before(package: Path) -> None:
    file = package / "half-square.net"
    file.write_text(NET)
    (problem,) = tutor.network_files("packaged_nets")
    file.write_text(NET.replace("1/2 sum(x^2)", "sum(x)"))
    assert [value.formula for value in problem.values] == ["sum(x)"]
    assert (problem.title, problem.summary) == ("Half a square", "a first one")


def test_it_is_the_problem_that_the_file_makes(package: Path) -> None:
    (package / "half-square.net").write_text(NET)
    (problem,) = tutor.network_files("packaged_nets")
    direct = tutor.network(package / "half-square.net")
    for name in ("given", "values", "sizes", "axes", "loss", "roles", "running", "statement"):
        assert getattr(problem, name) == getattr(direct, name)
    assert problem.step("dL/dx").formula == "x"
    assert problem.forward_only().steps[0].id == "L"


def test_without_a_title_the_name_of_the_file_is_shown_and_without_a_comment_no_summary(package: Path) -> None:
    (package / "bare.net").write_text("input x\nL = x^2\n")
    (problem,) = tutor.network_files("packaged_nets")
    assert (problem.title, problem.summary) == ("bare", "")


def test_a_fault_in_a_file_is_told_when_it_is_used(package: Path) -> None:
    (package / "odd.net").write_text("input x\nL = x +* 2\n")
    (problem,) = tutor.network_files("packaged_nets")
    with pytest.raises(tutor.TutorError, match=r"^odd, line 2, column "):
        problem.instance()


@pytest.mark.parametrize(
    ("name", "folder", "said"),
    [
        ("packaged_nots", "", "`packaged_nots` is no package that can be imported"),
        ("packaged_nets.easy.deep", "", "`packaged_nets.easy.deep` is no package that can be imported"),
        ("packaged_nets", "hard", "the network files of packaged_nets/hard cannot be read: no such file or directory"),
        ("packaged_nets", "easy", "there is no file that ends in .net in packaged_nets/easy"),
        ("json.decoder", "", "`json.decoder` is no package that can be imported"),
    ],
)
def test_where_there_are_no_files_one_sentence_says_so(package: Path, name: str, folder: str, said: str) -> None:
    with pytest.raises(tutor.TutorError) as raised:
        tutor.network_files(name, folder)
    assert raised.value.message == said


def test_the_head_of_any_bytes_is_read_without_a_fault(tmp_path: Path) -> None:
    file = tmp_path / "any.net"
    file.write_bytes(b"\xff\xfe\n# \x80\r\ntitle \xf0\r\n" + b"\0" * 5000)
    head = file_head(str(file))
    assert head.title
    assert head.comment


PLUGIN = """
    import tutor

    @tutor.hookimpl
    def tutor_problems():
        return tutor.network_files("packaged_nets")
"""


def test_a_plugin_may_give_them_and_has_each_proved_when_it_is_new(package: Path, make_plugin: PluginMaker) -> None:
    (package / "half-square.net").write_text(NET)
    (package / "odd.net").write_text("# odd\ninput x\nL = x +* 2\n")
    make_plugin("nets", PLUGIN)
    host.refresh()
    report = next(one for one in host.load_all().plugins if one.name == "nets")
    assert report.problems == ("half-square",)
    assert "odd, line 3, column " in report.broken["odd"]
    host.refresh()
