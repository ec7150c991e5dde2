"""Codes of ten characters that stand on sheets: they hold the seed, and show a slip of the pen and another course.

Six characters are the seed, one is a checksum over the others, which anyone can check, and three are keyed by the
course's secret. The alphabet is Crockford's base 32: no I, L, O or U, and small letters, I, L and O are understood.
"""

from __future__ import annotations

from tutor.course.course import SEED_BITS, Course
from tutor.errors import TutorError, one_line

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 10
_SEED, _TAG = SEED_BITS // 5, 3
_MISREAD = str.maketrans("OIL", "011", "- ")


def code_of(course: Course, seed: int) -> str:
    """The code of a seed in a course, such as `3F0Q9-7XK2M`."""
    body = [*_digits(seed, _SEED), *_tag(course, seed)]
    text = "".join(ALPHABET[digit] for digit in [*body, _checksum(body)])
    return f"{text[:5]}-{text[5:]}"


def seed_in(code: str, course: Course | None = None) -> int:
    """The seed that a code holds; with a course, only if it is a code of that course.

    Raises TutorError for what is no code, for one with a slip in it, and for one of another course.
    """
    text = code.upper().translate(_MISREAD)
    if len(text) != LENGTH or any(character not in ALPHABET for character in text):
        raise TutorError(f"`{_short(code)}` is not the code of a sheet, such as 3F0Q9-7XK2M", title="Not a code")
    *body, check = (ALPHABET.index(character) for character in text)
    if check != _checksum(body):
        raise TutorError(
            f"`{_short(code)}` has a slip in it: a character is another or two are swapped", title="Not a code"
        )
    seed = 0
    for digit in body[:_SEED]:
        seed = seed << 5 | digit
    if course is not None and body[_SEED:] != _tag(course, seed):
        raise TutorError(f"`{_short(code)}` is not a code of this course, {course.title}", title="Another course")
    return seed


def _digits(number: int, count: int) -> list[int]:
    return [number >> 5 * place & 31 for place in reversed(range(count))]


def _tag(course: Course, seed: int) -> list[int]:
    return _digits(course.keyed("code", seed.to_bytes(4, "big")), _TAG)


def _checksum(digits: list[int]) -> int:
    """The value at x of the polynomial with these coefficients, in the field of 32 elements modulo x⁵ + x² + 1.

    Every character that is another and every two that are swapped change it, for the powers of x below the 31st differ.
    """
    total = 0
    for digit in digits:
        total = total << 1 ^ digit
        if total & 32:
            total ^= 0b100101
    return total << 1 ^ (0b100101 if total & 16 else 0)


def _short(code: str) -> str:
    return one_line(code[:40])
