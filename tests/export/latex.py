"""Holding a LaTeX document to what makes it compile, with the compiler itself where there is one."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

PDFLATEX = shutil.which("pdflatex")


def balanced(document: str) -> None:
    """Braces, environments, `\\left` and `\\right` and dollar signs in pairs, and nothing but ASCII."""
    assert document.isascii()
    assert document.startswith("\\documentclass")
    assert document.endswith("\\end{document}\n")
    plain = re.sub(r"\\[\\{}$%&#_]", "", document)
    assert "%" not in plain
    assert plain.count("$") % 2 == 0
    depth = 0
    open_environments: list[str] = []
    for token in re.findall(r"\\(?:begin|end)\{[a-z*]+\}|\\left\b|\\right\b|[{}]", plain):
        if token in "{}":
            depth += 1 if token == "{" else -1
            assert depth >= 0
        elif token == r"\left":
            open_environments.append("left")
        elif token == r"\right":
            assert open_environments.pop() == "left"
        else:
            kind, name = re.fullmatch(r"\\(begin|end)\{([a-z*]+)\}", token).groups()  # type: ignore[union-attr]
            if kind == "begin":
                open_environments.append(name)
            else:
                assert open_environments.pop() == name
    assert (depth, open_environments) == (0, [])
    assert not re.search(r"\^\{[^{}]*\}\^", plain), "a second superscript on what has one"


def compiles(document: str, folder: Path) -> None:
    """pdflatex takes the document without an error."""
    assert PDFLATEX is not None
    (folder / "page.tex").write_text(document, encoding="utf-8")
    options = ("-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape")
    done = subprocess.run([PDFLATEX, *options, "page.tex"], cwd=folder, capture_output=True)
    complaints = [line for line in done.stdout.decode("utf-8", "replace").splitlines() if line.startswith(("!", "l."))]
    assert done.returncode == 0, complaints
