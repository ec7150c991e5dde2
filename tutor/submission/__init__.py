"""A whole page or file that is handed in, judged statement by statement.

Data flows one way: a file has blocks, a block statements, a statement claims, a claim a verdict, and verdicts make the
report.
"""
