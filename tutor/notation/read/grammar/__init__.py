"""From tokens to a tree."""
