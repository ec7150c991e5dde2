"""Code that is handed in: run by a bounded interpreter of its own, and every assignment judged."""
