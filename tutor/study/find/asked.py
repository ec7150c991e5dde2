"""What a question about a mistake is called.

`dL/dz:sign:line` asks which line of a derivation is wrong where that of dL/dz has a slip of the kind `sign`, `...:kind`
what happened there, and `...:right` for the line itself. With `shapes-transpose` for its kind the shapes alone tell.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from tutor.problems.contract.problem import Problem

PARTS = ("line", "kind", "right")
"""What is asked about one mistake, in this order."""

_NAME = re.compile(rf"(.+):([a-z-]+):({'|'.join(PARTS)})")
BY_SHAPES = "shapes-"
"""What stands before the kind of a slip that the shapes give away."""
_SHOWN = {"line": "which line", "kind": "what happened", "right": "written right"}


class AboutMistake(NamedTuple):
    """The step whose line is wrong, the kind of its slip, and what is asked about it."""

    step: str
    code: str
    part: str

    @property
    def shown(self) -> str:
        """What is asked, in words that tell nothing of the mistake."""
        return _SHOWN[self.part]

    @property
    def name(self) -> str:
        """What the question is called."""
        return ":".join(self)


def about_mistake(name: str) -> AboutMistake | None:
    """What a question about a mistake is about; None for the name of a step."""
    found = _NAME.fullmatch(name)
    return AboutMistake(*found.groups()) if found else None


def all_about(name: str) -> tuple[str, ...]:
    """All questions about the mistake that one is about, in their order; of a step there is no other."""
    about = about_mistake(name)
    return (name,) if about is None else tuple(about._replace(part=part).name for part in PARTS)


def same_mistake(one: str, other: str) -> bool:
    """Whether two questions are about one mistake."""
    about, beside = about_mistake(one), about_mistake(other)
    return about is not None and beside is not None and about[:2] == beside[:2]


def shown_name(problem: Problem, name: str) -> str:
    """A step, or a question about a mistake, as people see it: `∂L/∂z: which line`."""
    about = about_mistake(name)
    return problem.display(name) if about is None else f"{problem.display(about.step)}: {about.shown}"
