"""Every code that a verdict can carry is one that is catalogued."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path

import tutor
from tutor.marking import mark, question
from tutor.marking.mistakes.codes import CODES, SAID_DIRECTLY
from tutor.marking.mistakes.edits.edit_sites import Edit
from tutor.marking.mistakes.edits.whole_answer import Whole
from tutor.marking.verdict import Diagnosis
from tutor.notation.errors import FitError, LetterError

PACKAGE = Path(inspect.getfile(tutor)).parent
PLACE = {FitError.__name__: 1, LetterError.__name__: 1, Diagnosis.__name__: 0, Edit.__name__: 0, Whole.__name__: 0}


def made(folder: str) -> Iterator[tuple[str, str, ast.expr]]:
    """Where in the source an error or a diagnosis is made with a code: its kind, the place, and the code."""
    for path in sorted((PACKAGE / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            kind = node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
            if kind in PLACE and isinstance(node, ast.Call):
                named = [keyword.value for keyword in node.keywords if keyword.arg == "code"]
                for code in (*node.args[PLACE[kind] : PLACE[kind] + 1], *named):
                    yield kind, f"{path.name}:{node.lineno}", code


def literals(code: ast.expr) -> list[str]:
    """The codes that an expression can come to, as far as they stand in it; ``sign+factor`` are two at once."""
    tested = {id(part) for node in ast.walk(code) if isinstance(node, ast.IfExp) for part in ast.walk(node.test)}
    found = (part for part in ast.walk(code) if isinstance(part, ast.Constant) and id(part) not in tested)
    return [code for part in found for code in str(part.value).split("+")]


def test_every_code_that_is_written_anywhere_is_catalogued() -> None:
    sites = [*made("notation"), *made("marking")]
    assert {kind for kind, _, _ in sites} == PLACE.keys() - {"LetterError"}
    written = [(where, code) for _, where, node in sites for code in literals(node)]
    assert len(written) > 100
    assert [(where, code) for where, code in written if code not in CODES and code not in SAID_DIRECTLY] == []


def test_the_codes_of_lines_that_are_not_marked_are_catalogued_too() -> None:
    sources = [path.read_text(encoding="utf-8") for path in (PACKAGE / "grading").glob("*.py")]
    calls = [node for source in sources for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    given = [call.args[2] for call in calls if isinstance(call.func, ast.Name) and call.func.id == "invalid"]
    codes = {code for node in given for code in literals(node)}
    assert {"line", "question", "internal"} - codes <= {"internal"}
    assert codes <= SAID_DIRECTLY


def test_no_code_stands_in_both_catalogues() -> None:
    assert not CODES.keys() & SAID_DIRECTLY


def test_a_letter_in_the_way_of_an_axis_is_a_matter_of_shape() -> None:
    asked = question(tutor.problem("skip-mlp").instance(seed=1), "dL/dw_io")
    for answer in ("sum_n(x_n @ dL/dz)", "sum_h(x @ w_ho)", "y @ y", "x_k y_k"):
        verdict = mark(asked, answer)
        assert verdict.kind == "wrong"
        assert {diagnosis.code for diagnosis in verdict.diagnosis} <= {*CODES, *SAID_DIRECTLY}, answer
    assert [found.code for found in mark(asked, "sum_n(x_n @ dL/dz)").diagnosis] == ["shape"]
