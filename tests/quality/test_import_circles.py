"""No two modules need each other, not even by an import inside a function or for types alone."""

from __future__ import annotations

from graphlib import TopologicalSorter

import grimp

ROOMS = ("tutor.app", "tutor.commands", "tutor.export", "tutor.host", "tutor.study")


def test_imports_within_the_upper_rooms_make_no_circle() -> None:
    graph = grimp.build_graph("tutor", cache_dir=None)
    modules = {name for name in graph.modules if name.startswith(ROOMS)}
    imports = {name: graph.find_modules_directly_imported_by(name) & modules for name in modules}
    order = list(TopologicalSorter(imports).static_order())
    assert set(order) == modules
