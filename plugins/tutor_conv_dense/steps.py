"""The derivation for the convolutional network: forwards, back through both dense layers, to the kernel."""

from __future__ import annotations

from tutor import Step
from tutor_conv_dense.forward_steps import FORWARD

_SLOPE = "Going back through an activation multiplies each entry by the slope there."
_BACK = "Going back through a matrix swaps what it sums over."
_OUTER = "The gradient of a matrix is an outer product: what it was fed, and what arrives behind it."
_SLOPES = {
    "sigma": "The slope of σ, read off its output, is {z} (1 − {z}).",
    "tanh": "The slope of tanh, read off its output, is 1 − {z}².",
    "relu": "The slope of relu is 1 where {y} is above 0, and 0 where it is below.",
}
_FROM_OUTPUT = {"sigma": "{z}*(1 - {z})", "tanh": "(1 - {z}^2)"}


def steps(f: str) -> tuple[Step, ...]:
    """All steps, with what is said about slopes fitting the non-linearity f: "sigma", "tanh" or "relu"."""
    return (
        *FORWARD,
        *_dense_back(f),
        *_KERNEL_BACK,
        _update("K", "the kernel", "The kernel after one step downhill.", "shared-weights"),
        _update("b", "the bias", "The bias after one step downhill.", "bias-sum"),
        _update("w2", "the matrix", "The weights into the middle layer after one step downhill.", "transpose"),
        _update("w3", "the matrix", "The weights into the outputs after one step downhill.", "transpose"),
    )


def _slope(f: str, layer: int) -> str:
    """A sentence about the slope of f after a layer."""
    below = "₀₁₂₃"[layer]
    return _SLOPES[f].format(z=f"z{below}", y=f"y{below}")


def _read_off(f: str, layer: int) -> tuple[str, ...]:
    """The gradient before the non-linearity with its slope written out, where that can be read off the output."""
    return (f"dL/dz{layer}*" + _FROM_OUTPUT[f].format(z=f"z{layer}"),) if f in _FROM_OUTPUT else ()


def _update(name: str, what: str, ask: str, *skills: str) -> Step:
    return Step(
        f"{name}_new",
        f"{name} - eta*dL/d{name}",
        ask=ask,
        rule="One step of gradient descent goes against the gradient, as far as the rate says.",
        why=f"The gradient points to where the loss grows fastest, so {what} moves the other way; the new "
        "value has the shape of the old one.",
        hints=(
            "Which gradient belongs here? It has the shape of what is updated.",
            "The loss is to fall. Which way does its gradient point, and how far does one step go?",
        ),
        skills=("loss-scale", *skills),
    )


def _dense_back(f: str) -> tuple[Step, ...]:
    return (
        Step(
            "dL/dz3",
            "z3 - d",
            ask="How the loss changes with the outputs.",
            rule="Differentiate the square, and let what it leaves meet the factor before the sum.",
            why="One output stands in one square: its 2 and the ½ cancel, and the miss itself is left.",
            hints=(
                "In how many terms of the sum does one output stand?",
                "What does the derivative of a square leave, and what does it meet before the sum?",
            ),
            skills=("loss-scale",),
        ),
        Step(
            "dL/dy3",
            "dL/dz3*f'(y3)",
            ask="How the loss changes with what enters the outputs.",
            rule=_SLOPE,
            why=f"z₃ is f(y₃), entry by entry: what arrives at z₃, times the slope of f at y₃. {_slope(f, 3)}",
            hints=(
                "What stands between y₃ and z₃?",
                "The slope of f is written f'. At which point is it taken, before the non-linearity or after it?",
            ),
            skills=("chain-rule", "activation-slope"),
            also=("(z3 - d)*f'(y3)", *_read_off(f, 3)),
        ),
        Step(
            "dL/dw3",
            "z2 (dL/dy3)^T",
            ask="How the loss changes with the weights into the outputs.",
            rule=_OUTER,
            why="The weight from unit q to output o multiplied z₂ at q, and what arrives at o is ∂L/∂y₃ there. "
            "The matrix has a row for each unit, so z₂ stands and the other lies.",
            hints=(
                "Take a single weight, in row q and column o. What did it multiply, and what arrives at its end?",
                "Every pair occurs once, in a matrix of the shape of w₃. Which of the two columns must lie down?",
            ),
            skills=("transpose", "layout"),
            also=("outer(z2, dL/dy3)", "z2_q*dL/dy3[o]"),
        ),
        Step(
            "dL/dz2",
            "w3 dL/dy3",
            ask="How the loss changes with what leaves the middle layer.",
            rule=_BACK,
            why="Unit q feeds every output o with weight w₃[q,o]; the sum over o is the matrix as it stands, "
            "times what arrives.",
            hints=(
                "A unit of the middle layer reaches the loss through every output. Over which letter is the sum?",
                "On the way forwards the matrix was transposed. Which way round does it sum over the outputs?",
            ),
            skills=("transpose", "chain-rule"),
            also=("sum_o(w3[q,o]*dL/dy3[o])",),
        ),
        Step(
            "dL/dy2",
            "dL/dz2*f'(y2)",
            ask="How the loss changes with what enters the middle layer.",
            rule=_SLOPE,
            why=f"z₂ is f(y₂), entry by entry: what arrives at z₂, times the slope of f at y₂. {_slope(f, 2)}",
            hints=(
                "It is the same step as at the outputs, one layer earlier.",
                "What arrives at z₂ is multiplied, unit by unit, by a slope. At which point is it taken?",
            ),
            skills=("chain-rule", "activation-slope"),
            also=_read_off(f, 2),
        ),
        Step(
            "dL/dw2",
            "z1 (dL/dy2)^T",
            ask="How the loss changes with the weights into the middle layer.",
            rule=_OUTER,
            why="The weight from position p to unit q multiplied z₁ at p; what arrives at q is ∂L/∂y₂ there. "
            "With z₁ flat, that is a column times a row.",
            hints=(
                "It is the question about w₃, one layer earlier. What is the middle layer fed?",
                "Flatten the positions to a column. Which of the two columns must lie down, so that each position "
                "has a row?",
            ),
            skills=("transpose", "layout"),
            also=("outer(z1, dL/dy2)", "z1_p*dL/dy2_q"),
        ),
        Step(
            "dL/dz1",
            "w2 dL/dy2",
            ask="How the loss changes with what leaves the convolution.",
            rule=_BACK,
            why="Position p feeds every unit q with weight w₂[p,q]: the matrix as it stands, times what arrives; "
            "the column of positions is then folded back into rows and columns.",
            hints=(
                "Each position reaches the loss through every unit of the middle layer. Over which letter is the sum?",
                "You have gone back through w₃ already. The result is a column of positions, shaped back at the end.",
            ),
            skills=("transpose", "chain-rule", "layout"),
        ),
        Step(
            "dL/dy1",
            "dL/dz1*f'(y1)",
            ask="How the loss changes with what enters at each position.",
            rule=_SLOPE,
            why=f"z₁ is f(y₁), position by position: what arrives at z₁, times the slope of f at y₁. {_slope(f, 1)}",
            hints=(
                "What stands between y₁ and z₁?",
                "What arrives is multiplied, position by position, by a slope. Each position has its own.",
            ),
            skills=("chain-rule", "activation-slope"),
            also=_read_off(f, 1),
        ),
    )


