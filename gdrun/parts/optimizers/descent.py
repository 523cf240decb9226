"""Descent along the gradient, or along its signs, with or without momentum.

In the equations θ are the parameters, g the gradient, α the learning rate after decay, and t the
number of the step, from 1.
"""

from typing import Literal, Self

import numpy as np
from pydantic import model_validator

from gdrun.parts.optimizers.optimizer import Optimizer
from gdrun.parts.registry import BelowOne, Finite, NonNegative, Positive


class Sgd(Optimizer):
    """Gradient descent with momentum: b ← μb + (1 − τ)d, θ ← θ − αb, where d = g + λθ.

    With ``nesterov`` the step is α(d + μb). The buffer b starts as the first d, undampened.
    μ is ``momentum``, τ ``dampening``, λ ``weight_decay``. As ``torch.optim.SGD``, whose default
    rate of 0.001 is small: 0.01 to 0.5 is usual for normalised inputs. scikit-learn's velocity
    has the rate in it, v ← μv − αg, θ ← θ + v, which is another descent once a decay acts.
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

    def is_plain(self) -> bool:
        return self.momentum == 0 and self.weight_decay == 0

    @staticmethod
    def update(theta, gradient, memory, scalars, hyper, learning_rate, step):
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


class SignSgd(Optimizer):
    """Descent by signs: θ ← θ − α sign(g), where the sign of 0 is 0.

    As ``optax.sign_sgd``. Bernstein, Wang, Azizzadenesheli & Anandkumar, "signSGD: compressed
    optimisation for non-convex problems", ICML 2018, algorithm 1.
    """

    name: Literal["sign_sgd"] = "sign_sgd"
    learning_rate: Positive = 0.001

    @staticmethod
    def update(theta, gradient, memory, scalars, hyper, learning_rate, step):
        zero = theta.dtype.type(0)
        rate = theta.dtype.type(learning_rate)
        for i in range(theta.size):
            g = gradient[i]
            theta[i] -= rate if g > zero else -rate if g < zero else g


class Signum(Optimizer):
    """Descent by the signs of the momentum: m ← μm + (1 − μ)g, θ ← θ − α sign(m).

    μ is ``momentum``. As ``optax.signum``. Bernstein, Wang, Azizzadenesheli & Anandkumar,
    ICML 2018, algorithm 2.
    """

    name: Literal["signum"] = "signum"
    learning_rate: Positive = 0.001
    momentum: BelowOne = 0.9

    valid = ({}, {"momentum": 0.0})
    invalid = ({"momentum": 1.0},)

    def slots(self) -> int:
        return 1

    @staticmethod
    def update(theta, gradient, memory, scalars, hyper, learning_rate, step):
        momentum = hyper[0]
        zero, one = theta.dtype.type(0), theta.dtype.type(1)
        rate = theta.dtype.type(learning_rate)
        average = memory[0]
        for i in range(theta.size):
            m = momentum * average[i] + (one - momentum) * gradient[i]
            average[i] = m
            theta[i] -= rate if m > zero else -rate if m < zero else m


class Lion(Optimizer):
    """Lion: c = β₁m + (1 − β₁)g, m ← β₂m + (1 − β₂)g, θ ← θ − α(sign(c) + λθ).

    λ is ``weight_decay``. As ``optax.lion``. Chen et al., "Symbolic discovery of optimization
    algorithms", NeurIPS 2023, algorithm 2.
    """

    name: Literal["lion"] = "lion"
    learning_rate: Positive = 0.0001
    beta1: BelowOne = 0.9
    beta2: BelowOne = 0.99
    weight_decay: NonNegative = 0.001

    valid = ({}, {"weight_decay": 0.0, "beta1": 0.8, "beta2": 0.95})
    invalid = ({"beta1": 1.0}, {"weight_decay": -1.0})

    def slots(self) -> int:
        return 1

    @staticmethod
    def update(theta, gradient, memory, scalars, hyper, learning_rate, step):
        beta1, beta2, weight_decay = hyper[0], hyper[1], hyper[2]
        zero, one = theta.dtype.type(0), theta.dtype.type(1)
        rate = theta.dtype.type(learning_rate)
        average = memory[0]
        for i in range(theta.size):
            c = beta1 * average[i] + (one - beta1) * gradient[i]
            sign = one if c > zero else -one if c < zero else c
            average[i] = beta2 * average[i] + (one - beta2) * gradient[i]
            theta[i] -= rate * (sign + weight_decay * theta[i])


class OptimisticGradientDescent(Optimizer):
    """Optimistic gradient descent: θ ← θ − α((a + b)gₜ − b gₜ₋₁), with g₀ = g₁.

    a is ``strength`` and b ``optimism``. As ``optax.optimistic_gradient_descent``. Mokhtari,
    Ozdaglar & Pattathil, "A unified analysis of extra-gradient and optimistic gradient methods
    for saddle point problems", AISTATS 2020, equation 7.
    """

    name: Literal["optimistic_gradient_descent"] = "optimistic_gradient_descent"
    learning_rate: Positive = 0.01
    strength: NonNegative = 1.0
    optimism: NonNegative = 1.0

    aliases = ("ogd",)
    valid = ({}, {"strength": 2.0, "optimism": 0.5})
    invalid = ({"strength": -1.0},)

    def slots(self) -> int:
        return 1

    @staticmethod
    def update(theta, gradient, memory, scalars, hyper, learning_rate, step):
        strength, optimism = hyper[0], hyper[1]
        rate = theta.dtype.type(learning_rate)
        before = memory[0]
        for i in range(theta.size):
            g = gradient[i]
            last = g if step == 1 else before[i]
            theta[i] -= rate * ((strength + optimism) * g - optimism * last)
            before[i] = g


class AveragedSgd(Optimizer):
    """ASGD's descent: θ ← (1 − λαₜ)θ − αₜd, where d = g + ωθ and αₜ = α / (1 + λα(t − 1))^p.

    λ is ``lambd``, p ``power`` and ω ``weight_decay``. As ``torch.optim.ASGD``, with its αₜ
    rounded to float32, be the dtype float64 or not; but α is this step's. PyTorch takes that of
    the step before, so its rate lags a step behind once a decay acts. Its average of the
    parameters plays no part in training and is not kept.
    Polyak & Juditsky, "Acceleration of stochastic approximation by averaging", SIAM Journal on
    Control 30, 1992.
    """

    name: Literal["asgd"] = "asgd"
    learning_rate: Positive = 0.01
    lambd: NonNegative = 1e-4
    power: NonNegative = 0.75
    weight_decay: NonNegative = 0.0

    valid = ({}, {"weight_decay": 0.01}, {"lambd": 0.0}, {"lambd": 0.001, "power": 0.5})
    invalid = ({"lambd": -1.0},)

    @staticmethod
    def update(theta, gradient, memory, scalars, hyper, learning_rate, step):
        lambd, power, weight_decay = float(hyper[0]), float(hyper[1]), hyper[2]
        slowed = learning_rate / (1.0 + lambd * learning_rate * (step - 1)) ** power
        slowed = float(np.float32(slowed))
        rate = theta.dtype.type(slowed)
        kept = theta.dtype.type(1.0 - lambd * slowed)
        for i in range(theta.size):
            d = gradient[i] + weight_decay * theta[i]
            theta[i] = kept * theta[i] - rate * d


class Rprop(Optimizer):
    """Resilient backpropagation: θ ← θ − α s sign(g), with a size s of its own for each parameter.

    s starts at 1, grows by ``grow`` while the gradient's sign stays, and shrinks by ``shrink``
    where it changed; there the parameter rests for a step. Before decay the product αs stays
    between ``smallest`` and ``largest``. Made for full batches. As ``torch.optim.Rprop``, but that
    the learning rate's decay scales every step. Riedmiller & Braun, ICNN 1993.
    """

    name: Literal["rprop"] = "rprop"
    learning_rate: Positive = 0.01
    shrink: BelowOne = 0.5
    grow: Positive = 1.2
    smallest: NonNegative = 1e-6
    largest: Positive = 50.0

    valid = ({}, {"shrink": 0.7, "grow": 1.1}, {"smallest": 1e-5, "largest": 0.05})
    invalid = ({"shrink": 1.0}, {"grow": 0.9}, {"smallest": 2.0, "largest": 1.0})

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.grow <= 1:
            raise ValueError("`grow` must be above 1")
        if self.smallest > self.largest:
            raise ValueError("`smallest` must not be above `largest`")
        return self

    def hyper(self) -> tuple[float, ...]:
        return (*super().hyper(), self.learning_rate)

    def slots(self) -> int:
        return 2

    @staticmethod
    def update(theta, gradient, memory, scalars, hyper, learning_rate, step):
        shrink, grow, smallest, largest = hyper[0], hyper[1], hyper[2], hyper[3]
        base_rate = hyper[4]
        zero, one = theta.dtype.type(0), theta.dtype.type(1)
        # Sizes are kept before decay: a rate that falls to 0 must not make them grow without end.
        decay = theta.dtype.type(learning_rate / float(base_rate))
        sizes, before = memory[0], memory[1]
        for i in range(theta.size):
            g = gradient[i]
            agreement = g * before[i]
            size = base_rate if step == 1 else sizes[i]
            size *= grow if agreement > zero else shrink if agreement < zero else one
            size = smallest if size < smallest else largest if size > largest else size
            sizes[i] = size
            g = zero if agreement < zero else g
            move = decay * size
            theta[i] -= move if g > zero else -move if g < zero else g
            before[i] = g
