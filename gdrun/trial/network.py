"""The network of a config and its data: layers with their widths, and their tensors in theta."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args
from zlib import crc32

from gdrun.config.model import LayerSetting
from gdrun.errors import PartError
from gdrun.network import Role, Tensor, in_order, place_tensors
from gdrun.parts.initializers import FromFile, Initializer
from gdrun.parts.layers import Dense, Layer
from gdrun.wording import either, several


@dataclass(frozen=True)
class PlacedLayer:
    """A layer with its numbers of inputs and outputs, and its tensors where they lie in theta."""

    setting: LayerSetting
    part: Layer
    inputs: int
    outputs: int
    tensors: tuple[Tensor, ...]
    stream: int
    """What sets its random numbers apart from those of other layers, in 32 bits."""


def place_layers(
    settings: Sequence[LayerSetting], inputs: int, outputs: int
) -> tuple[PlacedLayer, ...]:
    """The layers of a network from ``inputs`` to ``outputs`` units.

    The numbers that a layer draws depend on its kind and the dense layers before it: other kinds
    of layers beside it change none of them.

    Raises:
        PartError: If a kind of layer, which may be a user's own, tells what cannot be.
    """
    parts = [setting.part or Dense(units=outputs) for setting in settings]
    widths = [inputs]
    said = []
    for part in parts:
        outputs = _outputs_of(part, widths[-1])
        said.append(_tensors_of(part, widths[-1]))
        widths.append(outputs)
    tensors = place_tensors(said)
    placed: list[PlacedLayer] = []
    dense, alike = 0, Counter[str]()
    for place, (setting, part) in enumerate(zip(settings, parts, strict=True)):
        here = widths[place], widths[place + 1], tensors[place]
        stream = crc32(f"{part.name} {dense} {alike[part.name]}".encode())
        placed.append(PlacedLayer(setting, part, *here, stream))
        if isinstance(part, Dense):
            dense += 1
            alike.clear()
        alike[part.name] += 1
    return tuple(placed)


def _outputs_of(part: Layer, inputs: int) -> int:
    outputs, kept = part.outputs(inputs), part.kept_width(inputs)
    for role, found, least in (("outputs", outputs, 1), ("kept_width", kept, 0)):
        if not isinstance(found, int) or found < least:
            raise PartError(
                f"`{part.name}`, one of the layers: its `{role}` of {several(inputs, 'input')} "
                f"must be a whole number of at least {least}, and is {found!r}"
            )
    return outputs


def _tensors_of(part: Layer, inputs: int) -> tuple[Tensor, ...]:
    tensors = tuple(part.tensors(inputs))
    for each in tensors:
        if not isinstance(each, Tensor):
            raise PartError(
                f"`{part.name}`, one of the layers: its `tensors` must give Tensors, not {each!r}"
            )
        if not each.name.isalpha() or each.role not in get_args(Role):
            raise PartError(
                f"`{part.name}`, one of the layers: a tensor has a name of letters and a role "
                f"that is {either(get_args(Role))}, and not {each.name!r} and {each.role!r}"
            )
        if not all(isinstance(size, int) and size > 0 for size in each.shape):
            raise PartError(
                f"`{part.name}`, one of the layers: the shape of its `{each.name}` must be whole "
                f"numbers above 0, and is {each.shape!r}"
            )
    return tensors


def all_tensors(layers: Sequence[PlacedLayer]) -> tuple[Tensor, ...]:
    """Those of all layers, in theta's order."""
    return in_order(layer.tensors for layer in layers)


def plain_layers(layers: Sequence[PlacedLayer]) -> list[dict[str, Any]]:
    """Layers as plain data fit for JSON.

    ``kind`` and ``activation`` are parts with their parameters, the latter None if there is none;
    ``tensors`` are the names of the layer's own, in the order in which its kind tells them.
    """
    return [
        {
            "kind": layer.part.model_dump(mode="json"),
            "activation": activation.model_dump(mode="json") if activation else None,
            "tensors": [tensor.name for tensor in layer.tensors],
        }
        for layer in layers
        for activation in (layer.setting.activation,)
    ]


def initial_of(tensor: Tensor, layer: PlacedLayer, folder: Path) -> float | Initializer:
    """The first value of all of a tensor's entries, or what draws them.

    Paths are relative to ``folder``.

    Raises:
        DataError: If a file cannot be read.
    """
    weights = layer.setting.weights
    fixed = tensor.initial is not None or tensor.role not in ("weight", "bias")
    # What else a file holds of a network comes along with its weights.
    if fixed and isinstance(weights, FromFile) and weights.holds(tensor.kind, folder):
        return weights
    if tensor.initial is not None:
        return tensor.initial
    match tensor.role:
        case "weight":
            return layer.setting.weights
        case "bias":
            return layer.setting.biases_in(folder)
        case "gain":
            return 1.0
        case "state":
            return 0.0
