"""Textual's web driver, within bounds: sizes, the end of input, and files as downloads."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any, BinaryIO, Literal, TextIO

from textual import events, messages
from textual.drivers.web_driver import WebDriver
from textual.geometry import Size
from textual.message import Message

from tutor.commands.browser.messages import window


class ServedDriver(WebDriver):
    """What the app of one visitor is driven by."""

    def process_message(self, message: Message) -> None:
        """Hand on what the visitor did; a size that was typed as a terminal's report of one is bounded, too."""
        if isinstance(message, events.Resize):
            size = Size(*window(message.size.width, message.size.height))
            message = events.Resize(size, size)
        super().process_message(message)

    def run_input_thread(self) -> None:
        """Read until the end of input. The app cannot be reached after it, and leaves."""
        super().run_input_thread()
        if not self.exit_event.is_set():
            self.process_message(messages.ExitApp())

    def deliver_binary(
        self,
        binary: BinaryIO | TextIO,
        *,
        delivery_key: str,
        save_path: Path,
        open_method: Literal["browser", "download"] = "download",
        encoding: str | None = None,
        mime_type: str | None = None,
        name: str | None = None,
    ) -> None:
        """Send a file to the server whole, for the visitor to download; nothing is written on its disk."""
        with binary:
            content: Any = binary.read()
        data = content if isinstance(content, bytes) else content.encode(encoding or "utf-8")
        sent = base64.b64encode(data).decode("ascii")
        self.write_meta({"type": "file", "key": delivery_key, "name": save_path.name, "data": sent})
