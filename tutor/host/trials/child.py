"""The child's side of a trial: import one plugin, call its hooks, prove its problems, report each as a line of JSON."""

from __future__ import annotations

import json
import os
import warnings
from collections.abc import Callable, Mapping
from math import inf
from typing import Any

from tutor.host import hooks
from tutor.host.discovery import EntryPoint
from tutor.host.failures import describe
from tutor.host.plugin_host import Host
from tutor.problems.contract.problem import Problem

ROOM = 5_000_000
"""How many numbers the proof of one array may take at first use; larger textbook instances are left out."""

Report = Callable[[Mapping[str, Any]], None]


def main(request: Mapping[str, Any]) -> None:
    """Do what `request` (see `trial.run`) asks, and end the process with all threads that the plugin left."""
    warnings.simplefilter("ignore")
    report = _channel()
    _try(request, report)
    report({"end": True})
    os._exit(0)


def _channel() -> Report:
    """Results go where stdout went; whatever else is printed there, by any means, goes to stderr."""
    results = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)

    def report(event: Mapping[str, Any]) -> None:
        print(json.dumps(event), file=results, flush=True)

    return report


def _try(request: Mapping[str, Any], report: Report) -> None:
    entry = EntryPoint(*request["entry"])
    host = Host(
        entries=[entry],
        seconds=request["seconds"],
        announce=lambda doing: report({"doing": doing}),
    )
    problems = host.load_all().problems
    for hook in hooks.NAMES:
        host.offers(hook)
    for problem in problems.values():
        problem.named_mistakes()
    failure = host.failure(entry)
    if failure is not None:
        if failure.hung:
            report({"failure": failure})
        return  # what it raises it raises in any process, and a repair elsewhere may change that
    for problem in problems.values():
        if problem.id not in request["done"]:
            report({"doing": f"in the proof of {problem.id}", "problem": problem.id})
            report({"proved": problem.id, "outcome": _outcome(problem, request)})


def _outcome(problem: Problem, request: Mapping[str, Any]) -> dict[str, Any]:
    if request["too_late"]:
        return {"reason": request["too_late"]}
    from tutor.problems.proof.conformance import prove
    from tutor.problems.proof.declaration_checks import check_declaration
    from tutor.problems.proof.proof_report import ConformanceError

    room = inf if request["everything"] else ROOM
    try:
        proof = prove(problem, seeds=range(request["seeds"]), words=False, room=room)
    except ConformanceError as error:
        return {"reason": str(error)}
    except BaseException as error:  # nobody presses ctrl+c in this process: whatever ends it is the plugin's
        failure = describe(error, "in the proof", request["entry"][1])
        return {"reason": failure.reason + (f" ({failure.where})" if failure.where else "")}
    found = {
        "comparisons": sum(proof.counts.values()),
        "worst_error": proof.worst_error,
        "alone": sorted(proof.alone),
    }
    try:
        check_declaration(problem)
    except ConformanceError as error:
        found["words"] = str(error)
    return found
