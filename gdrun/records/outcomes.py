"""What an experiment was, and what came of it: what reports are made from."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from gdrun.records.metrics import Measured
from gdrun.records.requests import Request
from gdrun.records.trials import Record
from gdrun.wording import several


class ReadOutputs(Protocol):
    """Reads what is kept of trials' outputs."""

    def __call__(self, variant: str, records: Sequence[Record]) -> Sequence[Record]:
        """The records of a variant, with their outputs and documents as far as these are kept."""


@dataclass(frozen=True, slots=True)
class Variant:
    """One setting of everything but the seed.

    ``parameters`` holds what sets it apart in a sweep (dotted key to value);
    ``config`` is the resolved config, every default written out.
    """

    name: str
    parameters: Mapping[str, object]
    config: Mapping[str, object]
    preparation: Mapping[str, object] = field(default_factory=dict)
    """What its data was found to be, so that its weights can be used elsewhere: ``data`` (a hash of
    what it is made from), ``inputs`` and ``outputs`` (how many), ``tensors``, ``layers`` (see
    ``gdrun.trial.network.plain_layers``), ``output_activation``, ``class_names``,
    ``feature_names``, ``target_shift``, ``target_scale`` and, unless they follow the seed,
    ``input_shift`` and ``input_scale``; and ``rows`` by portion, of the first seed."""


@dataclass(frozen=True, repr=False)
class Outcome:
    """A whole experiment as it was run: what reports are made from.

    ``records`` are in the order of variants and, in each, of seeds; ``seconds`` is the wall
    time of running the trials, without start-up, loading and compiling; ``steps`` counts
    their updates. Both leave out what was not computed now, and of an outcome that comes from the
    store they are the sums over its records. ``interrupted`` says that some trials are missing.
    """

    experiment: str
    variants: tuple[Variant, ...]
    records: Sequence[Record]
    metrics: tuple[Measured, ...]
    """The task's, ``loss`` first; a record may lack one that is not defined for its predictions."""
    seconds: float
    steps: int
    interrupted: bool = False
    planned: int = 0
    """How many trials there were to be, with those that ``--until`` added by then."""
    store: str | None = None
    """Where the trials are kept."""
    id: str | None = None
    """What the store calls the experiment."""
    unsaved: str = ""
    """Why trials could not be kept, in words; empty if they were, or were not meant to be."""
    notes: tuple[str, ...] = ()
    """Warnings for the user, already in words."""
    number: int = 0
    """Counts the experiments of a store, in the order in which they were begun; 0 without one."""
    seeds_in: Mapping[str, Mapping[int, Sequence[int]]] = field(default_factory=dict)
    """By variant, and by the number of each experiment of the store that has some of its trials,
    this one and others, their seeds: that is when it was looked at."""
    read_outputs: ReadOutputs | None = None
    """Reads what records do not hold; None if they hold it, or it is not kept."""
    request: Request | None = None
    """How it was asked for; None where an older store does not tell."""
    facts: Mapping[str, object] | None = None
    """What the closing table says beside the config: ``task``, ``rows`` by portion, ``inputs``,
    ``outputs``, ``parameters``, ``loss``, and ``baseline``, what a constant prediction scores,
    unless variants have several."""

    @property
    def metric_names(self) -> tuple[str, ...]:
        """The metrics' names."""
        return tuple(metric.name for metric in self.metrics)

    @property
    def primary_metric(self) -> str:
        """What trials are judged by unless another metric is named."""
        return next(metric.name for metric in self.metrics if metric.primary)

    @property
    def usual_metrics(self) -> tuple[str, ...]:
        """What tables show that are not asked for other metrics."""
        return tuple(metric.name for metric in self.metrics if metric.usual)

    def measured(self, metric: str) -> Measured:
        """What is known of one of its metrics."""
        return next(each for each in self.metrics if each.name == metric)

    def facts_of(self, variant: Variant) -> dict[str, object]:
        """What is known of one of its variants; ``facts`` are the first one's."""
        facts = dict(self.facts or {})
        if variant.preparation.get("data") != self.variants[0].preparation.get("data"):
            rows = variant.preparation.get("rows", {})
            facts |= {"rows": rows, "loss": "left to gdrun"}
        return facts

    def __repr__(self) -> str:
        """Short, for a prompt that prints what was returned; weights and histories are many."""
        ended = Counter(record.status.value for record in self.records)
        said = ", ".join(f"{number} {status}" for status, number in ended.items())
        variants = several(len(self.variants), "variant")
        return f"<Outcome {self.experiment!r}: {variants}, trials: {said or 'none'}>"
