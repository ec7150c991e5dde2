"""What is remembered: attempts in SQLite, schedules, mastery, and a session's state with no screen in it.

Names are resolved when first used: opening the log needs neither the planner nor the progress pages.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tutor.study.ledger import Ledger as Ledger
    from tutor.study.ledger import read_ledger as read_ledger
    from tutor.study.ledger import rebuild as rebuild
    from tutor.study.outlook import Outlook as Outlook
    from tutor.study.placement import Placement as Placement
    from tutor.study.progress import Progress as Progress
    from tutor.study.progress import progress_of as progress_of
    from tutor.study.records import MODES as MODES
    from tutor.study.records import Attempt as Attempt
    from tutor.study.records import Mode as Mode
    from tutor.study.records import SessionRecord as SessionRecord
    from tutor.study.replies import Reply as Reply
    from tutor.study.session import QuizSession as QuizSession
    from tutor.study.sessions import practice_session as practice_session
    from tutor.study.sessions import restore as restore
    from tutor.study.sessions import review_session as review_session
    from tutor.study.store import Store as Store
    from tutor.study.store import StoreError as StoreError
    from tutor.study.store import open_store as open_store
    from tutor.study.summary import Summary as Summary

_HOMES = {
    "ledger": ("Ledger", "read_ledger", "rebuild"),
    "outlook": ("Outlook",),
    "placement": ("Placement",),
    "progress": ("Progress", "progress_of"),
    "records": ("MODES", "Attempt", "Mode", "SessionRecord"),
    "replies": ("Reply",),
    "session": ("QuizSession",),
    "sessions": ("practice_session", "restore", "review_session"),
    "store": ("Store", "StoreError", "open_store"),
    "summary": ("Summary",),
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
