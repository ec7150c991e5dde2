"""Whether the ground of the terminal is light, asked of the terminal itself before the app takes it over.

Textual is not imported here. The question is xterm's OSC 11, and behind it the one for device attributes, which every
terminal answers: when that answer is there, no other comes.
"""

from __future__ import annotations

import os
import re
import select
import time
from collections.abc import Mapping

NAMED_BY = (
    "TERM_PROGRAM", "VTE_VERSION", "KITTY_WINDOW_ID", "ALACRITTY_WINDOW_ID", "WEZTERM_PANE", "WT_SESSION",
    "KONSOLE_VERSION", "XTERM_VERSION", "TMUX",
)  # fmt: skip
"""Environment variables of terminals that answer at once. Nothing else is asked: it might never answer, or too late."""

PATIENCE = 0.15
"""Seconds that are waited for an answer; terminals on this machine take 1 to 5 ms."""

_QUESTION = b"\x1b]11;?\x1b\\\x1b[c"
_GROUND = re.compile(rb"\x1b\]11;rgb:([0-9a-fA-F]{1,4})/([0-9a-fA-F]{1,4})/([0-9a-fA-F]{1,4})")
_ATTRIBUTES = re.compile(rb"\x1b\[\?[0-9;]*c")
_MOST = 4096
# How bright the eye takes red, green and blue for: Rec. 709.
_BRIGHTNESS = (0.2126, 0.7152, 0.0722)


def has_light_ground(terminal_in: int, terminal_out: int, environ: Mapping[str, str] = os.environ) -> bool | None:
    """Whether the terminal behind these descriptors has a light ground; None where it does not say.

    A terminal far away is not asked, and none at which somebody has begun to type: what was typed would be read here.
    """
    if not any(environ.get(name) for name in NAMED_BY) or environ.get("SSH_CONNECTION"):
        return None
    try:
        import termios
    except ImportError:  # on Windows
        return None
    try:
        before = termios.tcgetattr(terminal_in)
    except termios.error:
        return None
    if select.select([terminal_in], [], [], 0)[0]:
        return None
    silent = [*before[:3], before[3] & ~(termios.ECHO | termios.ICANON), *before[4:]]
    try:
        termios.tcsetattr(terminal_in, termios.TCSANOW, silent)
        os.write(terminal_out, _QUESTION)
        return is_light(_answer(terminal_in))
    except OSError:
        return None
    finally:
        termios.tcsetattr(terminal_in, termios.TCSANOW, before)


def is_light(answer: bytes) -> bool | None:
    """Whether the colour in an answer is nearer to white than to black; None where there is none."""
    found = _GROUND.search(answer)
    if found is None:
        return None
    shares = (int(digits, 16) / (16 ** len(digits) - 1) for digits in found.groups())
    return bool(sum(weight * share for weight, share in zip(_BRIGHTNESS, shares, strict=True)) > 0.5)


def _answer(terminal: int) -> bytes:
    """What comes back until the device attributes are there, or nothing more comes."""
    found, end = b"", time.monotonic() + PATIENCE
    while not _ATTRIBUTES.search(found) and len(found) < _MOST:
        left = end - time.monotonic()
        if left <= 0 or not select.select([terminal], [], [], left)[0]:
            break
        found += os.read(terminal, _MOST)
    return found
