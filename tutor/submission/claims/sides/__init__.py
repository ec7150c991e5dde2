"""The two sides of a link as arrays: their derivatives, their layouts, and whether they are the same."""
