"""The network that the forward equations of a page make."""
