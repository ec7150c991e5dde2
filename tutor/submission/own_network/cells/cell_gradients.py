"""The names that pages on cells give to gradients, written as the derivatives that they are."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from tutor.notation.read.lazy_patterns import lazily
from tutor.submission.latex_patterns import GROUP
from tutor.submission.own_network.axes import names as by_name
from tutor.submission.own_network.steps.step_names import AFTER, BASE, BEFORE, NEXT, SCRIPT, Name, name_of, single_name

_NAME = rf"(?P<base>{BASE})(?P<scripts>(?:{SCRIPT})*)"
_BESIDE = lazily(
    rf"(?P<head>\\delta(?![A-Za-z])|δ|(?<![A-Za-z\\])d(?=\s*\\|[A-Za-z])|\\mathrm\s*\{{\s*d\s*\}})\s*(?:\{{\s*{_NAME}\s*\}}"
    rf"|{_NAME.replace('base>', 'base2>').replace('scripts>', 'scripts2>')}(?![A-Za-z]{{2}}))"
)
_BELOW = lazily(rf"(?P<head>\\delta(?![A-Za-z])|δ|(?<![A-Za-z\\])[dg])(?P<scripts>(?:{SCRIPT})+)")
_PIECE = lazily(rf"[_^]\s*({GROUP}|\w)")
_SIGN = r"(?:\s*(?:\\(?:odot|circ|cdot|times|otimes)(?![A-Za-z])|[*⊙∘·])\s*|\s+)"
_LOOSE = lazily(r"\\(?:left|right|[bB]igg?[lr]?|odot|circ|cdot|times|otimes|bigl|bigr)(?![A-Za-z])|\\[,;:! ]|[\s*⊙∘·]")
_WHOLE = lazily(r"\s*\\frac\s*\{\s*\\partial\s+L\s*\}\s*\{\s*\\partial\s+(.*)\}\s*")
_PARTS = lazily(r"\\[A-Za-z]+|\S")
_TURNED = lazily(r"\^\{(?:T|\\top|\\intercal|\\prime)\}")
_GRADIENT = lazily(r"\s*(?:\\delta(?![A-Za-z])|δ|d|g|\\frac\s*\{\s*\\partial\s+L\s*\}\s*\{\s*\\partial)")
_ACCENTED = lazily(r"\\(?:tilde|hat|bar|widetilde|widehat)\s*\{?\s*(\w)\s*\}?")
_SLOPE = lazily(r"(?P<f>\\sigma|σ|sigmoid|\\tanh|tanh)\s*'\s*\(\s*(?P<of>[^()]*)\)")


class CellGradients:
    """Writes the statements of a page one after the other; a name may mean another gradient from a statement on.

    ``activated`` has the function and what it is of for every activation; ``outputs`` are values that nothing uses in
    the step. With ``incoming`` a gradient at this step that no statement defines is what arrives.
    """

    def __init__(
        self,
        time: str,
        known: Collection[str],
        defined: Collection[str],
        activated: Mapping[str, tuple[str, str]],
        outputs: Collection[str],
        *,
        incoming: bool,
    ) -> None:
        self.time, self.known, self.defined, self.activated = time, known, defined, activated
        self.outputs = outputs
        self.incoming = incoming
        self.entering: dict[str, str] = {}
        """The names of what enters an activation, for those of which it has a gradient."""
        self.arriving: dict[str, str] = {}
        self.lefts: set[tuple[str, str]] = set()
        self.slopes: dict[str, str] = {}
        """What a name of a gradient means, where it has the slope of an activation in it."""

    def statement(self, left: str, rights: Sequence[str]) -> tuple[str, list[str]]:
        """The sides of a statement."""
        rights = [self._behind(text) for text in rights]
        through = self._activation_of(left, rights[0]) if rights else ""
        rights = [self._gradients(text) for text in rights]
        if through:
            self.slopes[" ".join(_PARTS.findall(left))] = through
        return self._gradients(left, leads=True), [self._slopes(text) for text in rights]

    def _activation_of(self, left: str, right: str) -> str:
        """The activation whose slope is in a formula for a gradient; '' where there is none."""
        if not _GRADIENT.match(left):
            return ""
        own = self._value_of(left)
        whole = _WHOLE.fullmatch(left)
        name = single_name(whole[1], self.time) if whole else None
        if name is not None and (name.key in self.known or by_name.is_weight(word(name.key))):
            return ""
        named = re.sub(r"\\delta|δ|^\s*d", "", left).strip()
        if own is None and by_name.is_weight(re.sub(r"[^A-Za-z0-9_]", "", named) or "x"):
            return ""
        text = _tight(_in_steps(right, self.time))
        found = [
            key
            for key, (function, _) in self.activated.items()
            if any(slope in text for slope in _slopes_of(key, function))
        ]
        if own is not None and own in self.activated:
            of_itself = whole is None and _tight(_derivative(Name(own), self.time)) in text  # no name for ∂L/∂r
            return own if own in found or of_itself else ""
        # δ_h beside W_h and h̃ is of what enters h̃: no gradient by h_t has the slope of h̃_t in it
        return found[0] if len(found) == 1 and (own is None or _same_letter(own, found[0])) else ""

    def _value_of(self, left: str) -> str | None:
        """The value that a name of a gradient tells; None where it tells none that is known."""
        for pattern, at in ((_BESIDE, self._beside), (_BELOW, self._below)):
            found = pattern.fullmatch(left.strip())
            if found and (name := at(found)):
                return name.key
        return None

    def _gradients(self, text: str, *, leads: bool = False) -> str:
        """The text with derivatives for the names of gradients; on a left side, which ``leads``, next is before."""
        for left, through in self.slopes.items():
            if (pattern := _loosely(left)).search(text):
                text = pattern.sub(self._by_entering(through).replace("\\", r"\\"), text)

        def put(found: re.Match[str], name: Name | None) -> str:
            if name is None:
                return found[0]
            if name.step == NEXT and not leads:
                return self._from_behind(name)
            if name.step == NEXT:
                name = name._replace(step=BEFORE)
            if name.step == AFTER:
                return found[0]
            if leads:
                self.lefts.add((found["head"], name.key))
            elif self._arrives(found["head"], name):
                return self._from_behind(name)
            return _derivative(name, self.time)

        text = _BESIDE.sub(lambda found: put(found, self._beside(found)), text)
        return _BELOW.sub(lambda found: put(found, self._below(found)), text)

    def _arrives(self, head: str, name: Name) -> bool:
        """Whether a gradient that is used before anything defines it is what arrives from behind."""
        is_state = name.step != BEFORE and name.key in self.defined and name.key not in self.activated
        return self.incoming and is_state and (head, name.key) not in self.lefts

    def _beside(self, found: re.Match[str]) -> Name | None:
        name = name_of(found["base"] or found["base2"], found["scripts"] or found["scripts2"] or "", self.time)
        return self._known(name)

    def _known(self, name: Name) -> Name | None:
        """A name as the page's equations have it, in the other case if need be; None where they have none."""
        if name.power and not _TURNED.fullmatch(name.power):
            return None
        other = name._replace(key=name.key.swapcase()) if len(name.key) == 1 else name
        return next((one for one in (name, other) if one.key in self.known), None)

    def _below(self, found: re.Match[str]) -> Name | None:
        if found["head"] in self.known:
            return None
        step, value = None, None
        for piece in _PIECE.findall(found["scripts"]):
            content = piece[1:-1].strip() if piece.startswith("{") else piece
            alone = name_of("X", f"_{{{content}}}", self.time)
            if alone.step is not None and alone.key == "X":
                step = alone.step
                continue
            name = single_name(content, self.time)
            if name is None and "," in content:
                alone = name_of("X", f"_{{{content}}}", self.time)
                name = single_name(alone.key[3:-1], self.time)
                step = alone.step if step is None else step
            name = self._known(name) if name is not None else None
            if name is None or value is not None:
                return None
            value = name
        if value is None:
            return None
        return value if step is None else value._replace(step=step)

    def _from_behind(self, name: Name) -> str:
        if name.key in self.outputs:
            return _derivative(name._replace(step=None), self.time)
        self.arriving[name.key] = rf"\Xi_{{{word(name.key)}}}"
        return self.arriving[name.key]

    def _behind(self, text: str) -> str:
        """The text with the gradient that arrives for ``δc_{t+1} ⊙ f_{t+1}``, in either order."""
        letter = self.time or "t"
        below = rf"\s*_\s*\{{\s*{letter}\s*\+\s*1\s*\}}"
        above = rf"\s*\^\s*\{{\s*(?:\\langle|\()?\s*{letter}\s*\+\s*1\s*(?:\\rangle|\))?\s*\}}"
        after = rf"{below}|{above}"
        for key in sorted(self.defined - self.activated.keys() - set(self.outputs)):
            forget = "|".join(map(re.escape, sorted(self.activated)))
            names = rf"(?:{forget})(?:{after}|\s*_\s*\{{?\s*(?:\\text\s*\{{)?\s*next\s*\}}{{0,2}})"
            gradient = (
                rf"(?:(?:\\delta|δ|d)\s*{re.escape(key)}(?:{after}|\s*_\s*\{{?\s*(?:\\text\s*\{{)?\s*next\s*\}}{{0,2}})"
                rf"|\\frac\s*\{{\s*\\partial\s+L\s*\}}\s*\{{\s*\\partial\s+{re.escape(key)}(?:{after})\s*\}})"
            )
            for pattern in (rf"{gradient}{_SIGN}{names}", rf"{names}{_SIGN}{gradient}"):
                if re.search(pattern, text):
                    text = re.sub(pattern, self._from_behind(Name(key)).replace("\\", r"\\"), text)
        return text

    def _by_entering(self, key: str) -> str:
        of = self.activated[key][1]
        name = single_name(of, "")
        if name is not None and name.key in self.known:
            return rf"\frac{{\partial L}}{{\partial {name.key}}}"
        self.entering[key] = rf"z_{{enters{word(key)}}}"
        return rf"\frac{{\partial L}}{{\partial {self.entering[key]}}}"

    def _slopes(self, text: str) -> str:
        """The text with the slope of an activation by its value where it is said to be at that value."""

        def put(found: re.Match[str]) -> str:
            name = single_name(found["of"], self.time)
            if name is None or name.key not in self.activated:
                return found[0]
            return rf"({name.key} (1 - {name.key}))" if "tanh" not in found["f"] else rf"(1 - {name.key}^2)"

        return _SLOPE.sub(put, text)


