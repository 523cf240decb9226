"""Adam and its kin: averages of the gradients over averages of their squares.

In the equations θ are the parameters, g the gradient, α the learning rate after decay, t the number
of the step, from 1, and λ ``weight_decay``; m ← β₁m + (1 − β₁)d and v ← β₂v + (1 − β₂)d² for
d = g + λθ, unless another d is said; m̂ = m / (1 − β₁ᵗ) and v̂ = v / (1 − β₂ᵗ).
"""

from typing import Literal

from gdrun.parts.elementary import exp, sqrt
from gdrun.parts.optimizers.optimizer import Optimizer
from gdrun.parts.registry import BelowOne, NonNegative, Positive


class Adam(Optimizer):
    """Adam: θ ← θ − α m̂ / (√v̂ + ε).

    With ``amsgrad`` v̂ uses the largest v so far. As ``torch.optim.Adam``. scikit-learn and Keras
    add ε to √v before it is corrected, as the paper's ε̂, so early steps are smaller there.
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

    valid = (
        {},
        {"weight_decay": 0.01, "beta2": 0.9, "epsilon": 1e-6},
        {"amsgrad": True},
        {"beta1": 0.0},
    )
    invalid = ({"beta1": 1.0}, {"beta2": -0.1}, {"epsilon": 0.0}, {"momentum": 0.9})

    def slots(self) -> int:
        return 3 if self.amsgrad else 2

    @staticmethod
    def update(theta, gradient, memory, scalars, hyper, learning_rate, step):
        beta1, beta2, epsilon, weight_decay = hyper[0], hyper[1], hyper[2], hyper[3]
        number = theta.dtype.type
        amsgrad = hyper[4] != number(0)
        rest1, rest2 = number(1) - beta1, number(1) - beta2
        first, second = memory[0], memory[1]
        rate = number(learning_rate / (1.0 - float(beta1) ** step))
        unbias = number(1.0 / (1.0 - float(beta2) ** step) ** 0.5)
        # Without a slot of its own it stands for another, and stays unread.
        largest = memory[2 if amsgrad else 1]
        for i in range(theta.size):
            d = gradient[i] + weight_decay * theta[i]
            first[i] = beta1 * first[i] + rest1 * d
            v = beta2 * second[i] + rest2 * d * d
            second[i] = v
            if amsgrad:
                v = largest[i] if largest[i] > v else v
                largest[i] = v
            theta[i] -= rate * first[i] / (sqrt(v) * unbias + epsilon)


class AdamW(Optimizer):
    """Adam with decoupled weight decay: θ ← θ − αλθ − α m̂ / (√v̂ + ε), where d = g.

    With ``amsgrad`` v̂ uses the largest v so far. As ``torch.optim.AdamW``.
    Loshchilov & Hutter, "Decoupled weight decay regularization", ICLR 2019, algorithm 2.
    """

    name: Literal["adamw"] = "adamw"
    learning_rate: Positive = 0.001
    beta1: BelowOne = 0.9
    beta2: BelowOne = 0.999
    epsilon: Positive = 1e-8
    weight_decay: NonNegative = 0.01
    amsgrad: bool = False

    valid = (
        {},
        {"weight_decay": 0.0},
        {"amsgrad": True, "beta1": 0.8, "beta2": 0.99, "epsilon": 1e-6},
    )
    invalid = ({"beta1": 1.0}, {"weight_decay": -0.1})

    def slots(self) -> int:
        return 3 if self.amsgrad else 2

    @staticmethod
    def update(theta, gradient, memory, scalars, hyper, learning_rate, step):
        kept = theta.dtype.type(1.0 - learning_rate * float(hyper[3]))
        for i in range(theta.size):
            theta[i] *= kept
        beta1, beta2, epsilon = hyper[0], hyper[1], hyper[2]
        number = theta.dtype.type
        amsgrad = hyper[4] != number(0)
        rest1, rest2 = number(1) - beta1, number(1) - beta2
        first, second = memory[0], memory[1]
        rate = number(learning_rate / (1.0 - float(beta1) ** step))
        unbias = number(1.0 / (1.0 - float(beta2) ** step) ** 0.5)
        # Without a slot of its own it stands for another, and stays unread.
        largest = memory[2 if amsgrad else 1]
        for i in range(theta.size):
            d = gradient[i]
            first[i] = beta1 * first[i] + rest1 * d
            v = beta2 * second[i] + rest2 * d * d
            second[i] = v
            if amsgrad:
                v = largest[i] if largest[i] > v else v
                largest[i] = v
            theta[i] -= rate * first[i] / (sqrt(v) * unbias + epsilon)


class Adamax(Optimizer):
    """AdaMax: u ← max(β₂u, |d| + ε), θ ← θ − α m̂ / u.

    As ``torch.optim.Adamax``. Kingma & Ba, ICLR 2015, algorithm 2.
    """

    name: Literal["adamax"] = "adamax"
    learning_rate: Positive = 0.002
    beta1: BelowOne = 0.9
    beta2: BelowOne = 0.999
    epsilon: Positive = 1e-8
    weight_decay: NonNegative = 0.0

    valid = ({}, {"weight_decay": 0.01, "beta1": 0.8, "beta2": 0.99, "epsilon": 1e-6})
    invalid = ({"beta1": 1.0}, {"epsilon": 0.0})

    def slots(self) -> int:
        return 2

    @staticmethod
    def update(theta, gradient, memory, scalars, hyper, learning_rate, step):
        beta1, beta2, epsilon, weight_decay = hyper[0], hyper[1], hyper[2], hyper[3]
        rest = theta.dtype.type(1) - beta1
        rate = theta.dtype.type(learning_rate / (1.0 - float(beta1) ** step))
        first, largest = memory[0], memory[1]
        for i in range(theta.size):
            d = gradient[i] + weight_decay * theta[i]
            first[i] = beta1 * first[i] + rest * d
            size = abs(d) + epsilon
            faded = beta2 * largest[i]
            largest[i] = faded if faded > size else size
            theta[i] -= rate * first[i] / largest[i]


class AdamaxW(Optimizer):
    """AdaMax with decoupled weight decay: θ ← θ − α(m̂ / u + λθ), where d = g.

    u ← max(β₂u, |g| + ε). As ``optax.adamaxw``. Loshchilov & Hutter, ICLR 2019.
    """

    name: Literal["adamaxw"] = "adamaxw"
    learning_rate: Positive = 0.002
    beta1: BelowOne = 0.9
    beta2: BelowOne = 0.999
    epsilon: Positive = 1e-8
    weight_decay: NonNegative = 0.0001

    valid = ({}, {"weight_decay": 0.01, "beta1": 0.8, "beta2": 0.99, "epsilon": 1e-6})
    invalid = ({"beta1": 1.0}, {"epsilon": 0.0})

    def slots(self) -> int:
        return 2

    @staticmethod
    def update(theta, gradient, memory, scalars, hyper, learning_rate, step):
        beta1, beta2, epsilon, weight_decay = hyper[0], hyper[1], hyper[2], hyper[3]
        one = theta.dtype.type(1)
        rate = theta.dtype.type(learning_rate)
        unbias = theta.dtype.type(1.0 / (1.0 - float(beta1) ** step))
        first, largest = memory[0], memory[1]
        for i in range(theta.size):
            first[i] = beta1 * first[i] + (one - beta1) * gradient[i]
            size = abs(gradient[i]) + epsilon
            faded = beta2 * largest[i]
            largest[i] = faded if faded > size else size
            theta[i] -= rate * (unbias * first[i] / largest[i] + weight_decay * theta[i])


class Nadam(Optimizer):
    """NAdam: θ ← θ − α ((1 − μₜ) d / (1 − Πμ) + μₜ₊₁ m / (1 − μₜ₊₁Πμ)) / (√v̂ + ε).

    μₜ = β₁(1 − 0.96^(tψ) / 2), with ψ ``momentum_decay``, and Πμ is the product of all so far.
    As ``torch.optim.NAdam``. Dozat, "Incorporating Nesterov momentum into Adam", ICLR workshop
    2016, algorithm 2.
    """

    name: Literal["nadam"] = "nadam"
    learning_rate: Positive = 0.002
    beta1: BelowOne = 0.9
    beta2: BelowOne = 0.999
    epsilon: Positive = 1e-8
    weight_decay: NonNegative = 0.0
    momentum_decay: NonNegative = 0.004

    scalars = 1
    valid = (
        {},
        {"weight_decay": 0.01, "beta1": 0.8, "beta2": 0.99, "epsilon": 1e-6},
        {"momentum_decay": 0.0},
    )
    invalid = ({"beta1": 1.0}, {"momentum_decay": -1.0})

    def slots(self) -> int:
        return 2

    @staticmethod
    def update(theta, gradient, memory, scalars, hyper, learning_rate, step):
        beta1, beta2, epsilon, weight_decay = hyper[0], hyper[1], hyper[2], hyper[3]
        number = theta.dtype.type
        # 0.96^x, and the same a step later.
        slope = -0.040821994520255166 * float(hyper[4])
        now = float(beta1) * (1.0 - 0.5 * exp(slope * step))
        later = float(beta1) * (1.0 - 0.5 * exp(slope * (step + 1)))
        product = now if step == 1 else scalars[0] * now
        scalars[0] = product
        of_gradient = number(learning_rate * (1.0 - now) / (1.0 - product))
        of_average = number(learning_rate * later / (1.0 - product * later))
        unbias = number(1.0 / (1.0 - float(beta2) ** step) ** 0.5)
        rest1, rest2 = number(1) - beta1, number(1) - beta2
        first, second = memory[0], memory[1]
        for i in range(theta.size):
            d = gradient[i] + weight_decay * theta[i]
            first[i] = beta1 * first[i] + rest1 * d
            second[i] = beta2 * second[i] + rest2 * d * d
            move = of_gradient * d + of_average * first[i]
            theta[i] -= move / (sqrt(second[i]) * unbias + epsilon)


class NadamW(Optimizer):
    """Adam with Nesterov's momentum: θ ← θ − α(m̃ / (√v̂ + ε) + λθ), where d = g.

    m̃ = β₁m / (1 − β₁ᵗ⁺¹) + (1 − β₁)g / (1 − β₁ᵗ). As ``optax.nadamw``. Dozat, ICLR workshop
    2016, algorithm 2, with the weight decay of Loshchilov & Hutter, ICLR 2019.
    """

    name: Literal["nadamw"] = "nadamw"
    learning_rate: Positive = 0.001
    beta1: BelowOne = 0.9
    beta2: BelowOne = 0.999
    epsilon: Positive = 1e-8
    weight_decay: NonNegative = 0.0001

    valid = ({}, {"weight_decay": 0.0, "beta1": 0.8, "beta2": 0.99, "epsilon": 1e-6})
    invalid = ({"beta1": 1.0}, {"epsilon": 0.0})

    def slots(self) -> int:
        return 2

    @staticmethod
    def update(theta, gradient, memory, scalars, hyper, learning_rate, step):
        beta1, beta2, epsilon, weight_decay = hyper[0], hyper[1], hyper[2], hyper[3]
        number = theta.dtype.type
        rate = number(learning_rate)
        of_average = number(float(beta1) / (1.0 - float(beta1) ** (step + 1)))
        of_gradient = number((1.0 - float(beta1)) / (1.0 - float(beta1) ** step))
        unbias = number(1.0 / (1.0 - float(beta2) ** step) ** 0.5)
        rest1, rest2 = number(1) - beta1, number(1) - beta2
        first, second = memory[0], memory[1]
        for i in range(theta.size):
            g = gradient[i]
            first[i] = beta1 * first[i] + rest1 * g
            second[i] = beta2 * second[i] + rest2 * g * g
            move = (of_average * first[i] + of_gradient * g) / (sqrt(second[i]) * unbias + epsilon)
            theta[i] -= rate * (move + weight_decay * theta[i])
