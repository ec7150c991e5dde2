"""How late the app's event loop is while a network is typed on the page for one's own.

    python -m tests.benchmarks.own_network [FILE.net]     (in a terminal: without one the app leaves)

Types a network of 20 lines key by key, with a pause at the end of each line that has it read and derived; then types
into the middle of one of 30 lines, and saves it. What the goal of 50 ms is held against is the
processor time of the loop's thread.
"""

from __future__ import annotations

import asyncio
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.benchmarks.loop_lateness import Heart, measure

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from tutor.app.network.page import OwnNetwork

NETWORK = """\
title    Three layers with a norm, thirty lines
input    X[n,i]
weights  W1[i,h], b1[h], W2[h,k=h], b2[k]
weights  W3[k,c], b3[c]
weights  g[k], beta[k]
target   Y[n,c] one-hot c
constant eps in 0.01..0.05, lam in 0.01..0.1

# the first layer
A1 = X W1 + b1
H1 = tanh(A1)

# the second, with a way around it
A2 = H1 W2 + b2
H2 = relu(A2)
R = H2 + A2

# a norm along the row
mu = mean_k(R[n,k])
D[n,k] = R - mu
v = mean_k(D[n,k]^2)
Q[n,k] = g*D/sqrt(v + eps) + beta

# what comes out
Z = Q W3 + b3
P = softmax(Z)

# the loss and a penalty
E = -1/N sum(Y*log(P))
S = sum(W1^2) + sum(W2^2)
L = E + lam*S
"""


FRESH = """\
title    Two layers, typed
input    X[n,i]
weights  W1[i,h], b1[h]
weights  W2[h,c], b2[c]
target   Y[n,c] one-hot c
constant lam in 0.01..0.1

# the hidden layer
A = X W1 + b1
H = tanh(A)

# the output
Z = H W2 + b2
P = softmax(Z)

# the loss, with a penalty
E = -1/N sum(Y*log(P))
R = sum(W1^2) + sum(W2^2)
S = sum(b1^2)
L = E + lam*R + lam*S
"""


async def type_out(page: OwnNetwork, pilot: Pilot[None], heart: Heart, text: str) -> None:
    """Every key of a text, at the pace of somebody fast; after each line a look at what is derived."""
    names = {"\n": "enter", " ": "space"}
    for line in text.splitlines(keepends=True):
        heart.phase = "typing 20 lines from nothing"
        for sign in line:
            if sign.isalnum() or sign in names:
                await pilot.press(names.get(sign, sign))
            else:
                page.editor.insert(sign)
            await asyncio.sleep(0.03)
        heart.phase = "reading the line"
        await asyncio.sleep(0.6)


async def session(text: str, app: Any, pilot: Any, heart: Heart) -> None:
    from tutor.app.network.page import OwnNetwork
    from tutor.app.shell.services.networks import Opened

    heart.phase = "opening the page"
    page = OwnNetwork(Opened("", "", ""))
    app.push_screen(page)
    await asyncio.sleep(2)
    await type_out(page, pilot, heart, FRESH)
    print(f"{len(page.checked.steps) if page.checked else 0} steps, {page.checked and page.checked.fault}")
    heart.phase = "opening the page"
    app.pop_screen()
    page = OwnNetwork(Opened("", text, ""))
    app.push_screen(page)
    await asyncio.sleep(4)
    page.editor.move_cursor((9, 0))
    for _ in range(6):
        heart.phase = "typing"
        for key in ("A", "enter", "backspace", "backspace"):
            await pilot.press(key)
            await asyncio.sleep(0.08)
        heart.phase = "deriving while nothing is typed"
        await asyncio.sleep(1.5)
        heart.phase = "typing while it is derived"
        for _ in range(8):
            await pilot.press("space")
            await asyncio.sleep(0.3)
        heart.phase = "saving"
        await pilot.press("ctrl+s")
        await asyncio.sleep(0.3)
        print(f"{len(page.checked.steps) if page.checked else 0} steps, {page.checked and page.checked.fault}")


if __name__ == "__main__":
    measure(partial(session, Path(sys.argv[1]).read_text(encoding="utf-8") if len(sys.argv) > 1 else NETWORK))
