"""Optimizers: how a gradient moves the parameters.

In the equations θ are the parameters, g the gradient, α the learning rate after decay, and t the
number of the step, from 1.
"""

from collections.abc import Callable
from typing import ClassVar, Literal, Self

from pydantic import model_validator

from gdrun.parts.elementary import sqrt
from gdrun.parts.kernels import KernelPart, Matrix, Vector
from gdrun.parts.registry import BelowOne, Finite, NonNegative, Positive


class Optimizer(KernelPart):
    """An update rule over flat vectors.

    ``update(theta, gradient, memory, scalars, hyper, learning_rate, step)`` moves ``theta`` in
    place. ``memory`` has shape (slots, parameters), in theta's dtype; ``scalars`` are float64,
    for running products. Both are zero before the first step and belong to the rule.
    ``learning_rate`` is float64 and changes from step to step; ``step`` counts from 1.
    ``gradient`` may be overwritten.

    Class attributes:
        scalars: How many float64 numbers the rule remembers.
    """

    family = "optimizers"

    scalars: ClassVar[int] = 0
    update: ClassVar[Callable[..., None]]

    learning_rate: Positive

    def slots(self) -> int:
        """How many vectors of theta's length the rule remembers."""
        return 0


class Sgd(Optimizer):
    """Gradient descent with momentum: b ← μb + (1 − τ)d, θ ← θ − αb, where d = g + λθ.

    With ``nesterov`` the step is α(d + μb). The buffer b starts as the first d, undampened.
    μ is ``momentum``, τ ``dampening``, λ ``weight_decay``. As ``torch.optim.SGD``, whose default
    rate of 0.001 is small: 0.01 to 0.5 is usual for normalised inputs.
    Robbins & Monro 1951; Polyak 1964; Sutskever, Martens, Dahl & Hinton, ICML 2013.
    """

    name: Literal["sgd"] = "sgd"
    learning_rate: Positive = 0.001
    momentum: NonNegative = 0.0
    dampening: Finite = 0.0
    nesterov: bool = False
    weight_decay: NonNegative = 0.0

    aliases = ("gradient_descent",)
    valid = (
        {},
        {"momentum": 0.9},
        {"momentum": 0.9, "dampening": 0.5},
        {"momentum": 0.9, "nesterov": True},
        {"weight_decay": 0.01},
    )
    invalid = ({"learning_rate": 0.0}, {"momentum": -0.1}, {"nesterov": True})

    @model_validator(mode="after")
    def _nesterov_needs_momentum(self) -> Self:
        if self.nesterov and (self.momentum == 0 or self.dampening != 0):
            raise ValueError("`nesterov` needs a `momentum` above 0 and no `dampening`")
        return self

    def slots(self) -> int:
        return 1 if self.momentum else 0

    @staticmethod
    def update(
        theta: Vector,
        gradient: Vector,
        memory: Matrix,
        scalars: Vector,
        hyper: Vector,
        learning_rate: float,
        step: int,
    ) -> None:
        momentum, dampening, nesterov, weight_decay = hyper[0], hyper[1], hyper[2], hyper[3]
        zero = theta.dtype.type(0)
        rate = theta.dtype.type(learning_rate)
        if momentum == zero:
            for i in range(theta.size):
                theta[i] -= rate * (gradient[i] + weight_decay * theta[i])
            return
        buffer = memory[0]
        kept = zero if step == 1 else momentum
        added = theta.dtype.type(1) if step == 1 else theta.dtype.type(1) - dampening
        # The step is ahead·d + behind·b, which is b itself without Nesterov's look-ahead.
        ahead = nesterov
        behind = momentum if nesterov != zero else theta.dtype.type(1)
        for i in range(theta.size):
            d = gradient[i] + weight_decay * theta[i]
            buffer[i] = kept * buffer[i] + added * d
            theta[i] -= rate * (ahead * d + behind * buffer[i])


