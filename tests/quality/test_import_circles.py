"""No two modules need each other, not even by an import inside a function or for types alone."""

from __future__ import annotations

import ast
from graphlib import TopologicalSorter

import pytest

from tests.quality.sources import ROOT, imports_of

ROOMS = (
    "app", "commands", "course", "executors", "export", "grading", "graph", "host", "marking", "notation", "problems",
    "solve", "study", "submission",
)  # fmt: skip
"""All but `derivation`: the slope of a function that is given as a formula is that formula, differentiated."""
FACE = "tutor.problems.contract.problem"
"""A problem is asked for its instances and its numbers: what authors and programs see of all the rooms below."""
FILES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for path in (ROOT / "tutor").rglob("*.py")
}


def imported(module: str) -> set[str]:
    """The modules of tutor that a module imports anywhere in its text; at its top alone, for the face of a problem."""
    found = set()
    for node in imports_of(FILES[module], at_top=module == FACE):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        else:
            assert node.module is not None, "imports are absolute"
            found |= {name if (name := f"{node.module}.{alias.name}") in FILES else node.module for alias in node.names}
    return found & FILES.keys()


@pytest.mark.parametrize("room", ROOMS)
def test_imports_within_a_room_make_no_circle(room: str) -> None:
    modules = {module for module in FILES if module.startswith(f"tutor.{room}.")}
    order = TopologicalSorter({module: imported(module) & modules for module in modules}).static_order()
    assert set(order) == modules
