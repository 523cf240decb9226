"""What is checked: a network at some parameters, on one batch of its training rows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdrun.engine.layers.network import Network, Portion
from gdrun.engine.loop.state import Rules
from gdrun.network import Tensor, network_tensors, tensor_slices
from gdrun.parts.activations import Activation
from gdrun.parts.decays import NoDecay
from gdrun.parts.losses import Loss
from gdrun.parts.optimizers import Sgd
from gdrun.trial.kernels import Kernels, compile_kernels, compile_sides

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
    sides: tuple[Callable[..., None], Callable[..., float]]
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
        start, stop = self.rows.start, self.rows.stop
        return Portion(self.train.inputs[start:stop], self.train.targets[start:stop])

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
    network: Network,
    theta: Floats,
    train: Portion,
    *,
    batch_size: int,
    batch: int,
    l1: float,
    l2: float,
) -> Subject:
    """A subject that plain descent moves, as training does it when nothing else is asked for."""
    plain = int(l1 == 0 and l2 == 0)
    return Subject(
        name=name,
        groups=groups,
        activation=activation,
        loss=loss,
        network=network,
        tensors=network_tensors(network.sizes.tolist()),
        theta=theta,
        train=Portion(*map(_readonly, train)),
        rules=PLAIN._replace(batch_size=batch_size, l1=l1, l2=l2, plain=plain),
        kernels=compile_kernels("float64", activation, loss, Sgd(), NoDecay()),
        sides=compile_sides("float64", activation, loss),
        batch=batch,
    )


def _readonly(array: NDArray[Any]) -> NDArray[Any]:
    view = np.ascontiguousarray(array).view()
    view.flags.writeable = False
    return view
