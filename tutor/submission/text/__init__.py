"""A page of words, formulas and code cut into statements, each with its place in the file."""
