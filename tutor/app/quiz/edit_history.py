"""What stood on the answer line before, for undo and redo."""

from __future__ import annotations

from tutor.record import Record

MOST = 200


class _Change(Record):
    """What the line was and what it became; ``growing`` where a sign was typed to which others may be added."""

    before: str
    after: str
    growing: bool


class EditHistory:
    """The changes of one line. What is typed without a break is one change as long as it is one word."""

    def __init__(self, text: str = "") -> None:
        self._now = text
        self._done: list[_Change] = []
        self._undone: list[_Change] = []

    def note(self, text: str) -> None:
        """The line reads `text` now."""
        if text == self._now:
            return
        change = _Change(self._now, text, _inserted(self._now, text).isalnum())
        last = self._done[-1] if self._done and not self._undone else None
        if last is not None and last.growing and change.growing:
            self._done[-1] = last.replace(after=text)
        else:
            self._done.append(change)
            del self._done[:-MOST]
        self._now = text
        self._undone.clear()

    def undo(self) -> tuple[str, int] | None:
        """What the line was before the last change, and where that was; None where there is none."""
        if not self._done:
            return None
        change = self._done.pop()
        self._undone.append(change)
        self._now = change.before
        return self._now, _end_of_change(change.after, self._now)

    def redo(self) -> tuple[str, int] | None:
        """What the line was before the last undo; None where nothing was undone since the last change."""
        if not self._undone:
            return None
        change = self._undone.pop()
        self._done.append(change.replace(growing=False))
        self._now = change.after
        return self._now, _end_of_change(change.before, self._now)


def _end_of_change(before: str, after: str) -> int:
    """How far into `after` it differs from `before`: where the cursor belongs."""
    start = _alike(before, after)
    return len(after) - _alike(before[start:][::-1], after[start:][::-1])


def _alike(one: str, other: str) -> int:
    """How many signs two texts begin with in common."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))


def _inserted(before: str, after: str) -> str:
    """The one sign that was put in; empty where anything else has changed."""
    end = _end_of_change(before, after)
    return after[end - 1] if end and after[: end - 1] + after[end:] == before else ""
