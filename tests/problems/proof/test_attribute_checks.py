"""Attributes of a problem that are misspelt or of a wrong type are named, and what an author adds is left alone."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import pytest

from tests.problems.toys import ALL, Layer, Line, broken
from tutor import ConformanceError, Problem, Quantity, Step, prove
from tutor.problems.proof.attribute_checks import reason_against


@pytest.mark.parametrize("make", ALL)
def test_nothing_is_said_against_sound_problems(make: type[Problem]) -> None:
    assert reason_against(make()) == ""


@pytest.mark.parametrize(
    ("name", "meant"),
    [("textbok", "textbook"), ("stpes", "steps"), ("Title", "title"), ("choice", "choices"), ("mistake", "mistakes")],
)
def test_a_misspelt_attribute_is_named_with_the_one_that_is_meant(name: str, meant: str) -> None:
    said = f"`Broken.{name}` is nothing that a problem has; did you mean `{meant}`?"
    assert reason_against(broken(Line, **{name: ()})) == said
    with pytest.raises(ConformanceError, match=said.replace("?", r"\?")):
        prove(broken(Line, **{name: ()}))


def test_an_attribute_that_is_like_none_is_named_too() -> None:
    said = "`Broken.colour` is nothing that a problem has: a name of your own begins with _"
    assert reason_against(broken(Line, colour="red")) == said


@pytest.mark.parametrize("name", ["quantities", "scope", "step", "instance"])
def test_what_the_tutor_works_out_cannot_be_set(name: str) -> None:
    assert reason_against(broken(Line, **{name: ()})) == f"`Broken.{name}` cannot be set: the tutor works it out"


@pytest.mark.parametrize("name", ["forwards", "foward", "backwrad", "plot", "bacward"])
def test_a_method_that_is_nearly_called_like_ours_is_named(name: str) -> None:
    said = reason_against(broken(Line, **{name: lambda self: ()}))
    assert said.startswith(f"`Broken.{name}` is never called; did you mean `")


def test_helpers_of_an_author_are_left_alone() -> None:
    class Mixin:
        rate = 0.1

        def units(self) -> int:
            return 3

    class Own(Mixin, Layer):
        _scale = 2.0

        class Inner:
            textbok = 1

        @property
        def area(self) -> float:
            return 1.0

        @cached_property
        def table(self) -> dict[str, int]:
            return {}

        @staticmethod
        def slope(y: float) -> float:
            return 1 - y**2

        def __init__(self, **chosen: str) -> None:
            super().__init__(**chosen)
            self.cache: dict[str, int] = {}
            self.statement = ("another",)

    problem = Own()
    assert problem.table == {}
    assert problem.scope is not None
    assert reason_against(problem) == ""


def test_a_misspelt_attribute_of_a_mixin_a_base_or_an_instance_is_named() -> None:
    class Mixin:
        textbok = 1

    class FromMixin(Mixin, Line):
        pass

    class Base(Line):
        stpes = ()

    class Derived(Base):
        pass

    class Late(Line):
        def __init__(self, **chosen: str) -> None:
            super().__init__(**chosen)
            self.statment = ("another",)

    assert reason_against(FromMixin()).startswith("`Mixin.textbok` is nothing")
    assert reason_against(Derived()).startswith("`Base.stpes` is nothing")
    assert reason_against(Late()).startswith("`Late.statment` is nothing")


TYPES: list[tuple[str, Any]] = [
    ("title", 3),
    ("level", "2"),
    ("level", True),
    ("statement", "z = W x"),
    ("statement", ("z", 3)),
    ("sizes", ("N", 3)),
    ("sizes", {"N": 3.0}),
    ("axes", ["n"]),
    ("running", "n"),
    ("given", {"x": Quantity("x")}),
    ("values", (("L", "x^2"),)),
    ("steps", ("dL/dx",)),
    ("steps", (step for step in ())),
    ("textbook", [1.0]),
    ("aliases", {"y": 3}),
    ("functions", {"f": len}),
    ("choices", {"f": "tanh"}),
    ("mistakes", ("sign",)),
    ("figure", ("x", "y")),
    ("scalar_reading", "yes"),
    ("fixed", "N"),
    ("loss", None),
]


@pytest.mark.parametrize(("name", "value"), TYPES)
def test_an_attribute_of_a_wrong_type_is_named_with_what_it_should_be(name: str, value: Any) -> None:
    said = reason_against(broken(Line, **{name: value}))
    assert said.startswith(f"`Broken.{name}` is ")
    assert ": it should be " in said


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"values": (Quantity("L", formula=3),)}, "Broken: the quantity L: `formula` is 3: it should be a text"),  # type: ignore[arg-type]
        (
            {"given": (Quantity("x", sample=(0, 1)),)},  # type: ignore[arg-type]
            "Broken: the quantity x: `sample` is (0, 1): it should be a sampler such as Normal()",
        ),
        (
            {"steps": (Step("dL/dx", "2", hints="look"),)},  # type: ignore[arg-type]
            "Broken: the step dL/dx: `hints` is 'look': it should be a tuple of texts, such as ('one', 'two')",
        ),
    ],
)
def test_a_field_of_a_wrong_type_is_named_with_its_quantity_or_step(changes: dict[str, Any], said: str) -> None:
    assert reason_against(broken(Line, **changes)) == said


@pytest.mark.parametrize("name", ["quantities", "scope", "step", "instance", "language"])
def test_a_method_in_the_place_of_one_that_is_only_called_is_refused(name: str) -> None:
    said = reason_against(broken(Line, **{name: lambda self: ()}))
    assert said == f"`Broken.{name}` cannot be set: the tutor works it out"


@pytest.mark.parametrize("name", ["forward", "backward", "plots"])
def test_what_should_be_a_method_and_is_none_is_said(name: str) -> None:
    assert (
        reason_against(broken(Line, **{name: None}))
        == f"`Broken.{name}` is None: it should be a method, or be left out"
    )


@pytest.mark.parametrize("value", ["f", b"f", ["f"], {"f"}, {"f": None}, {"f": 3}, {1: ("tanh",)}, 3.5])
def test_choices_of_a_wrong_type_are_told_like_any_attribute(value: Any) -> None:
    said = reason_against(broken(Line, choices=value))
    assert said.startswith(f"`Broken.choices` is {value!r}: it should be a mapping from names to tuples of functions")


@pytest.mark.parametrize("name", ["running", "time"])
def test_letters_in_a_list_are_told_before_they_are_used_as_a_key(name: str) -> None:
    assert reason_against(broken(Line, **{name: []})).startswith(f"`Broken.{name}` is []: it should be a tuple")
