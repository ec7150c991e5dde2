"""Mistakes that people make in a backward pass, as changed formulas."""
