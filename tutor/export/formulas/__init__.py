"""Derivations without numbers: the forward formulas and each gradient with its rule, in every format."""
