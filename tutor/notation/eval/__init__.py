"""Formulas on numbers: floats, extended precision, many digits, and SymPy's symbols."""
