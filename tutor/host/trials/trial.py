"""Trying a plugin in a process of its own: whatever it does there, this process learns of it and goes on.

The child (`trial_child`) imports the plugin, calls its hooks and proves its problems one by one, and reports each
thing before it is begun and after it is done. So if it dies or hangs, what it was doing is known; the problem that it
was proving is at fault, and another child goes on with the rest.
"""

from __future__ import annotations

import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Mapping
from contextlib import suppress
from typing import IO, Any, NamedTuple

from tutor.host.discovery import EntryPoint
from tutor.host.failures import Failure

IMPORT_SECONDS = 5.0
"""How long a plugin may take to import, or a hook to answer."""
PROBLEM_SECONDS = 10.0
"""How long the proof of one problem may take at first use: at small sizes it takes a tenth of a second."""
PLUGIN_SECONDS = 30.0
"""How long all proofs of a plugin may take together at first use."""
_START_SECONDS = 30.0
_SLACK = 5.0
"""How much longer than its own limit a child may stay silent: a loop that holds the interpreter stops its clock too."""
_LAST_LINES = 60
_CODE = """
import json, sys
request = json.load(sys.stdin)
sys.path[:] = request["path"]
from tutor.host.trials.child import main
main(request)
"""


class ProblemOutcome(NamedTuple):
    """What the proof of one problem found.

    ``reason`` contradicts its answers, ``words`` what is said in it (a missing hint); both are empty for a sound one.
    ``alone`` are the steps that only their own formula vouches for.
    """

    reason: str = ""
    words: str = ""
    comparisons: int = 0
    worst_error: float = 0.0
    alone: tuple[str, ...] = ()


class Outcome(NamedTuple):
    """What a trial found: why the plugin cannot be used at all, or how each of its problems did."""

    failure: Failure | None
    problems: Mapping[str, ProblemOutcome]
    seconds: float


def run(
    entry: EntryPoint,
    *,
    seeds: int = 2,
    everything: bool = False,
    import_seconds: float = IMPORT_SECONDS,
    problem_seconds: float = PROBLEM_SECONDS,
    plugin_seconds: float = PLUGIN_SECONDS,
) -> Outcome | None:
    """Try a plugin; None where no process can be started to try it in.

    ``everything`` proves at large textbook sizes too, which the first use of a plugin leaves out.
    """
    started = time.monotonic()
    found: dict[str, ProblemOutcome] = {}
    while True:
        late = time.monotonic() - started > plugin_seconds
        request = {
            "path": sys.path,
            "entry": entry,
            "seeds": seeds,
            "everything": everything,
            "seconds": import_seconds,
            "done": list(found),
            "too_late": f"not proved: the proofs of the plugin took more than {plugin_seconds:g} s" if late else "",
        }
        attempt = _Attempt(request, import_seconds, problem_seconds)
        try:
            failure = attempt.watch(found)
        except OSError:
            return None
        if failure is None or attempt.proving is None:
            return Outcome(failure, found, time.monotonic() - started)
        found[attempt.proving] = ProblemOutcome(failure.reason)


class _Attempt:
    """One child, watched from its start to its end."""

    def __init__(self, request: Mapping[str, Any], import_seconds: float, problem_seconds: float) -> None:
        self._request = request
        self._import_seconds = import_seconds
        self._problem_seconds = problem_seconds
        self._doing: str | None = None
        self._said: deque[str] = deque(maxlen=_LAST_LINES)
        self.proving: str | None = None

    def watch(self, found: dict[str, ProblemOutcome]) -> Failure | None:
        """Enter what the child reports into ``found``; why it ended early, or None if it came to its end."""
        child = subprocess.Popen(
            [sys.executable, "-X", "faulthandler", "-c", _CODE],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1"},
            start_new_session=os.name == "posix",
        )
        lines: queue.Queue[bytes | None] = queue.Queue()
        readers = [
            threading.Thread(target=_hand_on, args=(child.stdout, lines), daemon=True),
            threading.Thread(target=_keep_last, args=(child.stderr, self._said), daemon=True),
        ]
        for reader in readers:
            reader.start()
        try:
            _send(child, self._request)
            return self._follow(child, lines, found)
        finally:
            _end(child)
            for reader in readers:
                reader.join(_SLACK)

    def _follow(
        self, child: subprocess.Popen[bytes], lines: queue.Queue[bytes | None], found: dict[str, ProblemOutcome]
    ) -> Failure | None:
        limit = _START_SECONDS + self._import_seconds
        while True:
            try:
                line = lines.get(timeout=limit)
            except queue.Empty:
                line = None
                if self._doing is not None:
                    return self._stuck()
            event = _event(line)
            if event is None and self._doing is None:
                raise OSError("the process ended before it came to the plugin")
            if event is None:
                return self._died(child)
            if "doing" in event:
                self._doing, self.proving = event["doing"], event.get("problem")
                limit = self._import_seconds + _SLACK if self.proving is None else self._problem_seconds
            elif "failure" in event:
                return Failure(*event["failure"])
            elif "proved" in event:
                found[event["proved"]] = ProblemOutcome(**event["outcome"])
                self.proving, limit = None, self._import_seconds + _SLACK
            elif "end" in event:
                return None

    def _stuck(self) -> Failure:
        seconds = self._import_seconds if self.proving is None else self._problem_seconds
        return Failure(f"did not finish within {seconds:g} s {self._doing}", hung=True)

    def _died(self, child: subprocess.Popen[bytes]) -> Failure:
        try:
            code = child.wait(_SLACK)
        except subprocess.TimeoutExpired:
            return Failure(f"closed the channel of results {self._doing}", None, self._detail())
        known = {-number.value: number.name for number in signal.Signals}
        how = known.get(code, f"exit code {code}")
        return Failure(f"ends the whole process {self._doing} ({how})", None, self._detail())

    def _detail(self) -> str:
        return "\n".join(self._said)


def _send(child: subprocess.Popen[bytes], request: Mapping[str, Any]) -> None:
    assert child.stdin is not None
    with suppress(BrokenPipeError), child.stdin:  # it died before it read; `_died` says so
        child.stdin.write(json.dumps(request).encode())


def _event(line: bytes | None) -> dict[str, Any] | None:
    """What one line of the child reports; None at its end, and for what is no report."""
    if line is None:
        return None
    try:
        event = json.loads(line)
    except ValueError:
        return None
    return event if isinstance(event, dict) else None


def _hand_on(stream: IO[bytes], lines: queue.Queue[bytes | None]) -> None:
    with stream:
        for line in stream:
            lines.put(line)
    lines.put(None)


def _keep_last(stream: IO[bytes], said: deque[str]) -> None:
    """Keep the last lines that were printed; a line without an end is cut."""
    with stream:
        while line := stream.readline(2000):
            said.append(line.decode("utf-8", "replace").rstrip("\n"))


def _end(child: subprocess.Popen[bytes]) -> None:
    """End the child and whatever it started itself."""
    if os.name == "posix":
        try:
            os.killpg(child.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass  # all of it has ended already
        except PermissionError:
            child.kill()  # what it started belongs to somebody else now
    else:
        child.kill()
    child.wait()