class Adam(Optimizer):
    """Adam: m ← β₁m + (1 − β₁)d, v ← β₂v + (1 − β₂)d², θ ← θ − α m̂ / (√v̂ + ε).

    Here d = g + λθ, m̂ = m / (1 − β₁ᵗ) and v̂ = v / (1 − β₂ᵗ). With ``amsgrad`` v̂ uses the
    largest v so far. As ``torch.optim.Adam``.
    Kingma & Ba, "Adam: a method for stochastic optimization", ICLR 2015, algorithm 1;
    Reddi, Kale & Kumar, "On the convergence of Adam and beyond", ICLR 2018, algorithm 2.
    """

    name: Literal["adam"] = "adam"
    learning_rate: Positive = 0.001
    beta1: BelowOne = 0.9
    beta2: BelowOne = 0.999
    epsilon: Positive = 1e-8
    weight_decay: NonNegative = 0.0
    amsgrad: bool = False

    valid = ({}, {"weight_decay": 0.01}, {"amsgrad": True}, {"beta1": 0.0})
    invalid = ({"beta1": 1.0}, {"beta2": -0.1}, {"epsilon": 0.0}, {"momentum": 0.9})

    def slots(self) -> int:
        return 3 if self.amsgrad else 2

    @staticmethod
    def update(
        theta: Vector,
        gradient: Vector,
        memory: Matrix,
        scalars: Vector,
        hyper: Vector,
        learning_rate: float,
        step: int,
    ) -> None:
        beta1, beta2, epsilon, weight_decay = hyper[0], hyper[1], hyper[2], hyper[3]
        number = theta.dtype.type
        amsgrad = hyper[4] != number(0)
        rest1, rest2 = number(1) - beta1, number(1) - beta2
        first, second = memory[0], memory[1]
        rate = number(learning_rate / (1.0 - float(beta1) ** step))
        unbias = number(1.0 / (1.0 - float(beta2) ** step) ** 0.5)
        if amsgrad:
            largest = memory[2]
            for i in range(theta.size):
                d = gradient[i] + weight_decay * theta[i]
                first[i] = beta1 * first[i] + rest1 * d
                second[i] = beta2 * second[i] + rest2 * d * d
                largest[i] = largest[i] if largest[i] > second[i] else second[i]
                theta[i] -= rate * first[i] / (sqrt(largest[i]) * unbias + epsilon)
        else:
            for i in range(theta.size):
                d = gradient[i] + weight_decay * theta[i]
                first[i] = beta1 * first[i] + rest1 * d
                second[i] = beta2 * second[i] + rest2 * d * d
                theta[i] -= rate * first[i] / (sqrt(second[i]) * unbias + epsilon)


class Adadelta(Optimizer):
    """AdaDelta: v ← ρv + (1 − ρ)d², Δ = √(u + ε) / √(v + ε) · d, u ← ρu + (1 − ρ)Δ², θ ← θ − αΔ.

    Here d = g + λθ. As ``torch.optim.Adadelta``.
    Zeiler, "ADADELTA: an adaptive learning rate method", arXiv:1212.5701, algorithm 1.
    """

    name: Literal["adadelta"] = "adadelta"
    learning_rate: Positive = 1.0
    rho: BelowOne = 0.9
    epsilon: Positive = 1e-6
    weight_decay: NonNegative = 0.0

    valid = ({}, {"rho": 0.95}, {"weight_decay": 0.01})
    invalid = ({"rho": 1.0}, {"epsilon": 0.0})

    def slots(self) -> int:
        return 2

    @staticmethod
    def update(
        theta: Vector,
        gradient: Vector,
        memory: Matrix,
        scalars: Vector,
        hyper: Vector,
        learning_rate: float,
        step: int,
    ) -> None:
        rho, epsilon, weight_decay = hyper[0], hyper[1], hyper[2]
        rest = theta.dtype.type(1) - rho
        rate = theta.dtype.type(learning_rate)
        squares, moves = memory[0], memory[1]
        for i in range(theta.size):
            d = gradient[i] + weight_decay * theta[i]
            squares[i] = rho * squares[i] + rest * d * d
            move = sqrt(moves[i] + epsilon) / sqrt(squares[i] + epsilon) * d
            moves[i] = rho * moves[i] + rest * move * move
            theta[i] -= rate * move
