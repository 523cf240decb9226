"""Preparing a plan: what does not fit is found before anything runs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from gdrun.errors import DataError, PartError
from gdrun.experiment.plan import Plan, PlannedVariant
from gdrun.network import as_plain
from gdrun.parts.normalizers import Affine
from gdrun.records import PORTIONS, Outcome, Variant
from gdrun.trial.data_of_seeds import Bindings, Datasets, make_bindings
from gdrun.trial.identity import Identities
from gdrun.trial.kernels import load_training_loop
from gdrun.trial.task import Task, make_task
from gdrun.trial.work import provide
from gdrun.wording import did_you_mean


@dataclass(frozen=True)
class PreparedVariant:
    """A planned variant, bound to its data in this process, and the task of running it."""

    variant: PlannedVariant
    bindings: Bindings
    task: Task


def prepare(
    plan: Plan, identities: Identities, on_status: Callable[[str], None], *, keep_weights: bool
) -> list[PreparedVariant]:
    """Binds all variants to their data, and has the training loops compiled.

    Args:
        plan: What is to be run.
        identities: Of its variants.
        on_status: Told, in words, of what takes long.
        keep_weights: Whether records are to hold their weights.

    Raises:
        GdrunError: If the data cannot be used, or the parts do not fit together.
    """
    datasets, prepared = Datasets(), []
    for variant in plan.variants:
        try:
            bindings = make_bindings(variant.config, variant.seeds[0], datasets)
        except (PartError, DataError) as error:
            if len(plan.variants) == 1:
                raise
            raise type(error)(f"in {variant.name}: {error}") from None
        load_training_loop(variant.config.training.dtype, on_status)
        task = make_task(
            variant.name, variant.config, identities.data(variant.name), keep_weights=keep_weights
        )
        provide(task, bindings)
        prepared.append(PreparedVariant(variant, bindings, task))
    return prepared


def check_metrics(
    prepared: Sequence[PreparedVariant], metric: str | None, shown: Sequence[str]
) -> None:
    """Sees that all variants have the metric to rank by: this one, or a primary one in common.

    Metrics that are only ``shown`` some variant must have.

    Raises:
        PartError: If not.
    """
    bound = [each.bindings.first.metrics for each in prepared]
    known = {name: None for each in bound for name in each.names}
    for name in (*([] if metric is None else [metric]), *shown):
        if name not in known:
            hint = did_you_mean(name, known)
            raise PartError(
                f"this task has no metric `{name}`; it has {', '.join(known)}"
                + (f": {hint}" if hint else "")
            )
    wanted = bound[0].primary if metric is None else metric
    for each, metrics in zip(prepared, bound, strict=True):
        if wanted not in metrics.names:
            raise PartError(
                f"{each.variant.name} has other metrics than {prepared[0].variant.name}, so they "
                "cannot be compared: classes and numbers are different tasks"
            )


def outcome_of(plan: Plan, prepared: Sequence[PreparedVariant]) -> Outcome:
    """The plan's outcome before any trial has run."""
    metrics = {each.name: each for one in prepared for each in one.bindings.first.metrics.measured}
    return Outcome(
        experiment=plan.experiment,
        variants=tuple(
            Variant(
                each.variant.name,
                each.variant.parameters,
                each.task.config,
                _preparation(each.bindings, each.task.data),
            )
            for each in prepared
        ),
        records=(),
        metrics=tuple(metrics.values()),
        seconds=0.0,
        steps=0,
        notes=tuple(dict.fromkeys(note for each in prepared for note in each.bindings.first.notes)),
        facts=_facts(prepared[0].bindings),
    )


def _preparation(bindings: Bindings, data: str) -> dict[str, object]:
    dataset = bindings.dataset
    found: dict[str, object] = {
        "data": data,
        "inputs": bindings.first.layers[0].inputs,
        "outputs": bindings.first.layers[-1].outputs,
        "tensors": as_plain(bindings.first.tensors),
        "class_names": dataset.class_names,
        "feature_names": dataset.feature_names,
    }
    config = bindings.first.config
    if "data" in config.randomness.vary and config.data.draws():
        found["data_follows_seed"] = True
    if bindings.shared:
        found["target_shift"] = dataset.target_shift.tolist()
        found["target_scale"] = dataset.target_scale.tolist()
        if isinstance(dataset.input_normalizer, Affine):
            found["input_shift"] = dataset.input_normalizer.shift.tolist()
            found["input_scale"] = dataset.input_normalizer.scale.tolist()
    return found


def _facts(bindings: Bindings) -> dict[str, object]:
    dataset, binding = bindings.dataset, bindings.first
    portions = {name: getattr(dataset, name) for name in PORTIONS}
    return {
        "task": dataset.task,
        "rows": {name: len(portion.targets) for name, portion in portions.items() if portion},
        "inputs": len(dataset.feature_names),
        "outputs": binding.layers[-1].outputs,
        "parameters": binding.parameters,
        "loss": binding.loss.name,
    }
