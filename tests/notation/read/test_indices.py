"""Where written indices belong, and what they pick."""

from __future__ import annotations

import numpy as np
import pytest

from tests.notation.toys import Batch, Kernel, Layers, Samples, Through, arrays, numbers, read, same, toy, value
from tutor.notation.errors import FitError, NotationError
from tutor.notation.read.parser import parse


def test_a_full_list_is_positional() -> None:
    assert np.allclose(numbers(Layers, "A[g,h]", "gh"), arrays(Layers)["A"])
    assert np.allclose(numbers(Layers, "A[g,h]", "hg"), arrays(Layers)["A"].swapaxes(1, 2))


def test_a_running_letter_goes_home_wherever_it_stands() -> None:
    assert read(Samples, "x_i^{(n)}") == read(Samples, "x[i,n]") == read(Samples, "x_{ni}") == read(Samples, "xₙᵢ")


def test_an_index_above_belongs_to_the_samples_whatever_its_letter() -> None:
    assert same(Samples, "sum_m(x_j^(m))", "sum_n(x[n,j])", "i")


def test_a_partial_list_goes_by_letter() -> None:
    assert read(Samples, "x_i") == read(Samples, "x[:,i]")
    assert read(Samples, "x_n") == read(Samples, "x[n,:]")


def test_a_colon_keeps_an_axis_whole() -> None:
    assert np.allclose(numbers(Layers, "W1[2,:]", "d"), arrays(Layers)["W1"][:, 1])
    assert np.allclose(numbers(Layers, "W1[:,2]", "h"), arrays(Layers)["W1"][:, :, 1])


def test_an_unknown_letter_goes_to_the_only_axis_left_that_does_not_run() -> None:
    assert read(Through, "H_u") == read(Through, "H[:,u]")
    with pytest.raises(NotationError, match=r"W1 has axes \[h,d\], 1 index given"):
        read(Layers, "W1_u")


def test_a_capital_t_is_the_last_step_of_time() -> None:
    assert np.allclose(numbers(Through, "X_T", "d"), arrays(Through)["X"][:, -1])
    assert np.allclose(numbers(Through, "X_{T-1}", "d"), arrays(Through)["X"][:, -2])


def test_a_lone_number_is_a_step_of_time() -> None:
    assert np.allclose(numbers(Through, "X_2", "d"), arrays(Through)["X"][:, 1])


def test_a_letter_twice_is_the_diagonal() -> None:
    assert np.allclose(numbers(Layers, "A_hh", "h"), np.einsum("phh->ph", arrays(Layers)["A"]))


def test_entries_count_from_one() -> None:
    assert np.allclose(numbers(Layers, "W1[1,3]"), arrays(Layers)["W1"][:, 0, 2])
    assert np.allclose(numbers(Kernel, "z0_11"), arrays(Kernel)["z0"][:, 0, 0])


def test_a_shift_reads_zero_outside() -> None:
    before = numbers(Through, "H[t-1]", "ts")
    assert np.allclose(before[:, 0], 0)
    assert np.allclose(before[:, 1:], arrays(Through)["H"][:, :-1])


@pytest.mark.parametrize("distance", [-40, -5, -4, -3, -2, -1, 0, 1, 2, 3, 4, 5, 40])
def test_a_shift_by_any_distance_is_a_look_up_that_finds_zero_outside(distance: int) -> None:
    states = arrays(Through)["G"]
    steps = states.shape[1]
    shifted = np.stack(
        [states[:, t + distance] if 0 <= t + distance < steps else 0 * states[:, 0] for t in range(steps)], axis=1
    )
    if distance < 0 and -distance <= steps:
        shifted[:, -distance - 1] = arrays(Through)["g0"]
    assert np.array_equal(numbers(Through, f"G[t{distance:+d},s]", "ts"), shifted)


def test_what_stands_before_the_first_step_is_read_along_time_alone() -> None:
    along_the_state = numbers(Through, "G[1,s-1]", "s")
    assert (along_the_state[:, 0] == 0).all()
    np.testing.assert_array_equal(along_the_state[:, 1], numbers(Through, "G[1,1]"))
    np.testing.assert_array_equal(numbers(Through, "G[2,s-1]", "s")[:, 1], numbers(Through, "G[2,1]"))


def test_a_shift_reads_what_is_declared_to_stand_outside() -> None:
    assert np.allclose(numbers(Through, "G[t-1]", "ts")[:, 0], arrays(Through)["g0"])


def test_step_zero_is_what_stands_before_the_first() -> None:
    assert np.allclose(numbers(Through, "H_0", "s"), 0)
    assert np.allclose(numbers(Through, "G_0", "s"), arrays(Through)["g0"])


def test_a_shift_by_an_unknown_letter_is_along_time() -> None:
    assert read(Through, "H_{j-1}") == read(Through, "H[j-1,:]")
    with pytest.raises(FitError, match="the letter j runs over s and over t"):
        value(Through, "sum_j(H_j*H_{j-1})")


def test_positions_may_be_one_number_when_they_are_flattened() -> None:
    assert np.allclose(numbers(Kernel, "z1_3"), arrays(Kernel)["z1"][:, 1, 0])
    assert np.allclose(numbers(Kernel, "z1[3]"), arrays(Kernel)["z1"][:, 1, 0])


def test_a_sum_of_letters_slides() -> None:
    z0, kernel = arrays(Kernel)["z0"], arrays(Kernel)["K"]
    by_hand = [[(z0[:, u : u + 3, v : v + 3] * kernel).sum(axis=(1, 2)) for v in range(2)] for u in range(2)]
    found = numbers(Kernel, "sum_{r,c}(z0[u+r-1,v+c-1]*K[r,c])", "uv")
    assert np.allclose(found, np.moveaxis(np.array(by_hand), 2, 0))


def test_entries_that_do_not_exist_are_refused_with_the_size() -> None:
    with pytest.raises(NotationError, match="z1 has 2 entries along h; 9 is outside"):
        read(Layers, "z1[9]")
    with pytest.raises(NotationError, match="x has 3 entries along d; 0 is outside"):
        read(Layers, "x[0]")


def test_entries_are_those_of_the_instance_that_is_asked_about() -> None:
    scope = toy(Layers).scope
    larger = scope.sized({**scope.axes.sizes, "H": 9})
    assert parse("z1[9]", larger) is not None
    with pytest.raises(NotationError, match="is outside"):
        parse("z1[9]", scope)


def test_a_number_takes_no_index() -> None:
    with pytest.raises(NotationError, match="L is a single number and takes no index"):
        read(Layers, "L[1]")
    with pytest.raises(NotationError, match="p is a single number and takes no index"):
        read(Layers, "p_i")


def test_too_many_indices_are_counted() -> None:
    with pytest.raises(NotationError, match=r"x has axis \[d\], 2 indices given"):
        read(Layers, "x[i,j]")


def test_a_letter_runs_over_one_size_only() -> None:
    with pytest.raises(FitError, match="the letter u runs over m and over h"):
        value(Layers, "t_u*y1_u")


def test_a_block_is_found_by_a_size_in_its_index() -> None:
    assert np.allclose(numbers(Batch, "x[n,D]", "n"), arrays(Batch)["x"][:, :, 2])
