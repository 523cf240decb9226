"""Initializers whose spread is said outright, whatever the layer's size."""

import math
from pathlib import Path
from typing import Literal, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import model_validator

from gdrun.network import Tensor
from gdrun.parts.initializers.initializer import Initializer
from gdrun.parts.registry import Finite, NonNegative, Positive

TRUNCATION = 2.0
"""Truncated normals end at this many standard deviations of the untruncated one."""


class _Width(Initializer):
    """A normal's width, as a standard deviation or as a variance."""

    std: NonNegative | None = None
    variance: NonNegative | None = None

    valid = ({}, {"std": 0.1}, {"variance": 0.1})
    invalid = ({"std": 1.0, "variance": 1.0}, {"std": -1.0}, {"variance": -0.1})

    @model_validator(mode="after")
    def _one_width(self) -> Self:
        if self.std is not None and self.variance is not None:
            raise ValueError("give `std` or `variance`, not both")
        return self

    def _width(self) -> float:
        if self.variance is not None:
            return math.sqrt(self.variance)
        return 1.0 if self.std is None else self.std


class Normal(_Width):
    """Normal with mean 0 and the given ``std``, or the given ``variance``; std 1 if neither."""

    name: Literal["normal"] = "normal"
    aliases = ("gaussian",)

    def draw(self, tensor: Tensor, rng: np.random.Generator, folder: Path) -> NDArray[np.float64]:
        return self._width() * rng.standard_normal(tensor.shape)

    def moments(self, tensor: Tensor) -> tuple[float, float]:
        return 0.0, self._width()


class TruncatedNormal(_Width):
    """Normal with mean 0 and ``std`` (or ``variance``), and nothing beyond 2 std.

    The values are the distribution's between its 2.3% and 97.7% quantiles, so that their own
    standard deviation is 0.8796 times ``std``. As ``torch.nn.init.trunc_normal_``, whose
    ends are ±2 whatever the ``std``. Std 1 if neither is given.
    """

    name: Literal["truncated_normal"] = "truncated_normal"

    def draw(self, tensor: Tensor, rng: np.random.Generator, folder: Path) -> NDArray[np.float64]:
        # Here and not above, for what does not need it should not wait for it.
        from scipy.special import ndtr, ndtri

        below = ndtr(-TRUNCATION)
        values: NDArray[np.float64] = ndtri(rng.uniform(below, 1 - below, tensor.shape))
        return self._width() * values

    def moments(self, tensor: Tensor) -> tuple[float, float]:
        density = math.exp(-(TRUNCATION**2) / 2) / math.sqrt(2 * math.pi)
        within = math.erf(TRUNCATION / math.sqrt(2))
        return 0.0, self._width() * math.sqrt(1 - 2 * TRUNCATION * density / within)


class Uniform(Initializer):
    """Uniform between ``low`` and ``high``.

    By default ±0.05 as in Keras: PyTorch's 0 to 1 would give all weights one sign.
    """

    name: Literal["uniform"] = "uniform"
    low: Finite = -0.05
    high: Finite = 0.05

    valid = ({}, {"low": 0.0, "high": 1.0})
    invalid = ({"low": 1.0, "high": 0.0}, {"low": float("inf")})

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.low > self.high:
            raise ValueError(f"`low` must not be above `high`, but {self.low} is above {self.high}")
        if not math.isfinite(self.high - self.low):
            raise ValueError("`low` and `high` are too far apart")
        return self

    def draw(self, tensor: Tensor, rng: np.random.Generator, folder: Path) -> NDArray[np.float64]:
        return rng.uniform(self.low, self.high, tensor.shape)

    def moments(self, tensor: Tensor) -> tuple[float, float]:
        return (self.low + self.high) / 2, (self.high - self.low) / math.sqrt(12)


class Orthogonal(Initializer):
    """``gain`` times a random orthogonal matrix: WᵀW = gain²·I, or WWᵀ if it is wide.

    As biases it is a random vector of length ``gain``.
    Saxe, McClelland & Ganguli, "Exact solutions to the nonlinear dynamics of learning in deep
    linear neural networks", ICLR 2014.
    """

    name: Literal["orthogonal"] = "orthogonal"
    gain: Positive = 1.0

    valid = ({}, {"gain": 2.0})
    invalid = ({"gain": 0.0},)

    def draw(self, tensor: Tensor, rng: np.random.Generator, folder: Path) -> NDArray[np.float64]:
        rows, columns = tensor.shape if len(tensor.shape) == 2 else (1, *tensor.shape)
        wide = _orthonormal(rng.standard_normal((min(rows, columns), max(rows, columns))))
        return self.gain * (wide.T if rows >= columns else wide).reshape(tensor.shape)

    def moments(self, tensor: Tensor) -> tuple[float, float]:
        longest = max(tensor.shape)
        return 0.0, self.gain / math.sqrt(longest)


def _orthonormal(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """Makes the rows orthonormal in place, by Gram and Schmidt, who need it twice to be exact.

    Without BLAS, whose sums depend on how many threads it uses: see ``numpy.linalg.qr``. Giraud,
    Langou & Rozložník, "The loss of orthogonality in the Gram-Schmidt orthogonalization process",
    Computers & Mathematics with Applications 50, 2005.
    """
    for k, row in enumerate(rows):
        before = rows[:k]
        for _ in range(2):
            row -= np.einsum("ij,i->j", before, np.einsum("ij,j->i", before, row))
        row /= math.sqrt(np.einsum("i,i", row, row))
    return rows
