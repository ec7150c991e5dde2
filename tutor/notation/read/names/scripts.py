"""The indices and superscripts that follow a name, in ASCII, Unicode or LaTeX: ``x_i^(n)``, ``W⁽¹⁾ᵤᵥ``, ``H[t-1]``."""

from __future__ import annotations

from tutor.notation.characters import FONTS, SUBSCRIPTS, SUPERSCRIPT_OF, SUPERSCRIPTS
from tutor.notation.errors import NotationError
from tutor.notation.read.lazy_patterns import lazily

_WRAPPED = rf"(?:{'|'.join(FONTS)})"
_WRAPPED_T = rf"\\{_WRAPPED}(?:\s*\{{\s*T\s*\}}|\s+T(?![A-Za-z]))"
_TRANSPOSED = rf"(?:T|\\top|\\intercal|⊤|ᵀ|{_WRAPPED_T})"
_THIN = r"(?:\s|\\[,;:!])*"
TRANSPOSE = lazily(
    rf"\^\s*(?:T(?![A-Za-z0-9_])|\{{{_THIN}{_TRANSPOSED}{_THIN}\}}|\\top(?![A-Za-z])|\\intercal(?![A-Za-z])|ᵀ"
    rf"|{_WRAPPED_T})"
)
PRIME = lazily(r"\s*'{1,2}(?=\s*(?:\\left\s*)?\()|(?:\^\s*)?(?:\{\s*(?:(?:\\prime|')\s*)+\}|\\prime(?![A-Za-z]))")
"""The primes of a function, in the ways of LaTeX: ``^{\\prime}``, ``^{'}``, apart from it."""
_UPPER = lazily(
    rf"\^\s*(?:\{{\s*(?:(?P<round>\()|\[|<|⟨|\\langle(?![A-Za-z])){_THIN}(?P<inner>[^()\[\]<>⟨⟩{{}}\\]+?){_THIN}"
    rf"(?:[\])>⟩]|\\rangle(?![A-Za-z])){_THIN}"
    rf"(?:\^?\s*(?:(?P<T>{_TRANSPOSED})|(?P<n>\d)|\{{\s*(?:(?P<T2>{_TRANSPOSED})|(?P<n2>\d))\s*\}})\s*)?\}}"
    rf"|(?P<open>\()(?P<plain>[A-Za-z]|\d{{1,2}}|t[+-]1)\)"
    rf"|[\[<⟨](?P<marked>\d{{1,2}}|[A-Za-z](?:[+-]\d)?)[\]>⟩](?:(?P<T3>T)(?![A-Za-z0-9_]))?)"
)
_NEW = lazily(
    rf"\^\s*(?:new(?![A-Za-z0-9_])|\(new\)|\{{\s*(?:(?P<layer>\(\d+\))\s*,?\s*)?(?:\\{_WRAPPED}\s*\{{\s*new\s*\}}|\(?new\)?)\s*\}})",
    needs="new",
)
_BEFORE_SUBSCRIPT = lazily(
    r"\^\s*(?:(?P<T>T|\\top|\{\s*(?:T|\\top)\s*\})|(?P<n>\d)|\{\s*(?P<m>\d+)\s*\})\s*(?=_)", needs="_"
)
_RAISED = lazily(r"(\([A-Za-z0-9+-]+\))?(new)?(T?)")
_COMMAND_SUBSCRIPT = lazily(r"\\[A-Za-z]+(?:\s*\{[^{}]*\})?")
_WORDY = lazily(rf"\\{_WRAPPED}\s*\{{([^{{}}]*)\}}")
_SPACED = lazily(r"(?:,\s*)?\\,(?:\s*\\,)*")
_BARE = lazily(r"[\\\s{}]")
_INDEX = lazily(
    r"\s*:\s*\Z|\s*[+-]?\s*(?:\d+|(?:\d+\s*\*?\s*)?[A-Za-z]'*)(?:\s*[+-]\s*(?:\d+|(?:\d+\s*\*?\s*)?[A-Za-z]'*))*\s*\Z"
)
_DIFFERENCE = lazily(r"[+-]\s*\([+-]?[^()+-]+[+-][^()+-]+\)")
_LABEL = lazily(r"\s*[A-Za-z][A-Za-z0-9]*(?:_\{?\w+\}?)?\s*(?:\[.*\])?\s*(?:[+-]\s*\d{1,4}\s*)?\Z")
MOST_INDICES = 60
_DIGIT = lazily(r"[A-Za-z0-9]'?")


