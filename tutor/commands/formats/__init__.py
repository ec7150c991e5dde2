"""How a solved problem is written: one module a format, each with `write(instance, steps)`, text or bytes."""
