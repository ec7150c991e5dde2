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


def test_a_pattern_is_found_only_where_the_text_has_what_it_needs() -> None:
    pattern = lazily(r"(\w)\^2", needs="^")
    assert pattern.search("xx") is None
    assert pattern.match("x", 0) is None
    assert pattern.sub(r"\1", "xx") == "xx"
    assert pattern.findall("xx") == []
    found = pattern.search("a + x^2")
    assert found is not None
    assert found[1] == "x"
    assert pattern.fullmatch("x^2")
    assert pattern.sub(r"\1", "x^2") == "x"
    assert pattern.findall("x^2 + y^2") == ["x", "y"]
    assert pattern.search("xx") is None
