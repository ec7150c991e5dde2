"""What is kept of a run: every assignment with its value, what failed, and how far it went."""

from __future__ import annotations

from typing import Any, NamedTuple

from tutor.record import Record

ASSIGNED, RETURNED, ENTRY = "assigned", "returned", "entry"


class Loop(NamedTuple):
    """A loop that is being run: its variable, the value of that, and how many times its body was begun before."""

    name: str
    value: Any
    turn: int


class Assigned(Record):
    """What one assignment gave, each time that it was made.

    ``name`` is as written: ``dW``, ``grads['dW1']``, ``dh[t]``, ``self.dW``. ``value`` is a copy, or Unknown.
    ``loops`` are the loops around it at that time, the outermost first.
    ``augmented`` is ``+=`` and alike, ``allocation`` an array of zeros and alike that is filled later. ``occurrence``
    counts the times of this statement and name. ``function`` is the function of the page that it stands in, ``call``
    the number of that call; ``kind`` is an assignment, what is returned, or an entry of a dict. ``whole`` is the array
    that a part of was assigned, after that. ``uses`` are the names on its right side.
    ``key`` is the place in a dict or list: of ``grads["dW" + str(l)]`` it is dW1. ``order`` counts all assignments.
    """

    line: int
    column: int
    text: str
    name: str
    value: Any
    occurrence: int = 0
    loops: tuple[Loop, ...] = ()
    augmented: bool = False
    allocation: bool = False
    function: str = ""
    call: int = 0
    kind: str = ASSIGNED
    whole: Any = None
    uses: tuple[str, ...] = ()
    key: Any = None
    order: int = 0


class Failed(Record):
    """A statement that was not run: its place, why, and whether it cannot be run or is merely not known here.

    ``sizes`` are pairs that should have been equal, where that is why.
    """

    line: int
    column: int
    text: str
    reason: str
    known: bool = True
    sizes: tuple[tuple[int, int], ...] = ()


class Run(Record):
    """A run as a whole. ``stopped`` says why it did not come to its end, ``left`` how many steps it did not take.

    ``overruns`` are the lengths of axes that slices go beyond, each with where these end.
    """

    assigned: tuple[Assigned, ...]
    failed: tuple[Failed, ...]
    functions: tuple[str, ...]
    called: tuple[str, ...]
    stopped: str = ""
    left: int = 0
    overruns: tuple[tuple[int, int], ...] = ()
