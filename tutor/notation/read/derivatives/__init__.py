"""Derivatives in all their spellings."""
