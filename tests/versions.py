"""Runs the tests at both ends of the declared ranges of versions, in environments made from pyproject.toml.

    python -m tests.versions                                        lowest and newest, all tests
    python -m tests.versions --lowest tests/app -q                  one end; what follows goes to pytest
    python -m tests.versions --newest --python python3.13           another Python
    python -m tests.versions --folder /tmp/envs                     keeps the environments, and uses them again

Lowest means the lower bound of every direct dependency, those of the tests among them, and what pip finds for the
rest. It is no part of the tests themselves: it installs from a package index.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tomllib
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[1]
REQUIREMENT = re.compile(r"(?P<name>[\w.-]+)(\[[^]]*\])?>=(?P<lowest>[\w.]+)")
TYPES = "tests/quality/test_quality.py::test_the_tool_has_nothing_to_say[mypy]"
"""Types are held against the newest packages: the lowest have fewer annotations, and others."""


def lowest() -> list[str]:
    """The lower bound of every declared range, as pip takes constraints."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    lines = [*project["dependencies"], *(line for extra in project["optional-dependencies"].values() for line in extra)]
    found = map(REQUIREMENT.match, lines)
    return [f"{match['name']}=={match['lowest']}" for match in found if match]


def build(folder: Path, end: str, python: str) -> Path:
    """The interpreter of an environment with the project and its tests at one end of the ranges."""
    built = folder / "bin" / "python"
    if not built.exists():
        call(python, "-m", "venv", folder)
    constraints = folder / "constraints.txt"
    constraints.write_text("\n".join(lowest() if end == "lowest" else []))
    eagerly = ("--upgrade", "--upgrade-strategy", "eager")
    call(built, "-m", "pip", "install", "-q", *eagerly, "-c", constraints, "-e", f"{ROOT}[dev]")
    return built


def call(*command: str | Path) -> None:
    """Run a command that has to end well."""
    subprocess.run(command, check=True, cwd=ROOT)


def main() -> int:
    """Build, print what was built, and run the tests; the exit code is 1 if any end fails."""
    parser = argparse.ArgumentParser(prog="python -m tests.versions", allow_abbrev=False)
    parser.add_argument("--lowest", dest="ends", action="append_const", const="lowest")
    parser.add_argument("--newest", dest="ends", action="append_const", const="newest")
    parser.add_argument("--python", default=sys.executable, help="the interpreter to build with")
    parser.add_argument("--folder", type=Path, help="where the environments stay")
    chosen, for_pytest = parser.parse_known_args()
    failed = []
    with ExitStack() as stack:
        folder = chosen.folder or Path(stack.enter_context(TemporaryDirectory(prefix="tutor-versions-")))
        folder.mkdir(parents=True, exist_ok=True)
        for end in chosen.ends or ["lowest", "newest"]:
            print(f"== {end}", flush=True)
            try:
                python = build(folder / end, end, chosen.python)
                call(python, "--version")
                call(python, "-m", "pip", "list", "--format", "freeze", "--disable-pip-version-check")
                left_out = ("--deselect", TYPES) if end == "lowest" else ()
                call(python, "-m", "pytest", *left_out, *for_pytest)
            except subprocess.CalledProcessError as error:
                failed.append(f"{end} ({error.cmd[2] if len(error.cmd) > 2 else error.cmd[0]})")
    print(
        f"failed: {', '.join(failed)}"
        if failed
        else "both ends of the ranges hold"
        if len(chosen.ends or "ab") > 1
        else "holds"
    )
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
