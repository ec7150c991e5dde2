"""The network file to start from: what `tutor new` writes."""

from __future__ import annotations

FIRST = """\
# A network file: the forward pass, one statement a line. Gradients are derived from it.
title    Two-layer classifier
input    X[n,i]                            # arrays with their axes, a letter each
weights  W1[i,h], b1[h], W2[h,c], b2[c]
target   Y[n,c] one-hot c                  # also: positive, mask, in 0..1, simplex c, integer 1..5
sizes    N=2, H=3                          # the others get small sizes of their own

H = relu(X W1 + b1)
Z = H W2 + b2
P = softmax(Z)
L = -1/N sum(Y * log(P))                   # the last line that is one number is the loss
"""
