"""Rates of their own for each parameter, from the squares of its gradients.

In the equations θ are the parameters, g the gradient, α the learning rate after decay, and t the
number of the step, from 1.
"""

from typing import Literal

from gdrun.parts.elementary import sqrt
from gdrun.parts.optimizers.optimizer import Optimizer
from gdrun.parts.registry import BelowOne, NonNegative, Positive


class Adagrad(Optimizer):
    """AdaGrad: v ← v + d², θ ← θ − α d / (√v + ε), where d = g + λθ.

    v starts at ``initial_accumulator``; λ is ``weight_decay``. As ``torch.optim.Adagrad``; its
    ``lr_decay`` is the decay ``inverse_time`` per step. Duchi, Hazan & Singer, "Adaptive
    subgradient methods for online learning and stochastic optimization", JMLR 12, 2011.
    """

    name: Literal["adagrad"] = "adagrad"
    learning_rate: Positive = 0.01
    initial_accumulator: NonNegative = 0.0
    epsilon: Positive = 1e-10
    weight_decay: NonNegative = 0.0

    valid = ({}, {"initial_accumulator": 0.1}, {"weight_decay": 0.01, "epsilon": 1e-6})
    invalid = ({"initial_accumulator": -1.0}, {"epsilon": 0.0})

    def slots(self) -> int:
        return 1

    @staticmethod
    def update(theta, gradient, memory, scalars, hyper, learning_rate, step):
        initial, epsilon, weight_decay = hyper[0], hyper[1], hyper[2]
        rate = theta.dtype.type(learning_rate)
        squares = memory[0]
        for i in range(theta.size):
            d = gradient[i] + weight_decay * theta[i]
            squares[i] = (initial if step == 1 else squares[i]) + d * d
            theta[i] -= rate * d / (sqrt(squares[i]) + epsilon)


class Rmsprop(Optimizer):
    """RMSProp: v ← ρv + (1 − ρ)d², θ ← θ − α d / (√v + ε), where d = g + λθ.

    With ``centered`` the root is of v − m², where m averages d as v does d². With ``momentum`` μ
    the steps are of b ← μb + d / (√v + ε). As ``torch.optim.RMSprop``, whose alpha is ρ here.
    Tieleman & Hinton, "Lecture 6.5: RMSProp", 2012; Graves, arXiv:1308.0850, equations 38-45.
    """

    name: Literal["rmsprop"] = "rmsprop"
    learning_rate: Positive = 0.01
    rho: BelowOne = 0.99
    epsilon: Positive = 1e-8
    momentum: NonNegative = 0.0
    centered: bool = False
    weight_decay: NonNegative = 0.0

    valid = (
        {},
        {"momentum": 0.9},
        {"centered": True},
        {"centered": True, "momentum": 0.5},
        {"weight_decay": 0.01, "rho": 0.9, "epsilon": 1e-6},
    )
    invalid = ({"rho": 1.0}, {"momentum": -0.1}, {"beta1": 0.9})

    def slots(self) -> int:
        return 1 + (1 if self.centered else 0) + (1 if self.momentum else 0)

    @staticmethod
    def update(theta, gradient, memory, scalars, hyper, learning_rate, step):
        rho, epsilon, momentum = hyper[0], hyper[1], hyper[2]
        weight_decay = hyper[4]
        zero, rest = theta.dtype.type(0), theta.dtype.type(1) - rho
        centered, moving = hyper[3] != zero, momentum != zero
        rate = theta.dtype.type(learning_rate)
        # Only what is used has a slot; what is not stands for one that has, and stays unread.
        squares, means = memory[0], memory[int(centered)]
        buffer = memory[int(centered) + int(moving)]
        for i in range(theta.size):
            d = gradient[i] + weight_decay * theta[i]
            squares[i] = rho * squares[i] + rest * d * d
            spread = squares[i]
            if centered:
                means[i] = rho * means[i] + rest * d
                spread -= means[i] * means[i]
                # Of a gradient that stays the same, rounding may leave less than nothing.
                spread = zero if spread < zero else spread
            move = d / (sqrt(spread) + epsilon)
            if moving:
                buffer[i] = momentum * buffer[i] + move
                move = buffer[i]
            theta[i] -= rate * move


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

    valid = ({}, {"rho": 0.95, "epsilon": 1e-5}, {"weight_decay": 0.01})
    invalid = ({"rho": 1.0}, {"epsilon": 0.0})

    def slots(self) -> int:
        return 2

    @staticmethod
    def update(theta, gradient, memory, scalars, hyper, learning_rate, step):
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


