"""Formulas with every axis written as a letter: their nodes, index arrays, and the way there from a tree."""
