"""Products summed over letters: whatever becomes of them as matrices, they are what einsum gives."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tutor.notation.eval.contraction import summed_product
from tutor.notation.lower.value import Value

SIZES = {"t": 3, "n": 4, "e": 5, "h": 2, "d": 6}
LETTERS = st.lists(st.sampled_from(sorted(SIZES)), min_size=1, max_size=4, unique=True).map(tuple)


@given(LETTERS, LETTERS, st.sampled_from([(1, 1), (1, 2), (2, 1), (2, 2)]), st.data())
def test_a_summed_product_is_that_of_einsum(
    left: tuple[str, ...], right: tuple[str, ...], points: tuple[int, int], data: st.DataObject
) -> None:
    shared = [letter for letter in left if letter in right]
    summed = tuple(data.draw(st.lists(st.sampled_from(shared), min_size=1, unique=True))) if shared else ()
    rng = np.random.default_rng(len(left) * 10 + len(right))
    one, two = (
        rng.normal(size=(count, *(SIZES[letter] for letter in letters)))
        for count, letters in zip(points, (left, right), strict=True)
    )
    array, dims = summed_product(Value(one, left, left), Value(two, right, right), summed)
    count = max(points)
    sides = [np.broadcast_to(side, (count, *side.shape[1:])) for side in (one, two)]
    wanted = np.einsum(f"p{''.join(left)},p{''.join(right)}->p{''.join(dims)}", *sides)
    assert set(dims) == {*left, *right} - {*summed}
    np.testing.assert_allclose(array, wanted, rtol=1e-12, atol=1e-12)
