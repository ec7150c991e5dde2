"""The graphs of some networks, as a plugin would describe them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from rich.cells import cell_len

from tutor.graph.boxes import Box, BoxDrawing, Spacing
from tutor.graph.drawing import plan
from tutor.styled_rows import Row, plain

Edge = tuple[str, str]
PLAIN = Spacing()


@dataclass(frozen=True)
class Network:
    """Names in display order, edges, and what the names look like; `optional` ones only if asked about."""

    nodes: Sequence[str]
    edges: Sequence[tuple[str, str]]
    optional: Sequence[str] = ()
    labels: dict[str, str] = field(default_factory=dict)

    def rows(self, target: str = "", sink: str = "L", **options: object) -> list[Row]:
        """The drawing with the way from `target` to `sink` lit."""
        shown = [name for name in self.nodes if name == target or name not in self.optional]
        between = way(self.edges, target, sink)
        inside = [edge for edge in self.edges if set(edge) <= set(shown)]
        labels = {name: self.labels.get(name, name) for name in shown}
        lit = {edge for edge in inside if between.issuperset(edge)}
        return drawn(labels, inside, lit, target=target, between=between, **options)  # type: ignore[arg-type]

    def text(self, target: str = "", sink: str = "L", **options: object) -> str:
        """The same as plain text."""
        return "\n".join(map(plain, self.rows(target, sink, **options)))


def edges(text: str) -> list[tuple[str, str]]:
    """`a b > c   c > d` as pairs."""
    pairs = []
    for group in text.split("   "):
        starts, ends = group.split(">")
        pairs += [(start, end) for start in starts.split() for end in ends.split()]
    return pairs


def way(edges: Sequence[Edge], source: str, sink: str) -> set[str]:
    """All names on any way from one to the other."""

    def reached(edges: Sequence[Edge], start: str) -> set[str]:
        found = {start}
        for _ in edges:
            found |= {end for begin, end in edges if begin in found}
        return found

    return reached(edges, source) & reached([(end, begin) for begin, end in edges], sink)


def drawn(
    labels: dict[str, str],
    edges: Collection[Edge],
    lit: Collection[Edge] = (),
    *,
    target: str = "",
    between: Collection[str] = (),
    spacing: Spacing = PLAIN,
    heights: Mapping[str, int] | None = None,
    ascii_only: bool = False,
) -> list[Row]:
    """A graph of names, lines of ``lit`` edges heavy, ``target`` in brackets, names in ``between`` lit.

    Below a name are as many empty rows as its box is higher than one.
    """
    names = tuple(labels)
    number = {name: at for at, name in enumerate(names)}
    layout, channels = plan(names, tuple(sorted((number[a], number[b]) for a, b in edges)))
    boxes = [Box(cell_len(label) + 2, (heights or {}).get(name, 1)) for name, label in labels.items()]
    drawing = BoxDrawing(layout, channels, boxes, spacing, ascii_only)
    drawing.paint([(number[a], number[b]) for a, b in sorted(lit)])
    for name, at in number.items():
        role = "lit" if name in between else "plain"
        label: Row = [(f"[{labels[name]}]", "target")] if name == target else [(" ", "plain"), (labels[name], role)]
        drawing.put(at, [label])
    return drawing.canvas.rows(ascii_only)


DIGITS = "₀₁₂₃"

SKIP = Network(
    ["x", "w_ih", "w_ho", "w_io", "a", "v", "z", "yhat", "y", "L"],
    edges("x w_ih > a   a > v   v w_ho w_io x > z   z > yhat   yhat y > L"),
    labels={"yhat": "ŷ"},
)
SOFTMAX = Network(
    ["x", "W1", "W2", "t", "z1", "y1", "z2", "y", "L"],
    edges("x W1 > z1   z1 > y1   y1 W2 > z2   z2 > y   y t > L"),
    labels={"W1": "W⁽¹⁾", "W2": "W⁽²⁾", "z1": "z⁽¹⁾", "y1": "y⁽¹⁾", "z2": "z⁽²⁾", "y": "y⁽²⁾"},
)
CONV = Network(
    ["z0", "K", "b", "w2", "w3", "d", "y1", "z1", "y2", "z2", "y3", "z3", "L"],
    edges("z0 K b > y1   y1 > z1   z1 w2 > y2   y2 > z2   z2 w3 > y3   y3 > z3   z3 d > L"),
    labels={f"{name}{n}": name + DIGITS[n] for name in "yzw" for n in range(4)},
)
RNN = Network(
    ["X1", "X2", "X3", "U", "W", "V", "H1", "H2", "H3", "Y1", "Y2", "Y3", "L"],
    edges(
        "X1 > H1   X2 > H2   X3 > H3   H1 > H2 Y1   H2 > H3 Y2   H3 > Y3   Y1 Y2 Y3 > L   U W > H1 H2 H3   V > Y1 Y2 Y3"
    ),
    optional="UWV",
    labels={f"{name}{n}": name + DIGITS[n] for name in "XHY" for n in range(1, 4)},
)
LSTM_CELL = Network(
    ["h_prev", "x", "C_prev", "d", "W_f", "W_i", "W_c", "W_o", "f", "i", "g", "o", "C", "h", "L"],
    edges("h_prev x > f i g o   W_f > f   W_i > i   W_c > g   W_o > o   f C_prev i g > C   C o > h   h d > L"),
    optional=["d", "W_f", "W_i", "W_c", "W_o"],
    labels={"h_prev": "hₜ₋₁", "x": "xₜ", "C_prev": "Cₜ₋₁", "g": "C\u0303ₜ", **{n: n + "ₜ" for n in "fioCh"}},
)
LSTM_STEP = Network(
    ["x", "h_prev", "c_prev", "Wx", "Wh", "b", "a", "i", "f", "o", "g", "c", "h", "L"],
    edges("x h_prev Wx Wh b > a   a > i f o g   i f g c_prev > c   c o > h   h c > L"),
    optional=["Wx", "Wh", "b"],
    labels={"h_prev": "hₜ₋₁", "c_prev": "cₜ₋₁"},
)
ALL = {
    "skip-mlp": SKIP,
    "softmax-net": SOFTMAX,
    "conv-dense": CONV,
    "rnn": RNN,
    "lstm-cell": LSTM_CELL,
    "lstm-step": LSTM_STEP,
}
