"""Networks made by hand, to be checked."""

import numpy as np

from gdrun.checking.subject import Subject, make_subject
from gdrun.engine.layers.examples import Portion
from gdrun.parts.activations import Identity
from gdrun.parts.losses import Hinge
from tests.trial.networks import dense_network


def hinge(inputs: tuple[float, ...]) -> Subject:
    """Outputs of 1 for three rows of which the first alone is of the negative class."""
    return make_subject(
        "hinge",
        {},
        dense_network(Identity(), (1, 1)),
        Hinge(),
        np.array([0.0, 1.0]),
        Portion(np.array(inputs)[:, np.newaxis], np.array([[0.0], [1.0], [1.0]])),
        batch_size=3,
        batch=0,
        penalty=(0.0, 0.0),
        layer_seed=0,
    )
