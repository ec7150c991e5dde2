"""The questions about remembering: roles, signs, ranges, and the product of forget gates."""

from __future__ import annotations

from tutor import Choice, Step

STEPS = (
    Choice(
        "gate-roles",
        ask="What do the three gates decide?",
        options=(
            "f and i decide what is stored; o decides what is shown.",
            "i and o decide what is stored; f decides what is shown.",
            "f decides what is shown, i what is forgotten, o what is stored.",
            "All three together decide what is stored, and the state shows all of it.",
        ),
        answer=(1,),
        rule="What stands in the formula of the memory decides what is stored; what stands in that of the "
        "state, what is shown.",
        why="f multiplies the old memory and i what is new: both stand in the formula of C. o stands in that "
        "of h alone.",
        hints=(
            "Look at two formulas only: that of the memory and that of the state.",
            "Which gates stand in the formula of the memory, and which one only in that of the state?",
        ),
        skills=("gate",),
        slips={
            2: ("gate-swapped", "Look again where f and o stand."),
            3: ("gate-swapped", "Each gate has another's part here."),
            4: ("gate-swapped", "One of the three does not touch the memory at all."),
        },
    ),
    Choice(
        "non-negative",
        ask="Which of these are never negative? Pick all.",
        options=("fₜ", "iₜ", "oₜ", "C̃ₜ", "Cₜ", "tanh(Cₜ)", "hₜ"),
        answer=(1, 2, 3),
        many=True,
        rule="What leaves σ is positive; what leaves tanh has a sign.",
        why="The gates leave σ, so they lie between 0 and 1. The candidate leaves tanh and may be negative, "
        "and with it the memory, tanh of the memory, and the state.",
        hints=(
            "Ask of each: through which activation did it come?",
            "A product is negative if one factor is. Which of these have a factor or a term that leaves tanh?",
        ),
        skills=("gate",),
        slips={
            4: ("range", "The candidate leaves tanh."),
            5: ("range", "The memory takes in candidates, which have a sign."),
            6: ("range", "tanh keeps the sign of what is put into it."),
            7: ("range", "The state is a share of something that has a sign."),
        },
    ),
    Choice(
        "ranges",
        ask="Which statements about the ranges are right? Pick all.",
        options=(
            "fₜ, iₜ and oₜ have the range (0, 1).",
            "oₜ has the range (−1, 1).",
            "C̃ₜ, tanh(Cₜ) and hₜ lie in (−1, 1).",
            "Everything made with tanh lies in [−1, 1], so Cₜ does too.",
            "Cₜ is not bounded: step by step it can grow without limit.",
        ),
        answer=(1, 3, 5),
        many=True,
        rule="σ has the range (0, 1), tanh the range (−1, 1); a sum over time has no range of its own.",
        why="The gates leave σ. The candidate and tanh(C) leave tanh, and h is a share of tanh(C). But C "
        "adds something at every step: with f and i near 1 it grows by almost 1 each time.",
        hints=(
            "For each: is it what leaves an activation, a share of that, or a sum?",
            "Let f and i be near 1 for many steps, and the candidate too. What does the memory do?",
        ),
        skills=("gate", "vanishing"),
        slips={
            2: ("range", "A gate leaves σ, not tanh."),
            4: ("range", "The memory is not what leaves tanh: it is a sum that goes on."),
        },
    ),
    Step(
        "dC_t/dC_k",
        "prod_{j=k+1}^{t} f_j",
        axes="t,k",
        where="k < t",
        ask="Along the cell path, for k < t: what is left of a change of Cₖ?",
        rule="Along one path the local derivatives are multiplied, and each step brings its own.",
        why="∂Cⱼ/∂Cⱼ₋₁ along the path is fⱼ (with no step between, the empty product is 1). In a plain RNN each "
        "step multiplies by a matrix and by slopes, which shrink the product; here gates near 1 keep it. The "
        "whole gradient also runs through h and the gates, so it can still grow or fade.",
        hints=(
            "From one memory to the next: what does a change get multiplied by?",
            "Each step from k to t brings its own factor. A product with an index says it: where does the "
            "index begin, and where must it appear inside?",
        ),
        skills=("vanishing", "gate", "time-shift"),
    ),
    Step(
        "dC_t/dC_k-open",
        "1",
        axes="",
        symbol=r"\left.\frac{\partial C_t}{\partial C_k}\right|_{f = 1, i = 0}",
        ask="The same when every f is 1 and every i is 0.",
        rule="A gate that is fully open hands on all that comes to it.",
        why="Every factor is exactly 1, so the change arrives as it was, however many steps it took.",
        hints=(
            "Put f = 1 into the product you found. Does its length still matter?",
            "With f = 1 and i = 0 the memory is copied from step to step. What then becomes of a small change of it?",
        ),
        skills=("vanishing", "gate"),
    ),
)
