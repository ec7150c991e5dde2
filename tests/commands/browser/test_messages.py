"""What a page sends is read within bounds, whatever it is."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.commands.browser.messages import (
    COLUMNS,
    ROWS,
    TEXT,
    Focus,
    Keys,
    MalformedError,
    Ping,
    Resize,
    read,
    window,
)


@pytest.mark.parametrize(
    ("asked", "given_"),
    [
        ((100, 30), (100, 30)),
        (("100", "30"), (100, 30)),
        ((99.9, "30.5"), (99, 30)),
        ((1000000, 1000000), (500, 200)),
        ((0, -5), (20, 5)),
        ((10**400, -(10**400)), (500, 5)),
        (("1" * 5000, "-" + "1" * 5000), (500, 5)),
        ((float("inf"), float("-inf")), (500, 5)),
        ((float("nan"), "nan"), (80, 24)),
        ((None, ""), (80, 24)),
        ((True, []), (80, 24)),
        (({}, "٣x"), (80, 24)),
    ],
)
def test_a_size_is_within_bounds_whatever_was_asked_for(asked: tuple[object, object], given_: tuple[int, int]) -> None:
    assert window(*asked) == given_


one = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
anything = one | st.lists(one, max_size=3) | st.dictionaries(st.text(max_size=3), one, max_size=3)
sizes = st.fixed_dictionaries({}, optional={"width": anything, "height": anything})


@given(st.one_of(st.tuples(st.just("resize"), sizes | anything), st.tuples(st.text(), anything), anything))
def test_any_json_is_a_message_within_bounds_or_malformed(value: object) -> None:
    try:
        message = read(json.dumps(value))
    except MalformedError:
        return
    if isinstance(message, Resize):
        assert COLUMNS[0] <= message.columns <= COLUMNS[1]
        assert ROWS[0] <= message.rows <= ROWS[1]


@given(st.text())
def test_any_text_is_a_message_or_malformed(text: str) -> None:
    with suppress(MalformedError):
        read(text)


@pytest.mark.parametrize("text", ["", "[" * 100_000, '["resize",{"width":' + "9" * 10_000 + "}]", '{"a":' * 50_000])
def test_json_that_would_exhaust_its_reader_is_malformed(text: str) -> None:
    with pytest.raises(MalformedError, match="JSON"):
        read(text)


@pytest.mark.parametrize(
    "text",
    [
        "[]",
        "[1]",
        "{}",
        "null",
        '["stdin"]',
        '["stdin",5]',
        '["resize",[]]',
        '["resize"]',
        '["ping",{}]',
        '["other",1]',
    ],
)
def test_json_of_another_shape_is_malformed(text: str) -> None:
    with pytest.raises(MalformedError, match="known type"):
        read(text)


def test_what_the_page_sends_is_read() -> None:
    assert read('["stdin","é\\u001b[A"]') == Keys(b"\xc3\xa9\x1b[A")
    assert read('["stdin","\\ud800"]') == Keys(b"?")
    assert read('["resize",{"width":90,"height":20}]') == Resize(90, 20)
    assert read('["focus"]') == Focus(True)
    assert read('["blur"]') == Focus(False)
    assert read('["ping","1"]') == Ping("1")


def test_text_that_no_line_would_take_is_refused_with_its_length() -> None:
    assert read(json.dumps(["stdin", "x" * TEXT]))
    with pytest.raises(MalformedError, match=f"at most {TEXT} characters are taken at once; these are {TEXT + 1}"):
        read(json.dumps(["stdin", "x" * (TEXT + 1)]))
