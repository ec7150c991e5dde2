"""Numbers for a problem: instances, the values of its formulas, the arrays of a user."""
