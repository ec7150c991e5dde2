"""The solution of a problem, step by step."""
