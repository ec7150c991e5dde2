"""What was meant by an unknown word is worked out when the error is read, and is the same however it is read."""

from __future__ import annotations

import pytest

import tutor
from tutor.notation.errors import NotationError
from tutor.notation.read.parser import parse


def test_the_hint_is_in_the_reason_and_in_the_printed_message() -> None:
    scope = tutor.problem("conv-dense").scope
    with pytest.raises(NotationError) as found:
        parse("rectifier(y1)", scope)
    assert found.value.reason.endswith("did you mean `relu`?")
    assert str(found.value) == found.value.message == found.value.reason
