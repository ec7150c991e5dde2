"""Formulas and numbers as programs write them."""