class Sm3(Optimizer):
    """SM3 on a vector: v ← v + g², m ← μm + (1 − μ) g / √(v + ε), θ ← θ − αm; 0 / √0 is 0.

    μ is ``momentum``. SM3 saves memory by keeping sums for rows and columns of matrices; here,
    as for any flat vector, each parameter has its own, which is AdaGrad with momentum. As
    ``optax.sm3``, whose ε is 1e-8. Anil, Gupta, Koren & Singer, "Memory-efficient adaptive
    optimization", NeurIPS 2019, algorithm SM3-I.
    """

    name: Literal["sm3"] = "sm3"
    learning_rate: Positive = 0.1
    momentum: BelowOne = 0.9
    epsilon: Positive = 1e-8

    valid = ({}, {"momentum": 0.0, "epsilon": 1e-6})
    invalid = ({"momentum": 1.0},)

    def slots(self) -> int:
        return 2

    @staticmethod
    def update(theta, gradient, memory, scalars, hyper, learning_rate, step):
        momentum, epsilon = hyper[0], hyper[1]
        rest = theta.dtype.type(1) - momentum
        rate = theta.dtype.type(learning_rate)
        squares, average = memory[0], memory[1]
        for i in range(theta.size):
            g = gradient[i]
            squares[i] += g * g
            average[i] = momentum * average[i] + rest * g / sqrt(squares[i] + epsilon)
            theta[i] -= rate * average[i]


class Novograd(Optimizer):
    """NovoGrad: v ← β₂v + (1 − β₂)‖g‖², m ← β₁m + g / (√v + ε) + λθ, θ ← θ − αm; v₁ = ‖g₁‖².

    The norm is that of the whole gradient, not layer by layer. λ is ``weight_decay``. As
    ``optax.novograd``. Ginsburg et al., "Stochastic gradient methods with layer-wise adaptive
    moments for training of deep networks", arXiv:1905.11286, algorithm 1.
    """

    name: Literal["novograd"] = "novograd"
    learning_rate: Positive = 0.01
    beta1: BelowOne = 0.9
    beta2: BelowOne = 0.25
    epsilon: Positive = 1e-6
    weight_decay: NonNegative = 0.0

    scalars = 1
    valid = ({}, {"weight_decay": 0.001, "beta1": 0.8, "beta2": 0.9, "epsilon": 1e-4})
    invalid = ({"beta1": 1.0}, {"epsilon": 0.0})

    def slots(self) -> int:
        return 1

    @staticmethod
    def update(theta, gradient, memory, scalars, hyper, learning_rate, step):
        beta1, beta2, epsilon, weight_decay = hyper[0], float(hyper[1]), hyper[2], hyper[3]
        square = 0.0
        for i in range(theta.size):
            square += float(gradient[i]) * float(gradient[i])
        scalars[0] = square if step == 1 else beta2 * scalars[0] + (1.0 - beta2) * square
        rate = theta.dtype.type(learning_rate)
        norm = theta.dtype.type(sqrt(scalars[0])) + epsilon
        average = memory[0]
        for i in range(theta.size):
            average[i] = beta1 * average[i] + gradient[i] / norm + weight_decay * theta[i]
            theta[i] -= rate * average[i]
