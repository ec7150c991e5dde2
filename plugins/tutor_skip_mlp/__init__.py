"""The plugin skip-mlp: a network with one hidden layer and a connection that skips it."""

from __future__ import annotations

from collections.abc import Iterable

import tutor


@tutor.hookimpl
def tutor_problems() -> Iterable[tutor.Problem]:
    """The one problem of this plugin."""
    from tutor_skip_mlp.problem import SkipMLP

    return (SkipMLP(),)
