"""A config and its data, put into the form that the compiled loop reads."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from gdrun.config import Config
from gdrun.data import Dataset
from gdrun.engine.compile.addresses import address_of
from gdrun.engine.layers.network import Hyper, Kernels
from gdrun.engine.loop.problem import Problem
from gdrun.errors import GdrunError, PartError
from gdrun.network import Tensor, parameter_count, theta_size
from gdrun.parts.initializers import Initializer
from gdrun.parts.layers import Dense
from gdrun.parts.losses import Loss
from gdrun.trial.engine_inputs import hyper_vector
from gdrun.trial.kernels import compile_average, compile_kernels
from gdrun.trial.layer_table import LayerTable, make_table
from gdrun.trial.losses import output_count, suitable_loss
from gdrun.trial.metrics import BoundMetrics, bind_metrics
from gdrun.trial.network import PlacedLayer, all_tensors, initial_of, place_layers
from gdrun.trial.portions import make_portions
from gdrun.trial.rates import RateBlock, rate_blocks
from gdrun.trial.rules import make_rules
from gdrun.trial.streams import TrialStreams
from gdrun.trial.without_effect import settings_without_effect

MOST_DEVIATIONS = 8
"""How far from their mean normal values may lie: of 10¹⁵ one is further off."""


@dataclass(frozen=True)
class Binding:
    """One variant on one dataset; what its trials share, whatever their seed."""

    config: Config
    dataset: Dataset
    metrics: BoundMetrics
    columns: tuple[str, ...]
    """The history's."""
    layers: tuple[PlacedLayer, ...]
    table: LayerTable
    problem: Problem
    kernels: Kernels
    average: object
    """What averages theta: kept alive as long as ``rules`` holds its address."""
    steps_per_epoch: int
    loss: Loss
    """The config's, or the one that suits the data."""
    notes: tuple[str, ...]
    """Warnings for the user, already in words."""

    @cached_property
    def tensors(self) -> tuple[Tensor, ...]:
        """In theta's order: W0, b0, W1, …"""
        return all_tensors(self.layers)

    @cached_property
    def parameters(self) -> int:
        """How many parameters are trained."""
        return parameter_count(self.tensors)

    @property
    def expected_seconds(self) -> float:
        """About how long a trial takes, at a microsecond a step and 50 GFLOP/s."""
        rows = len(self.problem.data.train.targets) + len(self.problem.data.validation.targets)
        operations = 6.0 * rows * self.parameters
        return self.config.training.epochs * (1e-6 * self.steps_per_epoch + operations / 5e10)

    def rate_blocks(self) -> Iterator[RateBlock]:
        """The learning rates of a trial's epochs, see ``rates``."""
        config = self.config
        return rate_blocks(
            config.decay,
            config.optimizer.learning_rate,
            config.training.epochs,
            self.steps_per_epoch,
        )

    @cached_property
    def only_rates(self) -> tuple[RateBlock, ...]:
        """The one block, if there is but one.

        Trials share it: many are so short that to make it for each would be noticed.
        """
        blocks = tuple(islice(self.rate_blocks(), 2))
        return blocks if len(blocks) == 1 else ()

    def initial_thetas(self, streams: TrialStreams) -> NDArray[np.floating]:
        """The parameters before the first step, a row a trial, drawn in float64 and then cast.

        Each tensor has a child stream of its own.

        Raises:
            GdrunError: If they come from a file that does not fit.
        """
        folder = self.config.folder
        thetas = np.empty((streams.trials, theta_size(self.tensors)), self.config.training.dtype)
        drawn = []
        for layer in self.layers:
            for tensor in layer.tensors:
                if isinstance(value := initial_of(tensor, layer, folder), Initializer):
                    drawn.append((tensor, value))
                else:
                    thetas[:, tensor.place] = value
        for (tensor, part), generators in zip(
            drawn, streams.generators("init", len(drawn)), strict=True
        ):
            moments, place = part.moments(tensor), tensor.place
            if moments and moments[1] == 0:
                # A generator takes longer to make than values that it would not be asked for.
                thetas[:, place] = moments[0]
                continue
            # ``check_weights`` has seen that they fit, but for what a part from elsewhere may draw.
            with np.errstate(over="ignore"):
                for theta, generator in zip(thetas, generators, strict=True):
                    theta[place] = part.draw(tensor, generator, folder).ravel()
        return thetas

    def check_weights(self) -> None:
        """Sees that there are first weights, before any trial needs them.

        Raises:
            GdrunError: If they come from a file that does not fit, or the dtype cannot hold them.
        """
        folder, dtype = self.config.folder, self.config.training.dtype
        of_role: dict[str, list[Tensor]] = {}
        for tensor in self.tensors:
            of_role.setdefault(tensor.role, []).append(tensor)
        for layer in self.layers:
            for tensor in layer.tensors:
                part = initial_of(tensor, layer, folder)
                if not isinstance(part, Initializer):
                    continue
                # A file of weights may hold all of a network, but of no other one.
                whole = part is layer.setting.weights
                among = self.tensors if whole else of_role[tensor.role]
                part.check(among, folder)
                moments = part.moments(tensor)
                if moments is None:
                    try:
                        values = part.draw(tensor, np.random.default_rng(0), folder)
                    except GdrunError:
                        raise
                    except Exception:  # Of a part from elsewhere: it fails its trials.
                        continue
                else:
                    values = np.array(abs(moments[0]) + MOST_DEVIATIONS * moments[1])
                key = "weights" if tensor.role == "weight" else "biases"
                _check_weights_fit(values, layer.setting.key_of(key), dtype)


