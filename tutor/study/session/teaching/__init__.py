"""What helps at a question: pieces of the chain rule, a formula with a gap, a worked step, what follows a right one."""
