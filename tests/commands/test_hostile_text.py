"""Text from outside in every slot of every command: none of it reaches a terminal as anything but text."""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.commands.conftest import Done, Tutor
from tests.conftest import PluginMaker
from tests.examples import examples

STEERING = [
    "\x1b[2J", "\x1b]0;owned\x07", "\x1b]8;;http://x\x1b\\", "\x1bP+q\x1b\\", "\x9b31m", "\x9d0;t\x9c", "\x08\x08",
    "\r", "\x7f", "\x85", "\u202eabc", "\u2066x", "\u200f", "\u061c", "\u200b", "\ufeff", "\u2028", "\u2029", "\u00ad",
    "\u034f", "\ufe0f", "\u3164", "\ue000", "\U000e0041", "\ufff9", "\U0001d173", "a\ntutor: all is well",
]  # fmt: skip
HOSTILE = "x" + "".join(STEERING)
FOR_NAMES = HOSTILE.replace("\x00", "").replace("/", "")
"""What a file can be called."""


def assert_harmless(text: str) -> None:
    for char in text:
        assert char.isprintable() or char in "\n\t" or unicodedata.category(char) == "Zs", (
            f"U+{ord(char):04X} in {text!r}"
        )
        assert char not in "\u034f\ufe0f\u3164", f"U+{ord(char):04X} in {text!r}"


def assert_all_harmless(done: Done) -> None:
    assert_harmless(done.out)
    assert_harmless(done.err)
    assert "Traceback" not in done.err
    assert all(line.startswith(("tutor: ", "Forget")) for line in done.err.splitlines() if "all is well" in line)


Slot = Callable[[str, Path], tuple[tuple[str, ...], str]]


def _argument(*words: str, stdin: str = "") -> Slot:
    """The command with the text wherever `{}` stands."""
    return lambda text, folder: (tuple(word.replace("{}", text) for word in words), stdin.replace("{}", text))


def _file(name: str, content: Callable[[str], Any], *words: str) -> Slot:
    """The command, `{}` being a JSON file that holds what `content` makes of the text."""

    def make(text: str, folder: Path) -> tuple[tuple[str, ...], str]:
        path = folder / name
        lines = content(text)
        path.write_text("\n".join(map(json.dumps, lines)) if isinstance(lines, list) else json.dumps(lines))
        return tuple(word.replace("{}", str(path)) for word in words), ""

    return make


def _npz(*words: str) -> Slot:
    def make(text: str, folder: Path) -> tuple[tuple[str, ...], str]:
        path = folder / "arrays.npz"
        member = text.replace("\x00", "").encode("utf-8", "replace").decode()
        with path.open("wb") as file:
            np.savez(file, allow_pickle=False, **{member or "x": np.zeros(2)})
        return tuple(word.replace("{}", str(path)) for word in words), ""

    return make


def _attempts(text: str) -> list[dict[str, Any]]:
    line = {
        "uuid": "u1", "stamp": 1_700_000_000_000_000, "time": "2023-11-14T22:13:20.000000Z", "day": "2023-11-14",
        "session": "s1", "ordinal": 1, "kind": "answer", "mode": "learn", "problem": "lstm-cell", "step": "dL/dh",
        "seed": None, "sizes": {}, "skills": [text], "answer": text, "verdict": "wrong", "score": 0.0,
        "codes": [text], "note": text, "hints": 0, "tries": 1, "ends": True, "duration": 1.0, "plugin": text,
        "plugin_version": text,
    }  # fmt: skip
    return [
        {"schema": "tutor.attempts/1"},
        line,
        line | {"uuid": "u2", "problem": text, "step": text},
        line | {"uuid": text, "kind": text, "mode": text},
        line | {"uuid": "u3", "time": text, "day": text},
        line | {"uuid": "u4", "skills": ["chain-rule"], "codes": ["sign"], "plugin": "lstm", "plugin_version": "1"},
    ]


