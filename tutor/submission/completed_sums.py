"""Gradients that a page writes down in two parts: with ``=``, and what is added further down with ``+=``."""

from __future__ import annotations

from collections.abc import Sequence

from tutor.notation.read.lazy_patterns import lazily
from tutor.submission.statement import CLAIM, Link, Statement

_GRADIENT = lazily(r"\\(?:partial|nabla|delta)(?![A-Za-z])|[∂∇δ]|\A\s*d(?=[A-Za-z\\])|\\frac\s*\{\s*d")


def with_completed_sums(statements: Sequence[Statement]) -> list[Statement]:
    """The statements with the whole sum in both places: neither part by itself is the gradient."""
    found = list(statements)
    open_sums: dict[str, list[int]] = {}
    for at, one in enumerate(statements):
        left = "".join(one.left.split())
        relation = one.links[0].relation if one.links and one.links[0].kind == CLAIM else ""
        if relation == "=" and _GRADIENT.search(one.left):
            open_sums[left] = [at]
        elif relation == "+=" and left in open_sums:
            places = open_sums[left]
            places.append(at)
            terms = [f"({statements[place].links[-1].text})" for place in places]
            for place in places:
                others = [term for other, term in zip(places, terms, strict=True) if other != place]
                links = tuple(_with(link, others) for link in statements[place].links)
                found[place] = statements[place].replace(links=links)
    return found


def _with(link: Link, others: Sequence[str]) -> Link:
    return link.replace(text=" + ".join([link.text, *others]), relation="=")
