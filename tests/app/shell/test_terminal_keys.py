"""Keys that terminals, multiplexers and browsers keep for themselves never reach the app: it uses none of them."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from importlib import import_module

import pytest
from textual.binding import Binding
from textual.dom import DOMNode

import tutor.app

WINDOWS_TERMINAL = {"f11", "ctrl+v", "ctrl+plus", "ctrl+equals_sign", "ctrl+minus", "ctrl+0", "ctrl+comma", "ctrl+tab"}
BROWSERS = {"ctrl+n", "ctrl+t", "ctrl+w", "ctrl+r", "ctrl+l", "f12"}
SAME_AS_ANOTHER = {"ctrl+h", "ctrl+i", "ctrl+j", "ctrl+m", "ctrl+left_square_bracket"}
MULTIPLEXERS = {"ctrl+b", "f10"}


def nodes(kind: type[DOMNode] = DOMNode) -> Iterator[type[DOMNode]]:
    for sub in kind.__subclasses__():
        yield sub
        yield from nodes(sub)


def bound() -> set[tuple[str, str]]:
    """The keys of everything in the app, each with who binds it."""
    for module in pkgutil.walk_packages(tutor.app.__path__, "tutor.app."):
        if not module.name.endswith("_child"):  # a program of its own
            import_module(module.name)
    bindings = [
        (node.__name__, binding if isinstance(binding, Binding) else Binding(*binding))
        for node in set(nodes())
        if node.__module__.startswith("tutor.app")
        for binding in node.__dict__.get("BINDINGS", ())
    ]
    return {(key.strip(), name) for name, binding in bindings for key in binding.key.split(",")}


@pytest.fixture(scope="module")
def keys() -> set[tuple[str, str]]:
    return bound()


def test_the_keys_of_the_pages_are_found(keys: set[tuple[str, str]]) -> None:
    assert ("f4", "Quiz") in keys or ("f4", "QuestionTools") in keys
    assert ("ctrl+q", "TutorApp") in keys


def test_no_key_is_one_that_terminals_and_browsers_take(keys: set[tuple[str, str]]) -> None:
    taken = WINDOWS_TERMINAL | BROWSERS | MULTIPLEXERS | SAME_AS_ANOTHER
    assert not [(key, name) for key, name in keys if key in taken]


def test_no_key_needs_alt_or_two_modifiers(keys: set[tuple[str, str]]) -> None:
    assert not [(key, name) for key, name in keys if "alt+" in key or "ctrl+shift+" in key]
