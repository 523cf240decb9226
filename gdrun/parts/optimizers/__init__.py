"""Optimizers: how a gradient moves the parameters."""

from gdrun.parts.optimizers.adam import Adam, Adamax, AdamaxW, AdamW, Nadam, NadamW
from gdrun.parts.optimizers.adaptive import Adadelta, Adagrad, Novograd, Rmsprop, Sm3
from gdrun.parts.optimizers.beyond_adam import AdaBelief, Adan, RectifiedAdam, Yogi
from gdrun.parts.optimizers.descent import (
    AveragedSgd,
    Lion,
    OptimisticGradientDescent,
    Rprop,
    Sgd,
    SignSgd,
    Signum,
)
from gdrun.parts.optimizers.optimizer import Optimizer

__all__ = [
    "AdaBelief",
    "Adadelta",
    "Adagrad",
    "Adam",
    "AdamW",
    "Adamax",
    "AdamaxW",
    "Adan",
    "AveragedSgd",
    "Lion",
    "Nadam",
    "NadamW",
    "Novograd",
    "OptimisticGradientDescent",
    "Optimizer",
    "RectifiedAdam",
    "Rmsprop",
    "Rprop",
    "Sgd",
    "SignSgd",
    "Signum",
    "Sm3",
    "Yogi",
]
