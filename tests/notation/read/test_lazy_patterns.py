"""Patterns that are compiled when first used."""

from __future__ import annotations

import re

from tutor.notation.read.lazy_patterns import lazily


def test_a_lazy_pattern_is_compiled_at_its_first_use_and_then_works_as_any_other() -> None:
    pattern = lazily(r"(\d+)x", re.IGNORECASE)
    assert "match" not in vars(pattern)
    assert pattern.pattern == r"(\d+)x"
    found = pattern.match("12X")
    assert found is not None
    assert found[1] == "12"
    assert "match" in vars(pattern)
    assert pattern.sub("-", "1x2X") == "--"
    assert pattern.groups == 1
