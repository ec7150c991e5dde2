"""Holding the arrays of somebody's own code against the truth, on their own data."""

from tutor.marking.gradcheck.gradcheck import gradcheck
from tutor.marking.gradcheck.rows import TOLERANCE, Row

__all__ = ["TOLERANCE", "Row", "gradcheck"]
