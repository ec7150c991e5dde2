"""Networks whose letters and names are not the customary ones: for the loss, for time, for sizes, for arrays."""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

from tests.problems.toys import SAID
from tutor import Figure, Problem, Quantity, Step, Uniform


class Letters(NamedTuple):
    """What a network calls its loss, the axis of time, that of its units, and the units before."""

    loss: str
    time: str
    unit: str
    before: str

    def write(self, text: str) -> str:
        """A text with these letters for ``{L}``, ``{t}``, ``{T}``, ``{u}``, ``{U}`` and ``{k}``."""
        t, u = self.time, self.unit
        for place, letter in (("L", self.loss), ("t", t), ("T", t.upper()), ("u", u), ("U", u.upper())):
            text = text.replace(f"{{{place}}}", letter)
        return text.replace("{k}", self.before)


USUAL = Letters("L", "t", "u", "k")
OTHER = Letters("J", "s", "e", "f")


@cache
def recurrent(letters: Letters) -> Problem:
    """A recurrent network with these letters; all else is the same. Its tables of mistakes are made once."""
    write = letters.write

    def step(name: str, formula: str, **more: Any) -> Step:
        return Step(write(name), write(formula), **SAID, **more)

    class Recurrent(Problem):
        id = "toy-recurrent"
        title = "A recurrent network"
        summary = "a state from the one before"
        statement = ("h = σ(W h before + Q x)",)
        sizes = {letters.time.upper(): 4, letters.unit.upper(): 2, "D": 3}
        axes = {letters.time: "time steps", letters.unit: "units", letters.before: "units before", "d": "inputs"}
        like = {letters.before: letters.unit}
        running = (letters.time,)
        given = (
            Quantity("x", write("{t},d"), write("x_{t}")),
            Quantity("W", write("{u},{k}")),
            Quantity("Q", write("{u},d")),
            Quantity("h0", letters.unit, "h_0"),
            Quantity("y", write("{t},{u}"), write("y_{t}")),
            Quantity("eta", "", r"\eta", sample=Uniform(0.1, 0.9)),
        )
        values = (
            Quantity("a", write("{t},{u}"), write("a_{t}"), formula=write("W h[{t}-1] + Q x_{t}")),
            Quantity("h", write("{t},{u}"), write("h_{t}"), formula="sigma(a)", outside="h0"),
            Quantity(letters.loss, formula=write("1/2*sum_{{t},{u}}((h - y)^2)")),
        )
        loss = letters.loss
        steps = (
            step("d{L}/dh_{T}", "h_{T} - y_{T}", axes=letters.unit),
            step("d{L}/dh", "h_{t} - y_{t} + W^T (d{L}/dh[{t}+1]*h[{t}+1]*(1 - h[{t}+1]))"),
            step("dh_({t}+1)/dh_{t}", "diag(h[{t}+1]*(1 - h[{t}+1])) W", axes=write("{t},{u},{k}")),
            step("d{L}/da", "d{L}/dh*h*(1 - h)"),
            step("d{L}/dW", "sum_{t}(d{L}/da_{t} h[{t}-1]^T)"),
            step("d{L}/dQ", "sum_{t}(d{L}/da_{t} x_{t}^T)"),
            step("d{L}/dh0", "W^T d{L}/da[1]"),
            step("W_new", "W - eta*d{L}/dW"),
        )
        figure = Figure(
            nodes=("x", "W", "Q", "a", "h", letters.loss),
            edges=(("x", "a"), ("W", "a"), ("Q", "a"), ("a", "h"), ("h", letters.loss)),
        )

    return Recurrent()


class Grid(Problem):
    """A state on a grid, from its neighbours above and to the left: two axes of time."""

    id = "toy-grid"
    title = "A grid"
    summary = "two recurrences at once"
    statement = ("h[r,s] = tanh(v h[r−1,s] + w h[r,s−1] + x[r,s])",)
    sizes = {"R": 3, "S": 4}
    axes = {"r": "rows", "s": "columns"}
    running = ("r", "s")
    given = (Quantity("x", "r,s"), Quantity("y", "r,s"), Quantity("v"), Quantity("w"))
    values = (
        Quantity("h", "r,s", formula="tanh(v*h[r-1,s] + w*h[r,s-1] + x)"),
        Quantity("J", formula="1/2*sum_{r,s}((h - y)^2)"),
    )
    loss = "J"
    steps = (
        Step("h", **SAID),
        Step("dJ/dh[R,S]", "h[R,S] - y[R,S]", axes="", **SAID),
        Step("dJ/dh", "h - y + v*dJ/da[r+1,s] + w*dJ/da[r,s+1]", **SAID),
        Step("dJ/da", "dJ/dh*(1 - h^2)", axes="r,s", **SAID),
        Step("dJ/dv", "sum_{r,s}(dJ/da*h[r-1,s])", **SAID),
        Step("dJ/dw", "sum_{r,s}(dJ/da*h[r,s-1])", **SAID),
    )


class Lookalikes(Problem):
    """Arrays whose names look like ids: ``dx`` is a displacement, ``W_new`` and ``z_new`` are of a second network."""

    id = "toy-lookalikes"
    title = "Two networks"
    summary = "names that look like ids"
    statement = ("x = x₀ + dx   z = W x   z_new = W_new x   J = ½ (z_new − z − k)²",)
    sizes = {"I": 3}
    axes = {"i": "inputs"}
    given = (
        Quantity("x0", "i"),
        Quantity("dx", "i"),
        Quantity("W", "i", row=True),
        Quantity("W_new", "i", row=True),
        Quantity("k"),
        Quantity("eta", "", r"\eta", sample=Uniform(0.1, 0.9)),
    )
    values = (
        Quantity("x", "i", formula="x0 + dx"),
        Quantity("z", formula="W x"),
        Quantity("z_new", formula="W_new x"),
        Quantity("J", formula="1/2*(z_new - z - k)^2"),
    )
    loss = "J"
    steps = (
        Step("z_new", **SAID),
        Step("dJ/dz_new", "z_new - z - k", **SAID),
        Step("dJ/dz", "-dJ/dz_new", **SAID),
        Step("dJ/dW_new", "dJ/dz_new*x^T", **SAID),
        Step("dJ/dW", "dJ/dz*x^T", **SAID),
        Step("dJ/ddx", "dJ/dz_new*W_new^T + dJ/dz*W^T", **SAID),
        Step("W_new_new", "W_new - eta*dJ/dW_new", **SAID),
    )
