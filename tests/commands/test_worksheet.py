"""`tutor worksheet`: sheets to print, and their keys."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from tests.commands.conftest import Tutor
from tests.conftest import PROBLEM, PluginMaker
from tests.export.latex import balanced
from tests.export.test_documents import Tags
from tutor import host
from tutor.commands.worksheet import read_seeds
from tutor.errors import TutorError
from tutor.problems.contract.step import Choice
from tutor.study.find.common_slips import common_slips


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


def test_only_the_questions_that_are_named_are_asked(tutor: Tutor) -> None:
    done = tutor("worksheet", "skip-mlp", "lstm-cell", "--ask", "dL/dz", "--ask", "dL/dh", "--ask", "yhat").out
    assert [line for line in done.splitlines() if line.startswith("### ")] == [
        r"### 1. $\hat{y}^{(n)}$",
        r"### 2. $\frac{\partial L}{\partial z}$",
        r"### 1. $\frac{\partial L}{\partial h_t}$",
    ]


def test_the_thirds_by_difficulty_are_all_questions_once_and_gradients_are_harder_than_values(tutor: Tutor) -> None:
    thirds = {
        degree: tutor("worksheet", "softmax-net", "--difficulty", degree).out for degree in ("easy", "middle", "hard")
    }
    asked = {degree: re.findall(r"^### \d+\. (.*)", text, re.MULTILINE) for degree, text in thirds.items()}
    whole = re.findall(r"^### \d+\. (.*)", tutor("worksheet", "softmax-net").out, re.MULTILINE)
    assert sorted(heading for some in asked.values() for heading in some) == sorted(whole)
    assert r"$z^{(1)}$" in asked["easy"]
    assert r"$\frac{\partial L}{\partial z^{(1)}}$" in asked["hard"]


def test_a_scheme_has_points_and_what_usual_mistakes_come_to(tutor: Tutor) -> None:
    scheme = tutor("worksheet", "lstm-cell", "--scheme", "--ask", "dL/dh", "--ask", "dL/dW_o").out
    assert "## Answers (4 points)" in scheme
    # h is 0.1392 and d is 0.6.
    assert "The size is right, but a sign is turned round. $h_t + d$ = $0.7392$" in scheme
    assert r"\begin{bmatrix} 0 & -0.0242 \end{bmatrix}" in scheme


def test_no_usual_mistake_has_the_value_of_the_right_answer(tutor: Tutor) -> None:
    instance = host.problem("lstm-cell").instance()
    listed = 0
    for step in instance.problem.formula_steps():
        for slip in common_slips(instance, step, 5):
            listed += 1
            assert not np.allclose(slip.value, instance.target(step.id), rtol=1e-6, atol=0)
    assert listed > 40


@pytest.mark.parametrize("format", ["markdown", "latex", "html"])
def test_sheets_that_several_processes_write_are_the_same(tutor: Tutor, tmp_path: Path, format: str) -> None:
    asked = ("worksheet", "softmax-net", "mine.net", "--seeds", "1-20", "--format", format)
    (tmp_path / "mine.net").write_text("input x[d]\nweights w[d]\nL = sum((w * x)^2)\n")
    asked = tuple(str(tmp_path / word) if word == "mine.net" else word for word in asked)
    alone = tutor(*asked).out
    assert alone.count("Softmax net, seed") == 20
    assert tutor(*asked, "--jobs", "2").out == alone


def test_a_network_on_stdin_is_for_one_process(tutor: Tutor) -> None:
    network = "input x[d]\nweights w[d]\nL = sum((w * x)^2)\n"
    assert tutor("worksheet", "-", stdin=network).code == 0
    done = tutor("worksheet", "-", "--jobs", "2", "--format", "latex", stdin=network)
    assert (done.code, done.out) == (2, "")
    assert "`-` is read by this process alone" in done.err


def test_points_room_and_page_breaks_are_as_asked(tutor: Tutor) -> None:
    plain = tutor("worksheet", "rnn-memory", "--format", "latex").out
    assert plain.count(r"\hrule") > 10
    boxed = tutor("worksheet", "rnn-memory", "--format", "latex", "--room", "box", "--lines", "5", "--points").out
    assert r"\hrule" not in boxed.replace(r"\vspace{1.6\baselineskip}\hrule", "", 1)  # that of the name
    assert boxed.count(r"\fbox{") == len(host.problem("rnn-memory").steps)
    assert "[2]" in boxed
    none = tutor("worksheet", "rnn-memory", "--format", "html", "--room", "none").out
    assert none.count('<div class="w">') == 1
    every = tutor("worksheet", "lstm-cell", "--seeds", "1-2", "--breaks", "question").out
    assert every.count("page-break-before") == 2 * 26 - 1
    together = tutor("worksheet", "lstm-cell", "skip-mlp", "--seeds", "1-2", "--breaks", "sheet").out
    assert together.count("page-break-before") == 1
    assert together.count("Name:") == 2


def test_html_is_one_whole_file_and_latex_is_balanced(tutor: Tutor, tmp_path: Path) -> None:
    path = tmp_path / "sheets.html"
    assert tutor("worksheet", "conv-dense", "--seeds", "1-2", "--format", "html", "-o", str(path)).out == ""
    document = path.read_text(encoding="utf-8")
    tags = Tags(document)
    assert tags.open == []
    assert {"table", "h1", "style"} <= tags.seen
    assert document.count('class="p"') == 1
    balanced(tutor("worksheet", "conv-dense", "--seeds", "1-2", "--format", "latex").out)


def test_a_notebook_is_one_sheet(tutor: Tutor) -> None:
    done = tutor("worksheet", "lstm-cell", "--seeds", "1-2", "--format", "notebook")
    assert (done.code, done.out) == (2, "")
    assert "a notebook holds one sheet, without its answers" in done.err
    assert tutor("worksheet", "lstm-cell", "--key", "--format", "notebook").code == 2
    cells = tutor("worksheet", "lstm-cell", "--seeds", "5", "--ask", "dL/dh", "--format", "notebook").json["cells"]
    assert cells[-1]["source"] == "assert_answer('lstm-cell', 'dL/dh', dL_dh, seed=5)"


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
        (("lstm-cell", "--key", "--scheme"), "--key and --scheme each print the answers"),
        (
            ("lstm-cell", "skip-mlp", "--ask", "dL/dhh"),
            "`dL/dhh` is no question of lstm-cell or skip-mlp; did you mean",
        ),
        (("lstm-cell", "skip-mlp", "--ask", "dL/dh"), "no question of skip-mlp is left to ask"),
        ((), "missing argument 'PROBLEM...'"),
    ],
)
def test_bad_input_is_one_clear_sentence_and_exit_code_2(tutor: Tutor, arguments: tuple[str, ...], said: str) -> None:
    done = tutor("worksheet", *arguments)
    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert len(done.err.splitlines()) == 1
