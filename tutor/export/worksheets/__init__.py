"""Sheets of questions, their keys and marking schemes."""
