"""What the statements of a page claim, and the verdict on each."""

from tutor.submission.claims.judge import judge
from tutor.submission.claims.judged import Judged, Verdict

__all__ = ["Judged", "Verdict", "judge"]
