"""Learner state projected from the log, a line at a time: cards, skills, slips and days.

The fold is a function of the log alone. It is kept in the database with the number of the last row in it,
so that a start folds only what is new; and it can be made again from the first line with the same result.
"""

from __future__ import annotations

import json
import zlib
from dataclasses import asdict, dataclass, field
from typing import Any

from tutor.study.find.asked import about_mistake, all_about
from tutor.study.log.event_log import Store
from tutor.study.log.models import Attempt
from tutor.study.question_state import UNRECOGNISED
from tutor.study.schedule import fsrs_cards
from tutor.study.schedule.effort import Needs
from tutor.study.schedule.first_answer import first_answer
from tutor.study.schedule.fsrs_cards import Card
from tutor.study.schedule.response_model import Demand, Level, ResponseModel

# Goes up with any change to what is derived or how: what an earlier version kept is then derived anew.
RULES = 2
_NAME = "ledger"
# How many days of a skill's history are kept: what a screen shows is a fortnight.
_DAYS = 60
# Hexadecimal digits before what is kept: one wrong bit in a date would end a quiz far from here.
_CHECK_SUM = 8

CardKey = tuple[str, str]


@dataclass(slots=True)
class Skill:
    """The answers to questions that need one skill, over all problems.

    `asked` counts first answers, `first_try` those of them that were right, `streak` how many of these in a row. `days`
    has, for the end of each day on which it was asked, the chance at a new question that needs this skill alone.
    """

    asked: int = 0
    first_try: int = 0
    streak: int = 0
    last: str = ""
    days: dict[str, float] = field(default_factory=dict)


@dataclass(slots=True)
class SlipRecord:
    """One kind of mistake: how often, and the last time it was made."""

    count: int = 0
    note: str = ""
    problem: str = ""
    step: str = ""
    seed: int | None = None
    sizes: dict[str, int] = field(default_factory=dict)
    answer: str = ""
    time: str = ""


