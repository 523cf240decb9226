"""What is checked: a network at some parameters, on one batch of its training rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdrun.engine.layers.examples import Portion
from gdrun.engine.layers.network import Hyper, Kernels, Network
from gdrun.engine.loop.probing import Sides
from gdrun.engine.loop.problem import Rules
from gdrun.network import Tensor, network_tensors, tensor_slices
from gdrun.parts.activations import Activation
from gdrun.parts.decays import NoDecay
from gdrun.parts.losses import Loss
from gdrun.parts.optimizers import Sgd
from gdrun.trial.engine_inputs import make_network
from gdrun.trial.kernels import compile_kernels, compile_sides

Floats = NDArray[np.float64]

PLAIN = Rules(
    batch_size=1, shuffle=0, vary_rounding=0, l1=0.0, l2=0.0, clip_value=0.0, clip_norm=0.0,
    gradient_norm=0.0, loss_change=0.0, loss_below=-np.inf, patience=1, monitor=-1,
    monitor_largest=0, minimum_change=0.0, react_column=-1, react_from=0, plain=0,
    snapshot_every=0,
)  # fmt: skip
"""Nothing is in the way of the gradient: no clipping, no shuffling, no early end."""


@dataclass(frozen=True)
class Subject:
    """A network whose gradient is checked, in float64."""

    name: str
    groups: Mapping[str, str]
    activation: Activation
    loss: Loss
    network: Network
    tensors: tuple[Tensor, ...]
    theta: Floats
    train: Portion
    """All training rows; batches are taken from them in their order."""
    rules: Rules
    kernels: Kernels
    hyper: Hyper
    sides: Sides
    batch: int
    """Which batch of the epoch is checked, from 0."""

    @property
    def rows(self) -> range:
        """The batch's rows."""
        start = self.batch * self.rules.batch_size
        return range(start, min(start + self.rules.batch_size, len(self.train.targets)))

    @property
    def batch_rows(self) -> Portion:
        """The batch as a portion of its own."""
        return rows_of(self.train, slice(self.rows.start, self.rows.stop))

    @property
    def smooth(self) -> bool:
        """Whether the loss, as a function of the parameters, has no kink."""
        deep = len(self.network.sizes) > 2
        activation = deep and type(self.activation).sides is not Activation.sides
        return not (activation or type(self.loss).sides is not Loss.sides or self.rules.l1)

    def places(self) -> dict[str, slice]:
        """Where each tensor lies in theta, by its name."""
        return tensor_slices(self.tensors)

    def is_weight(self) -> NDArray[np.bool_]:
        """For each parameter whether it is a weight, and no bias."""
        kinds = [np.full(tensor.size, tensor.kind == "W") for tensor in self.tensors]
        return np.concatenate(kinds)


def make_subject(
    name: str,
    groups: Mapping[str, str],
    activation: Activation,
    loss: Loss,
    sizes: Sequence[int],
    theta: Floats,
    train: Portion,
    *,
    batch_size: int,
    batch: int,
    l1: float,
    l2: float,
) -> Subject:
    """A subject that plain descent moves, as training does it when nothing else is asked for.

    ``sizes`` are the widths of the network's layers, the inputs first.
    """
    optimizer, decay = Sgd(), NoDecay()
    plain = int(l1 == 0 and l2 == 0)
    return Subject(
        name=name,
        groups=groups,
        activation=activation,
        loss=loss,
        network=make_network(sizes),
        tensors=network_tensors(sizes),
        theta=theta,
        train=Portion(inputs=_readonly(train.inputs), targets=_readonly(train.targets)),
        rules=PLAIN._replace(batch_size=batch_size, l1=l1, l2=l2, plain=plain),
        kernels=compile_kernels("float64", activation, loss, optimizer, decay),
        hyper=Hyper(
            activation=np.array(activation.hyper()),
            loss=np.array(loss.hyper()),
            update=np.array(optimizer.hyper()),
            react=np.array(decay.reaction(optimizer.learning_rate)),
        ),
        sides=compile_sides("float64", activation, loss),
        batch=batch,
    )


def rows_of(portion: Portion, rows: slice) -> Portion:
    """Some rows as a portion of their own."""
    return Portion(inputs=portion.inputs[rows], targets=portion.targets[rows])


def _readonly(array: NDArray[Any]) -> NDArray[Any]:
    view = np.ascontiguousarray(array).view()
    view.flags.writeable = False
    return view
