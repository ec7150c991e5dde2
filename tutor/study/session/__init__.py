"""A quiz session: its questions, their state, what is said after an answer."""
