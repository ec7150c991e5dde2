"""Answers in numbers: what was typed, what it may stand for, how many digits are asked for."""
