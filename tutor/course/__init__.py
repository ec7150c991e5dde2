"""Numbers of their own for everybody in a course: seeds from names, by a secret, and the codes of sheets."""