def bind(config: Config, dataset: Dataset) -> Binding:
    """Puts the parts of ``config`` together for ``dataset``, and compiles their kernels.

    Raises:
        PartError: If a part does not suit the data.
    """
    loss = config.loss or suitable_loss(dataset)
    outputs = output_count(loss, dataset)
    dtype = np.dtype(config.training.dtype)
    layers = place_layers(config.model.layers(), dataset.train.inputs.shape[1], outputs)
    table = make_table(layers, dtype)
    metrics = bind_metrics(
        dataset,
        dtype.name,
        [config.training.stop.monitor, config.decay.watched()],
        exponential=loss.suits == "counts",
        weighted=config.training.weighted_metrics,
        lowest=loss.lowest,
    )
    columns = ("learning_rate", *metrics.columns)
    rows = len(dataset.train.inputs)
    asked = config.training.batch_size
    batch_size = rows if asked == "full" else min(asked, rows)
    averaging = config.training.average
    average = compile_average(dtype.name, averaging) if averaging else None
    portions = make_portions(config, dataset)
    steps = -(-rows // batch_size)
    return Binding(
        config=config,
        dataset=dataset,
        metrics=metrics,
        columns=columns,
        layers=layers,
        table=table,
        problem=Problem(
            network=table.network,
            hyper=Hyper(
                layers=table.hyper,
                loss=hyper_vector(loss, "loss", dtype),
                update=hyper_vector(config.optimizer, "optimizer", dtype),
                react=np.array(config.decay.reaction(config.optimizer.learning_rate)),
                average=hyper_vector(averaging, "training.average", dtype)
                if averaging
                else np.zeros(0, dtype),
            ),
            data=portions,
            measure=metrics.measure,
            rules=make_rules(
                config,
                batch_size,
                columns,
                metrics.measured,
                average=address_of(average) if average else 0,
                simple=not portions.train.weights.size
                and all(isinstance(each.part, Dense) for each in layers),
            ),
        ),
        kernels=compile_kernels(dtype.name, loss, config.optimizer, config.decay),
        average=average,
        steps_per_epoch=steps,
        loss=loss,
        notes=(*dataset.notes, *settings_without_effect(config, layers, rows, steps)),
    )


def _check_weights_fit(values: NDArray[np.float64], key: str, dtype: str) -> None:
    largest = float(np.finfo(dtype).max)
    if (found := float(np.abs(values).max(initial=0.0))) > largest:
        wider = ", or `training.dtype: float64`" if dtype == "float32" else ""
        raise PartError(
            f"{key}: values as large as {found:.3g} are more than {dtype} holds: "
            f"take smaller ones{wider}"
        )
