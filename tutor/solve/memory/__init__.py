"""Which arrays a plan works in."""
