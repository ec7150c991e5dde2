"""The command line: one module a command, each imported only when it is the one that runs.

Results go to stdout and everything else to stderr, so that a pipe carries results alone.
"""
