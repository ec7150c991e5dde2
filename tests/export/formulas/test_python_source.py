"""Values as source: what is written is what it was made from, when it is run."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tutor
from tests.examples import examples
from tutor.errors import TutorError
from tutor.export.formulas.python_source import SourceWriter

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=4).map(tuple)
        | st.dictionaries(st.text(max_size=3), inner, max_size=3)
        | st.frozensets(st.text(max_size=3), max_size=3)
    ),
    max_leaves=12,
)


def again(value: Any, width: int) -> Any:
    writer = SourceWriter()
    lines = writer.of(value).lines(width)
    names: dict[str, Any] = {"tutor": tutor}
    exec("\n".join(writer.imports), names)
    return eval("\n".join(lines), names)


@settings(max_examples=examples(40))
@given(PLAIN, st.integers(10, 100))
def test_plain_values_come_back(value: Any, width: int) -> None:
    assert again(value, width) == value


class Tent(NamedTuple):
    """A sampler of a stranger's."""

    top: float
    low: float = 0.0


@pytest.fixture
def stranger(monkeypatch: pytest.MonkeyPatch) -> type[Tent]:
    module = ModuleType("strangers_samplers")
    module.Tent = Tent  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "strangers_samplers", module)
    monkeypatch.setattr(Tent, "__module__", "strangers_samplers")
    return Tent


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (tutor.Normal(), "tutor.Normal()"),
        (tutor.Uniform(0.1, 0.9), "tutor.Uniform(0.1, 0.9)"),
        (tutor.Uniform(0.0, 0.5), "tutor.Uniform(high=0.5)"),
        (tutor.OneHot("k"), 'tutor.OneHot("k")'),
        (tutor.Quantity("x", "n,i", r"\hat x"), r'tutor.Quantity("x", "n,i", symbol=r"\hat x")'),
        (tutor.Step("dL/dx", "2*x", also=("x*2",)), 'tutor.Step("dL/dx", formula="2*x", also=("x*2",))'),
        (tutor.Function("swish", formula="z*sigma(z)"), 'tutor.Function("swish", formula="z*sigma(z)")'),
        (np.array([[1.0, -0.5]]), "[[1.0, -0.5]]"),
        ((), "()"),
        (frozenset({"N"}), 'frozenset({"N"})'),
    ],
)
def test_records_are_written_as_an_author_writes_them(value: Any, text: str) -> None:
    assert SourceWriter().of(value).text == text


def test_a_class_from_elsewhere_is_imported(stranger: type[Tent]) -> None:
    writer = SourceWriter()
    assert writer.of(stranger(0.5)).text == "Tent(0.5)"
    assert list(writer.imports) == ["from strangers_samplers import Tent"]
    assert again(stranger(0.5, 0.25), 80) == stranger(0.5, 0.25)


def test_what_has_no_source_is_refused() -> None:
    with pytest.raises(TutorError, match=r"<object object at .* cannot be written as source"):
        SourceWriter().of((object(),))
