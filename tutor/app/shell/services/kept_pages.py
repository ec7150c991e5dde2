"""Pages that are gone back to: the one that was open when the app ended, and worked solutions that were handed in last.

They are kept beside drafts, and like these may be lost: nothing is learned from them.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from tutor.study import Store

MOST_PAGES = 3
"""How many worked solutions are remembered."""
_KEY, _GRAPH = "pages", "graph"


@dataclass(frozen=True)
class KeptPage:
    """A walkthrough of a problem at a step, told by `where`, or a worked solution: by its `path`, or its text."""

    page: Literal["walkthrough", "submission"]
    problem: str = ""
    step: str = ""
    where: str = ""
    seed: int | None = None
    sizes: Mapping[str, int] = field(default_factory=dict)
    path: str = ""
    text: str = ""

    @property
    def name(self) -> str:
        """What a worked solution is called."""
        return os.path.basename(self.path) or "the page that was pasted"


class KeptPages:
    """Kept in the store that `store` gives. Every call may block and belongs in a thread."""

    def __init__(self, store: Callable[[], Store]) -> None:
        self._store = store

    @property
    def left_open(self) -> KeptPage | None:
        """The page that was not left; None where there is none."""
        return self._read()[0]

    @property
    def handed_in(self) -> tuple[KeptPage, ...]:
        """The worked solutions that were handed in last and are still there, the latest first."""
        return tuple(page for page in self._read()[1] if os.path.isfile(page.path))

    def keep(self, page: KeptPage) -> None:
        """Remember that a page is open; a file that is handed in, for longer."""
        pages = self._read()[1]
        if page.path:
            pages = [page, *(other for other in pages if other.path != page.path)]
        self._write(page, pages)

    def keep_graph(self, of: str, node: str) -> None:
        """Remember at which node the graph of a page is open; with no node that it was left."""
        self._store().put_draft(_GRAPH, json.dumps([of, node]) if node else "")

    def graph_node(self, of: str) -> str:
        """The node at which the graph of this page was open when the app ended; nothing where it was not."""
        with suppress(ValueError, TypeError):  # damaged, or of another version
            kept, node = json.loads(self._store().draft(_GRAPH) or '["", ""]')
            return str(node) if kept == of else ""
        return ""

    def leave(self) -> None:
        """No page is open any more."""
        self.keep_graph("", "")
        left, pages = self._read()
        if left is not None:
            self._write(None, pages)

    def _read(self) -> tuple[KeptPage | None, list[KeptPage]]:
        with suppress(ValueError, TypeError, KeyError, AttributeError):  # damaged, or of another version
            got = json.loads(self._store().draft(_KEY) or "{}")
            left = got.get("left")
            pages = [page for page in map(_page, got.get("handed in", [])) if page.path]
            return None if left is None else _page(left), pages
        return None, []

    def _write(self, left: KeptPage | None, pages: list[KeptPage]) -> None:
        kept = {"left": left and asdict(left), "handed in": [asdict(page) for page in pages[:MOST_PAGES]]}
        self._store().put_draft(_KEY, json.dumps(kept))


def _page(got: Mapping[str, Any]) -> KeptPage:
    """A page as it was kept. Raises ValueError or TypeError where it cannot be one."""
    page = KeptPage(**got)
    texts = (page.problem, page.step, page.where, page.path, page.text)
    numbers = [*page.sizes.values(), *([] if page.seed is None else [page.seed])]
    known = page.page in ("walkthrough", "submission")
    if not (known and all(isinstance(one, str) for one in texts) and all(isinstance(one, int) for one in numbers)):
        raise ValueError("no page")
    return page
