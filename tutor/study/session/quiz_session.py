"""A quiz as a state machine without a screen, for the app and for the quiz as lines of text."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tutor.study.log.models import Kind, clean
from tutor.study.question_state import FOLLOW_THROUGH, by_option
from tutor.study.session import feedback
from tutor.study.session.feedback import Feedback
from tutor.study.session.replies import ladder
from tutor.study.session.session_state import SessionState
from tutor.study.session.teaching.piece_by_piece import PieceByPiece


class QuizSession(SessionState):
    """Questions in turn: answers are marked, hints given, and all of it is written to the store.

    `asked` is an instance, all of whose steps are asked, or a sequence or queue of (instance, step id). A session of
    the same questions that was not finished is gone on with at its question, with tries, hints and earlier answers as
    they were; `fresh` starts another instead. `submit`, `hint`, `worked` and `later` write to the store before they
    return, and may be called from a worker thread.

    Raises ValueError for an unknown mode or an empty list of questions.
    """

    def submit(self, text: str) -> Feedback:
        """Mark an answer, make it durable, and only then say what there is to say."""
        with self._lock:
            asked = self._asked
            if self.ended or (self.finished and not self._again):
                return feedback.over()
            from tutor.study.session.teaching.fading import fills

            try:
                verdict = self._marking.mark(text)
                gap = self.gap
                if gap is not None and verdict.kind in ("wrong", "invalid") and fills(self.question, gap, text):
                    return self._filled(text)
                if self._pieces.asking and verdict.kind != "correct" and not verdict.follow_through:
                    return self._pieces.answer(self.question, text)
                said = self._replies.said() if verdict.kind == "wrong" else set()
            except Exception as error:  # a plugin's function may raise anything, and so may our own
                return self._failed(error)
            counts = verdict.kind in ("correct", "wrong") or verdict.follow_through
            right = verdict.kind == "correct" or verdict.follow_through
            first = verdict.diagnosis[0] if verdict.diagnosis else None
            settled = right or (counts and self.mode == "exam")
            again, self._again = self._again, self._again and not settled
            if gap is not None and counts:
                self._seen_with_gap()
            if text.strip():
                self._write(
                    "answer",
                    answer=clean(by_option(asked.step, text)),
                    verdict=FOLLOW_THROUGH if verdict.follow_through else verdict.kind,
                    score=float(verdict.score),
                    codes=tuple(diagnosis.code for diagnosis in verdict.diagnosis),
                    note=clean(first.message if first else verdict.note),
                    # A second answer is never the first try, also where the worked step had ended the question.
                    tries=max(asked.tries, int(again)) + counts,
                    ends=settled and not again,
                )
                self._marking.keep(verdict)
            if again and right and self.mode != "exam":
                return feedback.right_again(verdict)
            return self._offering(self._replies.to(verdict, said, text, self._log.seconds))

    def hint(self) -> Feedback:
        """The next hint up the ladder; refused in an exam, after the last one and when the question is over."""
        with self._lock:
            asked = self._asked
            if self.mode == "exam":
                return feedback.not_in_an_exam("hints")
            if asked.over or self.finished:
                return feedback.over()
            if self._pieces.asking:
                return self._pieces.tell()
            if self.pieces_offered:
                return self._pieces.begin()
            hints = ladder(asked.step)
            if asked.hints >= len(hints):
                return feedback.no_hint(len(hints))
            self._write("hint", hints=asked.hints + 1)
            return feedback.hint(asked.hints, len(hints), hints[asked.hints - 1])

    def worked(self) -> Feedback:
        """The worked step. It ends the question; before the last hint or a third try it is refused."""
        from tutor.study.session.teaching.worked_step import worked_lines

        with self._lock:
            asked = self._asked
            if self.mode == "exam":
                return feedback.not_in_an_exam("worked steps")
            if not self.worked_open:
                return feedback.worked_too_early(self.hints_total)
            try:
                lines = worked_lines(asked.instance, asked.step)
            except Exception as error:  # a plugin's function may raise anything, and so may our own
                return self._failed(error)
            was_over = asked.over
            if not was_over:
                self._write("worked", ends=True)
            return feedback.worked(lines, comes_back=not was_over)

    def later(self) -> None:
        """Leave this question for the end of the line; at the second time, for good."""
        with self._lock:
            if self._asked.over or self.finished:
                return
            self._write("later")
            self._queue.leave(self._queue.at)
            if self._asked.closed:
                self._queue.grow()
            self._move()

    def go_to(self, number: int) -> None:
        """Look at the question of this number, from 0, whether it is open or over. Raises IndexError for none."""
        with self._lock:
            self._queue.go_to(number)
            self._start()
            self._log.look()

    def answer_again(self) -> None:
        """Take another answer to this question, which is over: it is written down, and nothing gets worse by it."""
        with self._lock:
            self._again = self._asked.over

    def standing(self) -> Feedback | None:
        """What was said last at this question, said once more to who comes back to it."""
        from tutor.study.session.teaching.worked_step import worked_lines

        with self._lock:
            asked, exam = self._asked, self.mode == "exam"
            if self.ended and exam:
                return feedback.noted_before()
            if self.ended:
                try:
                    lines = worked_lines(asked.instance, asked.step)
                except Exception as error:  # a plugin's function may raise anything, and so may our own
                    return self._failed(error)
                return feedback.looked_back(asked.outcome, lines)
            last = None if exam or self._again else self._replies.last()
            return None if last is None else self._offering(last)

    def advance(self) -> None:
        """Go on to the next question; does nothing while this one is still open."""
        with self._lock:
            if self._asked.over:
                self._move()

    def _write(self, kind: Kind, **what: Any) -> None:
        self._log.write(kind, **what)
        if self._asked.over:
            self._queue.grow()

    def _move(self) -> None:
        self._queue.move()
        self._start()
        self._log.next_question()

    def _seen_with_gap(self) -> None:
        """What was seen of the formula is a hint, and written down as one before the first answer."""
        if not self._asked.hints:
            self._write("hint", hints=1)

    def _filled(self, text: str) -> Feedback:
        """The part that was left out ends the question, as an answer with a hint."""
        from tutor.study.session.teaching.worked_step import worked_lines

        self._seen_with_gap()
        tries = self._asked.tries + 1
        self._write("answer", answer=clean(text), verdict="correct", score=1.0, tries=tries, ends=True)
        return feedback.filled(worked_lines(self.instance, self.step)[0])

    def _start(self) -> None:
        """Nothing was begun at this question yet."""
        self._again = False
        self._pieces = PieceByPiece()

    def _failed(self, error: Exception) -> Feedback:
        return feedback.failed(error, type(self.problem).__module__.partition(".")[0])

    def _offering(self, reply: Feedback) -> Feedback:
        """A reply with what may be asked for next."""
        if reply.kind not in ("wrong", "rounding"):
            return reply
        offered = self.pieces_offered
        return replace(reply, offers_pieces=offered, error=reply.error or self._pieces.fault)
