"""Lines as they come: whole, bounded, and never held back while nothing more is there."""

from __future__ import annotations

import io
import os

import pytest

from tutor.grading.input_lines import LONGEST, Line, batches, lines


@pytest.mark.parametrize("text", [b"", b"\n", b"a", b"a\n\nb\n", b"\r\nb\rc\n", b"x" * 70_000 + b"\ny"])
def test_lines_are_those_of_the_file(text: bytes) -> None:
    expected = [Line(number, line) for number, line in enumerate(io.BytesIO(text), 1)]
    assert list(lines(io.BytesIO(text))) == expected


def test_of_a_line_without_end_only_the_beginning_is_kept() -> None:
    found = list(lines(io.BytesIO(b"x" * 5 * LONGEST + b"\nlast")))
    assert [line.number for line in found if line] == [1, 2]
    assert found[1] == Line(2, b"last")
    assert found[0] is not None
    assert LONGEST < len(found[0].text) < LONGEST + 100_000


def test_a_batch_is_handed_on_when_there_is_nothing_more_to_read() -> None:
    reader, writer = os.pipe()
    with open(reader, "rb") as file:
        found = batches(lines(file), most=100, most_bytes=1000)
        os.write(writer, b"a\nb\nhalf")
        assert next(found) == [Line(1, b"a\n"), Line(2, b"b\n")]
        assert next(found) == []
        os.write(writer, b" of it\n")
        while not (batch := next(found)):
            pass
        assert batch == [Line(3, b"half of it\n")]
        os.close(writer)
        assert list(found) in ([], [[]])


def test_batches_are_bounded_in_lines_and_in_bytes() -> None:
    of_lines = batches((Line(number, b"xy") for number in range(7)), most=3, most_bytes=1000)
    assert [len(batch) for batch in of_lines] == [3, 3, 1]
    of_bytes = batches((Line(number, b"x" * 60) for number in range(5)), most=100, most_bytes=100)
    assert [len(batch) for batch in of_bytes] == [2, 2, 1]
