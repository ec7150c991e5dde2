"""Names as people write them, in ASCII, Unicode or LaTeX: what is declared, or stands left of an equals sign."""

from __future__ import annotations

import re
from typing import NamedTuple

from tutor.notation.characters import ACCENT_COMMANDS, ACCENT_OF, ACCENTS, GREEK, GREEK_OF, GREEK_VARIANTS, spread
from tutor.notation.read.lazy_patterns import lazily
from tutor.notation.read.names.scripts import UnreadableError, scripts
from tutor.notation.read.names.symbol_parts import ACCENTED, IN_A_FONT
from tutor.problems.network.errors import StatementError

LAYER = lazily(r"(\^\s*\{?\s*)\[\s*(\d{1,2})\s*\]", needs="^")
"""A layer in square brackets, ``W^{[1]}``, which the language reads in round ones."""
_WORD = lazily(r"\\?([A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)*)")
_WIDE = lazily(r"\\(widehat|widetilde|overline)\s*\{\s*\\?([A-Za-z]+)\s*\}", needs="\\")
_OVER_SCRIPTS = lazily(
    rf"\\({'|'.join(ACCENT_COMMANDS)})\s*\{{\s*(\\?[A-Za-z]+)\s*((?:[_^]\s*(?:\{{[^{{}}]*\}}|\w)\s*)+)\}}", needs="\\"
)
"""An accent over a name with its scripts, ``\\hat{y_t}``."""
_ACCENTED = lazily(rf"([A-Za-z]|{'|'.join(GREEK_OF)})({'|'.join(ACCENT_OF)})")
_NEIGHBOUR = {"-1": "prev", "+1": "next"}
LONGEST = 40


class WrittenName(NamedTuple):
    """``base`` with the scripts below and above and an index list in brackets; ``rest`` is what follows the name."""

    base: str
    sub: str = ""
    sup: str = ""
    bracket: str | None = None
    rest: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        """What tells this name from others, however it is written."""
        return self.base, self.sub.replace(",", "").replace("_", ""), self.sup

    @property
    def name(self) -> str:
        """One word for it: ``W1`` for ``W^{(1)}``, ``W_xh`` for ``W_{xh}``, ``h_prev`` for ``h_{t-1}``."""
        below = re.sub(r"^[A-Za-z]([-+]1)$", lambda shift: _NEIGHBOUR[shift[1]], self.sub)
        below = re.sub(r"[^A-Za-z0-9]+", "_", below).strip("_")
        return self.base + self.sup + (f"_{below}" if below else "")

    @property
    def latex(self) -> str:
        """How it is typeset, where its word does not tell: with a layer above, an accent, or a neighbour's index."""
        accented = _ACCENTED.fullmatch(self.base)
        if not accented and not self.sup and not re.search(r"[-+]", self.sub):
            return ""
        core, accent = accented.groups() if accented else (self.base, "")
        core = f"\\{core}" if core in GREEK_OF else core
        core = f"\\{accent}{{{core}}}" if accent else core
        return core + (f"_{{{self.sub}}}" if self.sub else "") + (f"^{{({self.sup})}}" if self.sup else "")

    def indexed_below(self) -> WrittenName:
        """The same name where the script below is its indices: ``h_t`` as ``h[t]``."""
        return self._replace(sub="", bracket=self.sub if "," in self.sub else ",".join(self.sub))


def read_name(text: str) -> WrittenName:
    """The name at the beginning of a text. Raises StatementError where there is none."""
    plain = LAYER.sub(r"\1(\2)", _without_commands(spread(text)[0].lstrip()))
    found = _WORD.match(plain)
    if found is None:
        shown = text.strip()[:20]
        raise StatementError(f"`{shown}` does not begin with a name, such as W1 or h" if shown else "a name is missing")
    base, _, below = GREEK_VARIANTS.get(found[1], found[1]).partition("_")
    try:
        read = scripts(plain, found.end(), below.replace("_", ","), brackets=False)
    except UnreadableError as error:
        raise StatementError(f"the name `{text.strip()[:20]}` breaks off: {error.reason}") from None
    above = read.sup.strip("{}()")
    rest = plain[read.end :].lstrip()
    bracket = None
    if rest.startswith("["):
        bracket, closed, rest = rest[1:].partition("]")
        if not closed:
            raise StatementError(f"the bracket after {base} is not closed")
    if read.transposed or read.power or above.startswith("new"):
        raise StatementError(f"a name is wanted here, without a power or a transposition: {base}")
    if above and not above.isdecimal():  # an index that is written above: x_i^{(n)}
        bracket = ",".join(filter(None, (above, read.sub, bracket)))
        return WrittenName(base, "", "", bracket, rest.strip())
    if len(base) > LONGEST or len(read.sub) > LONGEST:
        raise StatementError(f"the name `{base[:20]}…` is longer than {LONGEST} characters")
    return WrittenName(base, read.sub, above, bracket, rest.strip())


def _without_commands(text: str) -> str:
    """Fonts left out, accents as the endings that names have, Greek letters as words."""
    for _ in range(3):
        text = IN_A_FONT.sub(r"\1", text)
        text = _OVER_SCRIPTS.sub(r"\\\1{\2}\3", text)
        text = ACCENTED.sub(lambda found: found[2].removeprefix("\\") + ACCENT_COMMANDS[found[1]], text)
        text = _WIDE.sub(lambda found: found[2] + ACCENT_COMMANDS[found[1]], text)
    text = "".join(GREEK.get(char) or ACCENTS.get(char) or char for char in text)
    return re.sub(r"\\([A-Za-z])", r"\1", text)
