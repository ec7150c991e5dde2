from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.examples import examples
from tests.graph import networks
from tests.graph.tracing import traced_edges
from tutor.graph.boxes import Spacing
from tutor.graph.drawing import draw
from tutor.styled_rows import Row, plain, width

# Each row begins after the bar.
EXPECTED = {
    ("skip-mlp", "x"): """
        |       ┏━━━━━━━━━━━━━━━━━━┓
        |[x]╺━━━┻━┯━▸ a ╺━━▸ v ╺━━━╇━▸ z ╺━━▸ ŷ ╺┯━▸ L
        | w_ih ╶──╯          w_ho ╶┤          y ╶╯
        |                    w_io ╶╯
    """,
    ("skip-mlp", "w_io"): """
        |       ╭──────────────────╮
        | x ╶───┴─┬─▸ a ╶──▸ v ╶───╆━▸ z ╺━━▸ ŷ ╺┯━▸ L
        | w_ih ╶──╯          w_ho ╶┨          y ╶╯
        |                   [w_io]╺┛
    """,
    ("softmax-net", "W1"): """
        | x ╶───┲━▸ z⁽¹⁾ ╺━━▸ y⁽¹⁾ ╺┯━▸ z⁽²⁾ ╺━━▸ y⁽²⁾ ╺┯━▸ L
        |[W⁽¹⁾]╺┛             W⁽²⁾ ╶╯             t ╶───╯
    """,
    ("conv-dense", "K"): """
        | z₀ ╶┲━▸ y₁ ╺━━▸ z₁ ╺┯━▸ y₂ ╺━━▸ z₂ ╺┯━▸ y₃ ╺━━▸ z₃ ╺┯━▸ L
        |[K]╺━┩           w₂ ╶╯           w₃ ╶╯           d ╶─╯
        | b ╶─╯
    """,
    ("rnn", "W"): """
        |[W]╺━┳━━━━━━━━━━━┳━━━━━━━━━┓
        |     ┃   X₂ ╶──╮ ┃   X₃ ╶──┨
        | X₁ ╶▾━▸ H₁ ╺┳━┷━▾━▸ H₂ ╺┳━┻━▸ H₃ ╺━━▸ Y₃ ╺┳━▸ L
        |             ┃           ┗━━━▸ Y₂ ╺━━━━━━━━┫
        |             ┗━━━━━▸ Y₁ ╺━━━━━━━━━━━━━━━━━━┛
    """,
    ("rnn", "H1"): """
        |         X₂ ╶──╮   X₃ ╶──╮
        | X₁ ╶──▸[H₁]╺┳━┷━▸ H₂ ╺┳━┷━▸ H₃ ╺━━▸ Y₃ ╺┳━▸ L
        |             ┃         ┗━━━▸ Y₂ ╺━━━━━━━━┫
        |             ┗━━━▸ Y₁ ╺━━━━━━━━━━━━━━━━━━┛
    """,
    ("lstm-cell", "W_o"): """
        |[W_o]╺━━━┓
        | hₜ₋₁ ╶┬─┺━▸ oₜ ╺━━━━━━━━━━┓
        | xₜ ╶──┼───▸ fₜ ╶──┬─▸ Cₜ ╶┺━▸ hₜ ╺━━▸ L
        |       ├───▸ iₜ ╶──┤
        |       ╰───▸ C̃ₜ ╶──┤
        |             Cₜ₋₁ ╶╯
    """,
    ("lstm-cell", "W_i"): """
        | hₜ₋₁ ╶┬───▸ oₜ ╶──────────╮
        | xₜ ╶──┼───▸ fₜ ╶──┲━▸ Cₜ ╺┷━▸ hₜ ╺━━▸ L
        |       ├─┲━▸ iₜ ╺━━┩
        |       ╰─┃─▸ C̃ₜ ╶──┤
        |[W_i]╺━━━┛   Cₜ₋₁ ╶╯
    """,
    ("lstm-cell", ""): """
        | hₜ₋₁ ╶┬─▸ oₜ ╶──────────╮
        | xₜ ╶──┼─▸ fₜ ╶──┬─▸ Cₜ ╶┴─▸ hₜ ╶──▸ L
        |       ├─▸ iₜ ╶──┤
        |       ╰─▸ C̃ₜ ╶──┤
        |           Cₜ₋₁ ╶╯
    """,
    ("lstm-step", "Wx"): """
        |              ┏━▸ o ╺━━━━━━━━━━━━┓
        | x ╶───┲━▸ a ╺╋━▸ i ╺━━━┳━▸ c ╺┳━┻━▸ h ╺┳━▸ L
        | hₜ₋₁ ╶┨      ┣━▸ f ╺━━━┫      ┗━━━━━━━━┛
        |[Wx]╺━━┛      ┗━▸ g ╺━━━┩
        |                  cₜ₋₁ ╶╯
    """,
    ("lstm-step", "c_prev"): """
        |              ╭─▸ o ╶────────────╮
        | x ╶───┬─▸ a ╶┼─▸ i ╶───┲━▸ c ╺┳━┷━▸ h ╺┳━▸ L
        | hₜ₋₁ ╶╯      ├─▸ f ╶───┨      ┗━━━━━━━━┛
        |              ╰─▸ g ╶───┨
        |                 [cₜ₋₁]╺┛
    """,
}


