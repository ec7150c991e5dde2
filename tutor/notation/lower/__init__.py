"""From a syntax tree to its value: the one place where the axes of a formula are aligned, and index form."""
