"""The formula language: text to tree, axes aligned (``lower``), numbers (``eval``), text again (``write``)."""
