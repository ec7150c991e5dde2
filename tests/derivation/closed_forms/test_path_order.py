"""What comes to a quantity on several paths is added in the order of textbooks."""

from __future__ import annotations

from tutor.derivation.closed_forms.path_order import as_added
from tutor.derivation.record import MATRIX, RECURRENCE, Crossing, Path
from tutor.notation.lower.index_form.expressions import Ref, Size

FEEDS = {"mu": {"x"}, "xc": {"x", "mu"}, "r": {"x", "mu", "xc"}, "L": {"x", "mu", "xc", "r"}}


def path(consumer: str, *kinds: str, unchanged: bool = False) -> Path:
    term = Ref(f"dL/d{consumer}", (), ()) if unchanged else Size("n")
    return Path(consumer, f"dL/d{consumer}", (term,), tuple(Crossing(kind) for kind in kinds))


def order(*paths: Path) -> list[str]:
    return [one.consumer for one in as_added(list(paths), "L", lambda name: FEEDS.get(name, set()))]


def test_a_path_that_leads_to_another_one_comes_after_it() -> None:
    assert order(path("mu"), path("xc")) == ["xc", "mu"]


def test_what_arrives_unchanged_is_first_and_the_nearest_of_several() -> None:
    assert order(path("mu"), path("xc", unchanged=True), path("r", unchanged=True)) == ["r", "xc", "mu"]


def test_paths_through_matrices_keep_the_order_of_computation_behind_the_others() -> None:
    assert order(path("q", MATRIX), path("k", MATRIX), path("z")) == ["z", "q", "k"]


def test_neighbours_in_time_come_late_and_the_result_itself_last() -> None:
    assert order(path("a", RECURRENCE, MATRIX), path("z", MATRIX), path("L")) == ["z", "a", "L"]
