"""The words by which an expression of Python is known: modules, and what stands before ``=`` in brackets."""

from __future__ import annotations

MODULES = frozenset({"np", "numpy", "jnp", "jax", "torch", "tf", "F", "nn", "math", "scipy", "cp"})
"""What may stand before a dot and a function of NumPy or torch."""

KEYWORDS = {
    "axis": "axis", "dim": "axis", "axes": "axis", "dims": "axis", "keepdims": "keepdims", "keepdim": "keepdims",
    "min": "min", "a_min": "min", "max": "max", "a_max": "max", "unbiased": "unbiased", "correction": "ddof",
    "ddof": "ddof", "ord": "ord", "dtype": "dtype", "optimize": "optimize", "shape": "shape",
}  # fmt: skip
"""What may stand before ``=`` in the brackets of a function, by what it is called here."""
