"""Shorter forms of gradients."""
