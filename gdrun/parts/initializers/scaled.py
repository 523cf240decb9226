"""Initializers whose spread follows the layer's size, so that signals neither grow nor fade."""

import math
from abc import abstractmethod
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from gdrun.network import Tensor
from gdrun.parts.initializers.initializer import Initializer


class _Scaled(Initializer):
    """Mean 0, and a variance that the tensor's fans decide."""

    @abstractmethod
    def _variance(self, tensor: Tensor) -> float:
        """Of the values drawn."""

    def moments(self, tensor: Tensor) -> tuple[float, float]:
        return 0.0, math.sqrt(self._variance(tensor))


class _Uniform(_Scaled):
    def draw(self, tensor: Tensor, rng: np.random.Generator, folder: Path) -> NDArray[np.float64]:
        limit = math.sqrt(3 * self._variance(tensor))
        return rng.uniform(-limit, limit, tensor.shape)


class _Normal(_Scaled):
    def draw(self, tensor: Tensor, rng: np.random.Generator, folder: Path) -> NDArray[np.float64]:
        return math.sqrt(self._variance(tensor)) * rng.standard_normal(tensor.shape)


class _Glorot(_Scaled):
    def _variance(self, tensor: Tensor) -> float:
        return 2 / (tensor.inputs + tensor.outputs)


class _He(_Scaled):
    def _variance(self, tensor: Tensor) -> float:
        return 2 / tensor.inputs


class _Lecun(_Scaled):
    def _variance(self, tensor: Tensor) -> float:
        return 1 / tensor.inputs


class GlorotUniform(_Glorot, _Uniform):
    """Uniform in ±√(6 / (inputs + outputs)), so that signals keep their variance both ways.

    Glorot & Bengio, "Understanding the difficulty of training deep feedforward neural networks",
    AISTATS 2010, equation 16.
    """

    name: Literal["glorot_uniform"] = "glorot_uniform"
    aliases = ("xavier", "glorot", "xavier_uniform")


class GlorotNormal(_Glorot, _Normal):
    """Normal with variance 2 / (inputs + outputs), which keeps signals' variance both ways.

    Glorot & Bengio, "Understanding the difficulty of training deep feedforward neural networks",
    AISTATS 2010, equation 12.
    """

    name: Literal["glorot_normal"] = "glorot_normal"
    aliases = ("xavier_normal",)


class HeUniform(_He, _Uniform):
    """Uniform in ±√(6 / inputs): for ReLU, which lets half of the variance pass.

    He, Zhang, Ren & Sun, "Delving deep into rectifiers", ICCV 2015, equation 10.
    """

    name: Literal["he_uniform"] = "he_uniform"
    aliases = ("kaiming_uniform",)


class HeNormal(_He, _Normal):
    """Normal with variance 2 / inputs: for ReLU, which lets half of the variance pass.

    He, Zhang, Ren & Sun, "Delving deep into rectifiers", ICCV 2015, equation 10.
    """

    name: Literal["he_normal"] = "he_normal"
    aliases = ("kaiming_normal",)


class LecunUniform(_Lecun, _Uniform):
    """Uniform in ±√(3 / inputs): sums of unit inputs have variance 1.

    LeCun, Bottou, Orr & Müller, "Efficient BackProp", 1998, equation 16.
    """

    name: Literal["lecun_uniform"] = "lecun_uniform"


class LecunNormal(_Lecun, _Normal):
    """Normal with variance 1 / inputs: sums of unit inputs have variance 1; what SELU is made for.

    LeCun, Bottou, Orr & Müller, "Efficient BackProp", 1998, equation 16.
    """

    name: Literal["lecun_normal"] = "lecun_normal"
