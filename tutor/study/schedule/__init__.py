"""When a question is due, what is known, what to ask next."""
