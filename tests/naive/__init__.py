"""Gradient descent as a textbook writes it: what gdrun's compiled training is compared with.

Plain NumPy in float64 for small problems; nothing of gdrun is imported. A network is a list ``W``
of weights, each of shape (inputs, outputs), and a list ``b`` of biases; inputs ``X`` have shape
(rows, inputs). Targets ``y`` are class indices of shape (rows,) for ``cross_entropy``, and of shape
(rows, outputs) for ``binary_cross_entropy`` (0 or 1) and ``mse``. What has to be remembered from
epoch to epoch is worked out again from all epochs so far, so that there is no state to get wrong.
"""

from tests.naive.decays import multiplier, plateau
from tests.naive.metrics import macro_f1, metrics, r2
from tests.naive.network import forward, gradients, loss_value, penalty_value
from tests.naive.optimizers import OPTIMIZERS, adadelta, adam, clip, sgd
from tests.naive.stopping import ending, epochs_of_rest, epochs_without_improvement
from tests.naive.training import Training, natural_batches, train

__all__ = [
    "OPTIMIZERS",
    "Training",
    "adadelta",
    "adam",
    "clip",
    "ending",
    "epochs_of_rest",
    "epochs_without_improvement",
    "forward",
    "gradients",
    "loss_value",
    "macro_f1",
    "metrics",
    "multiplier",
    "natural_batches",
    "penalty_value",
    "plateau",
    "r2",
    "sgd",
    "train",
]
