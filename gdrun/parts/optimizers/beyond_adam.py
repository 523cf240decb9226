"""Optimizers that change what Adam divides by, or when it does so.

The signs are those of ``gdrun.parts.optimizers.adam``.
"""

from typing import Literal

from gdrun.parts.elementary import sqrt
from gdrun.parts.optimizers.optimizer import Optimizer
from gdrun.parts.registry import BelowOne, NonNegative, Positive


class RectifiedAdam(Optimizer):
    """RAdam: θ ← θ − α r m̂ / ((√v + ε) / √(1 − β₂ᵗ)) where ρ > 5, and θ ← θ − α m̂ before.

    ρ = ρ∞ − 2tβ₂ᵗ / (1 − β₂ᵗ) with ρ∞ = 2 / (1 − β₂) − 1, and
    r² = (ρ − 4)(ρ − 2)ρ∞ / ((ρ∞ − 4)(ρ∞ − 2)ρ). As ``torch.optim.RAdam``. Liu et al., "On the
    variance of the adaptive learning rate and beyond", ICLR 2020, algorithm 2.
    """

    name: Literal["radam"] = "radam"
    learning_rate: Positive = 0.001
    beta1: BelowOne = 0.9
    beta2: BelowOne = 0.999
    epsilon: Positive = 1e-8
    weight_decay: NonNegative = 0.0

    valid = ({}, {"weight_decay": 0.01}, {"beta1": 0.8, "beta2": 0.9, "epsilon": 1e-6})
    invalid = ({"beta1": 1.0}, {"epsilon": 0.0})

    def slots(self) -> int:
        return 2

    @staticmethod
    def update(theta, gradient, memory, scalars, hyper, learning_rate, step):
        beta1, beta2, epsilon, weight_decay = hyper[0], hyper[1], hyper[2], hyper[3]
        number = theta.dtype.type
        longest = 2.0 / (1.0 - float(beta2)) - 1.0
        faded = float(beta2) ** step
        length = longest - 2.0 * step * faded / (1.0 - faded)
        rate = learning_rate / (1.0 - float(beta1) ** step)
        rectified = length > 5.0
        if rectified:
            above = (length - 4.0) * (length - 2.0) * longest
            below = (longest - 4.0) * (longest - 2.0) * length
            rate *= (above / below * (1.0 - faded)) ** 0.5
        scale = number(rate)
        rest1, rest2 = number(1) - beta1, number(1) - beta2
        first, second = memory[0], memory[1]
        for i in range(theta.size):
            d = gradient[i] + weight_decay * theta[i]
            first[i] = beta1 * first[i] + rest1 * d
            second[i] = beta2 * second[i] + rest2 * d * d
            divisor = sqrt(second[i]) + epsilon if rectified else number(1)
            theta[i] -= scale * first[i] / divisor


class AdaBelief(Optimizer):
    """AdaBelief: s ← β₂s + (1 − β₂)(g − m)² + ε, θ ← θ − α m̂ / (√ŝ + ε), where d = g.

    ŝ = s / (1 − β₂ᵗ), and m is the new one. As ``optax.adabelief``. Zhuang et al.,
    "AdaBelief optimizer: adapting stepsizes by the belief in observed gradients", NeurIPS 2020,
    algorithm 2.
    """

    name: Literal["adabelief"] = "adabelief"
    learning_rate: Positive = 0.001
    beta1: BelowOne = 0.9
    beta2: BelowOne = 0.999
    epsilon: Positive = 1e-16

    valid = ({}, {"beta1": 0.8, "beta2": 0.99, "epsilon": 1e-12})
    invalid = ({"beta1": 1.0}, {"epsilon": 0.0})

    def slots(self) -> int:
        return 2

    @staticmethod
    def update(theta, gradient, memory, scalars, hyper, learning_rate, step):
        beta1, beta2, epsilon = hyper[0], hyper[1], hyper[2]
        number = theta.dtype.type
        rate = number(learning_rate / (1.0 - float(beta1) ** step))
        unbias = number(1.0 / (1.0 - float(beta2) ** step))
        rest1, rest2 = number(1) - beta1, number(1) - beta2
        first, second = memory[0], memory[1]
        for i in range(theta.size):
            first[i] = beta1 * first[i] + rest1 * gradient[i]
            surprise = gradient[i] - first[i]
            second[i] = beta2 * second[i] + rest2 * surprise * surprise + epsilon
            theta[i] -= rate * first[i] / (sqrt(second[i] * unbias) + epsilon)


