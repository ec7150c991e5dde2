"""Courses: everybody's seed follows from the name and the secret, and from nothing else."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.course.course import LONGEST_NAME, Course, create_course, plain_name, read_course
from tutor.errors import TutorError

COURSE = Course("Deep learning", bytes(range(32)))


def test_a_seed_is_the_keyed_digest_that_is_documented() -> None:
    digest = hmac.new(bytes(range(32)), b"seed\0ada lovelace", hashlib.sha256).digest()
    assert COURSE.seed_of("Ada Lovelace") == int.from_bytes(digest[:4], "big") % 2**30


@pytest.mark.parametrize("spelling", ["ada  lovelace", " Ada Lovelace\n", "ADA LOVELACE", "Ａda Lovelace"])
def test_capitals_blanks_and_wide_letters_do_not_change_who_is_meant(spelling: str) -> None:
    assert COURSE.seed_of(spelling) == COURSE.seed_of("Ada Lovelace")


def test_other_names_and_other_courses_have_other_seeds() -> None:
    names = [f"student {number}" for number in range(500)]
    seeds = {COURSE.seed_of(name) for name in names}
    others = {Course("Deep learning", bytes(32)).seed_of(name) for name in names}
    assert len(seeds) == len(others) == 500
    assert not seeds & others


@given(st.text(max_size=40))
def test_any_text_is_a_name_with_a_seed_that_fits_a_code_or_none_at_all(text: str) -> None:
    if text.split():
        assert 0 <= COURSE.seed_of(text) < 2**30
    else:
        with pytest.raises(TutorError, match="empty"):
            plain_name(text)


def test_a_name_as_long_as_a_page_is_refused() -> None:
    with pytest.raises(TutorError, match="201 characters"):
        COURSE.seed_of("a" * (LONGEST_NAME + 1))


def test_a_new_course_is_read_again_and_only_its_owner_can_read_it(tmp_path: Path) -> None:
    path = tmp_path / "dl.course"
    made = create_course(str(path), "Tiefes Lernen, 春")
    assert read_course(str(path)) == made
    assert len(made.secret) == 32
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_two_courses_have_two_secrets_and_none_is_written_over(tmp_path: Path) -> None:
    first = create_course(str(tmp_path / "one"), "one")
    assert create_course(str(tmp_path / "two"), "one").secret != first.secret
    with pytest.raises(FileExistsError):
        create_course(str(tmp_path / "one"), "again")
    assert read_course(str(tmp_path / "one")) == first


@pytest.mark.parametrize(
    "content",
    [
        "",
        "null",
        "[]",
        '{"schema": "tutor.course/1"}',
        '{"schema": "tutor.course/2", "title": "x", "secret": "' + "0" * 64 + '"}',
        '{"schema": "tutor.course/1", "title": "x", "secret": "short"}',
        '{"schema": "tutor.course/1", "title": "x", "secret": 5}',
        "\xff",
        "[" * 100_000,
    ],
)
def test_what_is_no_course_is_refused_by_name(tmp_path: Path, content: str) -> None:
    path = tmp_path / "it"
    path.write_bytes(content.encode("latin-1"))
    with pytest.raises(TutorError, match="is not the file of a course"):
        read_course(str(path))


def test_a_course_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(TutorError, match="cannot be read"):
        read_course(str(tmp_path / "gone"))


def test_the_secret_is_written_as_hexadecimal_and_nothing_else_is(tmp_path: Path) -> None:
    made = create_course(str(tmp_path / "it"), "x")
    assert json.loads((tmp_path / "it").read_text()) == {
        "schema": "tutor.course/1",
        "title": "x",
        "secret": made.secret.hex(),
    }
