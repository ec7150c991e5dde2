"""A plugin that fails is set aside with a reason, a place and the whole story; everything else works."""

from __future__ import annotations

import os
import sys
import time
from textwrap import dedent

import pytest

from tests.conftest import PROBLEM, PluginMaker
from tutor import host
from tutor.errors import TutorError
from tutor.host import EntryPoint, Host, PluginReport
from tutor.host.process_state import kept_as_it_was


def report(folder: object, name: str, **options: float) -> PluginReport:
    catalogue = Host([str(folder)], **options).load_all()  # type: ignore[arg-type]
    return next(report for report in catalogue.plugins if report.name == name)


FAULTS = {
    "a missing dependency": (
        "import tutor\nimport torchx\n",
        "needs the module `torchx`, not installed",
        2,
    ),
    "an error at import": (
        "import tutor\nx = 1\ny = x / 0\n",
        "raised ZeroDivisionError at import: division by zero",
        3,
    ),
    "an error that cannot be printed": (
        "class Mute(Exception):\n    def __str__(self):\n        return 1 / 0\nraise Mute\n",
        "raised Mute at import",
        4,
    ),
    "a sampler of a wrong type": (
        "import tutor\nsample = tutor.Normal(None)\n",
        "the scale of Normal is None: it should be a number",
        2,
    ),
    "broken syntax": ("import tutor\ndef (:\n", "is not valid Python: invalid syntax", 2),
    "an exit at import": ("import sys\nsys.exit(3)\n", "raised SystemExit at import: 3", 2),
    "an error in a hook": (
        "import tutor\n@tutor.hookimpl\ndef tutor_problems():\n    raise ValueError('no\\nluck')\n",
        "raised ValueError in tutor_problems: no luck",
        4,
    ),
    "an error in a generator": (
        "import tutor\n@tutor.hookimpl\ndef tutor_problems():\n    yield from [1 / 0]\n",
        "raised ZeroDivisionError in tutor_problems: division by zero",
        4,
    ),
    "a misspelt hook": (
        "import tutor\n@tutor.hookimpl\ndef tutor_problem():\n    return []\n",
        "`tutor_problem` is not a hook; did you mean `tutor_problems`?",
        2,
    ),
    "a misspelt hook without the mark": (
        "def tutor_exporter():\n    return {}\n",
        "`tutor_exporter` is not a hook; did you mean `tutor_exporters`?",
        1,
    ),
    "a hook without the mark": (
        "\ndef tutor_problems():\n    return []\n",
        "`tutor_problems` lacks the mark @tutor.hookimpl",
        2,
    ),
    "a marked function that is no hook": (
        "import tutor\n@tutor.hookimpl\ndef problems():\n    return []\n",
        "`problems` is not a hook; did you mean `tutor_problems`?",
        2,
    ),
    "no hook at all": ("x = 1\n", "its module `made_bad` has no function marked @tutor.hookimpl", None),
    "a hook with arguments": (
        "import tutor\n@tutor.hookimpl\ndef tutor_problems(config):\n    return []\n",
        "`tutor_problems` should take no arguments: a hook is given none",
        2,
    ),
    "a hook that is a wrapper": (
        "import tutor\n@tutor.hookimpl(wrapper=True)\ndef tutor_problems():\n    return (yield)\n",
        "`tutor_problems` should be a plain hook, not a wrapper",
        2,
    ),
    "nonsense for a list": (
        "import tutor\n@tutor.hookimpl\ndef tutor_problems():\n    return 3\n",
        "tutor_problems gave 3, which is not a list",
        None,
    ),
    "nonsense in the list": (
        "import tutor\n@tutor.hookimpl\ndef tutor_problems():\n    return ['lstm']\n",
        "tutor_problems gave 'lstm', which is not an instance of Problem",
        None,
    ),
    "a class for an instance": (
        "import tutor\nclass P(tutor.Problem):\n    id = 'p'\n@tutor.hookimpl\ndef tutor_problems():\n    return [P]\n",
        "which is not an instance of Problem",
        None,
    ),
    "an id that cannot be typed": (
        PROBLEM.format(id="Twice It"),
        "Twice.id is 'Twice It': it should be small letters, digits and hyphens, such as `lstm-cell`",
        None,
    ),
    "a problem without a title": (
        PROBLEM.format(id="twice").replace('title = "Twice"', ""),
        "the problem `twice` has no title",
        None,
    ),
    "a problem without steps": (
        PROBLEM.format(id="twice").replace("steps =", "no_steps ="),
        "`Twice.no_steps` is nothing that a problem has; did you mean `steps`?",
        None,
    ),
    "two problems of one id": (
        PROBLEM.format(id="twice").replace("[Twice()]", "[Twice(), Twice()]"),
        "it has two problems of the id `twice`",
        None,
    ),
    "a title of a megabyte": (
        PROBLEM.format(id="twice").replace('title = "Twice"', 'title = "x" * 1_000_000'),
        "the title of `twice` is 1000000 characters long; the most is 200",
        None,
    ),
    "a statement of megabytes": (
        PROBLEM.format(id="twice").replace("steps =", 'statement = ("a", "x" * 5_000_000); steps ='),
        "the statement of `twice` is 5000000 characters long; the most is 20000",
        None,
    ),
    "a statement of many lines": (
        PROBLEM.format(id="twice").replace("steps =", 'statement = ("a",) * 5_000; steps ='),
        "the statement of `twice` has 5000 parts; the most is 1000",
        None,
    ),
    "a property that raises": (
        PROBLEM.format(id="twice").replace('title = "Twice"', "title = property(lambda self: 1 / 0)"),
        "raised ZeroDivisionError in tutor_problems: division by zero",
        6,
    ),
    "a list without an end": (
        "import itertools, tutor\n@tutor.hookimpl\ndef tutor_problems():\n    return itertools.count()\n",
        "tutor_problems gave more than 10000 things",
        None,
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_broken_plugin_is_set_aside_and_the_rest_works(make_plugin: PluginMaker, fault: str) -> None:
    source, reason, line = FAULTS[fault]
    make_plugin("bad", source)
    folder = make_plugin("good")
    catalogue = Host([str(folder)]).load_all()
    bad, good = catalogue.plugins
    assert bad.error is not None
    assert reason in bad.error
    assert "\n" not in bad.error
    assert (bad.name, bad.problems, bad.off) == ("bad", (), False)
    if line is not None:
        assert bad.where == f"{folder / 'made_bad.py'}, line {line}"
        assert good.error is None
    assert list(catalogue.problems) == ["good-problem"]


def test_the_detail_of_a_failure_is_its_whole_traceback(make_plugin: PluginMaker) -> None:
    bad = report(make_plugin("bad", "def f():\n    return 1 / 0\nf()\n"), "bad")
    assert "Traceback" in bad.detail
    assert "in f" in bad.detail
    assert bad.detail.endswith("ZeroDivisionError: division by zero\n")


def test_the_place_of_a_failure_inside_numpy_is_the_plugins_own_line(make_plugin: PluginMaker) -> None:
    folder = make_plugin("bad", "import numpy as np\n\nnp.linalg.inv(1)\n")
    assert report(folder, "bad").where == f"{folder / 'made_bad.py'}, line 3"


def test_a_plugin_whose_module_is_gone_says_so(make_plugin: PluginMaker) -> None:
    folder = make_plugin("bad")
    (folder / "made_bad.py").unlink()
    assert report(folder, "bad").error == "its module `made_bad` is not there"


def test_a_plugin_that_hangs_at_import_is_left_behind(make_plugin: PluginMaker) -> None:
    folder = make_plugin("a-stuck", "import time\n\nfor _ in range(200):\n    time.sleep(0.01)\n")
    make_plugin("good")
    started = time.monotonic()
    catalogue = Host([str(folder)], seconds=0.3).load_all()
    assert time.monotonic() - started < 1.5
    bad = catalogue.plugins[0]
    assert bad.error == "did not finish within 0.3 s at import"
    assert bad.where is not None
    assert bad.where.startswith(f"{folder / 'made_a_stuck.py'}, line ")
    assert "made_a_stuck.py" in bad.detail
    assert list(catalogue.problems) == ["good-problem"]


def test_a_keyboard_interrupt_that_a_plugin_raises_itself_ends_nothing(make_plugin: PluginMaker) -> None:
    folder = make_plugin("bad", "raise KeyboardInterrupt\n")
    assert report(folder, "bad").error == "raised KeyboardInterrupt at import"


def test_an_interrupt_while_a_plugin_is_imported_is_not_swallowed(make_plugin: PluginMaker) -> None:
    folder = make_plugin("slow", "import os, signal, time\nos.kill(os.getpid(), signal.SIGINT)\ntime.sleep(2)\n")
    with pytest.raises(KeyboardInterrupt):
        Host([str(folder)]).load_all()


def test_what_a_plugin_prints_does_not_reach_stdout(
    make_plugin: PluginMaker, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = make_plugin("loud", "print('hello')\n" + dedent(PROBLEM.format(id="loud")))
    assert report(folder, "loud").error is None
    printed = capsys.readouterr()
    assert (printed.out, printed.err) == ("", "hello\n")


def test_a_plugin_that_closes_the_streams_leaves_those_of_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("threading.active_count", lambda: 1)  # plugins that hung in other tests have theirs still
    outputs = os.fstat(1).st_ino, os.fstat(2).st_ino
    with kept_as_it_was():
        os.closerange(1, 3)
    assert (os.fstat(1).st_ino, os.fstat(2).st_ino) == outputs


def test_an_id_belongs_to_the_first_of_two_strangers(make_plugin: PluginMaker) -> None:
    make_plugin("aaa", PROBLEM.format(id="same"))
    folder = make_plugin("bbb", PROBLEM.format(id="same"))
    own = Host([str(folder)])
    assert own.problem("same") is own.load_all().problems["same"]
    assert report(folder, "bbb").error == "its id `same` is taken by aaa"


def test_a_bundled_problem_wins_over_a_strangers_of_the_same_id(
    make_plugin: PluginMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_plugin("aaa", PROBLEM.format(id="lstm-cell"))
    host.refresh()
    catalogue = host.load_all()
    assert catalogue.provider("lstm-cell").name == "lstm"
    assert next(p for p in catalogue.plugins if p.name == "aaa").error == "its id `lstm-cell` is taken by lstm"
    host.refresh()


def test_of_two_plugins_of_one_name_the_second_is_set_aside(make_plugin: PluginMaker) -> None:
    make_plugin("gru", distribution="one", module="made_one")
    folder = make_plugin("gru", distribution="two", module="made_two")
    first, second = Host([str(folder)]).load_all().plugins
    assert (first.error, second.error) == (None, "its name is taken by one")


def test_one_problem_is_found_without_importing_plugins_that_come_later(make_plugin: PluginMaker) -> None:
    make_plugin("aaa")
    folder = make_plugin("bbb", "raise RuntimeError\n")
    assert Host([str(folder)]).problem("aaa-problem").id == "aaa-problem"
    assert "made_bbb" not in sys.modules


def test_an_unknown_problem_gets_a_suggestion_and_a_word_on_plugins_set_aside(
    make_plugin: PluginMaker,
) -> None:
    make_plugin("aaa")
    folder = make_plugin("bbb", "raise RuntimeError\n")
    with pytest.raises(TutorError, match=r"`aaa-problm`; did you mean `aaa-problem`.*1 of the plugins"):
        Host([str(folder)]).problem("aaa-problm")
    with pytest.raises(TutorError, match="`tutor list` shows all"):
        Host([]).problem("x")


@pytest.mark.parametrize(
    ("value", "off"),
    [
        ("1", ["aaa", "bbb"]),
        ("bbb", ["bbb"]),
        ("bbb, aaa", ["aaa", "bbb"]),
        ("0", []),
        ("", []),
        ("lstm", []),
    ],
)
def test_the_user_can_turn_plugins_off(make_plugin: PluginMaker, value: str, off: list[str]) -> None:
    make_plugin("aaa")
    folder = make_plugin("bbb")
    catalogue = Host([str(folder)], environ={"TUTOR_DISABLE_PLUGINS": value}).load_all()
    assert [p.name for p in catalogue.plugins if p.off] == off
    assert all(p.error == "turned off by TUTOR_DISABLE_PLUGINS" for p in catalogue.plugins if p.off)
    assert len(catalogue.problems) == 2 - len(off)


def test_bundled_plugins_cannot_be_turned_off() -> None:
    catalogue = Host(environ={"TUTOR_DISABLE_PLUGINS": "1"}).load_all()
    assert [p.name for p in catalogue.plugins if p.bundled and p.off] == []


def test_a_repaired_plugin_works_after_a_refresh(make_plugin: PluginMaker) -> None:
    folder = make_plugin("aaa", "import tutor\n@tutor.hookimpl\ndef tutor_problems():\n    return [1]\n")
    host.refresh()
    assert next(p for p in host.load_all().plugins if p.name == "aaa").error is not None
    (folder / "made_aaa.py").write_text(dedent(PROBLEM.format(id="mended")))
    host.refresh()
    assert host.problem("mended").title == "Twice"
    host.refresh()


def test_the_hook_for_exceptions_is_put_back_when_a_plugin_takes_it_away(make_plugin: PluginMaker) -> None:
    before = sys.excepthook
    assert report(make_plugin("bad", "import sys\nsys.excepthook = None\n1 / 0\n"), "bad").error is not None
    assert sys.excepthook is before


@pytest.mark.parametrize(
    ("module", "said"),
    [
        ("made_bad:Problem", "`made_bad:Problem`: the name of a module is expected, such as `made_bad`"),
        ("", "``: the name of a module is expected"),
        ("../bad", "`../bad`: the name of a module is expected"),
        (".bad", "`.bad`: the name of a module is expected"),
        ("made bad", "`made bad`: the name of a module is expected"),
    ],
)
def test_an_entry_point_that_names_no_module_is_told_as_it_stands(module: str, said: str) -> None:
    (found,) = Host(entries=[EntryPoint("bad", module, "tutor-bad", "1.0")]).load_all().plugins
    assert found.error == f"its entry point names {said}"
