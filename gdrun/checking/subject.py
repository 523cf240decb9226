"""What is checked: a network at some parameters, on one batch of its training rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdrun.engine.compile.addresses import address_of
from gdrun.engine.layers.examples import Portion
from gdrun.engine.layers.network import Hyper, Kernels, Moment
from gdrun.engine.loop.probing import Sides
from gdrun.engine.loop.problem import Rules
from gdrun.network import Tensor
from gdrun.parts.activations import Activation
from gdrun.parts.decays import NoDecay
from gdrun.parts.layers import Dense
from gdrun.parts.losses import Loss
from gdrun.parts.optimizers import Sgd
from gdrun.trial.kernels import compile_kernels, compile_sides
from gdrun.trial.layer_table import LayerTable, make_table
from gdrun.trial.network import PlacedLayer, all_tensors

Floats = NDArray[np.float64]

PLAIN = Rules(
    batch_size=1, shuffle=0, vary_rounding=0, l1=0.0, l2=0.0, clip_value=0.0, clip_norm=0.0,
    gradient_norm=0.0, loss_change=0.0, loss_below=-np.inf, patience=1, monitor=-1,
    monitor_largest=0, minimum_change=0.0, react_column=-1, react_from=0, plain=0,
    average=0, average_by_steps=0, average_from=0, snapshot_every=0,
)  # fmt: skip
"""Nothing is in the way of the gradient: no clipping, no shuffling, no early end."""


@dataclass(frozen=True)
class Subject:
    """A network whose gradient is checked, in float64."""

    name: str
    groups: Mapping[str, str]
    layers: tuple[PlacedLayer, ...]
    loss: Loss
    table: LayerTable
    theta: Floats
    train: Portion
    """All training rows; batches are taken from them in their order."""
    rules: Rules
    kernels: Kernels
    hyper: Hyper
    sides: Sides
    batch: int
    """Which batch of the epoch is checked, from 0."""
    layer_seed: int
    """What its layers draw with."""

    @property
    def rows(self) -> range:
        """The batch's rows."""
        start = self.batch * self.rules.batch_size
        return range(start, min(start + self.rules.batch_size, len(self.train.targets)))

    @property
    def rows_so_far(self) -> Portion:
        """The training rows up to the batch's last one."""
        return rows_of(self.train, slice(self.rows.stop))

    @property
    def moment(self) -> Moment:
        """The step that the batch is for: those in which no row counts make none."""
        size = self.rules.batch_size
        before = sum(batch_weight(self.train, size, k) > 0 for k in range(self.batch))
        return Moment(training=1, seed=self.layer_seed, step=before + 1)

    @property
    def smooth(self) -> bool:
        """Whether the loss, as a function of the parameters, has no kink."""
        activations = (layer.setting.activation for layer in self.layers)
        bent = any(each and type(each).sides is not Activation.sides for each in activations)
        return not (bent or type(self.loss).sides is not Loss.sides or self.rules.l1)

    @cached_property
    def tensors(self) -> tuple[Tensor, ...]:
        """What is trained, in theta's order."""
        return tuple(each for each in all_tensors(self.layers) if each.role != "state")

    @property
    def places(self) -> dict[str, slice]:
        """Where each tensor lies in theta, by its name."""
        return {tensor.name: tensor.place for tensor in self.tensors}

    def is_penalised(self) -> NDArray[np.bool_]:
        """For each parameter whether the penalty is about it."""
        return np.concatenate([np.full(each.size, each.penalised) for each in self.tensors])


def make_subject(
    name: str,
    groups: Mapping[str, str],
    layers: Sequence[PlacedLayer],
    loss: Loss,
    theta: Floats,
    train: Portion,
    *,
    batch_size: int,
    batch: int,
    penalty: tuple[float, float],
    layer_seed: int,
) -> Subject:
    """A subject that plain descent moves, as training does it when nothing else is asked for.

    ``penalty`` is l1 and l2.
    """
    optimizer, decay, table = Sgd(), NoDecay(), make_table(layers, np.dtype(float))
    l1, l2 = penalty
    is_dense = all(isinstance(layer.part, Dense) for layer in layers)
    activations = [layer.setting.activation for layer in layers]
    sides = [each and compile_sides("float64", each) for each in activations]
    return Subject(
        name=name,
        groups=groups,
        layers=tuple(layers),
        loss=loss,
        table=table,
        theta=theta,
        train=Portion(_readonly(train.inputs), _readonly(train.targets), _readonly(train.weights)),
        rules=PLAIN._replace(
            batch_size=batch_size,
            l1=l1,
            l2=l2,
            plain=int(is_dense and l1 == 0 and l2 == 0 and not train.weights.size),
        ),
        kernels=compile_kernels("float64", loss, optimizer, decay),
        hyper=Hyper(
            layers=table.hyper,
            loss=np.array(loss.hyper()),
            update=np.array(optimizer.hyper()),
            react=np.array(decay.reaction(optimizer.learning_rate)),
            average=np.zeros(0),
        ),
        sides=Sides(
            activations=np.array([address_of(each) if each else 0 for each in sides]),
            loss=compile_sides("float64", loss),
        ),
        batch=batch,
        layer_seed=layer_seed,
    )


def batch_weight(train: Portion, size: int, batch: int) -> float:
    """How much the rows of a batch count together in the loss."""
    rows = slice(batch * size, (batch + 1) * size)
    return float(train.weights[rows].sum() if train.weights.size else len(train.targets[rows]))


def rows_of(portion: Portion, rows: slice) -> Portion:
    """Some rows as a portion of their own."""
    return Portion(portion.inputs[rows], portion.targets[rows], portion.weights[rows])


def _readonly(array: NDArray[Any]) -> NDArray[Any]:
    view = np.ascontiguousarray(array).view()
    view.flags.writeable = False
    return view
