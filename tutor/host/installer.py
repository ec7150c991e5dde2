"""Running pip or, where there is none, uv, and saying in a sentence why it failed."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import sysconfig
from collections import deque
from collections.abc import Sequence
from importlib.util import find_spec

from tutor.errors import TutorError

_LAST_LINES = 200

_REASONS: tuple[tuple[str, str], ...] = (
    (
        r"externally[- ]managed",
        "this Python belongs to the operating system; install the tutor into an environment of its own "
        "(python3 -m venv .venv)",
    ),
    (
        r"NewConnectionError|ConnectionError|Temporary failure in name resolution|Name or service not known|"
        r"ConnectTimeout|Max retries exceeded|dns error|Failed to fetch|Could not connect|ProxyError|client error",
        "the package index cannot be reached",
    ),
    (r"Permission denied|EACCES|Read-only file system", "this environment may not be written to"),
    (r"No space left on device", "the disk is full"),
    (r"requires a different Python|Requires-Python", "it needs another version of Python"),
    (
        r"No matching distribution found|was not found in the package registry|not found in the provided|"
        r"there are no versions of",
        "there is no package of that name, or none that fits this Python",
    ),
    (r"ResolutionImpossible|conflicting dependencies|are incompatible", "what it needs does not fit what is installed"),
    (
        r"Failed to build|metadata-generation-failed|subprocess-exited-with-error|build backend returned an error|"
        r"does not appear to be a Python project|Preparing metadata .* error|Unable to determine which files to ship",
        "it could not be built, the lines above say where",
    ),
)
"""What an installer says, as a pattern, and what it means; the first that is found counts."""


def run(arguments: Sequence[str], trouble: str, *, yes: bool = False) -> None:
    """Run the installer with its output on stderr. Raises TutorError, beginning with `trouble`, if it fails."""
    command = _command(arguments, trouble, yes=yes)
    last: deque[str] = deque(maxlen=_LAST_LINES)
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        env={**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PYTHONIOENCODING": "utf-8"},
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            last.append(line)
            sys.stderr.write(line)
    if process.returncode:
        raise TutorError(f"{trouble}: {reason(''.join(last))}", title="The installer failed")


def reason(output: str) -> str:
    """What the output of a failed installer means."""
    return next((said for pattern, said in _REASONS if re.search(pattern, output)), "the lines above say why")


def _command(arguments: Sequence[str], trouble: str, *, yes: bool) -> list[str]:
    if find_spec("pip"):
        return [sys.executable, "-m", "pip", *arguments, *(["--yes"] if yes else [])]
    if uv := shutil.which("uv"):
        return [uv, "pip", *arguments, "--python", sys.executable]
    if sys.prefix == sys.base_prefix and os.path.exists(
        os.path.join(sysconfig.get_path("stdlib"), "EXTERNALLY-MANAGED")
    ):
        raise TutorError(f"{trouble}: {_REASONS[0][1]}", title="No installer")
    raise TutorError(
        f"{trouble}: neither pip nor uv is here to do it (python -m ensurepip brings pip)", title="No installer"
    )
