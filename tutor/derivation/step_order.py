"""Which gradients a derivation has, in which order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tutor.derivation.differentiation.reverse_mode import ForwardPass


def backwards(forward: ForwardPass, result: str, asked: Iterable[str]) -> Iterator[str]:
    """The quantities that are asked for and those on their way to the result, from the result on.

    A value comes after all those that it enters, but for its own neighbours in time; a given one comes as soon as all
    that it enters are there.
    """
    reaching = forward.reaching(result)
    wanted = _entered(forward, [name for name in asked if name in reaching], reaching)
    values = [quantity.name for quantity in forward.problem.values]
    given = [quantity.name for quantity in forward.problem.given if quantity.name in wanted]
    done: set[str] = {result}
    for name in (result, *reversed(values)):
        if name != result:
            if name not in wanted:
                continue
            yield name
            done.add(name)
        for one in given:
            entered = {consumer for consumer in forward.consumers[one] if consumer in reaching or consumer == result}
            if one not in done and entered <= done:
                yield one
                done.add(one)


def _entered(forward: ForwardPass, names: list[str], reaching: set[str]) -> set[str]:
    """These names and all that they enter on their way to the result."""
    found: set[str] = set()
    front = list(names)
    while front:
        name = front.pop()
        if name not in found:
            found.add(name)
            front += [consumer for consumer in forward.consumers[name] if consumer in reaching]
    return found
