"""Answers as a table: any text a cell can hold survives, and what is no table says so."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.examples import examples
from tutor.errors import TutorError
from tutor.grading.answer_fields import BadLineError
from tutor.grading.csv_answers import records, table
from tutor.grading.input_lines import LONGEST, Line, lines
from tutor.grading.rows import CsvRows
from tutor.grading.verdicts import AnswerVerdict

CELLS = st.text(st.sampled_from('ab", \n;\tσ'), max_size=6)


def read(text: str, delimiter: str) -> list[Line]:
    return [line for line in records(lines(io.BytesIO(text.encode())), delimiter) if line is not None]


@settings(deadline=None, max_examples=examples(200), derandomize=True)
@given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=4), st.sampled_from(",;\t"), st.booleans())
def test_what_a_spreadsheet_writes_is_read_as_it_was(rows: list[tuple[str, str]], mark: str, all_quoted: bool) -> None:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=mark, quoting=csv.QUOTE_ALL if all_quoted else csv.QUOTE_MINIMAL)
    writer.writerows([("problem", "step", "answer", "id"), *(("p", "s", f"x{one}", f"y{two}") for one, two in rows)])
    header, *others = read(text.getvalue(), mark)
    found = [table(header, "file").fields(line) for line in others]
    assert [(fields["answer"], fields["id"]) for fields in found] == [(f"x{one}", f"y{two}") for one, two in rows]


def test_a_record_has_the_number_of_its_first_line() -> None:
    assert [line.number for line in read('a,b\n\n"x\n\ny",2\n,,\nz,3\n', ",")] == [1, 3, 7]


def test_of_a_quote_that_is_never_closed_little_is_kept() -> None:
    (line,) = read('"' + ("x" * 999 + "\n") * 3000, ",")
    assert len(line.text) < LONGEST + 2000
    with pytest.raises(BadLineError, match="longer than"):
        table(Line(1, b"problem,step,answer\n"), "file").fields(line)


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("problem,answer", "file has no column `step`: its first line names the columns problem, step, answer"),
        ("a;b", "file has no columns `problem`, `step`, `answer`"),
        ("problem,step,answer,ID,id", "file has the column `id` twice"),
    ],
)
def test_a_header_that_lacks_a_column_is_one_sentence(header: str, said: str) -> None:
    with pytest.raises(TutorError) as raised:
        table(Line(1, header.encode()), "file")
    assert said in raised.value.message
    assert "\n" not in raised.value.message


@pytest.mark.parametrize(
    ("record", "said"),
    [
        ("p,s,a,1,b", "it has 5 cells, the header 4: a text with `,` in it stands in quotes"),
        ("p,s,a,1.5", "`seed` is not a whole number"),
        ("p,s,a," + "7" * 1001, "a number of 1001 digits is too long"),
    ],
)
def test_a_record_that_does_not_fit_is_a_bad_line_that_keeps_what_it_can(record: str, said: str) -> None:
    with pytest.raises(BadLineError, match=said) as raised:
        table(Line(1, b"problem,step,answer,seed"), "file").fields(Line(2, record.encode()))
    assert raised.value.kept.get("seed") is None


def test_a_seed_is_a_number_and_an_empty_cell_is_nothing_but_for_an_answer() -> None:
    found = table(Line(1, b"\xef\xbb\xbfStudent,ANSWER,seed,id,step,problem,note"), "file")
    assert found.fields(Line(2, b"ada,,7,,s,p,later\n")) == {
        "student": "ada",
        "answer": "",
        "seed": 7,
        "step": "s",
        "problem": "p",
    }


def test_a_row_of_verdicts_has_a_cell_for_each_column_whatever_is_in_it() -> None:
    said = [{"code": "sign", "message": 'a "sign"'}, {"code": "factor", "message": "a, factor"}]
    fields = {"problem": "p", "step": "s", "seed": None, "answer": 'x,\n"y"', "read_as": "x", "verdict": "wrong"}
    rows = CsvRows()
    text = rows.row(3, {"id": 7}, AnswerVerdict({**fields, "score": 0.5, "diagnosis": said}))
    (found,) = csv.DictReader(io.StringIO(rows.head + text, newline=""))
    assert found == {
        **fields,
        "line": "3",
        "id": "7",
        "student": "",
        "seed": "",
        "score": "0.5",
        "codes": "sign\nfactor",
        "messages": 'a "sign"\na, factor',
    }
    assert rows.found(text)["diagnosis"] == said
