"""Preparing a plan: what does not fit is found before anything runs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from gdrun.data import Dataset
from gdrun.errors import DataError, GdrunError, PartError
from gdrun.experiment.plan import Plan, PlannedVariant
from gdrun.network import as_plain
from gdrun.parts.normalizers import Affine
from gdrun.records import JUDGED, PORTIONS, KeepOutputs, Measured, Outcome, Shared, Variant
from gdrun.trial.baseline import constant_baseline, weighing
from gdrun.trial.data_of_seeds import Bindings, Datasets, make_bindings
from gdrun.trial.identity import Identities
from gdrun.trial.kernels import load_training_loop
from gdrun.trial.losses import output_activation
from gdrun.trial.memory import (
    available_bytes,
    check_memory,
    check_plan,
    kept_bytes,
    trial_bytes,
)
from gdrun.trial.network import plain_layers
from gdrun.trial.task import Task, make_task
from gdrun.trial.work import provide
from gdrun.wording import did_you_mean

MOST_BOUND = 1000
"""So many variants stay bound to their data; of a larger sweep, others are bound again to be run.

A binding takes ten times as much memory as all else that is known of a variant."""


class Bound:
    """The bindings of a plan's variants in this process, which share what data they have alike."""

    def __init__(self) -> None:
        self._datasets = Datasets()
        self._kept: dict[str, Bindings] = {}

    def of(self, variant: PlannedVariant) -> Bindings:
        """A variant's, the same again while there are few.

        Raises:
            GdrunError: If its data cannot be used, or its parts do not fit together.
        """
        kept = self._kept.get(variant.name)
        if kept is not None:
            return kept
        config = variant.config
        made = make_bindings(config, config.seed_list()[0], self._datasets)
        if len(self._kept) < MOST_BOUND:
            self._kept[variant.name] = made
        return made


@dataclass(frozen=True, slots=True)
class PreparedVariant:
    """A planned variant whose data and parts fit together, and the task of running it."""

    variant: PlannedVariant
    bound: Bound
    task: Task
    preparation: Mapping[str, object]
    metrics: tuple[Measured, ...]

    @property
    def bindings(self) -> Bindings:
        """What its trials train on; its tasks do, in this process, as long as somebody holds it."""
        bindings = self.bound.of(self.variant)
        provide(self.task, bindings)
        return bindings


@dataclass(frozen=True)
class Prepared:
    """A plan that can be carried out."""

    variants: tuple[PreparedVariant, ...]
    notes: tuple[str, ...]
    """Warnings for the user, already in words."""
    facts: Mapping[str, object]
    """Of the first variant, see ``Outcome``."""


def prepare(
    plan: Plan,
    identities: Identities,
    workers: int,
    on_status: Callable[[str], None],
    *,
    metrics: Sequence[str | None],
    keep_arrays: bool,
    history_rows: int | None,
    outputs: KeepOutputs,
) -> Prepared:
    """Binds all variants to their data, and has the training loops compiled.

    Args:
        plan: What is to be run.
        identities: Of its variants.
        workers: So many trials run at the same time.
        on_status: Told, in words, of what takes long.
        metrics: What variants are ranked by, or None for the primary one; and what is shown.
        keep_arrays: Whether records are to hold their histories and weights.
        history_rows: So many epochs of a history are kept; None keeps all.
        outputs: What is kept of the outputs for held-out rows.

    Raises:
        GdrunError: If the data cannot be used, the parts do not fit together, a metric is none of
            the task's, or the memory does not suffice.
    """
    bound, shared = Bound(), _SharedByVariants()
    prepared: list[PreparedVariant] = []
    notes: dict[str, None] = {}
    facts: Mapping[str, object] = {}
    free, largest = available_bytes(), None
    wrong_weights: GdrunError | None = None
    for variant in plan.variants:
        try:
            bindings = bound.of(variant)
        except (PartError, DataError) as error:
            if len(plan.variants) == 1:
                raise
            raise type(error)(f"in {variant.name}: {error}") from None
        first = bindings.first
        load_training_loop(variant.config.training.dtype, on_status)
        task = make_task(
            variant.name,
            variant.config,
            identities.data(variant.name),
            keep_arrays=keep_arrays,
            history_rows=history_rows,
            keep_outputs=outputs,
        )
        if not prepared:
            facts = _facts(bindings)
            arrays = kept_bytes(first, history_rows, outputs) if keep_arrays else 0
            check_plan(len(plan.variants), plan.trials, arrays)
        notes |= dict.fromkeys(first.notes)
        largest = max(largest or first, first, key=trial_bytes)
        # Of what is refused below no weights are drawn.
        if free is None or workers * trial_bytes(first) <= free:
            try:
                first.check_weights()
            except GdrunError as error:
                wrong_weights = wrong_weights or error
        prepared.append(
            PreparedVariant(
                variant,
                bound,
                shared.task(task),
                shared.plain.one(_preparation(bindings, task.data)),
                shared.metrics(first.metrics.measured),
            )
        )
    check_metrics(prepared, metrics)
    if largest:
        check_memory(largest, workers)
    if wrong_weights is not None:
        raise wrong_weights
    if len({(each.task.data, weighing(each.variant.config)) for each in prepared}) == 1:
        baseline = constant_baseline(bound.of(plan.variants[0]))
        facts = {**facts, "baseline": baseline} if baseline else facts
    return Prepared(tuple(prepared), tuple(notes), facts)


