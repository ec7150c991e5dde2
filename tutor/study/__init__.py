"""What is remembered: attempts in SQLite, schedules, what is known, and a session's state with no screen in it.

Names are resolved when first used: opening the log needs neither the planner nor the progress pages.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tutor.study.learner_state import LearnerState as LearnerState
    from tutor.study.learner_state import read_learner_state as read_learner_state
    from tutor.study.learner_state import rebuild as rebuild
    from tutor.study.log.event_log import Store as Store
    from tutor.study.log.event_log import StoreError as StoreError
    from tutor.study.log.event_log import open_store as open_store
    from tutor.study.log.models import MODES as MODES
    from tutor.study.log.models import Attempt as Attempt
    from tutor.study.log.models import Mode as Mode
    from tutor.study.log.models import SessionRecord as SessionRecord
    from tutor.study.progress import Progress as Progress
    from tutor.study.progress import progress_of as progress_of
    from tutor.study.session.feedback import Feedback as Feedback
    from tutor.study.session.find_session import find_session as find_session
    from tutor.study.session.placement import placement_session as placement_session
    from tutor.study.session.quiz_session import QuizSession as QuizSession
    from tutor.study.session.session_changes import SessionChanges as SessionChanges
    from tutor.study.session.session_factory import practice_session as practice_session
    from tutor.study.session.session_factory import restore as restore
    from tutor.study.session.session_factory import review_session as review_session
    from tutor.study.session.summary import Summary as Summary

_HOMES = {
    "learner_state": ("LearnerState", "read_learner_state", "rebuild"),
    "session.session_changes": ("SessionChanges",),
    "session.placement": ("placement_session",),
    "progress": ("Progress", "progress_of"),
    "log.models": ("MODES", "Attempt", "Mode", "SessionRecord"),
    "session.feedback": ("Feedback",),
    "session.find_session": ("find_session",),
    "session.quiz_session": ("QuizSession",),
    "session.session_factory": ("practice_session", "restore", "review_session"),
    "log.event_log": ("Store", "StoreError", "open_store"),
    "session.summary": ("Summary",),
}
_MODULES = {name: module for module, names in _HOMES.items() for name in names}

__all__ = sorted(_MODULES)


def __getattr__(name: str) -> Any:
    module = _MODULES.get(name)
    if module is None:
        raise AttributeError(f"module 'tutor.study' has no attribute {name!r}")
    value = getattr(import_module(f"tutor.study.{module}"), name)
    globals()[name] = value
    return value
