"""A solved problem in each format."""
