"""Problems found through the host, the store, and the numbers asked for while the app runs."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tutor.app.shell.services.networks import Networks

if TYPE_CHECKING:
    from tutor.host import Catalogue
    from tutor.problems.contract.problem import Problem
    from tutor.problems.instances.instance import Instance
    from tutor.study import Store


@dataclass(frozen=True)
class InstanceRequest:
    """The numbers asked for: a seed (None: the textbook's) and sizes other than the usual ones."""

    seed: int | None = None
    sizes: Mapping[str, int] = field(default_factory=dict)

    def __str__(self) -> str:
        seed = [] if self.seed is None else [f"seed={self.seed}"]
        return " ".join([*seed, *(f"{name}={size}" for name, size in self.sizes.items())])


USUAL = InstanceRequest()


class ProblemServices:
    """Where problems and what is remembered come from."""

    def __init__(self, store: Store | None = None) -> None:
        self._store = store
        self._requests: dict[str, InstanceRequest] = {}
        self._lock = threading.Lock()
        self.networks = Networks()
        self.plotted: frozenset[str] = frozenset()
        """The problems that have plots, as far as that was looked at."""

    @property
    def store(self) -> Store:
        """What is remembered; opened when first asked for."""
        with self._lock:
            if self._store is None:
                from tutor.study import open_store

                self._store = open_store()
            return self._store

    def catalogue(self) -> Catalogue:
        """All plugins and problems."""
        from tutor import host

        return host.load_all()

    @property
    def problems(self) -> Mapping[str, Problem]:
        """All problems by what the log of answers knows them by; of networks those that were asked."""
        from tutor import host
        from tutor.study import read_learner_state

        names = read_learner_state(self.store).problems
        names |= {item["problem"] for record in self.store.open_sessions() for item in record.items}
        found: dict[str, Problem] = {network.log_id: network for network in self.networks.asked(names)}
        found |= host.logged_networks(names)
        return {**found, **{problem.log_id: problem for problem in self.catalogue().problems.values()}}

    def problem(self, name: str) -> Problem:
        """One problem.  Raises TutorError for an unknown id."""
        from tutor import host

        return host.problem(name)

    def request(self, problem: str) -> InstanceRequest:
        """The numbers that were asked for of a problem: the usual ones where none were."""
        return self._requests.get(problem, USUAL)

    def keep_request(self, problem: str, request: InstanceRequest) -> None:
        """Use these numbers from now on."""
        self._requests[problem] = request

    def asked_for(self, problem: str) -> Instance:
        """A problem's instance on the numbers that were asked for: the textbook's where none were."""
        request = self.request(problem)
        return self.problem(problem).instance(seed=request.seed, sizes=request.sizes)

    def own(self, text: str, name: str) -> Instance:
        """An instance of the network in a text that is in no file, remembered as one that was asked."""
        from tutor.problems.network.reader import read_network

        network = read_network(text, name)
        self.networks.keep_asked(network)
        return network.instance()

    def look_for_plots(self, problems: Iterable[str]) -> None:
        """Find out which of these problems have plots. Reads their formulas, which takes a while: for a thread."""
        from tutor.app.graph.plot_data import has_plots

        self.plotted = frozenset(name for name in problems if has_plots(self.problem(name)))

    def close(self) -> None:
        """Close the store, if it was opened."""
        with self._lock:
            if self._store is not None:
                self._store.close()
