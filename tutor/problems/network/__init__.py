"""The network file: a forward pass as plain text, from which a problem is made. Reading one runs nothing."""
