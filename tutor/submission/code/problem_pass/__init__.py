"""Code held against the arrays of a problem's own pass: its values and gradients, in the layout of the page."""
