"""Solving a problem by a plan: its forward pass and all gradients as NumPy calls on arrays that are made once.

From the forward formulas alone, in index form, comes a *graph* of operations on arrays (``graph``, ``from_index_form``,
``values``); reverse mode on it gives the gradients (``adjoints``, ``gradients``), with no use of the derived or the
declared steps. What depends on itself at a neighbour is gone through step by step (``schedule``); each operation then
becomes calls of NumPy with their arrays already bound (``emission``, ``calls``, ``buffers``). ``plan`` runs them.
"""
