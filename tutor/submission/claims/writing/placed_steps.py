"""Steps below names with more axes, ``f_j`` of ``f[t,n,h]``: a letter that the page counts steps by stands at time."""

from __future__ import annotations

import re
from collections.abc import Collection

from tutor.notation.errors import NotationError
from tutor.notation.tree import Ref
from tutor.submission.claims.reader import Reader
from tutor.submission.claims.writing.spelling import atom_of, respelled

_STEP = re.compile(r"(?P<letter>[a-z])\s*(?:[-+]\s*\d+)?")


def with_steps_placed(text: str, reader: Reader, times: Collection[str]) -> str:
    """The text with such names as the language writes an entry along their first axis."""

    def placed(name: str) -> str | None:
        atom = atom_of(name)
        step = _STEP.fullmatch(atom.sub) if atom is not None and not atom.sup else None
        if atom is None or step is None or step["letter"] not in times:
            return None
        try:
            tree = reader.read(atom._replace(sub=reader.scope.axes.time[0]).written())
        except NotationError:
            return None
        axes = reader.scope.names[tree.name].axes if isinstance(tree, Ref) and tree.name in reader.scope.names else ()
        if len(axes) < 2 or axes[0] not in reader.scope.axes.time or not isinstance(tree, Ref):
            return None
        return f"{tree.name}[{atom.sub}{',:' * (len(axes) - 1)}]"

    return respelled(text, placed)
