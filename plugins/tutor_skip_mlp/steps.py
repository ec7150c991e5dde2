"""The derivation for the network with a skip connection: forwards, back to every weight and to the inputs."""

from __future__ import annotations

from tutor import Step

_UNITS_SLOPE = "Going back through σ multiplies by its slope there."


def _update(name: str, gradient_of: str, ask: str, hint: str, *skills: str) -> Step:
    return Step(
        f"{name}_new",
        f"{name} - eta*dL/d{name}",
        ask=ask,
        rule="One step of gradient descent goes against the gradient, as far as the rate says.",
        why=f"The gradient points to where the loss grows fastest, so {gradient_of} move the other way.",
        hints=(hint, "The loss is to fall. Which way does its gradient point, and how far does one step go?"),
        skills=skills,
    )


STEPS = (
    Step(
        "a",
        ask="What enters each hidden unit.",
        rule="A unit adds up what it is fed, each part times the weight of the wire it came along.",
        why="Every input reaches every hidden unit along a weight of its own, and the unit adds what arrives.",
        hints=(
            "Which arrows of the network end in a?",
            "One hidden unit hears from all inputs. Over which letter must the sum run, so that h is left?",
        ),
        skills=("layout",),
        also=("x @ w_ih",),
    ),
    Step(
        "v",
        ask="What leaves each hidden unit.",
        rule="An activation acts on every unit and every sample by itself.",
        why="σ squeezes what enters a unit into the range from 0 to 1; units do not mix here.",
        hints=(
            "Only one thing stands between a and v.",
            "Which function does the network line name, and what is put into it?",
        ),
        skills=("layout",),
    ),
    Step(
        "z",
        ask="What enters the output unit, where two paths meet.",
        rule="Where paths meet, what they bring is added.",
        why="The hidden units and the inputs themselves both have wires into the output unit.",
        hints=(
            "Arrows from two different layers end in z. Which layers?",
            "Each path is a sum of its own, over its own letter: first the one, then the other.",
        ),
        skills=("path-sum",),
        also=("v @ w_ho + x @ w_io",),
    ),
    Step(
        "yhat",
        ask="The prediction for each sample.",
        rule="An activation acts on every unit and every sample by itself.",
        why="The output unit squeezes its input with σ, just as the hidden units do.",
        hints=(
            "One step is left between z and the prediction.",
            "The network line names the function of the output unit. What is put into it?",
        ),
        skills=("layout",),
    ),
    Step(
        "L",
        ask="The loss over all samples.",
        rule="A mean squared loss is the average, over the samples, of the squared misses.",
        why="How far each prediction is off is squared, and the squares are averaged over the N samples.",
        hints=(
            "How far off is one prediction? Start with one sample.",
            "Square it, then take the average over the samples: what does an average divide by?",
        ),
        skills=("loss-scale",),
        also=("mean_n((yhat - y)^2)",),
    ),
    Step(
        "sigma'(x)",
        "sigma(x)*(1-sigma(x))",
        axes="n,i",
        symbol=r"\sigma'(x)",
        ask="The slope of σ at x, written with σ(x) itself.",
        rule="The slope of σ can be read off its output alone.",
        why="Differentiating 1/(1 + e^−x) gives e^−x/(1 + e^−x)². That is 1/(1 + e^−x), which is σ(x), times "
        "e^−x/(1 + e^−x), which is what σ(x) lacks to 1.",
        hints=(
            "Write σ(x) as 1/(1 + e^−x) and differentiate: which quotient comes out?",
            "Split that quotient into a product of two fractions with the same denominator. One of them is "
            "σ(x); express the other by σ(x) as well.",
        ),
        skills=("activation-slope",),
        also=("exp(-x)/(1+exp(-x))^2",),
        refuse=("sigma'",),
    ),
    Step(
        "dL/dyhat",
        "2/N*(yhat-y)",
        ask="How the loss changes with each prediction.",
        rule="Differentiate the square, and keep the share that a mean gives to each sample.",
        why="One prediction sits in just one of the N squares: the square gives 2 (ŷ − y), and the 1/N stays.",
        hints=(
            "How many terms of the sum hold the prediction of one sample?",
            "Two things come out: what the derivative of a square leaves, and what stands before the sum.",
        ),
        skills=("loss-scale",),
    ),
    Step(
        "dyhat/dz",
        "yhat*(1-yhat)",
        ask="The slope of the output unit.",
        rule="The slope of σ can be read off its output alone.",
        why="ŷ is σ(z), so its slope is the output times what it lacks to 1.",
        hints=(
            "ŷ comes from z through one function, whose slope you have derived.",
            "σ is flat where its output is near either end of its range. A product of two factors, both made "
            "of the output, has just that property.",
        ),
        skills=("activation-slope",),
        also=("sigma'(z)",),
    ),
    Step(
        "dL/dz",
        "dL/dyhat*yhat*(1-yhat)",
        ask="How the loss changes with what enters the output.",
        rule="Going back along a path multiplies the local derivatives on it.",
        why="z reaches the loss through ŷ only: ∂L/∂z = ∂L/∂ŷ · ∂ŷ/∂z, for each sample by itself.",
        hints=(
            "What stands between z and the loss?",
            "You know how the loss changes with ŷ, and how ŷ changes with z. Put the two together.",
        ),
        skills=("chain-rule", "activation-slope"),
        also=("dL/dyhat*dyhat/dz", "2/N*(yhat-y)*yhat*(1-yhat)"),
    ),
    Step(
        "dL/dw_io",
        "2/N*sum_n((yhat-y)*yhat*(1-yhat)*x_i)",
        ask="How the loss changes with the weights of the skip connection.",
        rule="A weight gathers, from every sample that used it, what arrives there times what it multiplied.",
        why="In every sample w_io multiplied x_i on its way into z. Each sample sends back ∂L/∂z times its "
        "own x_i, and the weight, being one for all, gets the sum.",
        hints=(
            "Where does w_io enter, and what does it multiply there?",
            "One sample gives a product: what arrives at z, times the partner of the weight. All samples "
            "used the same weight, so what happens to their parts?",
        ),
        skills=("chain-rule", "shared-weights"),
        also=("sum_n(dL/dz*x_i)",),
    ),
    Step(
        "dL/dw_ho",
        "2/N*sum_n((yhat-y)*yhat*(1-yhat)*v_h)",
        ask="How the loss changes with the weights from the hidden layer.",
        rule="A weight gathers, from every sample that used it, what arrives there times what it multiplied.",
        why="As for the skip weights, but what w_ho multiplied on its way into z is the hidden unit's output.",
        hints=(
            "Like the skip weights, these end in z. What did each of them multiply on the way?",
            "Take your answer for the skip weights. Which one factor in it belongs to the inputs?",
        ),
        skills=("chain-rule", "shared-weights"),
        also=("sum_n(dL/dz*v_h)",),
    ),
    Step(
        "dL/dv",
        "dL/dz*w_ho",
        ask="How the loss changes with what leaves the hidden units.",
        rule="Going back along a wire multiplies by its weight.",
        why="Each hidden unit has one wire into z: what arrives at z comes back along it, times its weight.",
        hints=(
            "Along which wire does a hidden unit reach the loss, and where does that wire end?",
            "Take what has arrived at the end of the wire and bring it back. No sum is due: samples and "
            "hidden units both keep their letter.",
        ),
        skills=("chain-rule",),
    ),
    Step(
        "dL/da",
        "dL/dv*v*(1-v)",
        ask="How the loss changes with what enters the hidden units.",
        rule=_UNITS_SLOPE,
        why="v is σ(a), so what arrives at v is multiplied by the slope of σ there, read off v.",
        hints=(
            "What stands between a and v, and what is its slope?",
            "The slope of σ is made of an output. Take care that it is the output of this layer and not that "
            "of the network.",
        ),
        skills=("chain-rule", "activation-slope"),
        also=("dL/dv*sigma'(a)",),
    ),
    Step(
        "dL/dw_ih",
        "sum_n(dL/da_h*x_i)",
        ask="How the loss changes with the weights into the hidden layer.",
        rule="A weight gathers, from every sample that used it, what arrives there times what it multiplied.",
        why="w_ih carries input i into hidden unit h: what has arrived at that unit, times that input, "
        "summed over the samples.",
        hints=(
            "Into which unit does w_ih lead, and what does it multiply on the way?",
            "The answer keeps two letters, one for each end of the wire. Which letter must be summed away?",
        ),
        skills=("chain-rule", "shared-weights", "layout"),
        also=("sum_n(x dL/da^T)",),
    ),
    Step(
        "dv/dx",
        "v_h*(1-v_h)*w_ih",
        axes="n,h,i",
        ask="How each hidden output changes with each input.",
        rule="The derivative along one path is the product of all weights and slopes on it.",
        why="From x to v there is a wire and then σ: the wire gives its weight, σ its slope at that unit.",
        hints=(
            "The path from an input to a hidden output has two stretches. Which?",
            "Each pair of a unit and an input has its own number: no sum, and both letters stay.",
        ),
        skills=("chain-rule", "activation-slope", "layout"),
        also=("sigma'(a_h)*w_ih",),
    ),
    Step(
        "dz/dx",
        "sum_h(v_h*(1-v_h)*w_ih*w_ho) + w_io",
        ask="How the output unit's input changes with each input.",
        rule="Where several paths lead from one place to another, their derivatives add up.",
        why="An input reaches z through each of the hidden units and along its skip wire. Every hidden path "
        "gives weight, slope, weight; the skip wire gives its own weight.",
        hints=(
            "By how many different paths does one input reach z? Count them in the figure.",
            "One path is a single wire. Each of the others has a wire, a slope and another wire; there is "
            "one for every hidden unit.",
        ),
        skills=("path-sum", "chain-rule"),
        also=("sum_h(dv/dx*w_ho) + w_io",),
    ),
    Step(
        "dL/dx",
        "dL/dz*(sum_h(v_h*(1-v_h)*w_ih*w_ho) + w_io)",
        ask="How the loss changes with the inputs.",
        rule="What reaches the loss by several roads gets the sum of what comes back along each.",
        why="Hidden road and skip road meet at z, and from there one road leads to the loss: what arrives at "
        "z, times the sum of both. The 1/N of the loss is in ∂L/∂z already.",
        hints=(
            "All roads from an input to the loss pass through one place. Which?",
            "You have what arrives at that place, and how that place changes with the input. Does either of "
            "them leave a road out?",
        ),
        skills=("path-sum", "chain-rule", "loss-scale"),
        also=("dL/dz*dz/dx", "sum_h(dL/da*w_ih) + dL/dz*w_io"),
    ),
    _update(
        "x",
        "the inputs",
        "The inputs after one step downhill; the weights stay.",
        "Here it is the input that is improved. Which gradient belongs to it?",
        "path-sum",
        "loss-scale",
    ),
    _update(
        "w_io",
        "the skip weights",
        "The skip weights after one step downhill.",
        "Each weight moves by itself. Which gradient belongs to it?",
        "shared-weights",
        "loss-scale",
    ),
    _update(
        "w_ho",
        "these weights",
        "The weights into the output after one step downhill.",
        "Each weight moves by itself. Which gradient belongs to it?",
        "shared-weights",
        "loss-scale",
    ),
    _update(
        "w_ih",
        "these weights",
        "The weights into the hidden layer after one step downhill.",
        "Each weight moves by itself. Which gradient belongs to it?",
        "shared-weights",
        "loss-scale",
    ),
)
