"""A stranger's plugin is tried and proved in a process of its own before it is used, once for each of its states."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest

from tests.conftest import PROBLEM, PluginMaker
from tutor.errors import TutorError
from tutor.host import Host, PluginReport
from tutor.host.discovery import EntryPoint, scan
from tutor.host.fingerprint import fingerprint
from tutor.host.trials import records, trial
from tutor.host.trials.remembered_trials import Trials

WRONG = PROBLEM.format(id="wrong").replace("8*x", "4*x")
BOTH = (
    (
        PROBLEM.format(id="right")
        + """
    class Wrong(Twice):
        id = "wrong"
        steps = (tutor.Step("dL/dx", formula="4*x"),)

    @tutor.hookimpl(specname="tutor_problems")
    def again():
        return [Wrong()]
    """
    )
    .replace("return [Twice()]", "return [Twice(), Wrong()]")
    .split("    @tutor.hookimpl(specname")[0]
)


def tried(folder: Path, name: str) -> PluginReport:
    plugins = Host([str(folder)], trials=Trials()).load_all().plugins
    return next(report for report in plugins if report.name == name)


def entry(folder: Path) -> EntryPoint:
    (found,) = scan([str(folder)])
    return found


def test_a_wrong_formula_sets_its_problem_aside_and_the_rest_of_the_plugin_works(make_plugin: PluginMaker) -> None:
    host = Host([str(make_plugin("both", BOTH))], trials=Trials())
    (report,) = host.load_all().plugins
    assert (report.error, report.problems) == (None, ("right",))
    assert host.problem("right").id == "right"
    (reason,) = report.broken.values()
    assert reason.startswith("textbook: dL/dx is ")
    assert " by its formula, expected " in reason
    with pytest.raises(TutorError, match="`wrong` of the plugin both is set aside: textbook: dL/dx"):
        host.problem("wrong")


def test_what_came_of_a_trial_is_kept_until_a_file_changes(
    make_plugin: PluginMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make_plugin("bad", WRONG)
    assert list(tried(folder, "bad").broken) == ["wrong"]
    with monkeypatch.context() as patched:
        patched.setattr(trial, "run", None)  # no second trial
        sys.modules.pop("made_bad", None)
        assert list(tried(folder, "bad").broken) == ["wrong"]
    (folder / "made_bad.py").write_text("import tutor\n" + (folder / "made_bad.py").read_text().replace("4*x", "8*x"))
    sys.modules.pop("made_bad", None)
    assert tried(folder, "bad").broken == {}


def test_where_nothing_can_be_written_a_plugin_is_tried_all_the_same(
    make_plugin: PluginMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TUTOR_HOME", os.devnull)
    assert list(tried(make_plugin("bad", WRONG), "bad").broken) == ["wrong"]


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"schema": "tutor.trial/1"}', "\x00\x00", "[" * 100_000])
def test_a_damaged_record_costs_another_trial_and_nothing_else(make_plugin: PluginMaker, damage: str) -> None:
    folder = make_plugin("bad", WRONG)
    found = entry(folder)
    records.save(found, fingerprint(found), trial.Outcome(None, {}, 0.1))
    assert records.load(found, fingerprint(found)) is not None
    (record,) = records.folder().iterdir()
    record.write_text(damage)
    assert records.load(found, fingerprint(found)) is None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("seconds", 10**400),
        ("problems", {"p": trial.ProblemOutcome()._asdict() | {"reason": 7}}),
        ("problems", {"p": trial.ProblemOutcome()._asdict() | {"alone": 5}}),
        ("problems", {"p": trial.ProblemOutcome()._asdict() | {"comparisons": "x"}}),
        ("problems", {"p": trial.ProblemOutcome()._asdict() | {"worst_error": None}}),
    ],
)
def test_a_record_with_a_damaged_value_is_no_record(make_plugin: PluginMaker, field: str, value: object) -> None:
    found = entry(make_plugin("bad", WRONG))
    records.save(found, fingerprint(found), trial.Outcome(None, {"p": trial.ProblemOutcome()}, 0.1))
    (record,) = records.folder().iterdir()
    kept = json.loads(record.read_text())
    assert records.load(found, fingerprint(found)) == trial.Outcome(None, {"p": trial.ProblemOutcome()}, 0.1)
    record.write_text(json.dumps(kept | {field: value}))
    assert records.load(found, fingerprint(found)) is None


DEATHS = {
    "an exit past all handlers": ("import os\nos._exit(3)\n", "ends the whole process at import (exit code 3)"),
    "a signal": ("import os\nos.kill(os.getpid(), 11)\n", "ends the whole process at import (SIGSEGV)"),
    "an exit in a hook": (
        "import os, tutor\n@tutor.hookimpl\ndef tutor_commands():\n    os._exit(0)\n",
        "ends the whole process in tutor_commands (exit code 0)",
    ),
}


@pytest.mark.parametrize("death", DEATHS)
def test_a_plugin_that_ends_the_process_is_named_and_remembered(make_plugin: PluginMaker, death: str) -> None:
    source, reason = DEATHS[death]
    folder = make_plugin("deadly", source)
    report = tried(folder, "deadly")
    assert (report.error, report.remembered) == (reason, True)
    outcome = records.load(entry(folder), fingerprint(entry(folder)))
    assert outcome is not None
    assert outcome.failure is not None
    assert outcome.failure.reason == reason


def test_a_plugin_that_hangs_is_given_up_on_once(make_plugin: PluginMaker) -> None:
    folder = make_plugin("stuck", "import time\n\ntime.sleep(60)\n")
    outcome = trial.run(entry(folder), import_seconds=0.3)
    assert outcome is not None
    assert outcome.failure is not None
    assert outcome.failure.reason == "did not finish within 0.3 s at import"
    assert outcome.failure.where == f"{folder / 'made_stuck.py'}, line 3"
    records.save(entry(folder), fingerprint(entry(folder)), outcome)
    assert (tried(folder, "stuck").error, "made_stuck" in sys.modules) == (outcome.failure.reason, False)


MISBEHAVING = {
    "import os; os._exit(0)": "ends the whole process in the proof of {id} (exit code 0)",
    "raise KeyboardInterrupt": "raised KeyboardInterrupt in the proof (",
    "raise type('Mute', (Exception,), {'__str__': lambda self: 3})": "the solver's forward pass raised Mute (made_",
    "del given['x']; return {'y': 1.0, 'L': 1.0}": "the solver's forward pass removes x from what it is given",
    "import numpy as np; y = np.float32(2 * given['x']); return {'y': y, 'L': y * y}": "computed in float32",
    "raise SystemExit(3)": "the solver's forward pass raised SystemExit: 3 (made_solver.py, line ",
    "return self.forward(given)": "the solver's forward pass raised RecursionError",
    "return None": "returned None: a mapping from names to arrays is expected (is its `return` missing?)",
    "return {'y': 'two', 'L': 1.0}": "returned 'two' for y: real numbers are expected",
    "return {'y': None, 'L': 1.0}": "returned None for y: real numbers are expected",
    "return {'y': [[1], [1, 2]], 'L': 1.0}": "returned y with rows of different lengths",
    "return {'y': 1j, 'L': 1.0}": "returned complex numbers for y: real numbers are expected",
    "return {'y': [1.0, 2.0], 'L': 1.0}": "y has shape 2 by the solver, expected one number by its formula",
    "return {'y': float('nan'), 'L': 1.0}": "y is nan by the solver, expected ",
}
"""What the forward pass of a solver does, and what is said of it."""


def solvers(*bodies: str) -> str:
    """A plugin with a sound problem in front, one problem for each body, and a sound one behind."""
    source = dedent(PROBLEM.format(id="first"))
    for number, body in enumerate(bodies):
        forward = f"    def forward(self, given):\n        {body}\n"
        source += f"\nclass Wrong{number}(Twice):\n    id = 'wrong-{number}'\n{forward}"
    source += "\nclass Last(Twice):\n    id = 'last'\n"
    made = ", ".join(["Twice()", *(f"Wrong{number}()" for number in range(len(bodies))), "Last()"])
    return source.replace("return [Twice()]", f"return [{made}]")


def test_solvers_that_misbehave_set_their_own_problems_aside_alone(make_plugin: PluginMaker) -> None:
    outcome = trial.run(entry(make_plugin("solver", solvers(*MISBEHAVING))))
    assert outcome is not None
    assert outcome.failure is None
    for number, (body, reason) in enumerate(MISBEHAVING.items()):
        assert reason.format(id=f"wrong-{number}") in outcome.problems[f"wrong-{number}"].reason, body
    assert outcome.problems["first"].reason == outcome.problems["last"].reason == ""


def test_a_solver_that_does_not_end_sets_its_own_problem_aside_alone(make_plugin: PluginMaker) -> None:
    outcome = trial.run(entry(make_plugin("solver", solvers("import time; time.sleep(60)"))), problem_seconds=3)
    assert outcome is not None
    assert outcome.failure is None
    assert outcome.problems["wrong-0"].reason == "did not finish within 3 s in the proof of wrong-0"
    assert outcome.problems["first"].reason == outcome.problems["last"].reason == ""


def test_proofs_that_take_too_long_together_leave_the_rest_unproved(make_plugin: PluginMaker) -> None:
    outcome = trial.run(entry(make_plugin("both", BOTH)), plugin_seconds=-1)
    assert outcome is not None
    assert {found.reason for found in outcome.problems.values()} == {
        "not proved: the proofs of the plugin took more than -1 s"
    }


def test_prose_that_is_missing_sets_nothing_aside(make_plugin: PluginMaker) -> None:
    outcome = trial.run(entry(make_plugin("bare")))
    assert outcome is not None
    assert outcome.problems["bare-problem"].reason == ""
    assert outcome.problems["bare-problem"].words == "bare-problem: the step dL/dx: `ask` is empty"


def test_a_plugin_that_raises_is_tried_again_when_what_it_needs_is_there(make_plugin: PluginMaker) -> None:
    folder = make_plugin("needy", "import made_need\n" + dedent(PROBLEM.format(id="needy")))
    assert tried(folder, "needy").error == "needs the module `made_need`, not installed"
    (folder / "made_need.py").write_text("")
    sys.modules.pop("made_needy", None)
    try:
        report = tried(folder, "needy")
    finally:
        sys.modules.pop("made_need", None)
    assert (report.error, report.problems, report.broken) == (None, ("needy",), {})


def test_what_a_plugin_does_to_the_process_is_put_back_and_stdout_stays_json(make_plugin: PluginMaker) -> None:
    source = """
        import os, subprocess, sys, warnings
        print("python")
        os.write(1, b"descriptor\\n")
        subprocess.run([sys.executable, "-c", "print('child')"])
        os.chdir("/")
        warnings.simplefilter("ignore")
        sys.setrecursionlimit(99)
    """
    folder = make_plugin("loud", "\n".join(line.strip() for line in source.splitlines()))
    code = (
        "import os, sys, warnings; before = os.getcwd(), sys.getrecursionlimit(), warnings.filters[:];"
        "from tutor.commands.run import run; run(['plugins', 'list', '--format', 'json']);"
        "assert (os.getcwd(), sys.getrecursionlimit(), warnings.filters[:]) == before"
    )
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True)
    assert "loud" in [plugin["name"] for plugin in json.loads(done.stdout)["plugins"]]
    assert done.stderr.split() == ["python", "descriptor", "child"]


def test_bundled_plugins_are_not_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trial, "run", None)
    assert all(report.problems for report in Host(trials=Trials()).load_all().plugins)
