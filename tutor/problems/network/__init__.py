"""The network file: a forward pass as plain text, from which a problem is made. Reading one runs nothing."""

LOGGED = "network:"
"""What the log of answers knows a network by begins with this; the id of a plugin's problem has no colon."""
