"""Reading a drawn graph back: what a finger finds that follows the lines, character by character."""

from __future__ import annotations

from tutor.graph.line_canvas import ALONG, DOWN, LEFT, RIGHT, UP, box_characters

STEP = {UP: (-1, 0), RIGHT: (0, 1), DOWN: (1, 0), LEFT: (0, -1)}
BACK = {UP: DOWN, DOWN: UP, LEFT: RIGHT, RIGHT: LEFT}
BITS = {character: bits & 15 | bits >> 4 for bits, character in box_characters().items()}
HEADS = {"▾": (RIGHT, DOWN), "▴": (RIGHT, UP)}


def traced_edges(lines: list[str], names: list[str]) -> set[tuple[str, str]]:
    """All (node, target) found by going right from each name; one cell a character is taken for granted.

    Where lines meet the finger goes every way but back and never to the left. A broken line goes on behind
    the one that crosses it; an arrowhead between lines is passed in its direction only.
    """
    width = max(map(len, lines)) + 2
    grid = [line.ljust(width) for line in lines]
    places = {}
    for name in names:
        found = [(row, f" {line} ".find(f" {name} ")) for row, line in enumerate(grid) if f" {name} " in f" {line} "]
        assert len(found) == 1, f"{name} stands {len(found)} times in the drawing"
        places[found[0]] = name
    edges = set()
    for (row, column), name in places.items():
        for end in _reached(grid, row, column + len(name) + 1):
            edges.add((name, places[end]))
    return edges


def _reached(grid: list[str], row: int, column: int) -> set[tuple[int, int]]:
    if grid[row][column] not in BITS or grid[row][column] == " ":
        return set()
    found = set()
    # A cell and the direction in which it is entered.
    seen = {(row, column, RIGHT)}
    todo = list(seen)
    while todo:
        row, column, heading = todo.pop()
        character = grid[row][column]
        if character == "▸":
            assert heading == RIGHT, "an arrow is entered from the side"
            found.add((row, column + 2))
            continue
        for onward in _ways(character, heading, first=len(seen) == 1):
            down, right = STEP[onward]
            state = (row + down, column + right, onward)
            if state not in seen:
                seen.add(state)
                todo.append(state)
    return found


def _ways(character: str, heading: int, first: bool) -> list[int]:
    if character in HEADS:
        leaving, entering = HEADS[character]
        assert heading in (leaving, entering) or heading == BACK[entering], "an arrowhead is entered from its tip"
        return [leaving] if heading in (leaving, entering) else []
    bits = BITS[character]
    assert bits, "a line ends in the open"
    if not first and not bits & BACK[heading]:
        across = bits & ALONG if heading in (LEFT, RIGHT) else bits & (LEFT | RIGHT)
        assert across == bits == (ALONG if heading in (LEFT, RIGHT) else LEFT | RIGHT), "a line ends in the open"
        return [heading]
    return [way for way in STEP if bits & way and way not in (LEFT, BACK[heading])]
