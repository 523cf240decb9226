"""The family of layers: what each kind of them tells the training loop."""

from collections.abc import Callable
from typing import ClassVar

from gdrun.network import Tensor
from gdrun.parts.kernels import KernelPart


class Layer(KernelPart):
    """A kind of layer: a function of a tile of rows, with parameters or without.

    ``forward(inputs, parameters, hyper, state, training, seed, step, rows, outputs, kept)`` fills
    ``outputs``. ``backward(inputs, parameters, hyper, kept, after, before)`` fills ``before``, the
    loss's derivatives by the inputs, from ``after``, those by the outputs; and
    ``gradient(inputs, parameters, hyper, kept, after, gradient)`` adds the derivatives by the
    parameters to ``gradient``. A kind without parameters needs no ``gradient``.

    - ``inputs`` and ``before`` have shape (rows, inputs), ``outputs`` and ``after`` (rows,
      outputs); rows come in tiles of at most 32.
    - ``parameters`` and ``gradient`` are the layer's stretch of theta: its tensors, one after the
      other, each row-major.
    - ``state`` is what ``tensors`` calls so. ``forward`` may change it where ``training`` is 1,
      which is in a step, and outputs may depend on it where ``training`` is 0. An
      evaluation must not change it, and the outputs in a step must not depend on it, for the
      gradient would miss that.
    - ``kept`` (rows, ``kept_width``) is what ``forward`` leaves for the way back.
    - ``seed``, ``step`` (from 1) and ``rows``, the rows' numbers in the training portion, are what
      ``gdrun.parts.elementary.draw_seed`` and ``draw_bits`` make random numbers of. Nothing else
      may be drawn: the same step on the same rows gives the same bits in any order.

    Those that come with gdrun have a method ``onnx(op, x, *tensors)``, too, which returns what
    comes of ``x`` in an evaluation as a value of a graph: see ``gdrun.parts.graph.Operators``. Its
    ``tensors`` are arrays, in the order of the method of that name.

    A kernel reads ``inputs``, and writes what it fills; no two of these share memory.

    Class attributes:
        draws: Whether it makes random numbers: if no layer of a network does, ``seed`` does not
            depend on the trial.
    """

    family = "layers"
    draws: ClassVar[bool] = False

    forward: ClassVar[Callable[..., None]]
    backward: ClassVar[Callable[..., None]]
    gradient: ClassVar[Callable[..., None]]

    def outputs(self, inputs: int) -> int:
        """How many units there are after the layer, for so many before it."""
        return inputs

    def tensors(self, inputs: int) -> tuple[Tensor, ...]:
        """What it has in theta; ``place_tensors`` gives them numbers and places."""
        return ()

    def kept_width(self, inputs: int) -> int:
        """How many numbers of a row ``forward`` keeps for the way back."""
        return 0
