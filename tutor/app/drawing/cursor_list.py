"""A list of one-row entries whose cursor row is marked by a `▸` and bold besides its colour."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

Draw = Callable[[int, int, bool], Content]


class CursorList(OptionList):
    """Rows are drawn by a function of (index, cells, cursor); arrows, home, end and pages move the cursor."""

    DEFAULT_CSS = """
    CursorList, CursorList:focus {
        height: auto; max-height: 100%; border: none; padding: 0; background: transparent;
        background-tint: transparent; scrollbar-size-vertical: 1; text-wrap: nowrap; text-overflow: clip;
        & > .option-list--option { padding: 0; }
        & > .option-list--option-disabled { color: $foreground-muted; }
        & > .option-list--option-highlighted {
            background: $block-cursor-background; color: $block-cursor-foreground; text-style: bold;
        }
    }
    """

    def __init__(self, id: str) -> None:
        super().__init__(id=id, markup=False)
        self._keys: tuple[str | None, ...] = ()
        self._draw: Draw = lambda index, cells, cursor: Content("")
        self._marked: int | None = None

    def put(self, keys: Sequence[str | None], draw: Draw, resting: Collection[str] = ()) -> None:
        """Replace the rows; None is a blank one, and the cursor passes over the `resting` ones.

        It stays on its key, or goes to the first.
        """
        kept, marked = self.chosen, self._marked if tuple(keys) == self._keys else None
        self._keys, self._draw = tuple(keys), draw
        options = [
            Option("" if key is None else self._row(i, i == marked), id=key, disabled=key is None or key in resting)
            for i, key in enumerate(keys)
        ]
        if _same(options, self.options):
            return  # drawn again, they would cost a key that comes meanwhile 20 ms
        self._marked = None
        self.set_options(options)
        first = next((i for i, key in enumerate(keys) if key is not None and key not in resting), None)
        self.highlighted = self._keys.index(kept) if kept is not None and kept in self._keys else first

    @property
    def chosen(self) -> str | None:
        """The key of the row under the cursor."""
        at = self.highlighted
        return self._keys[at] if at is not None and at < len(self._keys) else None

    def watch_highlighted(self, highlighted: int | None) -> None:
        for index in (self._marked, highlighted):
            self._paint(index, highlighted)
        self._marked = highlighted
        super().watch_highlighted(highlighted)

    def on_resize(self) -> None:
        for index in range(len(self._keys)):
            self._paint(index, self.highlighted)

    def action_page_up(self) -> None:
        # A list that has no room has no pages; OptionList would not find its line.
        if self.scrollable_content_region:
            super().action_page_up()  # type: ignore[no-untyped-call]

    def action_page_down(self) -> None:
        if self.scrollable_content_region:
            super().action_page_down()  # type: ignore[no-untyped-call]

    def _paint(self, index: int | None, highlighted: int | None) -> None:
        if index is not None and index < len(self._keys) and self._keys[index] is not None:
            self.replace_option_prompt_at_index(index, self._row(index, index == highlighted))

    def _row(self, index: int, cursor: bool) -> Content:
        return self._draw(index, self.scrollable_content_region.width or 80, cursor)


def _same(options: Sequence[Option], others: Sequence[Option]) -> bool:
    """Whether these rows look like those."""
    return len(options) == len(others) and all(
        (one.id, one.disabled) == (other.id, other.disabled) and _looks(one).is_same(_looks(other))
        for one, other in zip(options, others, strict=True)
    )


def _looks(option: Option) -> Content:
    return option.prompt if isinstance(option.prompt, Content) else Content("")
