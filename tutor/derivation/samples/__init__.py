"""Numbers at which formulas are held against each other."""
