"""Small networks of all kinds, each from its formulas alone."""

from __future__ import annotations

from tests.solve import indexed_networks, layered_networks, recurrent_networks

NETWORKS = (*layered_networks.NETWORKS, *recurrent_networks.NETWORKS, *indexed_networks.NETWORKS)
NAMED = {problem.id: problem for problem in NETWORKS}
