"""What the names of derivatives and of updated arrays are made of: ``dL/dW`` of L and W, ``W_new`` of W.

Taken apart they are in one place only, where a problem's step ids become targets (``problems/contract/target.py``).
"""

from __future__ import annotations

UPDATED = "_new"


def derivative_name(top: str, bottom: str) -> str:
    """The name of the derivative of one quantity by another."""
    return f"d{top}/d{bottom}"


def update_name(name: str) -> str:
    """The name of an array after its update."""
    return name + UPDATED
