"""The names of a page told by its own forward formulas: which quantity of a problem each of them is."""