def drawing(text: str) -> str:
    return "\n".join(line.split("|", 1)[1] for line in text.splitlines() if "|" in line)


def texts(rows: list[Row]) -> list[str]:
    return [plain(row) for row in rows]


def roles(rows: list[Row], role: str) -> list[str]:
    return [text for row in rows for text, worn in row if worn == role]


@pytest.mark.parametrize(("network", "target"), EXPECTED)
def test_a_network_looks_as_it_should(network: str, target: str) -> None:
    assert networks.ALL[network].text(target) == drawing(EXPECTED[network, target])


@pytest.mark.parametrize("name", networks.ALL)
def test_a_network_stays_small_whatever_is_asked_about(name: str) -> None:
    network = networks.ALL[name]
    for target in network.nodes:
        rows = network.rows(target)
        assert len(rows) <= 6
        assert max(map(width, rows)) <= 59


def test_ascii_lines_are_double_where_they_are_lit() -> None:
    assert networks.SKIP.text("x", ascii_only=True) == drawing("""
        |       #==================#
        |[x]====#=#=> a ===> v ====#=> z ===> ŷ =#=> L
        | w_ih ---+          w_ho -+          y -+
        |                    w_io -+
        """)


def test_an_ascii_drawing_of_ascii_names_is_ascii() -> None:
    rows = draw(networks.RNN.nodes, networks.RNN.edges, ascii_only=True)
    assert all(text.isascii() for text in texts(rows))


def test_a_drawing_too_wide_gets_shorter_lines() -> None:
    rows = draw(networks.CONV.nodes, networks.CONV.edges, networks.CONV.labels, width=46)
    assert max(map(width, rows)) <= 46
    assert plain(rows[0]) == " z₀ ┬▸ y₁ ╶▸ z₁ ┬▸ y₂ ╶▸ z₂ ┬▸ y₃ ╶▸ z₃ ┬▸ L"


def test_a_drawing_that_fits_is_left_as_it_is() -> None:
    network = networks.CONV
    rows = draw(network.nodes, network.edges, network.labels)
    assert draw(network.nodes, network.edges, network.labels, width=max(map(width, rows))) == rows


def test_a_parameter_is_drawn_only_when_it_is_asked_about() -> None:
    assert "W_f" not in networks.LSTM_CELL.text("W_o")
    assert "W_f" in networks.LSTM_CELL.text("W_f")


def test_lighting_a_path_moves_nothing() -> None:
    thin = str.maketrans("━┃┏┓┗┛╺┻┳╇┯┲┷╆╈┿┩┨┡┪[]", "─│╭╮╰╯╶┴┬┼┬┬┴┼┼┼┤┤├┤  ")
    for target in networks.SKIP.nodes:
        lit = networks.SKIP.text(target).translate(thin)
        assert [line.rstrip() for line in lit.splitlines()] == networks.SKIP.text().splitlines()


