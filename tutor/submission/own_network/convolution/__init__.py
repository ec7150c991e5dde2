"""Pages about a convolutional layer: a network of arrays, and what they say of it, written out in entries."""
