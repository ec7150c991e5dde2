"""Single edits of a wrong assignment, each run in its place: the one that makes it right names the mistake."""
