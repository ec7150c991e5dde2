"""Solving a problem by a plan: its forward pass and all gradients as NumPy calls on arrays that are made once.

From the forward formulas alone, in index form, comes a ``graph`` of operations on arrays (``widening``, ``values``,
``from_index_form`` with a module ``from_...`` for each kind of expression, ``reading``, ``gathering``); reverse mode on
it gives the gradients (``adjoints``, ``gradients``), with no use of derived or declared steps. What depends on itself
at a neighbour is gone through step by step (``schedule``), with as few products as there can be (``joining``). Each
operation then becomes calls of NumPy with their arrays bound (``emission``, ``operations``, ``entrywise``, ``parts``,
``products``), in memory that is used again (``memory``, ``placing``, ``beside``, ``allocation``, ``workspace``). A
``plan`` runs them, ``cache`` holds plans.

A new operation is a row in ``adjoints.RULES`` and one in ``operations.OPERATIONS``; a new node of the index form one
in ``from_index_form``.
"""