def _same_letter(key: str, other: str) -> bool:
    """Whether two names are one letter, of which the other bears an accent."""
    return other != key and (accented := _ACCENTED.fullmatch(other)) is not None and accented[1] == key


def _derivative(name: Name, time: str) -> str:
    step = {BEFORE: f"_{{{time}-1}}" if time else "_{prev}"}.get(name.step if name.step is not None else 0, "")
    if step and "_" in name.key:
        step = f"^{{({time}-1)}}"
    return rf"\frac{{\partial L}}{{\partial {name.key}{step}}}{name.power}"


def _in_steps(text: str, time: str) -> str:
    """The text with names without their steps."""
    return re.sub(_NAME, lambda one: _plain(name_of(one["base"], one["scripts"], time)), text)


def _plain(name: Name) -> str:
    return name.key + name.power


def _slopes_of(key: str, function: str) -> list[str]:
    own = _tight(key)
    if function == "tanh":
        return [f"1-{own}^2", f"1-{own}^{{2}}", f"1-({own})^2", f"1-({own})^{{2}}", rf"\tanh'({own})", rf"tanh'({own})"]
    return [
        f"{own}(1-{own})", f"(1-{own}){own}", f"{own}-{own}^2", f"{own}-{own}^{{2}}", rf"\sigma'({own})", f"σ'({own})",
        f"({own})(1-{own})",
    ]  # fmt: skip


def _tight(text: str) -> str:
    return _LOOSE.sub("", text)


def _loosely(left: str) -> re.Pattern[str]:
    """A pattern for a text however it is spaced."""
    parts = left.split()
    before = r"(?<!\\)" if left.startswith("\\") else r"(?<![A-Za-z\\])"  # U^T\delta_h
    return re.compile(before + r"\s*".join(map(re.escape, parts)) + r"(?![A-Za-z_^])")


def slope_in(left: str, right: str, key: str, time: str) -> str:
    """The function whose slope at a value stands in a formula for a gradient; '' where none does."""
    if not _GRADIENT.match(left):
        return ""
    text = _tight(_in_steps(right, time))
    return next((one for one in ("sigma", "tanh") if any(slope in text for slope in _slopes_of(key, one))), "")


def word(key: str) -> str:
    """A name as a word."""
    return re.sub(r"[^A-Za-z0-9]", "", key)
