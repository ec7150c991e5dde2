"""Trials of plugins: each is imported and proved in a process of its own before it is used."""
