"""Lists of people: a name a line, or a table."""

from __future__ import annotations

import pytest

from tutor.course.roster import people_in
from tutor.errors import TutorError


def test_every_line_is_a_name_commas_and_all() -> None:
    assert people_in("Lovelace, Ada\n\n  Turing, Alan \n", "class.txt") == ["Lovelace, Ada", "Turing, Alan"]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_table_gives_its_first_known_column(separator: str) -> None:
    rows = [["group", "ID", "Name"], ["1", "s01", '"Lovelace, Ada"'], ["2", "s02", "Alan"], ["3"]]
    text = "\ufeff" + "\r\n".join(separator.join(row) for row in rows)
    assert people_in(text, "class.txt") == ["s01", "s02"]


def test_a_table_of_names_is_read_with_its_quotes() -> None:
    assert people_in('name\n"Lovelace, Ada"\n', "class.csv") == ["Lovelace, Ada"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "has no names in it"),
        ("student\n", "has no names in it"),
        ("ada\nalan\nADA\n", "`ADA` is in line 1 and again in line 3"),
        ("ada\n" + "b" * 201, "line 2: a name of 201 characters is too long"),
        ('student\n"' + "b" * 200_000, "line 2: "),  # too long for a cell or for a name, as the limit for cells is set
    ],
)
def test_what_is_wrong_in_a_list_is_named_with_its_line(text: str, said: str) -> None:
    with pytest.raises(TutorError, match="class") as error:
        people_in(text, "class")
    assert said in error.value.message


def test_a_table_without_a_column_of_names_is_not_taken_for_a_list() -> None:
    with pytest.raises(TutorError, match="no column called student or id or name or email"):
        people_in("first,last\nAda,Lovelace\n", "class.csv")
