"""What an author declares: problems, quantities, steps, samplers, mistakes."""