@dataclass(slots=True)
class LearnerState:
    """Everything derived. `seq` and `stamp` are those of the last row of the file that is in it."""

    seq: int = 0
    stamp: int = 0
    cards: dict[CardKey, Card] = field(default_factory=dict)
    model: ResponseModel = field(default_factory=ResponseModel)
    skills: dict[str, Skill] = field(default_factory=dict)
    slips: dict[str, SlipRecord] = field(default_factory=dict)
    days: dict[str, int] = field(default_factory=dict)
    answers: int = 0

    def fold(self, line: Attempt) -> None:
        """Take in the next line of the log."""
        if line.kind == "answer" and line.verdict not in ("invalid", "undecided"):
            self.answers += 1
            self.days[line.day] = self.days.get(line.day, 0) + 1
            if line.verdict == "wrong" and about_mistake(line.step) is None:  # else it is no slip of one's own
                self._slipped(line)
        right = first_answer(line)
        if right is not None:
            self._answered(line, right)
        if line.kind == "gone":  # no formula has it any more: it is not due, whatever was learned of it
            for name in all_about(line.step):
                self.cards.pop((line.problem, name), None)
        if line.ends:
            key = (line.problem, line.step)
            self.cards[key] = fsrs_cards.review(self.cards.get(key), line)

    def done(self, key: CardKey) -> bool:
        """Whether a question was answered right, at whatever try, or shown worked out."""
        return key in self.cards and self.cards[key].done

    def demand(self, key: CardKey, needs: Needs, day: float) -> Demand:
        """What a question asks of this learner on a day, in days since 1970."""
        return Demand(needs.skills, fsrs_cards.recall(self.cards.get(key), day), needs.effort)

    def _answered(self, line: Attempt, right: bool) -> None:
        """Take in a question's first answer; its card is still that of the last time."""
        day = fsrs_cards.day_of(fsrs_cards.moment_of(line))
        # The log tells no effort: what it was is the same for all that it says of a skill, on average.
        demand = self.demand((line.problem, line.step), Needs(tuple(line.skills)), day)
        self.model.update(demand, right, day)
        for name in dict.fromkeys(line.skills):
            skill = self.skills.setdefault(name, Skill())
            skill.last = line.time
            skill.asked += 1
            skill.first_try += right
            skill.streak = skill.streak + 1 if right else 0
            skill.days[line.day] = self.model.chance(Demand((name,)), day)
            if len(skill.days) > _DAYS:
                del skill.days[min(skill.days)]

    def _slipped(self, line: Attempt) -> None:
        slip = self.slips.setdefault(line.codes[0] if line.codes else UNRECOGNISED, SlipRecord())
        slip.count += 1
        slip.note, slip.problem, slip.step, slip.seed = line.note, line.problem, line.step, line.seed
        slip.sizes, slip.answer, slip.time = dict(line.sizes), line.answer, line.time

    @property
    def problems(self) -> set[str]:
        """The problems of which anything is known, by the names that the log has for them."""
        return {problem for problem, _ in self.cards} | {slip.problem for slip in self.slips.values()}

    def to_json(self) -> str:
        """As text behind its check sum; numbers come back as they were, to the last bit."""
        cards = [[*key, asdict(card)] for key, card in self.cards.items()]
        everything = asdict(self) | {"cards": cards, "rules": RULES}
        text = json.dumps(everything, separators=(",", ":"), sort_keys=True)
        return _check_sum(text) + text

    @classmethod
    def from_json(cls, text: str) -> LearnerState | None:
        """The inverse; None for what another version of the rules derived, and for what is damaged."""
        text = text[_CHECK_SUM:] if text[:_CHECK_SUM] == _check_sum(text[_CHECK_SUM:]) else ""
        try:
            return cls._from(json.loads(text))
        except (ValueError, TypeError, KeyError, AttributeError):
            return None

    @classmethod
    def _from(cls, got: dict[str, Any]) -> LearnerState | None:
        if got.pop("rules") != RULES:
            return None
        got["cards"] = {(problem, step): Card(**card) for problem, step, card in got["cards"]}
        levels = {name: Level(**level) for name, level in got["model"].pop("skills").items()}
        got["model"] = ResponseModel(**got["model"], skills=levels)
        got["skills"] = {name: Skill(**skill) for name, skill in got["skills"].items()}
        got["slips"] = {code: SlipRecord(**slip) for code, slip in got["slips"].items()}
        return cls(**got)


def _check_sum(text: str) -> str:
    return f"{zlib.crc32(text.encode('utf-8', 'surrogatepass')):0{_CHECK_SUM}x}"


def read_learner_state(store: Store) -> LearnerState:
    """The state up to the last line of the log; kept where there was something new in it."""
    kept = store.derived(_NAME)
    found = LearnerState.from_json(kept[1]) if kept else None
    if found is None:
        return rebuild(store)
    before = found.seq
    waiting: list[Attempt] = []
    for seq, line in store.attempts_after(before):
        if seq < 0:
            waiting.append(line)
        elif line.stamp <= found.stamp:
            # Merged from elsewhere, and older than what is folded already.
            return rebuild(store)
        else:
            found.fold(line)
            found.seq, found.stamp = seq, line.stamp
    return _kept(store, found, waiting, changed=found.seq != before)


def rebuild(store: Store) -> LearnerState:
    """The state folded anew from the whole log in the order of its stamps.

    Where not all of it can be read, `store.incomplete` says so.
    """
    store.verify()
    fresh = LearnerState()
    waiting: list[Attempt] = []
    for seq, line in store.attempts_in_order():
        if seq < 0:
            waiting.append(line)
        else:
            fresh.fold(line)
            fresh.seq, fresh.stamp = max(fresh.seq, seq), line.stamp
    return _kept(store, fresh, waiting, changed=True)


def _kept(store: Store, found: LearnerState, waiting: list[Attempt], *, changed: bool) -> LearnerState:
    if changed and found.seq:
        store.put_derived(_NAME, found.seq, found.to_json())
    for line in waiting:
        found.fold(line)
    return found
