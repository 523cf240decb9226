"""Networks of dense layers, placed as a trial places them."""

from collections.abc import Sequence

from gdrun.config.model import ModelSection
from gdrun.parts.activations import Activation
from gdrun.trial.network import PlacedLayer, place_layers


def dense_network(activation: Activation, sizes: Sequence[int]) -> tuple[PlacedLayer, ...]:
    """Layers between units so many, the inputs first."""
    inputs, *hidden, outputs = sizes
    model = ModelSection().model_copy(update={"hidden": tuple(hidden), "activation": activation})
    return place_layers(model.layers(), inputs, outputs)