class Yogi(Optimizer):
    """Yogi: v ← v − (1 − β₂) sign(v − g²) g², θ ← θ − α m̂ / (√v̂ + ε), where d = g.

    m and v start at ``initial_accumulator``. As ``optax.yogi``. Zaheer, Reddi, Sachan, Kale &
    Kumar, "Adaptive methods for nonconvex optimization", NeurIPS 2018, algorithm 2.
    """

    name: Literal["yogi"] = "yogi"
    learning_rate: Positive = 0.01
    beta1: BelowOne = 0.9
    beta2: BelowOne = 0.999
    epsilon: Positive = 1e-3
    initial_accumulator: NonNegative = 1e-6

    valid = (
        {},
        {"initial_accumulator": 0.0},
        {"beta1": 0.8, "beta2": 0.99, "epsilon": 1e-4},
    )
    invalid = ({"beta1": 1.0}, {"epsilon": 0.0})

    def slots(self) -> int:
        return 2

    @staticmethod
    def update(theta, gradient, memory, scalars, hyper, learning_rate, step):
        beta1, beta2, epsilon, initial = hyper[0], hyper[1], hyper[2], hyper[3]
        number = theta.dtype.type
        zero = number(0)
        rate = number(learning_rate / (1.0 - float(beta1) ** step))
        unbias = number(1.0 / (1.0 - float(beta2) ** step))
        rest1, rest2 = number(1) - beta1, number(1) - beta2
        first, second = memory[0], memory[1]
        for i in range(theta.size):
            square = gradient[i] * gradient[i]
            m = initial if step == 1 else first[i]
            v = initial if step == 1 else second[i]
            change = rest2 * square
            first[i] = beta1 * m + rest1 * gradient[i]
            second[i] = v - (change if v > square else -change if v < square else zero * square)
            theta[i] -= rate * first[i] / (sqrt(second[i] * unbias) + epsilon)


class Adan(Optimizer):
    """Adan: θ ← θ − α((m̂ + (1 − β₂)v̂) / (√(n̂ + ε) + ε) + λθ).

    m averages g with β₁, v the difference Δ = gₜ − gₜ₋₁ with β₂, and n the square of
    g + (1 − β₂)Δ with β₃; each is divided by 1 − βᵗ. Δ₁ = 0. As ``optax.adan``, whose β are
    1 − β of the paper: Xie, Zhou, Li, Lin & Yan, "Adan: adaptive Nesterov momentum algorithm
    for faster optimizing deep models", arXiv:2208.06677, algorithm 1.
    """

    name: Literal["adan"] = "adan"
    learning_rate: Positive = 0.001
    beta1: BelowOne = 0.98
    beta2: BelowOne = 0.92
    beta3: BelowOne = 0.99
    epsilon: Positive = 1e-8
    weight_decay: NonNegative = 0.0

    valid = (
        {},
        {"weight_decay": 0.01},
        {"beta1": 0.9, "beta2": 0.8, "beta3": 0.95, "epsilon": 1e-6},
    )
    invalid = ({"beta3": 1.0}, {"epsilon": 0.0})

    def slots(self) -> int:
        return 4

    @staticmethod
    def update(theta, gradient, memory, scalars, hyper, learning_rate, step):
        beta1, beta2, beta3 = hyper[0], hyper[1], hyper[2]
        epsilon, weight_decay = hyper[3], hyper[4]
        number = theta.dtype.type
        one, zero = number(1), number(0)
        rate = number(learning_rate)
        unbias1 = number(1.0 / (1.0 - float(beta1) ** step))
        unbias2 = number((1.0 - float(beta2)) / (1.0 - float(beta2) ** step))
        unbias3 = number(1.0 / (1.0 - float(beta3) ** step))
        first, changes, second, before = memory[0], memory[1], memory[2], memory[3]
        for i in range(theta.size):
            g = gradient[i]
            change = zero if step == 1 else g - before[i]
            ahead = g + (one - beta2) * change
            first[i] = beta1 * first[i] + (one - beta1) * g
            changes[i] = beta2 * changes[i] + (one - beta2) * change
            second[i] = beta3 * second[i] + (one - beta3) * ahead * ahead
            before[i] = g
            move = unbias1 * first[i] + unbias2 * changes[i]
            move /= sqrt(unbias3 * second[i] + epsilon) + epsilon
            theta[i] -= rate * (move + weight_decay * theta[i])
