"""What the words of a formula mean: names with their scripts, and indices."""
