"""Gradients of a forward pass as formulas: differentiation on index form, and the text that people would write."""
