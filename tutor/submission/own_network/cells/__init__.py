"""Pages about cells with gates: one step of them, and the names of their gradients."""
