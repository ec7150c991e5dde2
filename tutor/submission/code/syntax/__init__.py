"""Python's grammar over handed-in code, with the places of its statements; nothing is compiled or run."""
