"""Edits that make one mistake in a right formula, by what is edited."""
