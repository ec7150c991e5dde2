"""The names of formulas that nobody declared: which there are, which of their letters are indices, which are arrays."""