_ABOVE = "^" + SUPERSCRIPT_OF["("] + SUPERSCRIPT_OF["n"]  # what is above is an index in brackets, or new
BEGINNINGS = frozenset({"_", "[", *_ABOVE, *SUBSCRIPTS})
"""The characters that a script can begin with."""


class Scripts:
    """What was read after a name. ``sup`` keeps its brackets: ``(n)``, or ``{(2)}`` from LaTeX's ``^{(2)}``, or
    ``{{(2)}}`` from ``^{[2]}`` or ``^{<t>}``, which can be no power.

    ``end`` is where reading stopped; ``transposed`` and ``power`` are what stood between the scripts and belongs
    after them.
    """

    __slots__ = ("bracket", "end", "power", "sub", "sup", "transposed")

    def __init__(self, end: int, sub: str = "") -> None:
        self.end = end
        self.sub = sub
        self.sup = ""
        self.bracket = ""
        self.transposed = False
        self.power = ""


def scripts(text: str, at: int, sub: str = "", *, brackets: bool = True, labels: bool = False) -> Scripts:
    """Read all scripts that follow a name from position ``at``; ``sub`` is what its word already held.

    ``labels`` says that there are names whose entries can be indices: ``P[n,c[n]]``.
    """
    read = Scripts(at, sub)
    while read.end < len(text):
        char = text[read.end]
        if char == "_" or char in SUBSCRIPTS:
            inner, read.end = subscript(text, read.end)
            read.sub += ("," if read.sub else "") + inner
        elif char == "[" and brackets and not read.bracket:
            close = text.find("]", read.end)
            if labels and text.find("[", read.end + 1, close) > 0:
                close = bracket_end(text, read.end)
            inner = text[read.end + 1 : close]
            if close < 0 or not is_index_list(inner, labels=labels):
                break
            read.bracket, read.end = inner.replace(" ", ""), close + 1
        elif not (char in _ABOVE and _upper(text, read)):
            break
    return read


def _upper(text: str, read: Scripts) -> bool:
    """Read a superscript that is an index, a layer or ``new``, or one that stands before a subscript."""
    if text[read.end] != "^":
        return _raised(text, read)
    found = _NEW.match(text, read.end)
    if found and not read.sup.endswith("new"):
        read.sup, read.end = (found["layer"] or read.sup.strip("{}")) + "new", found.end()
        return True
    found = None if read.sup else _UPPER.match(text, read.end)
    if found:
        inner = (found["inner"] or found["plain"] or found["marked"]).replace(" ", "")
        kept = ("", "") if found["open"] else ("{", "}") if found["round"] else ("{{", "}}")
        read.sup = f"{kept[0]}({inner}){kept[1]}"
        read.transposed = bool(found["T"] or found["T2"] or found["T3"])
        read.power = found["n"] or found["n2"] or ""
        read.end = found.end()
        return True
    found = _BEFORE_SUBSCRIPT.match(text, read.end)
    if found and not read.transposed and not read.power:
        read.transposed, read.power = bool(found["T"]), found["n"] or found["m"] or ""
        read.end = found.end()
        return True
    return False


