"""The derivation for the softmax network: forwards, through the softmax in two ways, then to every weight."""

from __future__ import annotations

from tutor import Step

_LAYER = "A layer multiplies what it is fed by its matrix, whose rows are its units."
_BACK = "Going back through a matrix multiplies by its transpose."
_OUTER = "The gradient of a matrix is an outer product: what arrives behind it, times what it was fed."


def _update(name: str, ask: str) -> Step:
    return Step(
        f"{name}_new",
        f"{name} - eta*dL/d{name}",
        ask=ask,
        rule="One step of gradient descent goes against the gradient, as far as the rate says.",
        why="The gradient points to where the loss grows fastest, so every weight moves the other way.",
        hints=(
            "Each weight moves by itself. Which gradient belongs to this matrix?",
            "The loss is to fall. Which way does its gradient point, and how far does one step go?",
        ),
        skills=("loss-scale",),
    )


STEPS = (
    Step(
        "z1",
        ask="What enters the hidden units.",
        rule=_LAYER,
        why="Row h of the matrix holds the weights of hidden unit h; times x, it gives what enters that unit.",
        hints=(
            "Two things make what enters the hidden layer: a matrix and a column.",
            "The result has one entry for each hidden unit. In which order do matrix and column fit?",
        ),
        skills=("layout",),
        also=("sum_d(W1[h,d]*x_d)",),
    ),
    Step(
        "y1",
        ask="What leaves the hidden units.",
        rule="An activation acts on every unit by itself.",
        why="σ squeezes what enters a unit into the range from 0 to 1; units do not mix here.",
        hints=(
            "Only one thing stands between z⁽¹⁾ and y⁽¹⁾.",
            "Which function does the hidden layer use, and what is put into it?",
        ),
        skills=("layout",),
    ),
    Step(
        "z2",
        ask="The logits: what enters the output units.",
        rule=_LAYER,
        why="The second layer is fed what leaves the first, and multiplies it by its own matrix.",
        hints=(
            "The second layer works like the first. What is it fed, and which matrix is its own?",
            "The result has one entry for each class. In which order do matrix and column fit?",
        ),
        skills=("layout",),
        also=("sum_h(W2[m,h]*y1_h)",),
    ),
    Step(
        "y",
        ask="The probabilities of the classes.",
        rule="The softmax divides the exponential of each logit by the sum of all of them.",
        why="Exponentials make the logits positive, and the division makes them sum to one.",
        hints=(
            "What turns any numbers into positive ones that sum to one?",
            "Exponentials make them positive. By what must each be divided, so that they sum to one?",
        ),
        skills=("softmax-cross-entropy",),
        also=("exp(z2_m)/sum_k(exp(z2_k))",),
    ),
    Step(
        "L",
        ask="The loss.",
        rule="The cross-entropy charges each class by its target times the logarithm of its probability.",
        why="Only the classes that the target names count, and a small probability for one of them costs much.",
        hints=(
            "Each class pays for itself, and the payments are added.",
            "A payment is made of the target and the logarithm of the probability. Which sign makes it a cost?",
        ),
        skills=("softmax-cross-entropy",),
        also=("-t^T log(y)",),
    ),
    Step(
        "dL/dy",
        "-t/y",
        ask="How the loss changes with each probability.",
        rule="The slope of the logarithm is one over its argument.",
        why="One probability stands in just one term of the sum, inside a logarithm, whose slope is 1/y.",
        hints=(
            "In how many terms of the sum does one probability stand?",
            "Differentiate that term alone: what is the slope of a logarithm, and what stands before it?",
        ),
        skills=("softmax-cross-entropy",),
        also=("-t_m/y_m",),
    ),
    Step(
        "dy/dz2",
        "diag(y) - y y^T",
        axes="m,k",
        ask="How every probability changes with every logit: a matrix.",
        rule="Each logit moves every probability, for they all share one denominator.",
        why="The quotient rule gives y_j (1[i=j] − y_i): the numerator feels only its own logit, the "
        "denominator feels them all.",
        hints=(
            "Raise one logit. Does only its own probability move? They still sum to one.",
            "Treat two cases with the quotient rule: a probability and its own logit, a probability and the "
            "logit of another class. One expression with 1[i=j] says both.",
        ),
        skills=("softmax-cross-entropy", "layout"),
        also=("y_m*(1[m=k] - y_k)",),
    ),
    Step(
        "dL/dz2",
        "y - t",
        ask="How the loss changes with the logits.",
        rule="Softmax and cross-entropy belong together: their derivatives combine to something simple.",
        why="−Σⱼ (tⱼ/yⱼ) yⱼ (1[i=j] − yᵢ) is −tᵢ + yᵢ Σⱼ tⱼ, and the targets sum to one.",
        hints=(
            "One logit reaches the loss through every probability: sum over them.",
            "Put the two results before this one together. The probabilities below the line cancel; then use "
            "what the targets sum to.",
        ),
        skills=("softmax-cross-entropy", "chain-rule"),
        also=("(dy/dz2)^T dL/dy", "sum_k(-t_k/y_k*y_k*(1[m=k] - y_m))"),
    ),
    Step(
        "dL/dy1",
        "W2^T (y - t)",
        ask="How the loss changes with what leaves the hidden units.",
        rule=_BACK,
        why="Hidden unit h feeds every logit m with weight W⁽²⁾[m,h]: the sum over m is the transposed "
        "matrix times what arrives at the logits.",
        hints=(
            "A hidden unit reaches the loss through all the logits. Over which letter is the sum?",
            "In the forward pass the matrix summed over its columns. Now the sum runs over its rows: what "
            "must be done with the matrix?",
        ),
        skills=("transpose", "chain-rule"),
        also=("W2^T dL/dz2", "(y - t)^T W2", "sum_m((y_m - t_m)*W2[m,h])"),
    ),
    Step(
        "dL/dW2",
        "(y - t) y1^T",
        ask="How the loss changes with the weights of the output layer.",
        rule=_OUTER,
        why="The weight from hidden unit v to class u multiplied y⁽¹⁾ at v, and what arrives at class u is y "
        "− t there.",
        hints=(
            "Take a single weight, in row u and column v. What arrives at its end, and what did it multiply?",
            "Every pair of the two lists occurs once, in a matrix of the shape of W⁽²⁾. Which list stands "
            "upright, and which lies?",
        ),
        skills=("transpose", "layout"),
        also=("dL/dz2 y1^T", "outer(y - t, y1)", "(y_u - t_u)*y1_v"),
    ),
    Step(
        "dy1/dz1",
        "diag(y1*(1-y1))",
        axes="h,g",
        ask="How every hidden output changes with every hidden input.",
        rule="The Jacobian of something that acts entry by entry is a diagonal matrix.",
        why="Each output depends on its own input alone, so all entries off the diagonal are zero; on it "
        "stand the slopes y⁽¹⁾ (1 − y⁽¹⁾).",
        hints=(
            "Does one hidden unit's output depend on what enters another?",
            "The question is about every pair, so the answer is a matrix. Most of it is zero: where do the slopes go?",
        ),
        skills=("activation-slope", "layout"),
        also=("y1_h*(1-y1_h)*1[h=g]",),
    ),
    Step(
        "dL/dz1",
        "(W2^T (y - t)) * y1 * (1 - y1)",
        ask="How the loss changes with what enters the hidden units.",
        rule="Going back through an activation multiplies each entry by the slope there.",
        why="What arrives at y⁽¹⁾ is multiplied, unit by unit, by the slope of σ, which is y⁽¹⁾ (1 − y⁽¹⁾).",
        hints=(
            "You know what arrives at y⁽¹⁾. What stands between z⁽¹⁾ and it?",
            "The slope of σ is read off the output of this layer, and it multiplies entry by entry.",
        ),
        skills=("chain-rule", "activation-slope"),
        also=("dL/dy1*y1*(1-y1)", "(y - t)^T W2 diag(y1*(1-y1))"),
    ),
    Step(
        "dL/dW1",
        "dL/dz1 x^T",
        ask="How the loss changes with the weights of the hidden layer.",
        rule=_OUTER,
        why="The weight from input v to hidden unit u multiplied x at v, and what arrives at u is ∂L/∂z⁽¹⁾ "
        "there: with both as columns, the second must be laid down.",
        hints=(
            "It is the same question as for the other matrix, one layer earlier. What arrives, and what was fed?",
            "Both are columns. To make a matrix with a row for each hidden unit, one of them must lie.",
        ),
        skills=("transpose", "layout"),
        also=("outer(dL/dz1, x)", "dL/dz1[u]*x_v"),
    ),
    Step(
        "dL/dx",
        "W1^T dL/dz1",
        ask="How the loss changes with the inputs.",
        rule=_BACK,
        why="Input d feeds every hidden unit h with weight W⁽¹⁾[h,d]; the sum over h is the transposed "
        "matrix times what arrives at the hidden units.",
        hints=(
            "An input reaches the loss through every hidden unit. Over which letter is the sum?",
            "You have gone back through the other matrix already. What had to be done with it?",
        ),
        skills=("transpose", "chain-rule"),
        also=("sum_h(dL/dz1[h]*W1[h,d])", "(dL/dz1)^T W1"),
    ),
    _update("W1", "The weights of the hidden layer after one step downhill."),
    _update("W2", "The weights of the output layer after one step downhill."),
)
