"""Tensors of other libraries are taken as they are."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import tutor
from tutor import TutorError
from tutor.problems.instances.real_numbers import real_numbers


class Tensor:
    """What torch does: no array of what needs a gradient, or of what is on a device."""

    def __init__(self, numbers: Any, *, grad: bool = True, device: str = "cuda", dtype: str = "torch.float32") -> None:
        self.numbers, self.grad, self.device, self.dtype = np.asarray(numbers), grad, device, dtype

    def detach(self) -> Tensor:
        return Tensor(self.numbers, grad=False, device=self.device, dtype=self.dtype)

    def cpu(self) -> Tensor:
        return Tensor(self.numbers, grad=self.grad, device="cpu", dtype=self.dtype)

    def float(self) -> Tensor:
        return Tensor(self.numbers, grad=self.grad, device=self.device)

    def numpy(self) -> Any:
        if self.grad or self.device != "cpu" or self.dtype == "torch.bfloat16":
            raise RuntimeError("Can't call numpy() on this Tensor")
        return self.numbers.astype(np.float32)

    def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
        return self.numpy()


class OnDevice:
    """What cupy does: no array without being asked."""

    __cuda_array_interface__ = {"shape": (2,)}

    def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
        raise TypeError("Implicit conversion to a NumPy array is not allowed")

    def get(self) -> Any:
        return np.array([1.0, 2.0])


class Exported:
    """What has nothing but the protocol of the array standard."""

    def __init__(self) -> None:
        self._array = np.array([1.0, 2.0])

    def __dlpack__(self, **wanted: Any) -> Any:
        return self._array.__dlpack__(**wanted)

    def __dlpack_device__(self) -> Any:
        return self._array.__dlpack_device__()


@pytest.mark.parametrize(
    "value",
    [
        Tensor([1.0, 2.0]),
        Tensor([1.0, 2.0], dtype="torch.bfloat16"),
        [Tensor(1.0), Tensor(2.0)],
        OnDevice(),
        Exported(),
    ],
)
def test_a_tensor_is_detached_and_copied_from_its_device(value: Any) -> None:
    assert real_numbers("x", value).tolist() == [1.0, 2.0]


def test_a_tensor_without_numbers_is_refused_in_one_sentence() -> None:
    class Meta(Tensor):
        def detach(self) -> Tensor:
            raise NotImplementedError("Cannot copy out of meta tensor")

    with pytest.raises(ValueError, match="x cannot be copied from its device: NotImplementedError: Cannot copy out"):
        real_numbers("x", Meta([1.0]))
    instance = tutor.problem("lstm-cell").instance()
    with pytest.raises(TutorError, match="W_f cannot be copied"):
        tutor.gradcheck("lstm-cell", instance.given, {"W_f": Meta([1.0, 2.0])})


def test_torch_tensors_are_taken_and_their_gradients() -> None:
    torch = pytest.importorskip("torch")
    instance = tutor.problem("rnn-step").instance(seed=1)
    given = {name: torch.tensor(array, requires_grad=True) for name, array in instance.given.items()}
    h = torch.tanh(given["x"] @ given["Wx"] + given["h_prev"] @ given["Wh"] + given["b"])
    (h * given["dh"].detach()).sum().backward()
    grads = {f"{name}.grad": given[name].grad for name in ("Wx", "Wh", "b")}
    assert all(row.agrees for row in tutor.gradcheck("rnn-step", given, grads, values={"h": h}))


def test_the_parameters_of_a_torch_lstm_are_taken_as_they_are() -> None:
    torch = pytest.importorskip("torch")
    lstm = torch.nn.LSTM(4, 2)
    x, h0, c0, dh = (torch.randn(shape) for shape in ((5, 3, 4), (1, 3, 2), (1, 3, 2), (5, 3, 2)))
    out, _ = lstm(x, (h0, c0))
    (out * dh).sum().backward()
    given = {**dict(lstm.named_parameters()), "x": x, "h0": h0, "c0": c0, "dh": dh}
    grads = {f"{name}.grad": array.grad for name, array in lstm.named_parameters()}
    rows = tutor.gradcheck("lstm-sequence", given, grads, values={"h": out})
    assert [(row.agrees, row.layout) for row in rows] == [(True, ""), *[(True, "blocks")] * 4]


def test_jax_arrays_are_taken() -> None:
    jax = pytest.importorskip("jax")
    assert real_numbers("x", jax.numpy.ones((2, 3), "bfloat16")).dtype == np.float32
    assert real_numbers("x", [jax.numpy.ones(3)] * 2).shape == (2, 3)


def test_a_function_of_tensors_is_given_tensors() -> None:
    torch = pytest.importorskip("torch")
    W, x = torch.randn(3, 2, requires_grad=True), torch.randn(2)
    torch.tanh(W @ x).sum().backward()
    (row,) = tutor.gradcheck(lambda W, x: torch.tanh(W @ x).sum(), {"W": W, "x": x}, {"W.grad": W.grad})
    assert row.agrees
    assert not row.note


def test_a_function_of_jax_arrays_is_given_jax_arrays() -> None:
    jax = pytest.importorskip("jax")

    def loss(w: Any) -> Any:
        return (jax.numpy.tanh(w.at[0].set(0.5)) ** 2).sum()

    w = jax.numpy.array([0.1, -0.7, 0.4])
    (row,) = tutor.gradcheck(loss, {"w": w}, {"dw": jax.grad(loss)(w)})
    assert row.agrees
