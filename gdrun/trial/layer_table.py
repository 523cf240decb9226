"""The table of layers that the compiled loop walks: widths, places, and addresses of functions."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdrun.engine.compile.addresses import address_of
from gdrun.engine.layers import network as columns
from gdrun.engine.layers.network import FIELDS, Network
from gdrun.engine.layers.scratch import TILE
from gdrun.network import parameter_count
from gdrun.parts.layers import Dense
from gdrun.trial.engine_inputs import hyper_vector
from gdrun.trial.kernels import compile_activation, compile_layer
from gdrun.trial.network import PlacedLayer, all_tensors


@dataclass(frozen=True)
class LayerTable:
    """A network as the loop reads it, in this process."""

    network: Network
    hyper: NDArray[np.floating]
    """The parameters of all layers and their activations."""
    kernels: tuple[Any, ...]
    """What the addresses in the table are of: kept alive as long as the table is."""


def make_table(layers: Sequence[PlacedLayer], dtype: np.dtype[Any]) -> LayerTable:
    """The table of these layers, with their kernels compiled.

    Raises:
        PartError: If a part lacks a kernel, or the dtype cannot hold its parameters.
    """
    table = np.zeros((len(layers), FIELDS), np.int64)
    hyper: list[NDArray[np.floating]] = []
    kernels: list[Any] = []
    units = kept = 0

    def place_hyper(row: NDArray[np.int64], column: int, part: Any, key: str) -> None:
        vector = hyper_vector(part, key, dtype)
        row[column : column + 2] = sum(each.size for each in hyper), vector.size
        hyper.append(vector)

    def place_kernels(row: NDArray[np.int64], column: int, made: Sequence[Any]) -> None:
        row[column : column + len(made)] = [address_of(kernel) for kernel in made]
        kernels.extend(made)

    for row, layer in zip(table, layers, strict=True):
        row[columns.INPUTS], row[columns.OUTPUTS] = layer.inputs, layer.outputs
        row[columns.STREAM] = layer.stream
        for column, role in ((columns.PARAMETERS, False), (columns.STATE, True)):
            mine = [tensor for tensor in layer.tensors if (tensor.role == "state") == role]
            size = sum(tensor.size for tensor in mine)
            row[column : column + 2] = mine[0].start if mine else 0, size
        if not isinstance(layer.part, Dense):
            place_hyper(row, columns.HYPER, layer.part, layer.setting.key)
            made = compile_layer(dtype.name, layer.part, trained=row[columns.SIZE] > 0)
            place_kernels(row, columns.FORWARD, made)
        row[columns.SUMS : columns.VALUES + 1] = units
        units += TILE * layer.outputs
        if (activation := layer.setting.activation) is not None:
            place_hyper(
                row, columns.ACTIVATION_HYPER, activation, layer.setting.key_of("activation")
            )
            place_kernels(row, columns.ACTIVATION, compile_activation(dtype.name, activation))
            row[columns.VALUES] = units
            units += TILE * layer.outputs
        width = layer.part.kept_width(layer.inputs)
        row[columns.KEPT], row[columns.KEPT_WIDTH] = kept, width
        kept += TILE * width
    tensors = all_tensors(layers)
    penalised = [(each.place.start, each.place.stop) for each in tensors if each.penalised]
    network = Network(
        table=table,
        penalised=np.array(penalised, np.int64).reshape(-1, 2),
        parameters=parameter_count(tensors),
        lowest=int(np.flatnonzero(table[:, columns.SIZE])[0]),
        units=units,
        kept=kept,
    )
    vector = np.concatenate([*hyper, np.zeros(0, dtype)])
    return LayerTable(network, vector, tuple(kernels))
