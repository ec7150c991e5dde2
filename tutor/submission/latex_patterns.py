"""Fragments of patterns for what LaTeX puts around and behind names."""

from __future__ import annotations

INSIDE = r"(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*"
"""What stands in braces, with braces in it two deep."""
GROUP = rf"\{{{INSIDE}\}}"
BELOW = rf"_\s*(?:{GROUP}|\w)"
"""A script below a name."""
SCRIPTS = rf"(?:\s*[_^]\s*(?:{GROUP}|\w))*"
"""All scripts behind a name, above and below."""
SUMMED_LETTER = r"\\(?:sum|prod)\s*(?:\\limits\s*)?_\s*\{?\s*([a-z])"
"""A sum or product, with the letter that it runs over."""
SIGMA = r"\sigma"
