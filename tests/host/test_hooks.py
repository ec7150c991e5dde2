"""The hooks are documented, and what plugins give through them is used."""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest

from tests.conftest import PluginMaker
from tutor.host import Host, hooks

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", hooks.NAMES)
def test_every_hook_is_documented_with_its_signature(name: str) -> None:
    hook = getattr(hooks, name)
    assert inspect.getdoc(hook)
    signature = f"{name}{inspect.signature(hook, eval_str=False)}".replace("'", "")
    assert signature in (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_hook_function_is_among_the_known_names() -> None:
    declared = [name for name in vars(hooks) if name.startswith("tutor_")]
    assert declared == list(hooks.NAMES)


EXTRAS = """
    import click
    import tutor

    @click.command("hello")
    def hello():
        click.echo("hello from a plugin")

    @tutor.hookimpl
    def tutor_commands():
        return [hello]

    @tutor.hookimpl
    def tutor_exporters():
        return {"shout": lambda instance: instance.problem.id.upper()}
"""


def test_what_plugins_offer_comes_with_the_plugin_it_is_from(make_plugin: PluginMaker) -> None:
    folder = make_plugin("extras", EXTRAS)
    make_plugin("plain")
    host = Host([str(folder)])
    ((entry, command),) = host.offers("tutor_commands")
    assert (entry.name, command.name) == ("extras", "hello")
    assert [name for _, (name, _) in host.offers("tutor_exporters")] == ["shout"]
    assert [report.error for report in host.load_all().plugins] == [None, None]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("def tutor_commands():\n    return [print]", "which is not a click command"),
        ("def tutor_exporters():\n    return ['latex']", "should give a mapping from names to functions"),
        ("def tutor_exporters():\n    return {'latex': 3}", "should give a mapping from names to functions"),
    ],
)
def test_nonsense_in_another_hook_sets_the_plugin_aside(make_plugin: PluginMaker, body: str, reason: str) -> None:
    folder = make_plugin("bad", f"import tutor\n@tutor.hookimpl\n{body}\n")
    host = Host([str(folder)])
    hook = "tutor_commands" if "commands" in body else "tutor_exporters"
    assert host.offers(hook) == []
    (bad,) = host.load_all().plugins
    assert reason in str(bad.error)