SLOTS: dict[str, Slot] = {
    "command": _argument("{}"),
    "option": _argument("list", "--{}"),
    "format": _argument("list", "--format", "{}"),
    "extra argument": _argument("list", "{}"),
    "show problem": _argument("show", "{}"),
    "show seed": _argument("show", "lstm-cell", "--seed", "{}"),
    "solve problem": _argument("solve", "{}"),
    "solve size": _argument("solve", "skip-mlp", "--size", "{}"),
    "solve size name": _argument("solve", "skip-mlp", "--size", "{}=3"),
    "solve size value": _argument("solve", "skip-mlp", "--size", "N={}"),
    "solve set": _argument("solve", "lstm-cell", "--set", "{}"),
    "solve set name": _argument("solve", "lstm-cell", "--set", "{}=1"),
    "solve set value": _argument("solve", "lstm-cell", "--set", "x={}"),
    "solve choice": _argument("solve", "conv-dense", "--set", "f={}"),
    "solve format": _argument("solve", "lstm-cell", "--format", "{}"),
    "solve given": _argument("solve", "lstm-cell", "--given", "{}"),
    "solve output": _argument("solve", "lstm-cell", "-o", "gone/{}"),
    "given key": _file("g.json", lambda text: {text: [1, 2]}, "solve", "lstm-cell", "--given", "{}"),
    "given value": _file("g.json", lambda text: {"x": text}, "solve", "lstm-cell", "--given", "{}"),
    "given nested": _file("g.json", lambda text: {"x": {text: 1}}, "solve", "lstm-cell", "--given", "{}"),
    "given schema": _file(
        "g.json", lambda text: {"schema": "tutor.solve/" + text}, "solve", "lstm-cell", "--given", "{}"
    ),
    "given member": _npz("solve", "lstm-cell", "--given", "{}"),
    "check problem": _argument("check", "{}", "dL/dh", "1"),
    "check step": _argument("check", "lstm-cell", "{}", "1"),
    "check answer": _argument("check", "lstm-cell", "dL/dh", "{}"),
    "check answer json": _argument("check", "lstm-cell", "dL/dh", "{}", "--format", "json"),
    "check name": _argument("check", "lstm-cell", "dL/dh", "h - d + {}"),
    "check stdin": _argument("check", "lstm-cell", "dL/dh", "-", stdin="h - {}"),
    "check set": _argument("check", "lstm-cell", "dL/dh", "1", "--set", "{}=2"),
    "compare reference": _argument("compare", "{}", "x"),
    "compare answer": _argument("compare", "x", "{}"),
    "compare name": _argument("compare", "x", "x", "--name", "{}"),
    "compare json": _argument("compare", "x", "{}", "--format", "json"),
    "grade file": _argument("grade", "{}"),
    "grade problem": _file("a.jsonl", lambda t: [{"problem": t, "step": "dL/dh", "answer": "1"}], "grade", "{}"),
    "grade step": _file("a.jsonl", lambda t: [{"problem": "lstm-cell", "step": t, "answer": "1"}], "grade", "{}"),
    "grade answer": _file("a.jsonl", lambda t: [{"problem": "lstm-cell", "step": "dL/dh", "answer": t}], "grade", "{}"),
    "grade id": _file(
        "a.jsonl", lambda t: [{"problem": "lstm-cell", "step": "h", "answer": "1", "id": t}], "grade", "{}"
    ),
    "grade key": _file(
        "a.jsonl", lambda t: [{t: [1], "problem": "lstm-cell", "step": "h", "answer": "1"}], "grade", "{}"
    ),
    "grade line": _argument("grade", "-", stdin="{}\n"),
    "grade output": _argument("grade", "-", "-o", "gone/{}", stdin="{}\n"),
    "gradcheck problem": _argument("gradcheck", "{}", "--given", "a", "--grads", "b"),
    "gradcheck file": _argument("gradcheck", "lstm-cell", "--given", "{}", "--grads", "{}"),
    "gradcheck key": _file("g.json", lambda t: {t: 1}, "gradcheck", "lstm-cell", "--given", "{}", "--grads", "{}"),
    "gradcheck member": _npz("gradcheck", "lstm-cell", "--given", "{}", "--grads", "{}"),
    "worksheet problem": _argument("worksheet", "{}"),
    "worksheet seeds": _argument("worksheet", "lstm-cell", "--seeds", "{}"),
    "quiz problem": _argument("quiz", "{}", "--plain"),
    "quiz answer": _argument("quiz", "lstm-cell", "--plain", stdin="{}\nhint\nquit\n"),
    "quiz size": _argument("quiz", "skip-mlp", "--plain", "--size", "{}=2"),
    "review skill": _argument("review", "--skill", "{}", "--plain"),
    "import file": _argument("import", "{}"),
    "import line": _argument("import", "-", stdin="{}\n"),
    "import schema": _file("e.jsonl", lambda t: [{"schema": "tutor.attempts/" + t}], "import", "{}"),
    "import lines": _file("e.jsonl", _attempts, "import", "{}"),
    "export output": _argument("export", "-o", "gone/{}"),
    "plugins check": _argument("plugins", "check", "{}"),
    "plugins uninstall": _argument("plugins", "uninstall", "{}"),
    "plugins new": _argument("plugins", "new", "{}"),
    "derive problem": _argument("derive", "{}"),
    "derive expression": _argument("derive", "{} + x", "--by", "x"),
    "derive target": _argument("derive", "lstm-cell", "--of", "{}"),
    "derive by": _argument("derive", "x^2", "--by", "{}"),
    "derive name": _argument("derive", "x^2", "--by", "x", "--name", "{}"),
    "schema": _argument("schema", "{}"),
    "plugins command": _argument("plugins", "{}"),
    "locate": _argument("locate"),
    "serve host": _argument("serve", "--port", "{}"),
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the commands run, under a name that is hostile, too."""
    here = tmp_path / FOR_NAMES
    here.mkdir()
    monkeypatch.chdir(here)
    return here


@pytest.mark.parametrize("slot", SLOTS)
def test_nothing_in_any_slot_steers_the_terminal(slot: str, tutor: Tutor, folder: Path) -> None:
    arguments, stdin = SLOTS[slot](HOSTILE, folder)
    assert_all_harmless(tutor(*arguments, stdin=stdin))


def test_a_log_of_hostile_words_is_shown_harmlessly(tutor: Tutor, folder: Path) -> None:
    arguments, _ = SLOTS["import lines"](HOSTILE, folder)
    assert_all_harmless(tutor(*arguments))
    for command in (("progress",), ("progress", "--format", "json"), ("export",), ("review", "--plain"), ("locate",)):
        assert_all_harmless(tutor(*command))
    exported = [json.loads(line) for line in tutor("export").out.splitlines()]
    assert any(line.get("answer") == HOSTILE for line in exported)


def test_json_gives_back_what_it_was_given(tutor: Tutor) -> None:
    answer = HOSTILE + "\ud800"
    done = tutor("check", "lstm-cell", "dL/dh", answer, "--format", "json")
    assert done.json["answer"] == answer
    line = json.dumps({"problem": "lstm-cell", "step": "dL/dh", "answer": answer, "id": answer})
    assert tutor("grade", "-", stdin=line).json["id"] == answer


PLUGIN = f"""
    import click
    import tutor

    BAD = {HOSTILE!a}

    class Evil(tutor.Problem):
        id = "evil"
        title = "T" + BAD
        summary = "S" + BAD
        statement = ("y = x" + BAD, BAD)
        given = (tutor.Quantity("x", meaning="m" + BAD),)
        values = (tutor.Quantity("y", formula="2*x"), tutor.Quantity("L", formula="y^2"))
        steps = (
            tutor.Step("dL/dy", formula="2*y", ask="A" + BAD, rule="R" + BAD, why="W" + BAD, hints=("H" + BAD,)),
            tutor.Step("dL/dx", formula="2*dL/dy", ask="A" + BAD, rule="R" + BAD, why="W" + BAD, hints=("H" + BAD,)),
        )

    @click.command("shout", help="Help " + BAD, short_help="Short " + BAD)
    def shout():
        print("P" + BAD)
        click.echo("E" + BAD, err=True)
        raise RuntimeError(BAD)

    @tutor.hookimpl
    def tutor_problems():
        return [Evil()]

    @tutor.hookimpl
    def tutor_commands():
        return [shout]

    @tutor.hookimpl
    def tutor_exporters():
        return {{"loud": lambda instance: "X" + BAD}}
"""


def test_nothing_that_a_plugin_says_steers_the_terminal(tutor: Tutor, make_plugin: PluginMaker) -> None:
    make_plugin("evil", PLUGIN)
    make_plugin("worse", f"raise RuntimeError('why' + {HOSTILE!a})\n")
    for command in (
        ("--help",), ("list",), ("list", "--format", "json"), ("show", "evil"), ("solve", "evil", "--steps"),
        ("solve", "evil", "--format", "loud"), ("worksheet", "evil"), ("worksheet", "evil", "--format", "latex"),
        ("worksheet", "evil", "--format", "html"), ("check", "evil", "dL/dx", "1"), ("shout",), ("shout", "--help"),
        ("plugins", "list"), ("plugins", "list", "--full"), ("plugins", "list", "--format", "json"),
        ("plugins", "check", "worse"), ("plugins", "check", "evil"),
        ("solve", "evil", "--format", "markdown", "--steps"),
    ):  # fmt: skip
        done = tutor(*command)
        assert_harmless(done.out)
        assert_harmless(done.err)
        assert done.out or done.err
    done = tutor("quiz", "evil", "--plain", stdin="1\nhint\nstep\nquit\n")
    assert_all_harmless(done)
    assert "A" + "x\\x1b[2J" in done.out


def test_a_caret_stands_below_what_it_is_about_whatever_is_before_it(tutor: Tutor) -> None:
    done = tutor("check", "lstm-cell", "dL/dh", "h - \x1b\u202e中")
    lines = done.out.splitlines()
    shown = next(number for number, line in enumerate(lines) if line.strip() == "^") - 1
    assert lines[shown] == r"  h - \x1b\u202e中"
    assert lines[shown + 1].index("^") == lines[shown].index("\\x1b")


def test_columns_line_up_whatever_is_in_them(tutor: Tutor, make_plugin: PluginMaker) -> None:
    make_plugin("evil", PLUGIN)
    lines = tutor("list").out.splitlines()
    starts = {line.index(word) for line, word in zip(lines, (line.split()[1] for line in lines), strict=True)}
    assert len(starts) == 1


@settings(max_examples=examples(25), suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.sampled_from(["command", "option", "format", "solve set", "check step", "check answer", "compare name"]),
    st.lists(st.sampled_from(STEERING) | st.text(max_size=4), min_size=1, max_size=4).map("".join),
)
def test_no_text_at_all_steers_the_terminal(tutor: Tutor, folder: Path, slot: str, text: str) -> None:
    arguments, stdin = SLOTS[slot](text.replace("\x00", ""), folder)
    assert_all_harmless(tutor(*arguments, stdin=stdin))


def test_nothing_is_printed_past_the_streams_that_make_it_harmless() -> None:
    package = Path(sys.modules["tutor"].__file__ or "").parent
    past = ("sys.__stdout__", "sys.__stderr__", "stdout.buffer", "stderr.buffer", "os.write(", "raw(sys.")
    found = {
        f"{path.relative_to(package)}: {word}"
        for path in package.rglob("*.py")
        for word in past
        if word in path.read_text(encoding="utf-8")
    }
    assert found == {
        "commands/support/standard_streams.py: sys.__stdout__",  # dropped at the end
        "commands/support/standard_streams.py: sys.__stderr__",
        "commands/support/standard_streams.py: raw(sys.",
        "commands/support/grade_report.py: raw(sys.",  # the progress bar, whose words are ours
        "commands/mark.py: raw(sys.",
        "app/shell/processes/terminal_ground.py: os.write(",  # a question of ours to the terminal
        "host/process_state.py: sys.__stdout__",  # emptied before a plugin's output goes to stderr
    }
