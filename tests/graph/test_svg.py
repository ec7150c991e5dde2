"""A graph as a file: well-formed, every sign in a cell of its own, colours that can be read."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from tests.bundled import AUTHORED
from tests.contrast import READABLE, contrast
from tutor import host
from tutor.graph.palette import DARK, LIGHT, Palette
from tutor.graph.picture import Picture, picture
from tutor.graph.svg import CELL, MARGIN, svg, svg_of

SPAN = "{http://www.w3.org/2000/svg}tspan"


def finished(name: str) -> Picture:
    instance = host.problem(name).instance()
    return picture(instance, [step.id for step in instance.problem.steps])


def cells(text: str) -> list[tuple[float, str]]:
    """The signs of a picture and the number of the cell that each stands in."""
    return [
        ((float(span.attrib["x"]) - MARGIN) / CELL, span.text or "") for span in ElementTree.fromstring(text).iter(SPAN)
    ]


@pytest.mark.parametrize("name", AUTHORED)
@pytest.mark.parametrize("dark", [False, True])
def test_the_picture_of_a_network_is_well_formed_and_each_sign_stands_in_its_cell(name: str, dark: bool) -> None:
    shown = finished(name)
    found = cells(svg_of(shown, lit=True, dark=dark))
    assert all(abs(at - round(at)) < 0.02 for at, _ in found)
    written = "".join(sign for _, sign in found)
    assert all(node.label in written for node in shown.graph.nodes)


def test_a_letter_with_an_accent_of_its_own_takes_one_cell() -> None:
    found = cells(svg([[("C\u0303ₜ = 1", "plain")]], LIGHT))
    assert [(round(at), sign) for at, sign in found] == [(0, "C\u0303"), (1, "ₜ"), (3, "="), (5, "1")]


def test_signs_that_have_a_meaning_in_xml_are_written_as_text() -> None:
    assert [sign for _, sign in cells(svg([[("a<b&c", "plain")]], DARK))] == ["a", "<", "b", "&", "c"]


def test_lines_are_drawn_as_lines_and_heavy_ones_are_thicker() -> None:
    thin, heavy = svg([[("╶─", "muted")]], LIGHT), svg([[("╺━", "lit")]], LIGHT)
    assert 'stroke-width="1.2"' in thin
    assert 'stroke-width="2.4"' in heavy
    assert "<tspan" not in thin + heavy


@pytest.mark.parametrize("palette", [DARK, LIGHT])
@pytest.mark.parametrize("on", ["card", "given"])
def test_text_can_be_read_on_every_ground(palette: Palette, on: str) -> None:
    for colour in (palette.ink, palette.muted, palette.lit, palette.asked, palette.right, palette.wrong):
        assert contrast(colour, palette.ground(on)) >= READABLE
    for entry in ("plus4", "minus4"):
        assert contrast(palette.ink, palette.ground(on, entry)) >= READABLE
