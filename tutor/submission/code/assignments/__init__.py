"""The assignments of a run: which belong together, what their names say, and how they compare with an array."""
