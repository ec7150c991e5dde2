"""A file of answers, marked line by line: reading it, batches to work on, rows of verdicts, what they come to."""
