"""A page of code judged by its own forward pass: its gradients beside differences of its own loss."""
