"""Fragments of patterns for what LaTeX puts around and behind names."""

from __future__ import annotations

INSIDE = r"(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*"
"""What stands in braces, with braces in it two deep."""
GROUP = rf"\{{{INSIDE}\}}"
BELOW = rf"_\s*(?:{GROUP}|\w)"
"""A script below a name."""
SCRIPTS = rf"(?:\s*[_^]\s*(?:{GROUP}|\w))*"
"""All scripts behind a name, above and below."""
SIGMA = r"\sigma"
