"""What is imported is declared, and every declared range has two ends."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import packages_distributions

import pytest

from tests import versions
from tests.quality.sources import ROOT, imports_of

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
EXTRAS = PROJECT["optional-dependencies"]
WEB = ("tutor/commands/browser",)
CLUSTER = ("tutor/executors/cluster_check.py", "tutor/executors/dask_cluster.py")
PYTEST = ("tutor/pytest_plugin.py: pytest",)
"""Imported by pytest alone, where somebody has it."""
OPTIONAL = {"torch", "jax"}
"""What tests and benchmarks hold ours against only where it happens to be installed."""


def names(requirements: list[str]) -> set[str]:
    """The distributions that lines of requirements name, in one spelling."""
    return {spelled(re.split(r"[^\w.-]", line)[0]) for line in requirements}


def spelled(distribution: str) -> str:
    return re.sub(r"[-_.]+", "-", distribution).lower()


distributions = cache(packages_distributions)


@cache
def imports(folder: str) -> tuple[tuple[str, str], ...]:
    """Every file of a folder with the name of each package that it imports from outside."""
    return tuple(_imports(folder))


def _imports(folder: str) -> Iterator[tuple[str, str]]:
    beside = {path.stem for path in (ROOT / folder).rglob("*.py")} if folder == "tests" else set()
    ours = {"tutor", "tests", *(path.name for path in (ROOT / "plugins").iterdir()), *beside}
    for path in sorted((ROOT / folder).rglob("*.py")):
        for node in imports_of(path):
            if isinstance(node, ast.Import):
                found = [alias.name for alias in node.names]
            else:
                found = [] if node.level else [node.module or ""]
            for name in found:
                top = name.partition(".")[0]
                if top not in ours and top not in sys.stdlib_module_names:
                    yield path.relative_to(ROOT).as_posix(), top


def undeclared(folder: str, allowed: set[str]) -> list[str]:
    """Imports whose distribution is not among the allowed ones."""
    known = distributions()
    return [
        f"{path}: {name}"
        for path, name in imports(folder)
        if not {spelled(distribution) for distribution in known.get(name, ["nobody's"])} & allowed
    ]


def test_what_the_package_imports_is_a_dependency_and_server_and_cluster_of_the_extras() -> None:
    declared = names(PROJECT["dependencies"])
    elsewhere = (*WEB, *CLUSTER, *PYTEST)
    assert [found for found in undeclared("tutor", declared) if not found.startswith(elsewhere)] == []
    assert undeclared("tutor/commands/browser", declared | names(EXTRAS["web"])) == []
    assert undeclared("tutor/executors", declared | names(EXTRAS["cluster"])) == []


def test_what_plugins_import_is_a_dependency() -> None:
    assert undeclared("plugins", names(PROJECT["dependencies"])) == []


def test_what_tests_import_is_declared_for_them() -> None:
    declared = names(PROJECT["dependencies"]).union(*map(names, EXTRAS.values()))
    assert [found for found in undeclared("tests", declared) if found.split(": ")[1] not in OPTIONAL] == []


REQUIREMENTS = [*PROJECT["dependencies"], *(line for extra in EXTRAS.values() for line in extra)]


@pytest.mark.parametrize("line", [line for line in REQUIREMENTS if not line.startswith(PROJECT["name"])])
def test_every_range_has_a_lower_and_an_upper_end(line: str) -> None:
    assert re.fullmatch(r"[\w.-]+>=[\d.]+,<[\d.]+", line)


def test_the_lowest_versions_are_those_of_the_ranges() -> None:
    lowest = versions.lowest()
    assert len(lowest) == len(REQUIREMENTS) - 1
    assert "textual==8.2.5" in lowest
    assert "aiohttp==3.10" in lowest
