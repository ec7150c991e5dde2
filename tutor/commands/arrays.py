"""Arrays that a user hands in: from JSON and npz files, and from `NAME=VALUE` on the command line."""

from __future__ import annotations

import json
import re
from collections.abc import Container, Iterable
from typing import Any

from tutor.errors import TutorError, one_line
from tutor.notation.characters import spread

MOST_DIGITS = 400
"""The digits of a whole number: a float holds 309."""

_WHOLE = re.compile(r"[0-9]{1,18}")


def read_arrays(path: str, part: str = "given") -> dict[str, Any]:
    """The named arrays in a file: JSON (an object of arrays) or `.npz`; of what `tutor solve` wrote, its `part`.

    Names, shapes and values are for the problem to check, NaN and Infinity too, which Python writes into JSON.
    Raises TutorError for a file that cannot be read.
    """
    try:
        return _read_npz(path, part) if path.lower().endswith(".npz") else _read_json(path, part)
    except OSError as error:
        raise _refusal(path, f"cannot be read: {(error.strerror or str(error)).lower()}") from error


def read_assignments(pairs: Iterable[str], words: Container[str] = ()) -> dict[str, Any]:
    """`W_o=[0.5, 0.5]` as a name and a value; `f=tanh`, for the names in `words`, as a name and a text.

    Raises TutorError for what is not NAME=NUMBER or NAME=ARRAY.
    """
    values = {}
    for pair in pairs:
        name, equals, text = pair.partition("=")
        if not equals or not name.strip():
            raise TutorError(f"--set wants NAME=VALUE, such as x=0.5, but got `{pair}`", title="Not a value")
        if name.strip() in words:
            values[name.strip()] = text.strip()
            continue
        try:
            values[name.strip()] = _json(spread(text)[0])
        except ValueError as error:
            reason = "" if isinstance(error, json.JSONDecodeError) else f" ({error})"
            raise TutorError(
                f"--set {name.strip()}: `{one_line(text)}` is not a number or an array such as [0.5, 0.5]{reason}",
                title="Not a value",
            ) from error
    return values


def read_sizes(pairs: Iterable[str]) -> dict[str, int]:
    """`T=50` as a size. Raises TutorError for what is not NAME=WHOLE NUMBER."""
    sizes = {}
    for pair in pairs:
        name, _, text = spread(pair)[0].partition("=")
        if not name.strip() or not _WHOLE.fullmatch(text.strip()):
            raise TutorError(f"--size wants NAME=K, such as T=50, but got `{one_line(pair)}`", title="Not a size")
        sizes[name.strip()] = int(text)
    return sizes


def _read_json(path: str, part: str) -> dict[str, Any]:
    try:
        with open(path, encoding="utf-8") as file:
            found = _json(file.read(), finite=False)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise _refusal(path, f"is not valid JSON: {error.msg.lower()} at {place}") from error
    except UnicodeDecodeError as error:
        raise _refusal(path, "is not a text file in UTF-8") from error
    except ValueError as error:
        raise _refusal(path, f"cannot be used: {error}") from error
    if isinstance(found, dict) and str(found.get("schema", "")).startswith("tutor.solve/"):
        found = found.get(part)
    if not isinstance(found, dict):
        raise _refusal(path, 'should hold an object of arrays, such as {"x": [1, 2]}')
    return found


def _read_npz(path: str, part: str) -> dict[str, Any]:
    from zipfile import BadZipFile

    import numpy as np

    try:
        with open(path, "rb") as file, np.load(file, allow_pickle=False) as archive:
            names = {name.removeprefix(f"{part}/"): name for name in archive.files if name.startswith(f"{part}/")}
            return {name: archive[key] for name, key in names.items()} if names else dict(archive)
    except (ValueError, BadZipFile, EOFError, TypeError, AttributeError) as error:
        raise _refusal(path, "is not an .npz archive of plain number arrays") from error


def _json(text: str, *, finite: bool = True) -> Any:
    """Parsed JSON. Raises ValueError, in words, for NaN and Infinity (if `finite`) and brackets nested without end."""

    def refuse(constant: str) -> None:
        raise ValueError(f"{constant} is not a finite number")

    def whole(digits: str) -> int:
        if len(digits) > MOST_DIGITS:
            raise ValueError(f"a number of {len(digits)} digits is too long")
        return int(digits)

    try:
        return json.loads(text, parse_constant=refuse if finite else float, parse_int=whole)
    except RecursionError:
        raise ValueError("too many brackets inside each other") from None


def _refusal(path: str, what: str) -> TutorError:
    return TutorError(f"`{path}` {what}", title="Cannot read the file")
