"""What every test gets: a data folder of its own, no plugins from outside, and plugins made on the spot."""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack
from importlib import invalidate_caches
from itertools import count
from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import settings

from tests.examples import USUAL
from tests.executors.clusters import Cluster
from tutor import host

SLOWEST_FIRST = ("tests/packaging", "tests/quality")
"""Folders of tests that take seconds each: started first, they do not end last."""

COUNT = count()


def pytest_configure() -> None:
    # Told to write no bytecode, every worker would rewrite all assertions and every process that a test starts would
    # compile the tutor again, which takes more time than most of these tests.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False
    # What an example takes by the clock is a matter of what else the machine does.
    settings.register_profile("usual", deadline=None, max_examples=USUAL, derandomize=True)
    settings.register_profile("deep", deadline=None, max_examples=10 * USUAL)
    settings.load_profile("usual")
    # What tests leave behind is seldom in a circle; looking for circles took a tenth of their time.
    gc.set_threshold(20_000, 20)
    # A shell starts what runs in the background with interrupts ignored and nohup with hang-ups, and so all that the
    # tests start.
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if signal.getsignal(signal.SIGHUP) is signal.SIG_IGN:
        signal.signal(signal.SIGHUP, signal.SIG_DFL)


@pytest.hookimpl(wrapper=True)
def pytest_xdist_auto_num_workers() -> Generator[None, int, int]:
    """One worker more than there are processors.

    A tested app waits for its clock, a server for its browser and a log for the disk: tests of the app use a processor
    for about half the time that they take. Another worker has it meanwhile.
    """
    return (yield) + 1


def pytest_collection_finish() -> None:
    """What was imported stays: no search for rubbish looks at it again."""
    gc.freeze()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: not item.nodeid.startswith(SLOWEST_FIRST))


@pytest.fixture(autouse=True)
def _own_home(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`home` in the test's folder; most tests write nothing, and for these no folder is made."""
    if "tmp_path" in request.fixturenames:
        folder: Path = request.getfixturevalue("tmp_path")
    else:
        folder = tmp_path_factory.getbasetemp() / f"of-test-{next(COUNT)}"
    monkeypatch.setenv("TUTOR_HOME", str(folder / "home"))
    for name in ("TUTOR_DISABLE_PLUGINS", "TUTOR_ASCII", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)


PluginMaker = Callable[..., Path]

PROBLEM = """
    import tutor

    class Twice(tutor.Problem):
        id = "{id}"
        title = "Twice"
        summary = "the smallest problem"
        statement = ("y = 2x", "L = y^2")
        given = (tutor.Quantity("x", meaning="a number"),)
        values = (tutor.Quantity("y", formula="2*x"), tutor.Quantity("L", formula="y^2"))
        steps = (tutor.Step("dL/dx", formula="8*x"),)

    @tutor.hookimpl
    def tutor_problems():
        return [Twice()]
"""


def breaking(id: str, method: str, statement: str) -> str:
    """A plugin that passes its proof, and whose solver does something else where BREAKS is set."""
    takes = {"forward": "given", "backward": "given, values"}[method]
    source = PROBLEM.format(id=id)
    body = f"""
        def {method}(self, {takes}):
            import os
            if "BREAKS" in os.environ:
                {statement}
            return super().{method}({takes})
"""
    return source.replace("        steps =", f"{body.strip(chr(10))}\n\n        steps =")


@pytest.fixture
def make_plugin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PluginMaker]:
    """`make_plugin("gru", source)` puts a distribution with that plugin on the path and returns its folder.

    `source` is the text of the module `made_gru`; without one it is a sound problem of the id `gru-problem`.
    """
    folder = tmp_path / "site"
    folder.mkdir()
    monkeypatch.syspath_prepend(str(folder))
    made: list[str] = []

    def make(
        name: str,
        source: str | None = None,
        *,
        distribution: str = "",
        version: str = "0.2",
        module: str = "",
    ) -> Path:
        module = module or "made_" + name.replace("-", "_")
        made.append(module)
        if source is None:
            source = PROBLEM.format(id=f"{name}-problem")
        (folder / f"{module}.py").write_text(dedent(source), encoding="utf-8")
        distribution = distribution or f"plugin-{name}"
        info = folder / f"{distribution.replace('-', '_')}-{version}.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {distribution}\nVersion: {version}\n")
        (info / "entry_points.txt").write_text(f"[tutor]\n{name} = {module}\n")
        invalidate_caches()
        host.refresh()  # an earlier test may have looked for plugins already
        return folder

    yield make
    host.refresh()
    for module in made:
        sys.modules.pop(module, None)


ClusterMaker = Callable[[int], Cluster]


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A cluster of two workers that nothing is done to; for one module, since a cluster takes time while it waits."""
    pytest.importorskip("distributed", reason="the extra `cluster` is not installed")
    found = Cluster(tmp_path_factory.mktemp("cluster"), 2)
    yield found
    found.close()


@pytest.fixture
def make_cluster(tmp_path: Path) -> Iterator[ClusterMaker]:
    """`make_cluster(2)` is a cluster whose processes the test may end."""
    pytest.importorskip("distributed", reason="the extra `cluster` is not installed")
    folder = tmp_path / "cluster"
    folder.mkdir()
    with ExitStack() as stack:

        def make(workers: int) -> Cluster:
            made = Cluster(folder, workers)
            stack.callback(made.close)
            return made

        yield make
