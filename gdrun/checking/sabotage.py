"""Mistakes that people make, planted on purpose: a check that misses one is worth nothing.

A sabotage wraps what is handed to the compiled loops: their kernels, their data, or the calls. The
engine has no line of it.
"""

from dataclasses import dataclass

import numpy as np

from gdrun.checking import distorted, planted
from gdrun.checking.distorted import in_gradient
from gdrun.checking.methods import HONEST, Methods, backprop_gradient
from gdrun.checking.planted import with_kernels
from gdrun.checking.subject import Subject
from gdrun.errors import PartError
from gdrun.wording import did_you_mean


@dataclass(frozen=True)
class Sabotage:
    """One planted mistake."""

    name: str
    summary: str
    needs: str
    """What a network must have so that it changes anything."""
    methods: Methods

    def applies(self, subject: Subject) -> bool:
        """Whether it changes anything in this network."""
        for wrong, honest in zip(self.methods, HONEST, strict=True):
            true = honest(subject)
            if np.abs(wrong(subject) - true).max() > 1e-12 * np.abs(true).max():
                return True
        return False


_all: dict[str, Sabotage] = {}


def sabotages() -> dict[str, Sabotage]:
    """All of them, by name."""
    return dict(_all)


def sabotage_of(name: str) -> Sabotage:
    """The sabotage of a name.

    Raises:
        PartError: If there is none.
    """
    if name not in _all:
        hint = did_you_mean(name, list(_all)) or "`--sabotage help` lists them"
        raise PartError(f"there is no sabotage `{name}`: {hint}")
    return _all[name]


for _each in (
    Sabotage(
        "missing_bias",
        "no gradient for the first layer's biases",
        "a gradient of b0 that is not zero",
        in_gradient(distorted.missing_bias),
    ),
    Sabotage(
        "transposed_product",
        "the gradient of a layer's weights is transposed",
        "a layer with several inputs and several outputs, and a gradient that is not symmetric",
        in_gradient(distorted.transposed_product),
    ),
    Sabotage(
        "batch_sum",
        "summed over the batch, and not divided by its size",
        "a batch of more than one row",
        in_gradient(distorted.batch_sum),
    ),
    Sabotage(
        "unnormalized_weights",
        "divided by how many rows there are, and not by the sum of their weights",
        "weights of rows, whose mean is not 1",
        in_gradient(distorted.unnormalized_weights),
    ),
    Sabotage(
        "forgotten_two",
        "a squared error's derivative without the 2",
        "the loss mse",
        in_gradient(distorted.forgotten_two),
    ),
    Sabotage(
        "penalty_twice",
        "the penalty's gradient is added twice",
        "a penalty, and weights that are not zero",
        in_gradient(distorted.penalty_twice),
    ),
    Sabotage(
        "penalized_bias",
        "the penalty's gradient for biases, gains and shifts too",
        "a penalty, and biases or gains that are not zero; if biases are zero at first: add "
        "--after 1",
        in_gradient(distorted.penalized_bias),
    ),
    Sabotage(
        "single_entry",
        "one entry of the first layer is 1% too large",
        "a gradient of W0 that is not zero; if it is zero at the first weights: add --after 1",
        in_gradient(distorted.single_entry),
    ),
    Sabotage(
        "forgotten_slope",
        "no activation derivative at all",
        "a hidden layer, and an activation whose slope is not 1",
        with_kernels(planted.forgotten_slope),
    ),
    Sabotage(
        "slope_of_value",
        "f′ is taken at f(z) instead of z",
        "a hidden layer, and an activation with another slope at f(z) than at z",
        with_kernels(planted.slope_of_value),
    ),
    Sabotage(
        "forgotten_target",
        "a softmax or sigmoid gradient without the minus target",
        "the loss cross_entropy or binary_cross_entropy",
        with_kernels(planted.forgotten_target),
    ),
    Sabotage(
        "lost_row",
        "the batch's last row is left out",
        "a batch of more than one row",
        with_kernels(planted.lost_row),
    ),
    Sabotage(
        "mask_not_rescaled",
        "dropout rescales what it keeps, but not on the way back",
        "dropout after a layer with parameters",
        planted.mask_not_rescaled,
    ),
    Sabotage(
        "other_mask",
        "dropout loses other units on the way back",
        "dropout after a layer with parameters, and units of which some are lost",
        planted.other_mask,
    ),
    Sabotage(
        "forgotten_gain",
        "no gradient for the gains of a normalisation",
        "a layer with gains, and a gradient of them that is not zero",
        in_gradient(distorted.forgotten_gain),
    ),
    Sabotage(
        "forgotten_mean",
        "no gradient through the mean that layer normalisation takes off",
        "layer normalisation after a layer with parameters",
        planted.forgotten_mean,
    ),
    Sabotage(
        "forgotten_variance",
        "no gradient through the variance that layer normalisation divides by",
        "layer normalisation after a layer with parameters",
        planted.forgotten_variance,
    ),
    Sabotage(
        "half_updated",
        "each layer moves before the gradients below it are computed",
        "a hidden layer, and a gradient that reaches the layer below",
        Methods(backprop_gradient, distorted.half_updated),
    ),
    Sabotage(
        "ascent",
        "the update adds the gradient",
        "a gradient that is not zero",
        Methods(backprop_gradient, distorted.ascent),
    ),
):
    _all[_each.name] = _each
