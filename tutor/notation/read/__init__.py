"""From typed text to the syntax tree."""
