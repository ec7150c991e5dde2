"""The app that the tutor is held against: header, footer, a list and an input, and nothing else."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.widgets import Footer, Header, Input, OptionList


class Bare(App[None]):
    """No styles, no content of its own."""

    def compose(self) -> ComposeResult:
        yield Header()
        yield OptionList("one", "two", "three")
        yield Input()
        yield Footer()

    def on_mount(self) -> None:
        self.query_one(Input).focus()


if __name__ == "__main__":
    Bare().run()
