"""Computation graphs, heat tables and plots."""
