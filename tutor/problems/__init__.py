"""What a plugin author meets: Problem, Quantity, Step, samplers, instances and the conformance kit."""
