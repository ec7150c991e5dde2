from __future__ import annotations

from tutor.styled_rows import Row, beside, joined, plain, width


def block(*lines: str) -> list[Row]:
    return [[(line, "plain")] for line in lines]


def test_width_counts_cells_and_not_characters() -> None:
    assert width([("中C\u0303", "plain"), ("x", "lit")]) == 4


def test_neighbours_of_one_role_are_joined_and_nothing_empty_stays() -> None:
    assert joined([("a", "lit"), ("", "muted"), ("b", "lit"), ("c", "plain")]) == [
        ("ab", "lit"),
        ("c", "plain"),
    ]


def test_blocks_stand_side_by_side_as_far_as_there_is_room() -> None:
    rows = beside([block("aaaa", "a"), block("bb"), block("c", "c", "c")], 12)
    assert [plain(row) for row in rows] == ["aaaa   bb", "a", "", "c", "c", "c"]


def test_a_short_block_leaves_its_place_to_the_blank() -> None:
    rows = beside([block("aa"), block("中", "中")], 80)
    assert [plain(row) for row in rows] == ["aa   中", "     中"]


def test_a_block_wider_than_the_room_stands_alone() -> None:
    rows = beside([block("x" * 30), block("y")], 10)
    assert [plain(row) for row in rows] == ["x" * 30, "", "y"]


def test_no_blocks_give_no_rows() -> None:
    assert beside([], 80) == []
