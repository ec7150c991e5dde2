"""Networks as people write them in papers, notebooks and homework, each with its loss in NumPy beside it."""

from __future__ import annotations

from tests.problems.network import (
    attention_networks,
    convolution_networks,
    layered_networks,
    recurrent_networks,
    various_networks,
)
from tests.problems.network.written import Written

NETWORKS: dict[str, Written] = {
    **layered_networks.NETWORKS,
    **recurrent_networks.NETWORKS,
    **attention_networks.NETWORKS,
    **convolution_networks.NETWORKS,
    **various_networks.NETWORKS,
}
