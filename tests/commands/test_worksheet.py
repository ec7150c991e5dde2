"""`tutor worksheet`: sheets to print, and their keys."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands.conftest import Tutor
from tests.conftest import PROBLEM, PluginMaker
from tests.export.latex import balanced
from tests.export.test_documents import Tags
from tutor import host
from tutor.commands.worksheet import read_seeds
from tutor.errors import TutorError
from tutor.problems.contract.step import Choice


def test_each_seed_has_a_sheet_of_its_own_with_every_question(tutor: Tutor) -> None:
    done = tutor("worksheet", "lstm-cell", "--seeds", "1-3")
    assert (done.code, done.err) == (0, "")
    pages = done.out.split("page-break-before")
    assert len(pages) == 3
    for seed, page in enumerate(pages, 1):
        assert f"# LSTM cell, seed {seed}" in page
        assert page.count(" = ?") == 26
        assert "Name:" in page


def test_a_sheet_holds_no_answer_and_its_key_holds_all(tutor: Tutor) -> None:
    sheet = tutor("worksheet", "lstm-cell").out
    key = tutor("worksheet", "lstm-cell", "--key").out
    answer = r"&= \begin{bmatrix} 0 & -0.0242 \end{bmatrix}"
    assert answer in key
    assert "0.0242" not in sheet
    assert "&=" not in sheet
    assert key.startswith("# LSTM cell, textbook: answers")
    assert " = ?" not in key


def test_a_choice_is_asked_with_its_options_and_answered_by_number(tutor: Tutor) -> None:
    choice = host.problem("rnn-memory").step("two-index")
    assert isinstance(choice, Choice)
    (right,) = choice.answer
    sheet, key = (tutor("worksheet", "rnn-memory", *options).out for options in ((), ("--key",)))
    for number, option in enumerate(choice.options, 1):
        assert f"{number}. {option}\n" in sheet
    assert f"\n{right}\\. {choice.options[right - 1]}\n" in key
    assert f"{right % 4 + 1}. {choice.options[right % 4]}" not in key


def test_several_problems_take_turns_on_each_seed(tutor: Tutor) -> None:
    lines = tutor("worksheet", "lstm-cell", "skip-mlp", "--seeds", "4,2").out.splitlines()
    assert [line for line in lines if line.startswith("# ")] == [
        "# LSTM cell, seed 4",
        "# Skip MLP, seed 4",
        "# LSTM cell, seed 2",
        "# Skip MLP, seed 2",
    ]


def test_html_is_one_whole_file_and_latex_is_balanced(tutor: Tutor, tmp_path: Path) -> None:
    path = tmp_path / "sheets.html"
    assert tutor("worksheet", "conv-dense", "--seeds", "1-2", "--format", "html", "-o", str(path)).out == ""
    document = path.read_text(encoding="utf-8")
    tags = Tags(document)
    assert tags.open == []
    assert {"table", "h1", "style"} <= tags.seen
    assert document.count('class="p"') == 1
    balanced(tutor("worksheet", "conv-dense", "--seeds", "1-2", "--format", "latex").out)


def test_a_plugins_text_is_never_markup(tutor: Tutor, make_plugin: PluginMaker) -> None:
    make_plugin("evil", PROBLEM.format(id="evil").replace('"Twice"', '"<script>alert(1)</script>"'))
    tags = Tags(tutor("worksheet", "evil", "--format", "html").out)
    assert "script" not in tags.seen
    assert "<script>alert(1)</script>, textbook" in tags.text


def test_seeds_are_single_ones_and_ranges() -> None:
    assert read_seeds("1-3, 7,3") == [1, 2, 3, 7]


def test_seeds_beyond_a_class_are_not_counted_up() -> None:
    with pytest.raises(TutorError, match="more than 1000 seeds"):
        read_seeds(",".join(f"{start}-{start + 999}" for start in range(0, 10**8, 1000)))


@pytest.mark.parametrize("seeds", ["", "x", "1-", "3-1", "-3", "1-5000", "1,,2", "1.5", "²", "1-99999999999999999999"])
def test_what_is_no_list_of_seeds_is_refused(seeds: str) -> None:
    with pytest.raises(TutorError, match="--seeds"):
        read_seeds(seeds)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("lstm-cel",), "did you mean `lstm-cell`?"),
        (("lstm-cell", "skip-mlp", "--seeds", "1-600"), "1200 sheets are more than 1000"),
        (("lstm-cell", "-o", "gone/x"), "`gone/x` cannot be written"),
        ((), "missing argument 'PROBLEM...'"),
    ],
)
def test_bad_input_is_one_clear_sentence_and_exit_code_2(tutor: Tutor, arguments: tuple[str, ...], said: str) -> None:
    done = tutor("worksheet", *arguments)
    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert len(done.err.splitlines()) == 1
