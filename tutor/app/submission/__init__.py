"""Hand in: a worked solution with a mark beside each line, what is said of it, and its questions."""
