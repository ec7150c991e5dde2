"""Operations on arrays as a graph, from index form, with its gradients."""
