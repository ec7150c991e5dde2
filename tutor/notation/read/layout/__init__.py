"""What surrounds and separates formulas on a page."""
