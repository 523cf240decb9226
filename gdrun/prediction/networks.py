"""The networks of a variant, ready to be asked: its weights, and what its data was prepared by."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdrun.config import Config, parse_config
from gdrun.data import Dataset, Portion, Preparation, restored
from gdrun.data.weights import balanced_weights
from gdrun.engine.loop.signatures import training_loop
from gdrun.errors import ConfigError, PartError, StoreError
from gdrun.files.new_rows import Expected, NewRows
from gdrun.network import theta_size
from gdrun.records import Document, Metrics, Record, Status, Variant
from gdrun.trial.binding import Binding, bind
from gdrun.trial.streams import TrialStreams
from gdrun.trial.training import arrays_of, metrics_of
from gdrun.wording import either

_SEED = 0
"""Of what is drawn for nothing, as nothing is trained."""


class Networks:
    """What one preparation was made for: the trials of a variant, or one of each split."""

    def __init__(
        self,
        variant: Variant,
        preparation: Document,
        records: Sequence[Record],
        parts: Sequence[Path],
    ) -> None:
        """The networks of some trials.

        Args:
            variant: What they are of.
            preparation: That of their data.
            records: Theirs, with weights.
            parts: Files of a user's own parts that the variant's config chooses of.

        Raises:
            PartError: If a part is not there.
            DataError: If what the data was prepared by cannot be made again.
        """
        self.records = records
        self._config = _config_of(variant, preparation.said, parts)
        self.preparation: Preparation = restored(preparation.said, self._config.data.normalize)
        self._outputs: int = variant.preparation["outputs"]  # type: ignore[assignment]

    @property
    def expected(self) -> Expected:
        """The columns that new rows must have."""
        preparation, classes = self.preparation, self.preparation.classes
        return Expected(
            names=preparation.encoding.names,
            texts=frozenset(preparation.encoding.categories),
            named=preparation.named,
            missing=preparation.missing,
            target=preparation.target_name,
            target_columns=1 if classes else preparation.target_columns,
            target_is_text=classes is not None and classes.values.dtype.kind == "U",
            weights=preparation.weights_name,
            idle=frozenset(preparation.idle),
        )

    @property
    def weighs(self) -> bool:
        """Whether rows count in metrics as much as a column says."""
        return self._config.training.weighted_metrics and self.preparation.weights_name is not None

    def ask(
        self, rows: NewRows, which: NDArray[np.intp], *, targets: bool
    ) -> Iterator[tuple[int, NDArray[np.floating], Metrics]]:
        """For each network its seed, its raw outputs (rows, outputs) for some of the new rows, and
        its metrics on these, which mean nothing without ``targets``.

        Raises:
            DataError: If the rows cannot be prepared as training prepared its own.
        """
        if not len(which):
            for record in self.records:
                yield record.seed, np.zeros((0, self._outputs), record.weights.dtype), {}
            return
        binding = self._bind(self._prepare(rows, which, targets=targets))
        for record in self.records:
            yield record.seed, *self._judge(binding, record)

    def numbers(self, outputs: NDArray[np.floating]) -> NDArray[np.float64]:
        """What raw outputs stand for where numbers are predicted, in the targets' units."""
        values = outputs.astype(np.float64)
        if self._config.loss is not None and self._config.loss.suits == "counts":
            values = np.exp(values)
        fit = self.preparation.target_fit
        return values * fit.scale + fit.shift

    def _prepare(self, rows: NewRows, which: NDArray[np.intp], *, targets: bool) -> Portion:
        """Some of the new rows as the network is shown them, with their targets if these are known.

        Raises:
            DataError: If they cannot be prepared as training prepared its own.
        """
        preparation, dtype = self.preparation, self._config.training.dtype
        inputs = preparation.inputs(preparation.encoding.encode(rows.table), which, dtype)
        width = 1 if preparation.classes else preparation.target_columns
        original = np.zeros((rows.table.rows, width))
        if targets:
            original = preparation.encoded_targets(rows.table)
        weights = rows.table.weights if targets else None
        return Portion(
            inputs=inputs,
            targets=preparation.targets(original, which, dtype),
            weights=None if weights is None else weights[which],
            rows=which,
            lines=None,
            original=original[which],
        )

    def _bind(self, rows: Portion) -> Binding:
        """The networks' layers and metrics for rows that are prepared, at least one."""
        preparation, classes = self.preparation, self.preparation.classes
        dataset = Dataset(
            train=self._one_row(rows),
            validation=None,
            test=rows,
            task=preparation.task,
            class_names=classes.names if classes else (),
            feature_names=preparation.encoding.feature_names,
            target_scale=preparation.target_fit.scale,
            target_shift=preparation.target_fit.shift,
            preparation=preparation,
            notes=(),
        )
        return bind(self._config_for(rows), dataset)

    def _judge(self, binding: Binding, record: Record) -> tuple[NDArray[np.floating], Metrics]:
        """A network's raw outputs (rows, outputs) and its metrics on the rows that are bound.

        It is trained for no epoch, and then judged as it was at the end of its training.
        """
        theta = record.weights[np.newaxis].astype(binding.config.training.dtype)
        if theta.size != theta_size(binding.tensors):
            raise StoreError(f"{record.variant}: the weights are not those of its network")
        counters, stop = np.zeros((1, 2), np.int64), np.zeros(1, np.int64)
        streams = TrialStreams((_SEED,), binding.config.stream_seed)
        arrays = arrays_of(binding, theta, streams, counters, epochs=0, outputs=True)
        rates = np.zeros((0, 1))
        training_loop(binding.config.training.dtype)(
            0, 0, binding.problem, binding.kernels, rates, arrays.state, arrays.report, stop
        )
        return arrays.report.outputs[0], metrics_of(arrays.report.metrics[0, -1], binding.metrics)

    def _config_for(self, rows: Portion) -> Config:
        """Rows without weights count alike, unless their classes do not."""
        training = self._config.training
        if rows.weights is not None or training.class_weights is not None:
            return self._config
        alike = training.model_copy(update={"weighted_metrics": False})
        return self._config.model_copy(update={"training": alike})

    def _one_row(self, rows: Portion) -> Portion:
        """Something to be trained on, and if possible of a class that counts."""
        inputs, target = np.zeros_like(rows.inputs[:1]), np.zeros_like(rows.targets[:1])
        weighed = self._config.training.class_weights
        if isinstance(weighed, Mapping) and self.preparation.classes:
            names = self.preparation.classes.names
            target[:] = int(np.argmax([weighed.get(name, 1.0) for name in names]))
        for array in (inputs, target):
            array.flags.writeable = False
        weights = None if rows.weights is None else np.ones(1)
        return replace(rows, inputs=inputs, targets=target, weights=weights)


