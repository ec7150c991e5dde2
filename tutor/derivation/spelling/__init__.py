"""From an expression to the text that people would write: here it is decided what a textbook would print."""
