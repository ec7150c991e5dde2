"""What stands beside a formula while it is being typed: its value, or its shape beside the one that is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.notation.write.number_text import listed, shape_text

if TYPE_CHECKING:
    from tutor.marking.typed_value import TypedValue

ROOM = 32


def shape_note(typed: tuple[int, ...], wanted: tuple[int, ...]) -> str:
    """How far an array of numbers has come: `2×3 of 5×3`."""
    if not typed or not wanted:
        return ""
    if len(wanted) == 1 and len(typed) == 1:
        return f"{typed[0]} of {wanted[0]}"
    return f"{shape_text(typed)} of {shape_text(wanted)}"


def value_note(typed: TypedValue, wanted: tuple[int, ...]) -> str:
    """`= 0.6225` for few numbers, else that the shape is as asked; `2×3, asked 3×2` where it is not."""
    if not typed.asked:
        return f"{_shape(typed.shape)}, asked {_shape(wanted)}"
    value = listed(typed.array, room=ROOM) if typed.array is not None else ""
    if value:
        return f"= {value}"
    return f"{_shape(typed.shape)}, as asked" if typed.shape else ""


def _shape(sizes: tuple[int, ...]) -> str:
    return shape_text(sizes) if sizes else "a number"