def networks_of(
    variant: Variant, records: Sequence[Record], parts: Sequence[Path] = ()
) -> list[Networks]:
    """A variant's networks, those together whose data was prepared alike.

    Args:
        variant: What they are of.
        records: Its trials, with weights and documents.
        parts: Files of a user's own parts.

    Raises:
        StoreError: If no trial can be used.
        PartError: If a part of the variant's config is not there.
    """
    ended = [
        each for each in records if each.status.complete and each.status is not Status.DIVERGED
    ]
    if not ended:
        raise StoreError(f"{variant.name}: no trial ended well, so there is no network to ask")
    kept = [record for record in ended if record.weights.size]
    if not kept:
        raise StoreError(
            f"{variant.name}: no weights were kept, so there is no network to ask: run it again "
            "with --keep-weights all"
        )
    known = [record for record in kept if record.documents]
    if not known:
        raise StoreError(
            f"{variant.name}: an older gdrun stored it, and did not keep what its data was "
            "prepared by: run it again with --fresh"
        )
    alike: dict[str, list[Record]] = {}
    documents: dict[str, Document] = {}
    for record in known:
        assert record.documents is not None
        preparation = record.documents.preparation
        documents.setdefault(preparation.key, preparation)
        alike.setdefault(preparation.key, []).append(record)
    return [Networks(variant, documents[key], found, parts) for key, found in alike.items()]


def _config_of(variant: Variant, preparation: Mapping[str, Any], parts: Sequence[Path]) -> Config:
    """The variant's config, as far as its networks depend on it and not only their training."""
    said: Mapping[str, Any] = variant.config
    model = {key: said["model"][key] for key in said["model"] if key in _OF_NETWORKS}
    model["hidden"] = [_layer_of(layer) for layer in model["hidden"]]
    training = {key: said["training"][key] for key in said["training"] if key in _OF_JUDGING}
    if training.get("class_weights") == "balanced":
        weights = balanced_weights(np.array(preparation["training"]["class_counts"]))
        names = preparation["target"]["classes"]
        training["class_weights"] = dict(zip(names, weights.tolist(), strict=True))
    # The source is none that is read.
    data = {"source": "xor", "normalize": said["data"]["normalize"]}
    config: dict[str, Any] = {"data": data, "model": model, "training": training}
    if said["loss"] is not None:
        config["loss"] = said["loss"]
    if parts:
        config["parts"] = [str(path.absolute()) for path in parts]
    try:
        return parse_config(config, Path(), variant.name)
    except ConfigError as error:
        needed = said.get("parts")
        if needed and not parts:
            raise PartError(
                f"{variant.name}: it was trained with parts from {either(needed, 'and')}: name "
                "each such file by --parts, which runs the code in it"
            ) from None
        raise PartError(
            f"{variant.name}: this gdrun cannot make the network again:\n{error}"
        ) from None


_OF_NETWORKS = ("hidden", "activation", "dropout", "normalization", "input")
_OF_JUDGING = ("dtype", "class_weights", "weighted_metrics")


def _layer_of(layer: Any) -> Any:
    """A layer's setting without what it began with."""
    if not isinstance(layer, Mapping):
        return layer
    return {key: each for key, each in layer.items() if key not in ("weights", "biases")}
