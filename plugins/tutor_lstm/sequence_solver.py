"""Forward pass and backpropagation through time of an LSTM over a batch of sequences.

The gates come in the order i, f, o, g: one matrix product serves all four, and where there is no recurrence
all time steps. Inside, the batch is the last axis: each gate of a step is then one piece of memory, which
takes a third off the time at T = 50, d = 16, H = 32, N = 8.

What is kept from the forward pass are the gates, c and h: 6 T N H numbers. The backward pass works in blocks
of steps that fit the cache, so that it adds a fixed amount and not another 4 T N H.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from tutor.numeric import Array

_BLOCK_BYTES = 1 << 19
_SHORT = 8


def forward(given: Mapping[str, Array]) -> dict[str, Array]:
    """Values `i f o g c h [t,n,h]` and `L` = sum of dh * h.

    From `x[t,n,d] h0[n,h] c0[n,h] Wx[d,e] Wh[h,e] b[e] dh[t,n,h]`, where e has 4 H entries.
    """
    x, h0, c0, Wx, Wh, b = (given[name] for name in ("x", "h0", "c0", "Wx", "Wh", "b"))
    steps, n, _ = x.shape
    size = h0.shape[1]
    dtype = np.result_type(x, h0, c0, Wx, Wh, b)
    # The sigmoids need e^-a: the minus goes into the weights once instead of into every step.
    sign = np.ones(4 * size, dtype)
    sign[: 3 * size] = -1
    Wh = (Wh * sign).T
    kept = np.empty((steps, 6 * size, n), dtype)
    gates = np.matmul((Wx * sign).T, x.transpose(0, 2, 1), out=kept[:, : 4 * size])
    bias = np.empty((4 * size, n), dtype)  # spread out first: adding a column to rows of N takes 5 times as long
    bias[:] = (b * sign).reshape(-1, 1)
    gates += bias
    i, f, o, g, every_c, every_h = (kept[:, k * size : (k + 1) * size] for k in range(6))
    recurrent, scratch = np.empty((4 * size, n), dtype), np.empty((size, n), dtype)
    h, c = np.array(h0.T, dtype, order="C"), np.array(c0.T, dtype, order="C")
    one = np.array(1, dtype)
    rows = zip(gates, gates[:, : 3 * size], i, f, o, g, every_c, every_h, strict=True)
    with np.errstate(over="ignore"):  # e^1000 is inf here, and 1/(1 + inf) is the 0 that is meant
        for gates_t, sigmoids_t, i_t, f_t, o_t, g_t, c_t, h_t in rows:
            Wh.dot(h, recurrent)
            gates_t += recurrent
            np.exp(sigmoids_t, sigmoids_t)
            sigmoids_t += one
            np.divide(one, sigmoids_t, sigmoids_t)
            np.tanh(g_t, g_t)
            np.multiply(f_t, c, c_t)
            np.multiply(i_t, g_t, scratch)
            c_t += scratch
            np.tanh(c_t, scratch)
            np.multiply(o_t, scratch, h_t)
            c, h = c_t, h_t
    values = {"i": i, "f": f, "o": o, "g": g, "c": every_c, "h": every_h}
    loss = np.einsum("tnh,thn->", given["dh"], every_h)
    return {**{name: array.transpose(0, 2, 1) for name, array in values.items()}, "L": np.asarray(loss)}


def backward(given: Mapping[str, Array], values: Mapping[str, Array]) -> dict[str, Array]:
    """Gradients of L: `h c [t,n,h]` (total), `x[t,n,d]`, `Wx[d,e]`, `Wh[h,e]`, `b[e]`, `h0 c0 [n,h]`."""
    x, h0, c0, Wx, Wh = (given[name] for name in ("x", "h0", "c0", "Wx", "Wh"))
    kept = {name: values[name].transpose(0, 2, 1) for name in ("i", "f", "o", "g", "c", "h")}
    kept["dh"] = given["dh"].transpose(0, 2, 1)
    steps, size, n = kept["f"].shape
    dtype = kept["f"].dtype
    dx = np.empty(x.shape, dtype)
    dh, dc = kept["dh_total"], kept["dc_total"] = np.empty((2, steps, size, n), dtype)
    dWx, dWh, db = np.zeros(Wx.shape, dtype), np.zeros(Wh.shape, dtype), np.zeros(4 * size, dtype)
    from_h, from_c = np.zeros((2, size, n), dtype)  # what step t+1 sends back to h_t and to c_t
    # A third of the sequence keeps the peak of memory low, 512 KB keep a block in the cache.
    fitting = _BLOCK_BYTES // (n * 4 * size * dtype.itemsize)
    length = max(1, min(fitting, max(_SHORT, -(-steps // 3))))
    for stop in range(steps, 0, -length):
        start = max(0, stop - length)
        block = {name: array[start:stop] for name, array in kept.items()}
        da = _through_block(block, _before(kept["c"], c0, start, stop), Wh, from_h, from_c)
        dWx += x[start:stop].reshape(len(da), -1).T.dot(da)
        dWh += _flat(_before(kept["h"], h0, start, stop)).dot(da)
        db += np.add.reduce(da, axis=0)
        dx[start:stop] = da.dot(Wx.T).reshape(stop - start, n, -1)
        del da  # before the next one is made: 4 H numbers for every sample and step of a block
    return {
        "h": dh.transpose(0, 2, 1),
        "c": dc.transpose(0, 2, 1),
        "x": dx,
        "Wx": dWx,
        "Wh": dWh,
        "b": db,
        "h0": from_h.T,
        "c0": from_c.T,
    }


def _through_block(block: Mapping[str, Array], c_prev: Array, Wh: Array, from_h: Array, from_c: Array) -> Array:
    """dL/da of a block of steps as rows [t n, e]; `from_h` and `from_c` are carried to the block before."""
    da, to_c = _local_slopes(block, c_prev)
    size = to_c.shape[1]
    block["dh_total"][...] = block["dh"]  # turned round once, and completed step by step
    rows = zip(
        block["dh_total"][::-1],
        block["dc_total"][::-1],
        to_c[::-1],
        block["f"][::-1],
        da[::-1],
        *(da[::-1, k * size : (k + 1) * size] for k in range(4)),
        strict=True,
    )
    for dh, dc, to_c_t, f_t, da_t, di_t, df_t, do_t, dg_t in rows:
        dh += from_h
        np.multiply(dh, to_c_t, dc)
        dc += from_c
        di_t *= dc
        df_t *= dc
        do_t *= dh
        dg_t *= dc
        np.multiply(dc, f_t, from_c)
        Wh.dot(da_t, from_h)
    return _flat(da).T


def _local_slopes(kept: Mapping[str, Array], c_prev: Array) -> tuple[Array, Array]:
    """For a block of steps: dc/da of i, f and g and dh/da of o in blocks [t,e,n], and dh/dc [t,h,n]."""
    i, f, o, g, c, h = (kept[name] for name in ("i", "f", "o", "g", "c", "h"))
    steps, size, n = c.shape
    slopes = np.empty((steps, 4 * size, n), c.dtype)
    written = i * g
    # The slope of s is s (1 - s), so that each sigmoid's product with its partner comes back times 1 - s.
    for block, (gate, product) in enumerate(((i, written), (f, f * c_prev), (o, h))):
        slope = slopes[:, block * size : (block + 1) * size]
        np.subtract(1.0, gate, slope)
        slope *= product
    slope = slopes[:, 3 * size :]
    np.multiply(written, g, slope)
    np.subtract(i, slope, slope)  # i (1 - g^2)
    to_c = np.tanh(c)
    to_c *= h
    np.subtract(o, to_c, to_c)  # o (1 - tanh(c)^2), because h is o tanh(c)
    return slopes, to_c


def _before(states: Array, first: Array, start: int, stop: int) -> Array:
    """The states [t,h,n] one step before the steps `start` to `stop`; `first` [n,h] comes before them all."""
    if start:
        return states[start - 1 : stop - 1]
    return np.concatenate((first.T[np.newaxis], states[: stop - 1]))


def _flat(block: Array) -> Array:
    """[t,h,n] as one row per unit, [h, t n]."""
    return block.transpose(1, 0, 2).reshape(block.shape[1], -1)
