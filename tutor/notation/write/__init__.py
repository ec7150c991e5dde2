"""Formulas, names and numbers as text, and index form in other notations."""
