"""The names of a page: which are those of a problem, which the page makes, and which it counts with."""
