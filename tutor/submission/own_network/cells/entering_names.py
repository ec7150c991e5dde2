"""Names for what enters the gates of a cell, told by the gate they bear: ``a_f`` and ``z^i_t``, defined or not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from tutor.submission.latex_patterns import GROUP
from tutor.submission.own_network.steps.step_names import SCRIPT, name_of, single_name, step_of

_PIECE = re.compile(rf"[_^]\s*({GROUP}|\w)")
_ENTERS = re.compile(rf"(?<![A-Za-z\\])(?P<base>net|[azsu])(?P<scripts>(?:{SCRIPT})+)(?![A-Za-z])")
_LETTER = re.compile(r"[A-Za-z](?![A-Za-z]*\{)")


def gates_by_letter(activated: Iterable[str]) -> dict[str, str]:
    """The values of activations by their letters in small, where no two have the same."""
    found: dict[str, list[str]] = {}
    for key in activated:
        if key.count("_") == 0 and (letter := _LETTER.search(key)):
            found.setdefault(letter[0].lower(), []).append(key)
    return {letter: keys[0] for letter, keys in found.items() if len(keys) == 1}


def with_entering_names(text: str, gates: Mapping[str, str], time: str) -> tuple[str, dict[str, str]]:
    """A text with the gate below each such name, ``a_{f,t}`` for ``a^f_t``; and the gates by the keys of these."""
    entering: dict[str, str] = {}

    def put(found: re.Match[str]) -> str:
        pieces = [piece[1:-1].strip() if piece.startswith("{") else piece for piece in _PIECE.findall(found["scripts"])]
        steps = [piece for piece in pieces if step_of(piece.replace(" ", ""), time) is not None]
        others = [piece for piece in pieces if piece not in steps]
        name = single_name(others[0], time) if len(others) == 1 else None
        letter = _LETTER.search(name.key) if name is not None and not name.power else None
        if name is None or letter is None or letter[0].lower() not in gates:
            return found[0]
        below = ",".join([letter[0], *(steps or ([time] if name.step == 0 and time else []))])
        key = name_of(found["base"], f"_{{{below}}}", time).key
        entering[key] = gates[letter[0].lower()]
        return f"{found['base']}_{{{below}}}"

    return _ENTERS.sub(put, text), entering
