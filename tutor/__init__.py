"""Backpropagation by hand: problems, their exact solutions, and marking that names the mistake.

    tutor.problem("lstm-cell").instance(seed=3).solve()
    tutor.check("lstm-cell", "dL/dW_o", "[0, -0.0242]")

Public names are resolved when first used (PEP 562): `import tutor` alone imports neither NumPy nor anything
else of weight, so that a plugin is declared and a command starts in a few milliseconds.
"""

from __future__ import annotations

from importlib import import_module

__version__ = "0.1.0"

TYPE_CHECKING = False  # what type checkers take for true; importing typing would take 2 ms
if TYPE_CHECKING:
    from tutor.api import check as check
    from tutor.api import compare as compare
    from tutor.api import gradcheck as gradcheck
    from tutor.api import mark_page as mark_page
    from tutor.api import network as network
    from tutor.errors import TutorError as TutorError
    from tutor.export.formulas.derive import derive as derive
    from tutor.host import hookimpl as hookimpl
    from tutor.host import problem as problem
    from tutor.notation.functions import Function as Function
    from tutor.problems.contract.mistake import Mistake as Mistake
    from tutor.problems.contract.plot import Curve as Curve
    from tutor.problems.contract.plot import Plot as Plot
    from tutor.problems.contract.problem import Problem as Problem
    from tutor.problems.contract.quantity import Quantity as Quantity
    from tutor.problems.contract.samplers import Integers as Integers
    from tutor.problems.contract.samplers import Labels as Labels
    from tutor.problems.contract.samplers import Normal as Normal
    from tutor.problems.contract.samplers import OneHot as OneHot
    from tutor.problems.contract.samplers import Simplex as Simplex
    from tutor.problems.contract.samplers import Uniform as Uniform
    from tutor.problems.contract.step import Choice as Choice
    from tutor.problems.contract.step import Figure as Figure
    from tutor.problems.contract.step import Step as Step
    from tutor.problems.network.packaged import network_files as network_files
    from tutor.problems.proof.conformance import prove as prove
    from tutor.problems.proof.proof_report import ConformanceError as ConformanceError

__all__ = [
    "Choice",
    "ConformanceError",
    "Curve",
    "Figure",
    "Function",
    "Integers",
    "Labels",
    "Mistake",
    "Normal",
    "OneHot",
    "Plot",
    "Problem",
    "Quantity",
    "Simplex",
    "Step",
    "TutorError",
    "Uniform",
    "check",
    "compare",
    "derive",
    "gradcheck",
    "hookimpl",
    "mark_page",
    "network",
    "network_files",
    "problem",
    "prove",
]

_HOMES = {
    "Choice": "tutor.problems.contract.step",
    "ConformanceError": "tutor.problems.proof.proof_report",
    "Curve": "tutor.problems.contract.plot",
    "Figure": "tutor.problems.contract.step",
    "Function": "tutor.notation.functions",
    "Integers": "tutor.problems.contract.samplers",
    "Labels": "tutor.problems.contract.samplers",
    "Mistake": "tutor.problems.contract.mistake",
    "Normal": "tutor.problems.contract.samplers",
    "OneHot": "tutor.problems.contract.samplers",
    "Plot": "tutor.problems.contract.plot",
    "Problem": "tutor.problems.contract.problem",
    "Quantity": "tutor.problems.contract.quantity",
    "Simplex": "tutor.problems.contract.samplers",
    "Step": "tutor.problems.contract.step",
    "TutorError": "tutor.errors",
    "Uniform": "tutor.problems.contract.samplers",
    "check": "tutor.api",
    "compare": "tutor.api",
    "derive": "tutor.export.formulas.derive",
    "gradcheck": "tutor.api",
    "hookimpl": "tutor.host",
    "mark_page": "tutor.api",
    "network": "tutor.api",
    "network_files": "tutor.problems.network.packaged",
    "problem": "tutor.host",
    "prove": "tutor.problems.proof.conformance",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'tutor' has no attribute {name!r}")
    value: object = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES})
