"""The network file of a convolution: what slides along what is written as a sum, whose sizes are all said."""

from __future__ import annotations

from collections.abc import Mapping

from tutor.submission.own_network.convolution.layer import Layer

_FILE = """title The convolution of the page
input {given}[i,j]
weights {weights}
sizes {sizes}
upstream {upstream}
{formulas}
"""


def network_file(layer: Layer, extents: Mapping[str, tuple[int, int]], *, turns: bool) -> str:
    """The file: of two layers where a page has a letter for them; ``turns`` means true convolution."""
    given = "act0" if layer.layered else "act1"
    letters = {given: "i,j", "kernel1": "p,q", "kernel2": "r,c", "pre1": "k,l", "pre2": "u,v"}
    weights, formulas = [], []
    for at in (1, 2) if layer.layered else (2,):
        kernel, row, column = f"kernel{at}", *letters[f"pre{at}"].split(",")
        inner, other = letters[kernel].split(",")
        rows, columns = extents[kernel]
        place = f"{row}-{inner}+{rows},{column}-{other}+{columns}" if turns else f"{row}+{inner}-1,{column}+{other}-1"
        weights.append(f"{kernel}[{letters[kernel]}]")
        added = ""
        if layer.bias:
            weights.append(f"bias{at}{f'[{row},{column}]' if layer.bias_rank else ''}")
            added = f" + bias{at}{f'[{row},{column}]' if layer.bias_rank else ''}"
        summed = f"sum_{{{inner},{other}}}(act{at - 1}[{place}]*{kernel}[{inner},{other}])"
        formulas.append(f"pre{at}[{row},{column}] = {summed}{added}")
        if at == 1:
            formulas.append("act1 = σ(pre1)")
    end = "pre2"
    if layer.after:
        end = "act2"
        formulas.append(f"act2 = {layer.known_function}(pre2)")
    used = {name: own for name, own in letters.items() if layer.layered or name not in ("kernel1", "pre1")}
    sizes = [
        f"{letter.upper()}={size}"
        for name, own in used.items()
        for letter, size in zip(own.split(","), extents[name], strict=True)
    ]
    return _FILE.format(
        given=given,
        weights=", ".join(weights),
        sizes=", ".join(sizes),
        upstream=f"d{end} for {end}",
        formulas="\n".join(formulas),
    )
