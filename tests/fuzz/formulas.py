"""Random answers to a question: right ones with slips of the finger, formulas by the grammar, LaTeX, NumPy, scraps."""

from __future__ import annotations

import random
from collections.abc import Callable

from tests.benchmarks.hostile import UNREADABLE, over, readable
from tests.fuzz.characters import any_char, any_text, in_other_digits
from tutor.marking import Question
from tutor.notation.functions import FUNCTIONS
from tutor.notation.scope import Scope
from tutor.notation.write.number_text import texts
from tutor.notation.write.one_line import to_ascii, to_latex, to_unicode
from tutor.problems.contract.step import Choice

SCRAPS = [
    "\\frac{", "\\partial", "}", "{", "(", ")", "[", "]", "^", "_", ".T", "^T", "^{(1)}", "^{(n)}", "_i",
    "_{ij}", "[t-1]", "'", "|", "+", "-", "*", "/", "@", "⊙", "·", " ", ",", "=", ":", "1", "0.5", "1e3",
    "sum_n", "Σ", "\\sum_{n=1}^{N}", "sum(", "σ", "tanh", "e^", "softmax(", "diag(", "ones(N)", "e_N", "1[i=j]",
    "δ_ij", "\\left(", "\\hat{", "ŷ", "\\text{", "\\cdot", "\\top", "\\begin{bmatrix}", "\\end{bmatrix}", "&",
    "\\\\", "\\ ", "²", "ᵀ", "ₜ", "½", "√", "new", "d", "T", "N", "\u0302", "\u200b", "\n", "np.", "axis=0",
    "corr(", "conv(", "flip(", "outer(", "relu'(", "\\prime", "^{-1}", "**", "...",
]  # fmt: skip
NUMPY = [
    "np.dot({}, {})", "{}.T @ {}", "np.sum({}, axis=0)", "({} * {}).sum(axis=1, keepdims=True)",
    "{}[:, None] * {}", "np.einsum('ni,nh->ih', {}, {})", "{}.reshape(-1)", "np.exp({}) / (1 + np.exp({}))",
    "{} ** 2", "np.outer({}, {})", "lambda x: {}", "{} if {} else 0", "np.mean({}, 0)", "{}[0]", "{}[-1]",
    "1 - np.tanh({})**2", "torch.matmul({}, {})", "np.maximum({}, 0)", "({} > 0) * {}", "{}[::-1, ::-1]",
]  # fmt: skip
NUMBERS = [
    "0",
    "1",
    "2",
    "0.5",
    "1e-3",
    "1e300",
    "1e-300",
    "3.14159",
    "1e308",
    "9" * 30,
    "0.1234",
    ".5",
    "2.",
    "1/3",
    "1000",
]
DEPTH = 4


