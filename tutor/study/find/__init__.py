"""Find the mistake: derivations with one slip in them, made from the edits that marking explains answers by."""
