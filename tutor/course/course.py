"""A course: a title and the secret from which everybody's seed follows."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import re
import secrets
import unicodedata
from typing import NamedTuple

from tutor.atomic_file import creating
from tutor.errors import TutorError, one_line

SCHEMA = "tutor.course/1"
SEED_BITS = 30
"""Bits of a seed: two of a thousand people share one in one course of two thousand, and six characters hold it."""

LONGEST_NAME = 200
LONGEST_FILE = 10_000
_SECRET_BYTES = 32


class Course(NamedTuple):
    """A course; whoever has its secret can tell which seed belongs to which name."""

    title: str
    secret: bytes

    def seed_of(self, person: str) -> int:
        """The seed of a person, from 0 to 2³⁰ − 1: the same however the name's capitals and blanks are typed.

        It is made of bits of an HMAC-SHA256 (RFC 2104) of the name. Raises TutorError for what is no name.
        """
        return self.keyed("seed", plain_name(person).encode()) & (1 << SEED_BITS) - 1

    def keyed(self, purpose: str, message: bytes) -> int:
        """32 bits that nobody can tell without the secret, others for each purpose."""
        digest = hmac.digest(self.secret, purpose.encode() + b"\0" + message, hashlib.sha256)
        return int.from_bytes(digest[:4], "big")


def plain_name(person: str) -> str:
    """A name or id as it is compared: compatible characters are one, case and blanks do not matter.

    Raises TutorError for one that is empty or longer than 200 characters.
    """
    if len(person) > LONGEST_NAME:
        raise TutorError(f"a name of {len(person)} characters is too long; the most is {LONGEST_NAME}", title="No name")
    name = " ".join(unicodedata.normalize("NFKC", person).casefold().split())
    if not name:
        raise TutorError("a name or an id is wanted, and this one is empty", title="No name")
    return name


def create_course(path: str, title: str) -> Course:
    """A course with a new secret, written to a file that only its owner can read.

    Raises FileExistsError if there is a file of that name, and OSError if it cannot be written.
    """
    made = Course(title, secrets.token_bytes(_SECRET_BYTES))
    with creating(path) as file:
        if hasattr(os, "fchmod"):
            os.fchmod(file.fileno(), 0o600)
        json.dump({"schema": SCHEMA, "title": title, "secret": made.secret.hex()}, file, ensure_ascii=False, indent=2)
        file.write("\n")
    return made


def read_course(path: str) -> Course:
    """The course in a file that `create_course` wrote. Raises TutorError, naming the file, for anything else."""
    try:
        with open(path, "rb") as file:
            content = file.read(LONGEST_FILE + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise TutorError(f"`{one_line(path)}` cannot be read: {reason}", title="Cannot be read") from error
    try:
        found = json.loads(content)
        if found["schema"] == SCHEMA and re.fullmatch(r"[0-9a-f]{64}", found["secret"]):
            return Course(str(found["title"]), bytes.fromhex(found["secret"]))
    except (ValueError, TypeError, KeyError, RecursionError):
        pass
    raise TutorError(
        f"`{one_line(path)}` is not the file of a course: `tutor course new FILE` writes one", title="No course"
    )
