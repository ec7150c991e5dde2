"""What is said to an answer: a coloured bar, a sign, a headline and at most a few rows of prose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual.content import Content
from textual.widgets import Static

from tutor.app.drawing import theme
from tutor.app.drawing.cell_text import stack, styled, wrap
from tutor.app.drawing.symbols import UNICODE, Symbols


@dataclass(frozen=True)
class Tone:
    """How a kind of feedback looks: CSS class of the bar, style of the headline, and which sign it carries."""

    css: str
    style: str
    sign: str


TONES = {
    "right": Tone("-right", theme.RIGHT, "right"),
    "wrong": Tone("-wrong", theme.WRONG, "wrong"),
    "invalid": Tone("-uncounted", theme.UNCOUNTED, "invalid"),
    "undecided": Tone("-uncounted", theme.UNCOUNTED, "undecided"),
    "follow": Tone("-help", theme.HELP, "follow"),
    "hint": Tone("-help", theme.HELP, "hint"),
    "worked": Tone("-help", theme.HELP, "worked"),
    "notice": Tone("-uncounted", theme.UNCOUNTED, "invalid"),
    "noted": Tone("-plain", "$text-primary", ""),
    "refused": Tone("-plain", "", ""),
}

# What the session calls its feedback, and the tone each kind is said in.
KINDS = {
    "right": "right",
    "layout": "right",
    "wrong": "wrong",
    "rounding": "wrong",
    "invalid": "invalid",
    "undecided": "undecided",
    "follow-through": "follow",
    "hint": "hint",
    "worked": "worked",
    "noted": "noted",
    "refused": "refused",
}


class FeedbackPanel(Static, can_focus=False):
    """What the tutor says to the last key; empty while there is nothing to say."""

    DEFAULT_CSS = """
    FeedbackPanel {
        height: auto; max-height: 5; padding: 0 0 0 1; display: none; border-left: outer $primary;
        &.-said { display: block; }
        &.-right { border-left: outer $success; }
        &.-wrong { border-left: outer $error; }
        &.-uncounted { border-left: outer $warning; }
        &.-help { border-left: outer $accent; }
        &.-faded { border-left: outer $foreground-muted; }
    }
    """

    def __init__(self) -> None:
        super().__init__(id="feedback")
        self.kind = ""
        self.headline = ""
        self.body: tuple[str, ...] = ()
        self.faded = False
        self.symbols: Symbols = UNICODE

    @property
    def css(self) -> str | None:
        """The class of the bar, which the answer line shares."""
        return TONES[self.kind].css if self.kind else None

    def say(self, kind: str, headline: str, body: Sequence[str] = ()) -> None:
        """Show feedback of one of the kinds in `TONES`."""
        self.kind, self.headline, self.body, self.faded = kind, headline, tuple(body), False
        self._set_bar(TONES[kind].css)
        self._draw()

    def working(self) -> None:
        """One muted word for what takes longer than a moment."""
        self.kind, self.headline, self.body, self.faded = "noted", "", ("working…",), True
        self._set_bar("-plain")
        self._draw()

    def clear(self) -> None:
        """Nothing to say."""
        self.kind, self.headline, self.body, self.faded = "", "", (), False
        self._set_bar(None)
        self.update("")

    def fade(self) -> None:
        """Mute it: the text it spoke about is being changed."""
        if self.kind and not self.faded:
            self.faded = True
            self.add_class("-faded")
            self._draw()

    def spell(self, symbols: Symbols) -> None:
        """Write in these signs from now on, what stands there already too."""
        if symbols is not self.symbols:
            self.symbols = symbols
            if self.kind:
                self._draw()

    def on_resize(self) -> None:
        if self.kind:
            self._draw()

    def _set_bar(self, css: str | None) -> None:
        names = {tone.css for tone in TONES.values()}
        self.remove_class("-faded", *names)
        self.set_class(css is not None, "-said")
        if css:
            self.add_class(css)

    def _draw(self) -> None:
        tone = TONES[self.kind]
        muted = theme.MUTED if self.faded else ""
        rows: list[Content] = []
        text = self.symbols.text
        if self.headline:
            sign = getattr(self.symbols, tone.sign) if tone.sign else ""
            headline = text(f"{sign} {self.headline}" if sign else self.headline)
            rows.append(styled((headline, muted or f"bold {tone.style}")))
        cells = max(20, self.content_size.width or 76)
        for paragraph in self.body:
            rows.extend(styled((line, muted)) for line in wrap(text(paragraph), cells))
        self.update(stack(rows))
