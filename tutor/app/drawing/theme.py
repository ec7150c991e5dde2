"""Colours: two themes of our own, and the names under which text asks for them.

Text on every surface keeps a contrast of at least 4.8:1.  The dark surfaces fall on the entries 233, 234
and 235 of a 256-colour palette; bluish ones would all fall to black there.
"""

from __future__ import annotations

from dataclasses import replace

from textual.theme import BUILTIN_THEMES, Theme

MUTED = "$foreground-muted"
STRONG = "bold"
QUESTION = "bold $text-primary"
HELP = "$text-accent"
RIGHT = "$text-success"
WRONG = "$text-error"
UNCOUNTED = "$text-warning"
RULE = "$foreground 20%"
BAR_DONE = "$primary"

DARK = Theme(
    name="tutor-dark",
    primary="#7aa2f7",
    secondary="#7aa2f7",
    success="#9ece6a",
    error="#f7768e",
    warning="#e0af68",
    accent="#e0af68",
    foreground="#d5d9e8",
    background="#141518",
    surface="#25262b",
    panel="#1b1c20",
    boost="#25262b",
    dark=True,
    variables={
        "foreground-muted": "#8d93a8",
        "text-muted": "#8d93a8",
        "text-primary": "#7aa2f7",
        "text-success": "#9ece6a",
        "text-error": "#f7768e",
        "text-warning": "#e0af68",
        "text-accent": "#e0af68",
        "text-disabled": "#8d93a8",
        "block-cursor-background": "#2d3452",
        "block-cursor-foreground": "#ffffff",
        "block-cursor-text-style": "bold",
        "block-cursor-blurred-background": "#2d3452",
        "block-cursor-blurred-foreground": "#d5d9e8",
        "block-cursor-blurred-text-style": "bold",
        "block-hover-background": "#1b1c20",
        "input-cursor-background": "#7aa2f7",
        "input-cursor-foreground": "#141518",
        "input-cursor-text-style": "none",
        "input-selection-background": "#7aa2f7 35%",
        "scrollbar": "#3a3b42",
        "scrollbar-hover": "#4a4b54",
        "scrollbar-active": "#7aa2f7",
        "scrollbar-background": "#141518",
        "scrollbar-background-hover": "#141518",
        "scrollbar-background-active": "#141518",
        "scrollbar-corner-color": "#141518",
    },
)

LIGHT = Theme(
    name="tutor-light",
    primary="#2e5aac",
    secondary="#2e5aac",
    success="#2b6a1b",
    error="#b3261e",
    warning="#8a5a00",
    accent="#8a5a00",
    foreground="#22252e",
    background="#fdfdfd",
    surface="#eeeeee",
    panel="#f5f5f5",
    boost="#eeeeee",
    dark=False,
    variables={
        "foreground-muted": "#62687a",
        "text-muted": "#62687a",
        "text-primary": "#2e5aac",
        "text-success": "#2b6a1b",
        "text-error": "#b3261e",
        "text-warning": "#8a5a00",
        "text-accent": "#8a5a00",
        "text-disabled": "#62687a",
        "block-cursor-background": "#dfe6f7",
        "block-cursor-foreground": "#0f1116",
        "block-cursor-text-style": "bold",
        "block-cursor-blurred-background": "#dfe6f7",
        "block-cursor-blurred-foreground": "#22252e",
        "block-cursor-blurred-text-style": "bold",
        "block-hover-background": "#f5f5f5",
        "input-cursor-background": "#2e5aac",
        "input-cursor-foreground": "#fdfdfd",
        "input-cursor-text-style": "none",
        "input-selection-background": "#2e5aac 25%",
        "scrollbar": "#c8c8cc",
        "scrollbar-hover": "#b0b0b6",
        "scrollbar-active": "#2e5aac",
        "scrollbar-background": "#fdfdfd",
        "scrollbar-background-hover": "#fdfdfd",
        "scrollbar-background-active": "#fdfdfd",
        "scrollbar-corner-color": "#fdfdfd",
    },
)

# Sixteen colours are the terminal's own. Its plain blue is too dark on black, and help is not to look like right.
ANSI = replace(BUILTIN_THEMES["ansi-dark"], name="tutor-ansi", primary="ansi_bright_blue", accent="ansi_magenta")
