"""The names that an expression of code reads."""

from __future__ import annotations

import ast

from tutor.submission.code.syntax.program import names_in


def _read(text: str) -> tuple[str, ...]:
    return names_in(ast.parse(text, mode="eval").body)


def test_fields_and_places_of_a_dict_are_read_under_their_own_names() -> None:
    assert _read("self.W.T @ dz + cache['h']") == ("self.W", "self", "dz", "cache.h", "cache")


def test_a_method_that_is_called_is_no_name() -> None:
    assert _read("np.dot(self.a.sum(axis=n), b)") == ("np", "self.a", "self", "n", "b")
