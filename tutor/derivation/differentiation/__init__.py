"""Derivatives of index form, forwards and in reverse mode."""
