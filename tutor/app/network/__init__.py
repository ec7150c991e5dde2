"""Your own network: an editor for a network file, with what it is and what is derived from it beside it."""
