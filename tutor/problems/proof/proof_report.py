"""What a proof found: the comparisons that were made, or the first contradiction."""

from __future__ import annotations

from dataclasses import dataclass, field

from tutor.errors import TutorError
from tutor.problems.instances.instance import Instance


class ConformanceError(TutorError, AssertionError):
    """A problem contradicts itself; the sentence says where."""


@dataclass
class Proof:
    """What was checked: the number of comparisons by kind, and the worst relative error of each.

    ``alone`` are the steps that nothing but their own formula vouches for.
    """

    problem: str
    counts: dict[str, int] = field(default_factory=dict)
    worst: dict[str, float] = field(default_factory=dict)
    alone: set[str] = field(default_factory=set)

    def note(self, kind: str, error: float) -> None:
        """Record one comparison."""
        self.counts[kind] = self.counts.get(kind, 0) + 1
        self.worst[kind] = max(self.worst.get(kind, 0.0), error)

    @property
    def worst_error(self) -> float:
        """The largest relative error of any comparison."""
        return max(self.worst.values(), default=0.0)


def described(instance: Instance) -> str:
    """Which problem and which instance, as sentences about it begin."""
    sizes = ", ".join(f"{name}={size}" for name, size in instance.sizes.items())
    return f"{instance.problem.id}, {instance.label}" + (f" ({sizes})" if sizes else "")
