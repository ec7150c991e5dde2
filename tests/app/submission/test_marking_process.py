"""The process that marks pages: it answers as this one does, says what is wrong, and can be ended at any time."""

from __future__ import annotations

import json
import threading

import pytest

from tutor.app.shell.services.services import Services
from tutor.app.submission.marked_page import OWN, Question, Request, page_of
from tutor.app.submission.marking_process import ENDED, MarkingProcess
from tutor.app.submission.page_marking import marked_page
from tutor.errors import TutorError
from tutor.study import Store

PAGE = Request("We have $\\frac{\\partial L}{\\partial h} = d - h$.\n", "page.md", "lstm-cell")


OWN_PAGE = r"""
Encoder $h = \sigma(W x + b)$, decoder $r = W^T h + c$, loss $E = \frac12 \|r - x\|^2$.
$$\frac{\partial E}{\partial r} = r - x$$
$$\frac{\partial E}{\partial h} = W (x - r)$$
"""


def wanted() -> bool:
    return True


def test_a_page_comes_back_from_the_process_as_it_was_marked_and_trouble_as_a_sentence() -> None:
    process = MarkingProcess()
    try:
        page = process.mark(PAGE, wanted)
        assert page == page_of(json.loads(json.dumps(marked_page(PAGE))))
        assert page.wrong == (1,)
        assert page.question(1) == Question("lstm-cell", "dL/dh", "∂L/∂hₜ")
        with pytest.raises(TutorError, match="notebook"):
            process.mark(Request("{", "page.ipynb", "lstm-cell"), wanted)
        with pytest.raises(TutorError, match="nothing-such"):
            process.mark(Request("", "page.md", "nothing-such"), wanted)
    finally:
        process.close()


def test_a_page_about_a_network_of_its_own_is_asked_that_network() -> None:
    page = page_of(json.loads(json.dumps(marked_page(Request(OWN_PAGE, "mine.md", "")))))
    assert page.wrong == (4,)
    (question,) = page.asked
    assert question.problem == OWN
    services = Services(Store(None))
    session = services.ask(services.own(page.network, page.name), [question.step])
    assert session.step.id == "dE/dh"


def test_a_page_that_is_given_up_leaves_the_process_to_the_next_one() -> None:
    process = MarkingProcess()
    given_up: list[str] = []

    def mark_long_one() -> None:
        with pytest.raises(TutorError) as raised:
            process.mark(PAGE._replace(problem="", text=PAGE.text * 200), wanted)
        given_up.append(raised.value.message)

    thread = threading.Thread(target=mark_long_one)
    thread.start()
    try:
        while thread.is_alive():
            process.stop()
            thread.join(0.05)
        assert given_up == [ENDED]
        assert process.mark(PAGE, wanted).wrong == (1,)
        with pytest.raises(TutorError):
            process.mark(PAGE, lambda: False)
    finally:
        process.close()
    with pytest.raises(TutorError, match="has ended"):
        process.mark(PAGE, wanted)
