"""Sums of products in index form."""
