"""A config and its data, put into the form that the compiled loop reads."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gdrun.config import Config
from gdrun.data import Dataset
from gdrun.data import Portion as DataPortion
from gdrun.engine.layers.examples import Portion
from gdrun.engine.layers.network import Hyper, Kernels
from gdrun.engine.loop.evaluation import CLASS_METRICS, NUMBER_METRICS
from gdrun.engine.loop.problem import Data, Measure, Problem
from gdrun.errors import GdrunError, PartError
from gdrun.network import Tensor, network_tensors
from gdrun.parts.losses import Loss
from gdrun.trial.engine_inputs import hyper_vector, make_network
from gdrun.trial.kernels import compile_kernels
from gdrun.trial.losses import output_count, suitable_loss
from gdrun.trial.rules import make_rules
from gdrun.trial.streams import TrialStreams

MOST_DEVIATIONS = 8
"""How far from their mean normal values may lie: of 10¹⁵ one is further off."""


@dataclass(frozen=True)
class Binding:
    """One variant on one dataset; what its trials share, whatever their seed."""

    config: Config
    metric_names: tuple[str, ...]
    columns: tuple[str, ...]
    """The history's."""
    tensors: tuple[Tensor, ...]
    """In theta's order: W0, b0, W1, …"""
    problem: Problem
    kernels: Kernels
    steps_per_epoch: int
    loss: Loss
    """The config's, or the one that suits the data."""
    notes: tuple[str, ...]
    """Warnings for the user, already in words."""

    @property
    def parameters(self) -> int:
        """The length of theta."""
        return sum(tensor.size for tensor in self.tensors)

    @property
    def expected_seconds(self) -> float:
        """About how long a trial takes, at a microsecond a step and 50 GFLOP/s."""
        rows = len(self.problem.data.train.targets) + len(self.problem.data.validation.targets)
        operations = 6.0 * rows * self.parameters
        return self.config.training.epochs * (1e-6 * self.steps_per_epoch + operations / 5e10)

    def initial_thetas(self, streams: TrialStreams) -> NDArray[np.floating]:
        """The parameters before the first step, a row a trial, drawn in float64 and then cast.

        Each tensor has a child stream of its own.

        Raises:
            GdrunError: If they come from a file that does not fit.
        """
        model, folder = self.config.model, self.config.folder
        thetas = np.empty((streams.trials, self.parameters), self.config.training.dtype)
        end = 0
        for tensor, generators in zip(
            self.tensors, streams.generators("init", len(self.tensors)), strict=True
        ):
            begin, end = end, end + tensor.size
            part = model.weights if tensor.kind == "W" else model.biases
            moments = part.moments(tensor)
            if moments and moments[1] == 0:
                # A generator takes longer to make than values that it would not be asked for.
                thetas[:, begin:end] = moments[0]
                continue
            # ``check_weights`` has seen that they fit, but for what a part from elsewhere may draw.
            with np.errstate(over="ignore"):
                for theta, generator in zip(thetas, generators, strict=True):
                    theta[begin:end] = part.draw(tensor, generator, folder).reshape(end - begin)
        return thetas

    def check_weights(self) -> None:
        """Sees that there are first weights, before any trial needs them.

        Raises:
            GdrunError: If they come from a file that does not fit, or the dtype cannot hold them.
        """
        folder, dtype = self.config.folder, self.config.training.dtype
        for key, kind in (("weights", "W"), ("biases", "b")):
            part = getattr(self.config.model, key)
            tensors = [tensor for tensor in self.tensors if tensor.kind == kind]
            part.check(tensors, folder)
            for tensor in tensors:
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
                _check_weights_fit(values, f"model.{key}", dtype)


def bind(config: Config, dataset: Dataset) -> Binding:
    """Puts the parts of ``config`` together for ``dataset``, and compiles their kernels.

    Raises:
        PartError: If a part does not suit the data.
    """
    loss = config.loss or suitable_loss(dataset)
    outputs = output_count(loss, dataset)
    dtype = np.dtype(config.training.dtype)
    sizes = (dataset.train.inputs.shape[1], *config.model.hidden, outputs)
    metric_names = CLASS_METRICS if dataset.task == "classification" else NUMBER_METRICS
    validation = metric_names if dataset.validation else ()
    columns = ("learning_rate", "train.loss", *(f"validation.{name}" for name in validation))
    activation = config.model.activation
    rows = len(dataset.train.inputs)
    asked = config.training.batch_size
    batch_size = rows if asked == "full" else min(asked, rows)
    notes = []
    if asked != "full" and asked > rows and "batch_size" in config.training.model_fields_set:
        notes.append(f"batch_size: {asked:,} is more than the {rows:,} training rows: full batches")
    steps = -(-rows // batch_size)
    units = config.training.epochs * (steps if config.decay.per == "step" else 1)
    if config.decay.warmup >= units:
        notes.append(
            f"decay.warmup: {config.decay.warmup:,} {config.decay.per}s are not shorter than the "
            f"training, which has {units:,}: nothing comes after the warm-up"
        )
    return Binding(
        config=config,
        metric_names=metric_names,
        columns=columns,
        tensors=network_tensors(sizes),
        problem=Problem(
            network=make_network(sizes),
            hyper=Hyper(
                activation=hyper_vector(activation, "model.activation", dtype),
                loss=hyper_vector(loss, "loss", dtype),
                update=hyper_vector(config.optimizer, "optimizer", dtype),
                react=np.array(config.decay.reaction(config.optimizer.learning_rate)),
            ),
            data=Data(
                train=_portion(dataset.train, dataset),
                validation=_portion(dataset.validation, dataset),
                test=_portion(dataset.test, dataset),
            ),
            measure=Measure(
                classes=len(dataset.class_names),
                scale=np.array(dataset.target_scale),
                exponential=int(loss.suits == "counts"),
            ),
            rules=make_rules(config, batch_size, columns),
        ),
        kernels=compile_kernels(dtype.name, activation, loss, config.optimizer, config.decay),
        steps_per_epoch=steps,
        loss=loss,
        notes=(*dataset.notes, *notes),
    )


def _check_weights_fit(values: NDArray[np.float64], key: str, dtype: str) -> None:
    largest = float(np.finfo(dtype).max)
    if (found := float(np.abs(values).max(initial=0.0))) > largest:
        wider = ", or `training.dtype: float64`" if dtype == "float32" else ""
        raise PartError(
            f"{key}: values as large as {found:.3g} are more than {dtype} holds: "
            f"take smaller ones{wider}"
        )


def _portion(portion: DataPortion | None, dataset: Dataset) -> Portion:
    if portion is not None:
        return Portion(inputs=portion.inputs, targets=portion.targets)
    return Portion(inputs=dataset.train.inputs[:0], targets=dataset.train.targets[:0])
