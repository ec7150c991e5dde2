"""How long pages that are handed in take, as 100 statements would.

    python -m tests.benchmarks.page_times

`pages.py` has what is said of them.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator

from tests.benchmarks.figure import Figure, run
from tests.benchmarks.pages import marked
from tests.submission.deserved import hand_in, page_names


def figures() -> Iterator[Figure]:
    """Seconds of the processor for 100 statements: the median over the pages of each format."""
    for named in (True, False):
        of_format: dict[str, list[float]] = {}
        for name in page_names():
            page = hand_in(name)
            before = time.process_time()
            found = marked(page, named=named)
            taken = time.process_time() - before
            of_format.setdefault(page.path.suffix, []).append(100 * taken / max(1, len(found.statements)))
        for suffix, taken in sorted(of_format.items()):
            how = "its problem named" if named else "nothing named"
            detail = f"{len(taken)} pages, the slowest {max(taken):.1f}"
            yield Figure(f"100 statements of a {suffix} page, {how}", statistics.median(taken), "s", 1, detail)


if __name__ == "__main__":
    run(figures)
