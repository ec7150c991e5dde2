"""How late the app's event loop is while a network is typed on the page for one's own.

    python tests/benchmarks/own_network.py [FILE.net]

Types into the middle of a network of 30 lines, with pauses that have it read and derived, and saves it. The first rows
are the control: nothing to do, then a thread beside the loop that only counts.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
import threading

from tests.benchmarks.event_loop import Heart, count

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


async def session(heart: Heart, text: str) -> None:
    from tutor.app.network.page import OwnNetwork
    from tutor.app.shell.app import TutorApp
    from tutor.app.shell.networks import Opened

    class Seen(TutorApp):
        # A test's app leaves the heap as it is.
        is_headless = False

    app = Seen(environ={"TUTOR_THEME": "tutor-dark"})
    async with app.run_test(size=(160, 50)) as pilot:
        beating = asyncio.create_task(heart.beat())
        heart.phase = "start"
        await asyncio.sleep(4)
        heart.phase = "control, idle"
        await asyncio.sleep(2)
        heart.phase = "control, counting thread"
        threading.Thread(target=count, args=(2,)).start()
        await asyncio.sleep(2)
        heart.phase = "opening the page"
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
        beating.cancel()


def main() -> None:
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    sys.setswitchinterval(0.001)
    text = NETWORK
    if len(sys.argv) > 1:
        with open(sys.argv[1], encoding="utf-8") as file:
            text = file.read()
    heart = Heart()
    with tempfile.TemporaryDirectory() as home:
        os.environ["TUTOR_HOME"] = home
        asyncio.run(session(heart, text))
    heart.say()


if __name__ == "__main__":
    main()
