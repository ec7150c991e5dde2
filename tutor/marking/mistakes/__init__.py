"""What people get wrong: edits of formulas, slopes of activations, and whole answers."""
