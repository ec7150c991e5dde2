"""The computation graph of a network as rows of text, with its numbers."""
