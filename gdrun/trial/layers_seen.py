"""What the compiled loop has seen of each layer, told of the dense layers."""

import numpy as np
from numpy.typing import NDArray

from gdrun.engine.loop import units
from gdrun.parts.layers import Dense
from gdrun.records import layers
from gdrun.records.layers import LayersSeen
from gdrun.trial.binding import Binding


def layers_seen(binding: Binding, found: NDArray[np.float64]) -> LayersSeen:
    """What was seen of the dense layers of some trials, (trials, dense layers, COLUMNS).

    What a layer's activation gives counts as its own, also where it is normalised before.

    Args:
        binding: What was trained.
        found: Of all layers, as the loop has it: (trials, layers, MEASURES).
    """
    dense = [i for i, layer in enumerate(binding.layers) if isinstance(layer.part, Dense)]
    seen = np.full((len(found), len(dense), layers.COLUMNS), np.nan)
    for k, (place, end) in enumerate(zip(dense, [*dense[1:], len(binding.layers)], strict=True)):
        seen[:, k, layers.UNITS] = binding.layers[place].outputs
        seen[:, k, layers.ALIKE] = found[:, place, units.ALIKE]
        seen[:, k, layers.SLOPE] = found[:, place, units.SLOPE]
        for i in range(place, end):
            if binding.layers[i].setting.activation is not None:
                seen[:, k, layers.SAME] = found[:, i, units.SAME]
    return seen
