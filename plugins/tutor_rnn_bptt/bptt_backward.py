"""The backward steps of the RNN: through the softmax, back through time, to the weights, and for P itself."""

from __future__ import annotations

from tutor import Step

_SHARED = "A weight that is used at every step gets the sum over its uses."
_PROBABILITY = "P and L are tied by a logarithm: its slope turns the gradient of one into that of the other."


def _of_probability(name: str, formula: str, what: str, *also: str) -> Step:
    return Step(
        f"dP/d{name}",
        formula,
        ask=f"How the probability of the sequence changes with {what}.",
        rule=_PROBABILITY,
        why="L is −log P, so ∂L is −∂P/P: the gradient of P is −P times that of L.",
        hints=(
            "You know this derivative for L. How is P made from L, or L from P?",
            "Differentiate L = −log P on both sides. What must be multiplied to get back from ∂L to ∂P?",
        ),
        skills=("softmax-cross-entropy", "chain-rule"),
        also=also,
    )


def _update(name: str, ask: str) -> Step:
    return Step(
        f"{name}_new",
        f"{name} - lr*dL/d{name}",
        ask=ask,
        rule="One step of gradient descent goes against the gradient, as far as the rate says.",
        why="The gradient of L points to where the loss grows fastest, so the weights move the other way, by "
        "the rate times the gradient.",
        hints=(
            "Which gradient belongs to this matrix? It is a sum over time already.",
            "The loss is to fall. Which way does its gradient point, and by what is the gradient multiplied?",
        ),
        skills=("loss-scale", "shared-weights"),
    )


_OUTPUT = (
    Step(
        "dY/dz",
        "diag(Y_t) - Y_t Y_t^T",
        axes="t,m,j",
        ask="How the probabilities change with the logits, step by step.",
        rule="Each logit moves every probability of its step, for they share one denominator.",
        why="The softmax Jacobian: each probability on the diagonal, minus the product of every pair.",
        hints=(
            "Raise one logit of a step. Does only its own probability move? They still sum to one.",
            "One part of the matrix is diagonal and holds the probabilities. What must be taken off, so that "
            "every column sums to zero?",
        ),
        skills=("softmax-cross-entropy", "layout"),
        also=("Y[t,m]*(1[m=j] - Y[t,j])",),
    ),
    Step(
        "dL/dY",
        "-y_t/(Y_t^T y_t)",
        ask="How the loss changes with the probabilities.",
        rule="The slope of the logarithm is one over its argument.",
        why="Step t pays −log(Yₜᵀ yₜ). Its argument grows by yₜ with Yₜ, and the slope of the logarithm is "
        "one over it.",
        hints=(
            "Only one term of the sum over time holds the probabilities of step t.",
            "Differentiate the logarithm first, then what stands inside it. What is left of Yₜᵀ yₜ when it "
            "is differentiated by Yₜ?",
        ),
        skills=("softmax-cross-entropy",),
    ),
    Step(
        "dL/dz",
        "Y_t - y_t",
        ask="How the loss changes with the logits.",
        rule="Softmax and cross-entropy belong together: their derivatives combine to something simple.",
        why="The Jacobian times −yₜ/(Yₜᵀ yₜ): the diagonal part gives −yₜ, the other part gives Yₜ.",
        hints=(
            "Put the two results before this one together, for one step.",
            "yₜ is one-hot. Work out the entry of the true class and that of another class: what do they share?",
        ),
        skills=("softmax-cross-entropy", "chain-rule"),
        also=("(dY/dz)^T dL/dY",),
    ),
    Step(
        "dL/dV",
        "sum_t((Y_t - y_t) H_t^T)",
        ask="How the loss changes with the weights of the output.",
        rule=_SHARED,
        why="At step t the matrix V multiplied Hₜ, and Yₜ − yₜ arrives behind it: an outer product for each "
        "step, and the steps are added, for V is the same at all of them.",
        hints=(
            "At one step: what arrives behind V, and what did V multiply?",
            "One step gives an outer product in the shape of V. V is the same at every step: what becomes of "
            "the products?",
        ),
        skills=("shared-weights", "transpose"),
        also=("sum_t(dL/dz_t H_t^T)", "sum_t((Y[t,m] - y[t,m])*H[t,s])"),
    ),
)

