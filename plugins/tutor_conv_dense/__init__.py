"""The plugin conv-dense: a convolution and two dense layers."""

from __future__ import annotations

from collections.abc import Iterable

import tutor


@tutor.hookimpl
def tutor_problems() -> Iterable[tutor.Problem]:
    """The one problem of this plugin, with σ after every layer."""
    from tutor_conv_dense.problem import ConvDense

    return (ConvDense(),)
