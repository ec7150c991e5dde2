"""Pages about layers: numbers for any layer, batches without a loss, and what dZ and δ stand for."""
