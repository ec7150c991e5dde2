"""Tensors of other libraries as NumPy arrays: by what they can do, so that none of the libraries is imported."""

from __future__ import annotations

from typing import Any

import numpy as np

from tutor.errors import named

_OURS = (np.ndarray, np.generic, int, float, complex, str, bytes, dict, type(None))
_DEEPEST = 64
"""NumPy's arrays have no more axes."""
_MARKS = ("detach", "numpy", "get", "__array__", "__dlpack__")


def on_host(name: str, value: Any, depth: int = 0) -> Any:
    """A tensor of torch, jax, tensorflow, cupy or alike as a NumPy array, detached and copied from its device.

    Lists may hold them. Anything else is returned as it is. Raises ValueError, with a sentence that begins with
    ``name``, for a tensor that has no numbers to copy.
    """
    if isinstance(value, list | tuple):
        # Rows are looked into only where there are other things than numbers: lists of numbers may be long.
        kinds = set(map(type, value))
        if depth == _DEEPEST or all(issubclass(kind, _OURS) for kind in kinds):
            return value
        return [on_host(name, item, depth + 1) for item in value]
    if isinstance(value, _OURS) or not any(hasattr(value, mark) for mark in _MARKS):
        return value
    try:
        return _plain(_copied(value))
    except Exception as error:  # of another library's own kind: of a tensor without data, or on a device that is gone
        raise ValueError(f"{name} cannot be copied from its device: {named(error)}") from error


def as_original(original: Any, array: Any, *, complex_too: bool = False) -> Any:
    """An array as a tensor of the library and on the device of another one.

    It may be of complex numbers; with ``complex_too``, a tensor of a library that does not mix them with fractions is.
    """
    if not isinstance(array, np.ndarray) or isinstance(original, _OURS) or array.dtype.kind not in "fc":
        return original if any(hasattr(original, mark) for mark in ("new_tensor", "block_until_ready")) else array
    if hasattr(original, "new_tensor"):  # torch, in double precision
        double = original.detach().double().dtype
        real = original.new_tensor(array.real, dtype=double)
        return real + 1j * original.new_tensor(array.imag, dtype=double) if complex_too else real
    if hasattr(original, "block_until_ready"):  # jax, in the precision that it has
        return original * 0 + array
    return array


def _copied(value: Any) -> Any:
    if hasattr(value, "detach"):
        value = value.detach()
        if getattr(value, "is_sparse", False):
            value = value.to_dense()
        for method in ("cpu", "resolve_conj", "resolve_neg"):
            value = getattr(value, method)() if hasattr(value, method) else value
        if str(getattr(value, "dtype", "")).endswith("bfloat16"):
            value = value.float()  # which NumPy has no type for
    if hasattr(value, "numpy"):
        return value.numpy()
    if hasattr(value, "get") and hasattr(value, "__cuda_array_interface__"):
        return value.get()
    if hasattr(value, "__array__"):
        return np.asarray(value)
    return np.from_dlpack(value) if hasattr(value, "__dlpack__") else value


def _plain(array: Any) -> Any:
    """The same numbers of a type that NumPy has itself: jax's bfloat16 is a type of its own."""
    if isinstance(array, np.ndarray) and type(array.dtype).__module__.startswith("ml_dtypes"):
        return array.astype(np.float32)
    if isinstance(array, np.ndarray) and array.dtype.name in ("bfloat16", "float8_e4m3fn", "float8_e5m2"):
        return array.astype(np.float32)
    return array
