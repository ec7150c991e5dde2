"""Whatever is handed in is bounded in steps and memory, and Python runs nothing of it."""

from __future__ import annotations

import os
import tracemalloc
from pathlib import Path

import pytest

from tutor.submission.code.interpreter.run import run
from tutor.submission.code.interpreter.state import MOST_RECORDED
from tutor.submission.code.runtime.budget import ENTRIES, STEPS
from tutor.submission.code.runtime.record_of_run import Run
from tutor.submission.code.runtime.values import Unknown
from tutor.submission.code.syntax.program import Cell, program

HUGE = 10**9


def ran(code: str, steps: int = STEPS) -> Run:
    return run(program([Cell(code)]), lambda wanted: wanted.got, steps=steps)


ENDLESS = {
    "a loop": "while True: x = 1",
    "loops in loops": "while True:\n  while True:\n    while True: x = 1",
    "a long range": f"for i in range({HUGE}): s = i",
    "recursion": "def f(n): return f(n + 1) + f(n + 2)\nx = f(0)",
    "a lambda of itself": "f = lambda n: f(n)\nx = f(0)",
    "a class of itself": "class A:\n  def __init__(self): self.a = A()\nx = A()",
    "a method in a handler": "def f():\n  try: f()\n  finally: f()\nf()",
    "functions of functions": (
        "def f(g): return lambda v: g(g(v))\nh = lambda v: v + 1\nfor i in range(200): h = f(h)\nx = h(0)"
    ),
    "Fibonacci": "def fib(n):\n  if n < 2: return n\n  return fib(n - 1) + fib(n - 2)\nx = fib(40)",
    "a walrus": "while (n := 1): x = n",
}
LARGE = {
    "an array": "x = np.zeros((10**6, 10**6))",
    "many arrays": "xs = []\nfor i in range(10**6): xs.append(np.zeros(900000))",
    "an array that grows": "x = np.ones(10)\nwhile True: x = np.concatenate([x, x])",
    "an outer product": (
        "x = np.arange(10**5)\n"
        "y = np.outer(x, x)\n"
        "z = x[:, None] * x\n"
        "w = np.einsum('i,j->ij', x, x)"
    ),
    "matrix products": "x = np.ones((900, 900))\nfor i in range(1000): y = x @ x",
    "einsum": "x = np.ones((2,) * 16)\ny = np.einsum('abcdefghijklmnop,qrstuvwxyzABCDEF->', x, x)",
    "a list": f"x = [0] * {HUGE}\ny = 'a' * {HUGE}\nz = (1,) * {HUGE}\nw = [[0] * 9000] * 9000",
    "powers": "x = 10 ** 10 ** 10\ny = 2 ** 100000000\nz = 1 << 10 ** 10\nw = 9 ** 9 ** 9",
    "lists of themselves": "a = [0]\n" + "a = [a, a]\n" * 60 + "b = np.array(a)\nc = a == [a, a]\nd = {}\nd[a] = 1",
    "tuples of themselves": "a = (0,)\n" + "a = (a, a)\n" * 60 + "d = {}\nd[a] = 1\nx = a in d\ny = np.sum(a)",
    "a list in itself": "l = []\nl.append(l)\nx = l == l\ny = np.array(l)\nimport copy\nz = copy.deepcopy(l)\nl += l",
    "comprehensions": (
        f"x = [i for i in range({HUGE}) for j in range({HUGE})]\n"
        f"y = {{i: i for i in range({HUGE})}}\n"
        f"z = sum(1 for _ in range({HUGE}))"
    ),
    "texts": "x = 'a'\nwhile True: x = x + x",
    "formats": f"x = f'{{1:{HUGE}}}'\ny = '%{HUGE}d' % 1\nz = '{{:{HUGE}}}'.format(1)",
    "ranges": (
        f"x = list(zip(range({HUGE}), range({HUGE})))\n"
        f"y = sorted(range({HUGE}))\n"
        f"z = max(range({HUGE}))\n"
        f"w = {HUGE} in range({HUGE})"
    ),
    "borders": (
        f"x = np.pad(np.ones(3), {HUGE})\n"
        f"y = np.tile(np.ones(3), {HUGE})\n"
        f"z = np.repeat(np.ones(3), {HUGE})\n"
        f"w = np.eye({HUGE})"
    ),
    "windows": (
        "x = np.lib.stride_tricks.sliding_window_view(np.ones(10**5), 5 * 10**4)\n"
        "y = np.lib.stride_tricks.as_strided(np.ones(3), (10**9,), (0,))"
    ),
    "picked entries": (
        "x = np.arange(1000)\n"
        "i = np.zeros((900, 1000), int)\n"
        "for k in range(10000): y = x[i]; z = x[i][i]"
    ),
    "numbers in a row": "x = np.arange(0, 1, 1e-12)\ny = np.linspace(0, 1, 10**9)\nz = np.arange(10**12)",
}  # fmt: skip
DEEP = {
    "signs": "x = " + "-" * 50000 + "1",
    "brackets": "x = " + "(" * 150 + "1" + ")" * 150,
    "sums": "x = " + "+".join(["1"] * 20000),
    "entries": "x = a" + "[0]" * 3000,
    "conditions": "\n".join(" " * k + "if 1:" for k in range(90)) + "\n" + " " * 90 + "x = 1",
    "no text": "x = '\0'",
    "half a letter": "x = '\ud800'",
    "digits": "x = " + "9" * 100000,
    "characters": "x = 1\n" * 200000,
}


