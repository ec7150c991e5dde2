"""The append-only log of attempts in SQLite."""
