"""Pages through time: how steps are written, which of them are meant, and the loss of one step."""