_KERNEL_BACK = (
    Step(
        "dL/dK",
        "corr(z0, dL/dy1)",
        ask="How the loss changes with the kernel.",
        rule="A weight that is used at many positions gets the sum over its uses.",
        why="Entry [r, c] of the kernel met z₀ at [u+r−1, v+c−1] when it lay at position [u, v]. Summed over "
        "all positions, that is a cross-correlation again: ∂L/∂y₁ slid over z₀.",
        hints=(
            "One entry of the kernel is used once at every position. What does it multiply there?",
            "Write the sum over all positions with indices and look at it: something is slid over something. "
            "Which of the two arrays is the larger, and is anything turned round?",
        ),
        skills=("shared-weights", "chain-rule"),
        also=("sum_{u,v}(dL/dy1[u,v]*z0[u+r-1, v+c-1])", "conv(z0, dL/dy1)"),
    ),
    Step(
        "dL/dK[1,1]",
        "sum_{u,v}(dL/dy1[u,v]*z0[u,v])",
        axes="",
        ask="The same for the first entry of the kernel, written out.",
        rule="A weight that is used at many positions gets the sum over its uses.",
        why="With the kernel laid at [u, v], its first entry lies on z₀ at [u, v]: one product for each "
        "position, all of them added.",
        hints=(
            "Lay the kernel on the input at each position in turn. On which entry of z₀ does its first entry lie?",
            "There is one product for every position. Each pairs what arrives at the position with that entry.",
        ),
        skills=("shared-weights",),
        refuse=("dL/dK",),
    ),
    Step(
        "dL/db",
        "sum_{u,v}(dL/dy1)",
        ask="How the loss changes with the bias.",
        rule="A bias that is added at many positions gets the sum over all of them.",
        why="The one bias is added at every position, with slope 1 each time, so it gets all that arrives.",
        hints=(
            "How many numbers is the bias, and at how many positions is it used?",
            "At each position it is simply added. What does one number get that was used everywhere?",
        ),
        skills=("bias-sum", "shared-weights"),
        also=("sum(dL/dy1)",),
    ),
    Step(
        "dL/dz0",
        "sum_{r,c}(dL/dy1[i-r+1, j-c+1]*K[r,c])",
        ask="How the loss changes with the input.",
        rule="An input gets back, from every position whose window covered it, what arrives there times its weight.",
        why="The input at [i, j] lay under entry [r, c] when the kernel was at [i−r+1, j−c+1]. Positions "
        "that do not exist count zero; as arrays this slides the turned kernel over ∂L/∂y₁ with a rim of "
        "zeros.",
        hints=(
            "Which positions have a given input under their kernel, and under which of its entries?",
            "If the kernel's entry [r, c] lies on the input at [i, j], at which position is the kernel? Sum "
            "over r and c; positions outside count zero.",
        ),
        skills=("shared-weights", "path-sum", "chain-rule"),
    ),
)