class Writer:
    """Random formulas over the names of a scope."""

    def __init__(self, scope: Scope, rng: random.Random) -> None:
        self.rng = rng
        self.scope = scope
        self.names = sorted(scope.names)
        self.letters = sorted(set(scope.axes.classes)) or ["i", "n"]
        self.functions = sorted(FUNCTIONS)

    def name(self) -> str:
        """A name, perhaps with indices, a layer, a transposition."""
        rng, name = self.rng, self.rng.choice(self.names)
        axes = self.scope.names[name].axes
        chance = rng.random()
        if chance < 0.25 and axes:
            indices = [rng.choice((axis, rng.choice(self.letters), "1", f"{axis}-1", f"{axis}+1")) for axis in axes]
            return f"{name}[{','.join(indices)}]"
        if chance < 0.35:
            return f"{name}_{rng.choice([*self.letters, '1', '{12}', '{t-1}'])}"
        return name + rng.choice(("", "", "", "", ".T", "^T", "'", "^2", "^{(1)}", "²"))

    def formula(self, depth: int = DEPTH) -> str:
        """A formula of at most that depth."""
        rng = self.rng
        if depth == 0 or rng.random() < 0.15:
            return self.name() if rng.random() < 0.75 else rng.choice(NUMBERS)
        inner = (self.formula(depth - 1) for _ in range(3))
        kind = rng.randrange(12)
        if kind < 4:
            return f"{next(inner)}{rng.choice(('+', '-', '*', '/', ' ', ' @ ', ' ⊙ ', '·', '^'))}{next(inner)}"
        if kind < 6:
            return f"({next(inner)} {rng.choice('+-*/@')} {next(inner)})"
        if kind == 6:
            return f"{rng.choice(self.functions)}{rng.choice(('', '', chr(39)))}({next(inner)})"
        if kind == 7:
            return f"{rng.choice(('sum', 'mean', 'prod', 'Σ'))}_{rng.choice(self.letters)}({next(inner)})"
        if kind == 8:
            return f"({next(inner)})^{rng.choice(('2', '3', '-1', '0', '1000', '0.5', '(-2)', self.name()))}"
        if kind == 9:
            function = rng.choice(("outer", "corr", "conv", "softmax", "diag", "flip", "sum"))
            return f"{function}({next(inner)}, {next(inner)})"
        if kind == 10:
            return f"[{next(inner)}, {next(inner)}]"
        return f"-{next(inner)}"

    def latex(self) -> str:
        """The same in commands of LaTeX."""
        rng = self.rng
        one, two = self.formula(2), self.formula(2)
        form = rng.choice((
            r"\frac{%s}{%s}", r"\left(%s\right)\,%s", r"\sum_{n=1}^{N} %s \cdot %s", r"\mathbf{%s}^\top %s",
            r"\sigma'(%s) \odot %s", r"\begin{bmatrix} %s \\ %s \end{bmatrix}", r"\sqrt{%s} \times %s", r"%s^{%s}",
            r"\frac{\partial L}{\partial %s} %s", r"\hat{%s}_{%s}", r"\operatorname{diag}(%s) %s", r"$%s = %s$",
        ))  # fmt: skip
        return form % (one, two)

    def numpy(self) -> str:
        """The same as code."""
        form = self.rng.choice(NUMPY)
        return form.format(*(self.formula(1) for _ in range(form.count("{}"))))

    def soup(self) -> str:
        """Scraps of the language in a row."""
        pieces = [*SCRAPS, *self.names, *self.letters]
        return "".join(self.rng.choice(pieces) for _ in range(self.rng.randint(1, 20)))

    def pathological(self) -> str:
        """What is long, deep, or beyond the range of numbers."""
        rng = self.rng
        chance = rng.randrange(5)
        if chance == 0:
            return rng.choice(UNREADABLE)[:6_000]
        if chance == 1:
            return rng.choice(list(over(rng.choice(self.names))))
        if chance == 2:
            return rng.choice(list(readable(self.scope)))
        if chance == 3:
            return rng.choice((self.formula(), rng.choice(SCRAPS))) * rng.randint(2, 200)
        opening = rng.choice(("(", "[", "tanh(", "exp(", "-(", "\\frac{", "sum_n(", "x^{", "|", "softmax("))
        count = rng.randint(1, 300)
        return opening * count + self.formula(1) + rng.choice((")", "]", "}", "")) * count


def slip(text: str, rng: random.Random) -> str:
    """A text with one to four slips of the finger."""
    for _ in range(rng.randint(1, 4)):
        at, to = sorted((rng.randint(0, len(text)), rng.randint(0, len(text))))
        text = rng.choice((
            text[:at] + text[at + 1 :], text[:at] + any_char(rng) + text[at:], text[:to] + text[at:],
            text[:at] + rng.choice(SCRAPS) + text[at:], text[:at] + rng.choice(SCRAPS) + text[at + 1 :],
            text[:at] + text[at:to][::-1] + text[to:], in_other_digits(text, rng), text.swapcase(),
            text[:at] + rng.choice("+-*/^@") + text[at + 1 :],
        ))  # fmt: skip
    return text[:6_000]


def right_answer(asked: Question, rng: random.Random) -> str:
    """The right answer in one of its spellings: ASCII, Unicode, LaTeX, numbers."""
    if isinstance(asked.step, Choice):
        return rng.choice((", ".join(map(str, asked.step.answer)), rng.choice(asked.step.options)))
    if rng.random() < 0.3:
        shown = texts(asked.exact.reshape(-1)[:40], ascii_only=True)
        return f"[{', '.join(shown)}]" if len(shown) > 1 else shown[0]
    write: Callable[..., str] = rng.choice((to_ascii, to_unicode, to_latex))
    return write(asked.tree, asked.problem.scope)


KINDS = ("unicode", "slip", "slip", "slip", "grammar", "grammar", "latex", "numpy", "soup", "soup", "pathological")


def answer(asked: Question, rng: random.Random) -> tuple[str, str]:
    """A random answer to a question, and its kind."""
    kind = rng.choice(KINDS)
    if kind == "unicode":
        return kind, any_text(rng)
    if kind == "slip":
        return kind, slip(right_answer(asked, rng), rng)
    scope = asked.problem.scope if isinstance(asked.step, Choice) else asked.scope
    writer = Writer(scope, rng)
    make: dict[str, Callable[[], str]] = {
        "grammar": writer.formula, "latex": writer.latex, "numpy": writer.numpy, "soup": writer.soup,
        "pathological": writer.pathological,
    }  # fmt: skip
    text = make[kind]()
    return kind, in_other_digits(text, rng) if rng.random() < 0.05 else text
