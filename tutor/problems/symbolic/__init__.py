"""A problem as SymPy: its formulas as expressions, and the fourth witness of the conformance kit.

Imported only when somebody asks for it: SymPy takes 270 ms to import.
"""
