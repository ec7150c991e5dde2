"""The quiz page and its slots."""