@pytest.mark.parametrize("code", ENDLESS.values(), ids=ENDLESS.keys())
def test_what_does_not_end_is_cut_short(code: str) -> None:
    found = ran(code, 20_000)
    assert len(found.assigned) <= MOST_RECORDED
    assert found.left <= 20_000


@pytest.mark.parametrize("code", LARGE.values(), ids=LARGE.keys())
def test_what_is_too_large_is_never_made(code: str) -> None:
    tracemalloc.start()
    try:
        ran("import numpy as np\n" + code)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 2 * 8 * ENTRIES + 30_000_000


@pytest.mark.parametrize("code", DEEP.values(), ids=DEEP.keys())
def test_what_is_nested_too_deeply_or_no_text_is_not_read(code: str) -> None:
    assert len(ran(code).assigned) <= 1


@pytest.mark.parametrize(
    "code",
    [
        "().__class__.__bases__[0].__subclasses__()",
        "(lambda: 0).__code__",
        "''.join.__globals__",
        "[].append.__self__",
        "np.__builtins__",
        "np.zeros(2).__array_interface__",
        "np.zeros(2).ctypes",
        "np.zeros(2).tofile('made')",
        "np.save('made', np.zeros(2))",
        "np.load('/etc/hostname')",
        "np.fromfile('/etc/hostname')",
        "np.memmap('made')",
        "np.f2py",
        "np.vectorize(print)",
        "exec('x = 1')",
        "eval('1')",
        "compile('1', '', 'eval')",
        "__import__('os').system('touch made')",
        "open('made', 'w')",
        "getattr(np, 'zeros')",
        "vars()",
        "globals()",
        "breakpoint()",
        "type('A', (), {})",
        "setattr(np, 'pi', 3)",
        "f'{np.zeros.__globals__}'",
        "'{0.__class__}'.format(1)",
        "map(exec, ['1'])",
        "sorted(['1'], key=eval)",
    ],
)
def test_nothing_of_pythons_own_is_reached(code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    found = ran(f"import numpy as np\nz = {code}\nq = 1")
    assert all(isinstance(one.value, Unknown) for one in found.assigned if one.name == "z")
    assert [one.value for one in found.assigned if one.name == "q"] == [1]
    assert os.listdir(".") == []


@pytest.mark.parametrize(
    "code",
    [
        "import atexit\n@atexit.register\ndef f(): z = 1\nf()",
        "async def f(): z = 1\nf()",
        "class M(type): pass\nclass A(metaclass=M):\n    z = 1",
        "match x:\n    case 1: z = 2",
        "def f():\n    while True: yield 1\nfor z in f(): y = z",
        "import os\nz = os.environ",
        "import os\nos.system('touch made')",
        "from os import *\nz = getcwd()",
        "with open('f') as g:\n    z = g.read()",
        "z = {*range(10**9)}",
        "np.pi = 3\nz = np.pi + missing",
    ],
)
def test_what_has_no_rule_is_passed_over(code: str) -> None:
    assert all(isinstance(one.value, Unknown) for one in ran(code).assigned if one.name == "z")
