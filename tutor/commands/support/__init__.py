"""What several commands share: options, input, printing, processes."""