def _raised(text: str, read: Scripts) -> bool:
    """Read a run of superscript characters that is an index, a layer or ``new``: ``⁽ⁿ⁾``, ``⁽¹⁾ᵀ``, ``⁽¹⁾ⁿᵉʷ``."""
    end = _run_end(text, read.end, SUPERSCRIPTS)
    run = "".join(SUPERSCRIPTS[char] for char in text[read.end : end])
    found = _RAISED.match(run)
    if found is None or not (found[1] or found[2]) or (read.sup and found[1]):
        return False
    read.sup = (found[1] or read.sup.strip("{}")) + (found[2] or "")
    read.transposed, read.end = bool(found[3]), read.end + found.end()
    return True


def subscript(text: str, at: int) -> tuple[str, int]:
    """The text of the subscript that begins at ``at``, and where it ends."""
    if text[at] == "_":
        return script(text, at + 1)
    end = _run_end(text, at, SUBSCRIPTS)
    return "".join(SUBSCRIPTS[char] for char in text[at:end]), end


def superscript(text: str, at: int) -> tuple[str, int]:
    """The text of the superscript that begins at ``at``, and where it ends."""
    if text[at] == "^":
        return script(text, at + 1)
    end = _run_end(text, at, SUPERSCRIPTS)
    return "".join(SUPERSCRIPTS[char] for char in text[at:end]), end


def script(text: str, at: int) -> tuple[str, int]:
    """The text of a script that begins at ``at``: a group in brackets, a command, or one character."""
    opening = text[at : at + 1]
    closing = {"{": "}", "(": ")"}.get(opening)
    if closing:
        end = group_end(text, at, opening, closing)
        inner = text[at + 1 : end - 1]
    else:
        found = _COMMAND_SUBSCRIPT.match(text, at) if opening == "\\" else _DIGIT.match(text, at)
        if found is None:
            raise UnreadableError("an index should follow here", at - 1)
        inner, end = found[0], found.end()
    if inner.isalnum():
        return inner, end
    if "\\" in inner:
        inner = _SPACED.sub(",", _WORDY.sub(r"\1", inner))
    return _BARE.sub("", inner), end


def group_end(text: str, at: int, opening: str, closing: str) -> int:
    """The position after the bracket that closes the one at ``at``."""
    depth, end = 1, text.find(closing, at)
    while end >= 0:
        depth += text.count(opening, at + 1, end) - 1
        if depth == 0:
            return end + 1
        at, end = end, text.find(closing, end + 1)
    raise UnreadableError(f'expected "{closing}"', len(text), ", found the end")


def bracket_end(text: str, at: int) -> int:
    """Where the bracket that opens at ``at`` closes, if it does within what indices take; else -1."""
    depth = 0
    for end in range(at, min(at + MOST_INDICES, len(text))):
        depth += (text[end] == "[") - (text[end] == "]")
        if depth == 0:
            return end
    return -1


def is_index_list(inner: str, *, labels: bool = False) -> bool:
    """Whether a bracket right after a name holds indices: single letters, whole numbers, sums of them, labels."""
    if len(inner) >= MOST_INDICES:
        return False
    if labels:
        return all(_INDEX.match(item) or _LABEL.match(item) for item in listed(inner)) and "None" not in inner
    if "(" in inner:
        inner = _DIFFERENCE.sub("+1", inner)
    return all(_INDEX.match(item) for item in inner.split(","))


def listed(text: str) -> list[str]:
    """What stands between commas, but for those in brackets."""
    if "[" not in text:
        return text.split(",")
    found, depth = [""], 0
    for char in text:
        depth += (char == "[") - (char == "]")
        if char == "," and depth == 0:
            found.append("")
        else:
            found[-1] += char
    return found


def _run_end(text: str, at: int, table: dict[str, str]) -> int:
    while at < len(text) and text[at] in table:
        at += 1
    return at


class UnreadableError(Exception):
    """A script that breaks off; ``position`` is turned into a column by whoever knows the typed text."""

    def __init__(self, reason: str, position: int, found: str = "") -> None:
        super().__init__(reason)
        self.reason, self.position, self.found = reason, position, found

    def at_column(self, column: int) -> NotationError:
        """The error as a person sees it."""
        return NotationError(f"{self.reason} at column {column}{self.found}", column)
