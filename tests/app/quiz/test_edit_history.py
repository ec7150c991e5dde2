from __future__ import annotations

from tutor.app.quiz.edit_history import EditHistory


def typed(history: EditHistory, text: str, before: str = "") -> None:
    for end in range(1, len(text) + 1):
        history.note(before + text[:end])


def test_a_word_that_was_typed_is_taken_back_at_once_and_an_operator_by_itself() -> None:
    history = EditHistory()
    typed(history, "tanh*dv")
    assert history.undo() == ("tanh*", 5)
    assert history.undo() == ("tanh", 4)
    assert history.undo() == ("", 0)
    assert history.undo() is None


def test_what_was_taken_back_comes_again_in_its_order() -> None:
    history = EditHistory()
    typed(history, "a+b")
    for _ in range(3):
        history.undo()
    assert [history.redo() for _ in range(4)] == [("a", 1), ("a+", 2), ("a+b", 3), None]


def test_a_change_after_an_undo_forgets_what_was_taken_back() -> None:
    history = EditHistory("3x")
    history.note("3x + 1")
    history.undo()
    history.note("3xy")
    assert history.redo() is None
    assert history.undo() == ("3x", 2)


def test_what_is_typed_after_an_undo_is_a_change_of_its_own() -> None:
    history = EditHistory()
    typed(history, "ab ")
    history.undo()
    typed(history, "c", "ab")
    assert history.undo() == ("ab", 2)


def test_the_cursor_stands_behind_what_came_back() -> None:
    history = EditHistory("x * (u + v) * z")
    history.note("x * z")
    assert history.undo() == ("x * (u + v) * z", 14)
    assert history.redo() == ("x * z", 4)
