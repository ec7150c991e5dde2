"""A network from the lines of its file, and the axes that its values have."""

from __future__ import annotations

from tutor.problems.network.network import Network
from tutor.problems.network.reader import read_network


def network(*lines: str) -> Network:
    return read_network("\n".join(lines), "a.net")


def axes(problem: Network) -> dict[str, str]:
    return {quantity.name: quantity.axes for quantity in problem.values}
