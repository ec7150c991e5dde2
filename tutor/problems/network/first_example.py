"""The network file to start from: what `tutor new` writes."""

from __future__ import annotations

FIRST = """\
# The forward pass, one statement a line.
# Gradients are derived from it.
title    Two-layer classifier

# arrays with their axes, a letter each
input    X[n,i]
weights  W1[i,h], b1[h], W2[h,c], b2[c]
# or positive, mask, in 0..1, simplex c
target   Y[n,c] one-hot c
# the others get small sizes of their own
sizes    N=2, H=3

H = relu(X W1 + b1)
Z = H W2 + b2
P = softmax(Z)
# the last that is one number is the loss
L = -1/N sum(Y * log(P))
"""