_THROUGH_TIME = (
    Step(
        "dL/dH_T",
        "V^T (Y_T - y_T)",
        axes="s",
        ask="How the loss changes with the last state.",
        rule="Going back through a matrix multiplies by its transpose.",
        why="After the last step nothing follows: the last state reaches the loss through its own output only.",
        hints=(
            "Which ways lead from the last state to the loss? Is there a next step?",
            "What arrives at the last logits goes back through V. Which way round does the matrix fit?",
        ),
        skills=("transpose", "chain-rule"),
        also=("V^T dL/dz[T]", "(Y_T - y_T)^T V"),
    ),
    Step(
        "dL/dH",
        "V^T (Y_t - y_t) + W^T (dL/dH[t+1]*H[t+1]*(1-H[t+1]))",
        ask="How the loss changes with each state: the total derivative.",
        rule="A state reaches the loss by two roads, its own output and the next state: add what comes back.",
        why="From its own output comes Vᵀ (Yₜ − yₜ). From the next state comes what arrived there, through "
        "the slope of σ there, back through W. After the last step the second part is zero.",
        hints=(
            "Count the arrows that leave Hₜ. One goes to the output of its own step; where does the other go?",
            "The second road leads into the next state. What arrives there passes the activation of that "
            "step, then the matrix between the two states. Each of the two at which time, and which way "
            "round?",
        ),
        skills=("path-sum", "time-shift", "transpose"),
        also=("V^T dL/dz_t + W^T (dL/dH[t+1]*sigma'(a[t+1]))",),
    ),
    Step(
        "dH_(t+1)/dH_t",
        "diag(H[t+1]*(1-H[t+1])) W",
        axes="t,s,k",
        where="t < T",
        ask="How the next state changes with this one: a matrix.",
        rule="Along one path the local derivatives are multiplied, the latest on the left.",
        why="W first mixes the units of Hₜ, then σ acts on each unit of the next state: its slopes form a "
        "diagonal matrix, which stands on the left. After the last step there is no next state, and the "
        "matrix is zero.",
        hints=(
            "Between Hₜ and the next state there are two stretches: first a matrix, then an activation.",
            "The activation acts unit by unit, so its Jacobian has one number for each unit. Where do they "
            "stand, and on which side of the other matrix?",
        ),
        skills=("time-shift", "activation-slope", "layout"),
        also=("H[t+1,s]*(1-H[t+1,s])*W[s,k]",),
    ),
    Step(
        "dL/da",
        "dL/dH_t*H_t*(1-H_t)",
        ask="How the loss changes with what enters each state.",
        rule="Going back through an activation multiplies each unit by the slope there.",
        why="Hₜ is σ(aₜ): all that arrives at Hₜ, from both roads, times the slope read off Hₜ.",
        hints=(
            "What stands between aₜ and Hₜ?",
            "The slope of σ is read off its output. Which step's output is it here?",
        ),
        skills=("activation-slope", "chain-rule"),
        also=("dL/dH_t*sigma'(a_t)",),
    ),
    Step(
        "dL/dU",
        "sum_t(dL/da_t X_t^T)",
        ask="How the loss changes with the weights of the input.",
        rule=_SHARED,
        why="At step t the matrix U multiplied Xₜ, and ∂L/∂aₜ arrives behind it; the steps are added.",
        hints=(
            "At one step: what arrives behind U, and what did U multiply?",
            "As for V, every step gives an outer product. Which of its two columns lies down?",
        ),
        skills=("shared-weights", "transpose"),
        also=("sum_t(diag(H_t*(1-H_t)) dL/dH_t X_t^T)", "sum_t(dL/da[t,s]*X[t,d])"),
    ),
    Step(
        "dL/dW",
        "sum_t(dL/da_t H[t-1]^T)",
        ask="How the loss changes with the weights between states.",
        rule=_SHARED,
        why="At step t the matrix W multiplied the state of the step before. The first step adds nothing, "
        "for the state before it is zero.",
        hints=(
            "At one step: what arrives behind W, and what did W multiply there?",
            "W stands between two states. Look at the time of the state that it multiplied, not of the one "
            "it helped to make.",
        ),
        skills=("shared-weights", "time-shift", "transpose"),
        also=(
            "sum_t(diag(H_t*(1-H_t)) dL/dH_t H[t-1]^T)",
            "sum_{t=2}^{T} (dL/da_t H[t-1]^T)",
            "sum_t(dL/da[t,s]*H[t-1,k])",
        ),
    ),
    Step(
        "dL/dX",
        "U^T dL/da_t",
        ask="How the loss changes with the inputs.",
        rule="Going back through a matrix multiplies by its transpose.",
        why="Xₜ enters at step t only, through U: what arrives there goes back through the transposed matrix.",
        hints=(
            "At which steps does the input of step t enter, and through what?",
            "What arrives at aₜ goes back through U. Which way round does the matrix fit?",
        ),
        skills=("transpose", "chain-rule"),
    ),
)

BACKWARD = (
    *_OUTPUT,
    *_THROUGH_TIME,
    _of_probability("Y", "P*y_t/(Y_t^T y_t)", "the probabilities of a step", "-P*dL/dY_t"),
    _of_probability("V", "-P*dL/dV", "the weights of the output"),
    _of_probability("H", "-P*dL/dH_t", "each state"),
    _of_probability("U", "-P*dL/dU", "the weights of the input"),
    _of_probability("W", "-P*dL/dW", "the weights between states"),
    _update("V", "The weights of the output after one step downhill."),
    _update("U", "The weights of the input after one step downhill."),
    _update("W", "The weights between states after one step downhill."),
)
