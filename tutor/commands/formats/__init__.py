"""How a solved problem is written: one module a format, each with `write`, which gives text, pieces of it, or bytes."""