class _SharedByVariants:
    """What the variants of a plan have alike."""

    def __init__(self) -> None:
        self.plain = Shared()
        self._metrics: dict[tuple[Measured, ...], tuple[Measured, ...]] = {}
        self._folders: dict[Path, Path] = {}

    def metrics(self, found: tuple[Measured, ...]) -> tuple[Measured, ...]:
        return self._metrics.setdefault(found, found)

    def task(self, made: Task) -> Task:
        return replace(
            made,
            config=self.plain.sections(made.config),
            folder=self._folders.setdefault(made.folder, made.folder),
            seeds=self.plain.one(made.seeds),
            parts=self.plain.one(made.parts),
            files=self.plain.one(made.files),
        )


def check_metrics(prepared: Sequence[PreparedVariant], asked: Sequence[str | None]) -> None:
    """Sees that all variants have the metric to rank by: the first, or a primary one in common.

    The others, which are only shown, some variant must have.

    Raises:
        PartError: If not.
    """
    known = {
        metric.name: None for each in dict.fromkeys(p.metrics for p in prepared) for metric in each
    }
    for name in asked:
        if name is not None and name not in known:
            hint = did_you_mean(name, known)
            raise PartError(
                f"this task has no metric `{name}`; it has {', '.join(known)}"
                + (f": {hint}" if hint else "")
            )
    wanted = asked[0] or next(metric.name for metric in prepared[0].metrics if metric.primary)
    for each in prepared:
        if all(metric.name != wanted for metric in each.metrics):
            raise PartError(
                f"{each.variant.name} has other metrics than {prepared[0].variant.name}, so they "
                "cannot be compared: classes and numbers are different tasks"
            )


def outcome_of(plan: Plan, prepared: Prepared) -> Outcome:
    """The plan's outcome before any trial has run."""
    distinct = dict.fromkeys(each.metrics for each in prepared.variants)
    metrics = {each.name: each for measured in distinct for each in measured}
    # A store holds the metric's name alone.
    looked_at = {} if plan.portion == JUDGED else {"portion": plan.portion}
    return Outcome(
        experiment=plan.experiment,
        variants=tuple(
            Variant(each.variant.name, each.variant.parameters, each.task.config, each.preparation)
            for each in prepared.variants
        ),
        records=(),
        metrics=tuple(metrics.values()),
        seconds=0.0,
        steps=0,
        notes=prepared.notes,
        facts={**prepared.facts, **looked_at},
    )


def _preparation(bindings: Bindings, data: str) -> dict[str, object]:
    dataset = bindings.dataset
    found: dict[str, object] = {
        "data": data,
        "inputs": bindings.first.layers[0].inputs,
        "outputs": bindings.first.layers[-1].outputs,
        "tensors": as_plain(bindings.first.tensors),
        "layers": plain_layers(bindings.first.layers),
        "output_activation": output_activation(bindings.first.loss),
        "class_names": dataset.class_names,
        "feature_names": dataset.feature_names,
        "rows": _rows(dataset),
    }
    config = bindings.first.config
    if "data" in config.randomness.vary:
        # Of separate tables it is the training rows' that is split.
        found["data_follows_seed"] = config.data.sources()[0].draws
    if bindings.shared:
        found["target_shift"] = dataset.target_shift.tolist()
        found["target_scale"] = dataset.target_scale.tolist()
        fitted = dataset.preparation.fitted
        if isinstance(fitted, Affine):
            found["input_shift"] = fitted.shift.tolist()
            found["input_scale"] = fitted.scale.tolist()
    return found


def _rows(dataset: Dataset) -> dict[str, int]:
    portions = {name: getattr(dataset, name) for name in PORTIONS}
    return {name: len(portion.targets) for name, portion in portions.items() if portion}


def _facts(bindings: Bindings) -> dict[str, object]:
    dataset, binding = bindings.dataset, bindings.first
    return {
        "task": dataset.task,
        "rows": _rows(dataset),
        "inputs": len(dataset.feature_names),
        "outputs": binding.layers[-1].outputs,
        "parameters": binding.parameters,
        "loss": binding.loss.name,
    }