def test_the_target_and_the_path_have_their_roles() -> None:
    rows = networks.SKIP.rows("w_ih")
    assert roles(rows, "target") == ["[w_ih]"]
    lit = "".join(roles(rows, "lit"))
    assert {"a", "v", "z", "L", "▸"} <= set(lit.split()) | set(lit)
    assert any("y" in text for text in roles(rows, "plain"))
    assert all(text.strip() for text in roles(rows, "muted"))


def test_an_unlit_drawing_has_no_heavy_line() -> None:
    assert not set("━┃┏┓┗┛╺╸") & set(networks.RNN.text())


def test_a_letter_with_an_accent_is_one_sign_where_there_is_one() -> None:
    assert texts(draw(["y"], [], {"y": "y\u0302"})) == [" ŷ"]


def test_names_of_any_width_line_up() -> None:
    rows = draw(["隐藏", "x", "y"], [("隐藏", "y"), ("x", "y")], {"x": "C\u0303"})
    assert texts(rows) == [" 隐藏 ╶┬─▸ y", " C\u0303 ╶───╯"]
    assert [width(row) for row in rows] == [12, 8]


@pytest.mark.parametrize("label", ["[/x]", "", "\u0303", "a\nb", "\x1b[31m", "\u202e", "[bold]x", "中" * 30])
def test_no_label_breaks_a_drawing(label: str) -> None:
    rows = draw(["a", "b", "c"], [("a", "b"), ("b", "c")], {"b": label})
    assert len(rows) == 1
    assert plain(rows[0]).startswith(" a ╶──▸ ")
    assert "\x1b" not in plain(rows[0])


def test_nothing_gives_no_rows_and_lone_nodes_stand_by_themselves() -> None:
    assert draw([], []) == []
    assert texts(draw(["a", "b"], [])) == [" a", " b"]


def test_edges_to_unknown_names_are_not_drawn() -> None:
    assert texts(draw(["a", "b"], [("a", "b"), ("a", "z"), ("q", "b")])) == [" a ╶──▸ b"]


@pytest.mark.parametrize(
    ("edges", "cycle"),
    [([("a", "a")], "a -> a"), ([("a", "b"), ("b", "c"), ("c", "b")], "b -> c -> b")],
)
def test_a_cycle_is_named(edges: list[tuple[str, str]], cycle: str) -> None:
    with pytest.raises(ValueError, match=f"the graph has a cycle: {cycle}"):
        draw(["a", "b", "c"], edges)


@st.composite
def graphs(draw: st.DrawFn) -> tuple[list[str], set[tuple[str, str]]]:
    """Names in any order, and edges that go round no circle."""
    names = [f"n{number}" for number in range(draw(st.integers(1, 12)))]
    pairs = [(a, b) for at, a in enumerate(names) for b in names[at + 1 :]]
    chosen = draw(st.lists(st.sampled_from(pairs), max_size=24)) if pairs else []
    return draw(st.permutations(names)), set(chosen)


@settings(max_examples=examples(100), deadline=None)
@given(graphs(), st.builds(Spacing, st.integers(0, 1), st.booleans()), st.randoms(use_true_random=False))
def test_whoever_follows_the_lines_of_any_graph_finds_its_edges_and_no_others(
    graph: tuple[list[str], set[tuple[str, str]]], spacing: Spacing, chance: Random
) -> None:
    names, edges = graph
    lit = [edge for edge in sorted(edges) if chance.random() < 0.5]
    heights = {name: chance.choice((1, 1, 3, 6)) for name in names}
    rows = networks.drawn({name: name for name in names}, edges, lit, spacing=spacing, heights=heights)
    assert traced_edges(texts(rows), names) == edges


@pytest.mark.parametrize("name", networks.ALL)
def test_the_lines_of_a_network_lead_where_they_should_with_all_its_parameters(name: str) -> None:
    network = networks.ALL[name]
    assert traced_edges(texts(draw(network.nodes, network.edges)), list(network.nodes)) == set(network.edges)


def test_a_large_graph_is_drawn_too() -> None:
    names = [f"n{number}" for number in range(120)]
    edges = {(names[a], names[b]) for a in range(120) for b in (a + 1, a * 2 + 1, a + 40) if a < b < 120}
    assert traced_edges(texts(draw(names, edges)), names) == edges
