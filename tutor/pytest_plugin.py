"""What pytest has wherever tutor is installed: the fixture `assert_gradients`, and its failures without a traceback.

Every run of pytest imports this file, whether or not it compares gradients: nothing else is imported for it until then.
"""

from __future__ import annotations

from collections.abc import Callable, Generator

import pytest


@pytest.fixture
def assert_gradients() -> Callable[..., None]:
    """`tutor.testing.assert_gradients`: nothing if all gradients agree, else the causes and a table of the arrays."""
    from tutor import testing

    return testing.assert_gradients


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(call: pytest.CallInfo[None]) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Of wrong gradients the report has what is said of them and the line that compared them, and no source."""
    report = yield
    if call.excinfo is not None and type(call.excinfo.value).__module__ == "tutor.testing":
        said = call.excinfo.getrepr(style="value")
        if said.reprcrash is not None:
            said.addsection("compared at", f"{said.reprcrash.path}:{said.reprcrash.lineno}")
        report.longrepr = said
    return report
