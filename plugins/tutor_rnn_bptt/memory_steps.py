"""The questions about repeated products: two forwards, one Jacobian, products of them, powers, and the limit."""

from __future__ import annotations

from tutor import Choice, Step

_BASIS = "In the basis of its eigenvectors a matrix only stretches, and a power stretches again and again."

STEPS = (
    Step(
        "z",
        ask="What enters the units.",
        rule="A layer multiplies what it is fed by its matrix, whose rows are its units.",
        why="Row i of W holds the weights of unit i; times x, it gives what enters that unit.",
        hints=(
            "Two things make z: a matrix and a column.",
            "The result has one entry for each row of W. In which order do the two fit?",
        ),
        skills=("layout",),
    ),
    Step(
        "y",
        ask="What leaves the units.",
        rule="An activation acts on every unit by itself.",
        why="σ squeezes what enters each unit into the range from 0 to 1.",
        hints=(
            "Only one thing stands between z and y.",
            "Which function does the network line name, and what is put into it?",
        ),
        skills=("layout",),
    ),
    Step(
        "dy/dx",
        "diag(sigma'(z)) W",
        ask="How every output changes with every input: a matrix.",
        rule="Along one path the local derivatives are multiplied, the latest on the left.",
        why="First W, then σ unit by unit: row i of W is multiplied by the slope qᵢ = e^−zᵢ/(1 + e^−zᵢ)² of unit i.",
        hints=(
            "Between x and y there are two stretches: first a matrix, then an activation.",
            "For one pair of an output and an input there is one weight and one slope. Does the slope belong "
            "to the row or to the column?",
        ),
        skills=("activation-slope", "layout", "chain-rule"),
        also=("y_i*(1-y_i)*W_ij", "diag(y*(1-y)) W"),
    ),
    Step(
        "dh_t/dh_k",
        "J_4 J_3 J_2",
        axes="s,k",
        symbol=r"\frac{\partial h_4}{\partial h_1}",
        ask="For t = 4 and k = 1: how a state changes with an earlier one.",
        rule="Along a path through time the Jacobians are multiplied, the latest on the left.",
        why="Jₜ = ∂hₜ/∂hₜ₋₁. From h₁ to h₄ three steps are made, and each multiplies its Jacobian from the "
        "left: Jₜ Jₜ₋₁ … Jₖ₊₁.",
        hints=(
            "How many steps lead from h₁ to h₄? Each brings one Jacobian. Which is the first of them?",
            "Matrices do not commute: the change of h₁ meets the earliest Jacobian first. On which side do "
            "the later ones come to stand?",
        ),
        skills=("vanishing", "time-shift", "layout"),
    ),
    Choice(
        "two-index",
        ask="Which expression is ∂L/∂W, with ∂hₖ/∂W the immediate derivative at step k?",
        options=(
            "Σₜ ∂Lₜ/∂hₜ · ∂hₜ/∂W",
            "Σₜ Σₖ ∂Lₜ/∂hₜ · ∂hₜ/∂hₖ · ∂hₖ/∂W, with k from 1 to t",
            "Σₜ Σₖ ∂Lₜ/∂hₜ · ∂hₜ/∂hₖ · ∂hₖ/∂W, with k from 1 to T",
            "T (T + 1)/2 · ∂L/∂h · ∂h/∂h · ∂h/∂W",
        ),
        answer=(2,),
        rule="Every loss feels every earlier use of the weights: one index for the loss, one for the use.",
        why="W was used at each step k up to t. From the use at k to the loss at t the change travels "
        "through all states in between, which is ∂hₜ/∂hₖ.",
        hints=(
            "Take the loss at one step. At which steps was W used before it?",
            "The immediate derivative holds the state before fixed, so it knows nothing of earlier uses. "
            "Which expression brings them in, and no later ones?",
        ),
        skills=("path-sum", "shared-weights", "vanishing"),
        slips={
            1: ("sum-missing", "The uses of the weights at earlier steps are left out."),
            3: ("sum-extra", "A loss cannot feel what happens after it."),
            4: ("index-unused", "The terms differ: each has its own t and its own k."),
        },
    ),
    Choice(
        "terms-T3",
        ask="Which pairs (t, k) have a term in the two-index sum when T = 3?",
        options=("(1,1)", "(1,2)", "(1,3)", "(2,1)", "(2,2)", "(2,3)", "(3,1)", "(3,2)", "(3,3)"),
        answer=(1, 4, 5, 7, 8, 9),
        many=True,
        rule="Every loss feels every use of the weights up to its own time.",
        why="The loss at t meets the uses at k = 1 to t: one term for t = 1, two for t = 2, three for t = 3.",
        hints=(
            "t is the time of a loss, k the time of a use of the weights. Which of the two comes first?",
            "Go through t = 1, 2, 3 one by one. How many uses had there been when that loss was made?",
        ),
        skills=("path-sum", "shared-weights"),
        slips={
            2: ("time-shift", "A loss cannot feel what happens after it."),
            3: ("time-shift", "A loss cannot feel what happens after it."),
            6: ("time-shift", "A loss cannot feel what happens after it."),
        },
    ),
    Step(
        "M^n",
        "Q A^n Q^-1",
        axes="b,c",
        symbol="M^n",
        ask="The n-th power of M, in terms of Q and A.",
        rule=_BASIS,
        why="In (Q A Q⁻¹)(Q A Q⁻¹)… every inner Q⁻¹ Q is the identity, so one change of basis on each side "
        "is left, and the powers are those of the diagonal matrix.",
        hints=(
            "Write M twice next to each other, each as three matrices. What stands in the middle?",
            "What is left has the same form as M. Only one of its three matrices has changed.",
        ),
        skills=("vanishing", "layout"),
        also=("(Q A Q^-1)^n",),
        refuse=("M",),
    ),
    Step(
        "M^30",
        "Q A^30 Q^-1",
        axes="b,c",
        symbol="M^{30}",
        ask="The same for n = 30: a formula, or the numbers.",
        rule=_BASIS,
        why="The eigenvalues are raised to the 30th power; the smaller ones are then next to nothing, and "
        "the change of basis on both sides mixes what is left into every entry.",
        hints=(
            "Powers of a diagonal matrix are easy: entry by entry on the diagonal.",
            "The power in the eigenvectors' basis is not the answer yet: it must be brought back to the old "
            "basis on both sides. Mind every minus sign in Q.",
        ),
        skills=("vanishing",),
        refuse=("M",),
    ),
    Choice(
        "limit",
        ask="What happens to Mⁿ, and to ∂hₜ/∂hₖ, as n and t − k grow? Pick all that are true.",
        options=(
            "If every |λ| < 1, every entry of Mⁿ tends to 0, though it may grow at first.",
            "If every |λ| < 1, every entry of Mⁿ gets smaller at each step.",
            "If one |λ| > 1, Mⁿ grows without bound along that eigenvector.",
            "If one |λ| > 1, Mⁿ grows without bound in that eigenvalue's column, and only there.",
            "Along an eigenvector with |λ| = 1 the size stays.",
            "In a sigmoid RNN ‖∂hₜ/∂hₖ‖ ≤ (‖W‖/4)^(t−k), for the slope of σ is at most 1/4.",
        ),
        answer=(1, 3, 5, 6),
        many=True,
        rule="The power of a matrix follows its eigenvalues along its eigenvectors, and slopes multiply in.",
        why="Q Aⁿ Q⁻¹ stretches each eigenvector by λⁿ; an entry mixes several of them, so it may grow "
        "before it falls, and every column feels every eigenvector. Each step of a sigmoid RNN also "
        "multiplies by slopes of at most 1/4.",
        hints=(
            "Think in the basis of the eigenvectors: what does one more step do to each of them?",
            "An entry of Mⁿ is a mixture of all the λⁿ. Can a mixture grow while its parts shrink? And does "
            "an eigenvector lie along one coordinate?",
        ),
        skills=("vanishing",),
        slips={
            2: ("limit", "An entry mixes several eigenvalues, and a mixture need not fall at every step."),
            4: ("limit", "An eigenvector is a direction, and seldom that of one coordinate."),
        },
    ),
)
