"""Keeping an experiment's trials in a store, and finding those that are there."""

import hashlib
import math
import uuid
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from gdrun.errors import StoreError, StoreLockedError, StoreWriteError
from gdrun.experiment.plan import Plan, PlannedVariant
from gdrun.records import JUDGED, LARGEST_IS_BEST, Outcome, Record, Status
from gdrun.store import Store, decoded
from gdrun.trial.identity import Keys, trial_key
from gdrun.trial.training import Trained

HURRIED = 0.4
"""Seconds for which a run that was interrupted waits for the store's lock."""


class KeepWeights(StrEnum):
    """Of which trials the weights are kept, besides all else."""

    NONE = "none"
    BEST = "best"
    """Of each variant the trial that is best on the validation part, or else on training."""
    ALL = "all"


@dataclass(frozen=True)
class Keeping:
    """How trials are kept."""

    path: Path
    fresh: bool = False
    """Whether to compute what is stored already."""
    weights: KeepWeights | None = None
    """None keeps those of a training and not those of a sweep. Where all are to be kept, trials
    stored without them are computed again, and where the best's are, that one is."""


class Keeps(Protocol):
    """What a run tells of its trials, and asks for."""

    def begin(self, outcome: Outcome, metric: str, plan: Plan, asked: str) -> None:
        """Writes down what was asked for: the same words, variants and seeds continue it."""

    def find(self, variant: PlannedVariant, *, weights: bool) -> list[Record]:
        """The variant's trials that need not be computed, with their weights if asked for."""

    def keep(self, trained: Sequence[Trained]) -> None:
        """Takes trials that ended."""

    def flush(self) -> bool:
        """Makes sure of all that were taken; False if that must be tried again."""

    def finish(self, outcome: Outcome, trials: int) -> Outcome:
        """Writes down how the run of so many trials ended; the outcome, with the store in it."""


class NoKeeper:
    """Keeps nothing and finds nothing."""

    def begin(self, outcome: Outcome, metric: str, plan: Plan, asked: str) -> None:
        pass

    def find(self, variant: PlannedVariant, *, weights: bool) -> list[Record]:  # noqa: ARG002
        return []

    def keep(self, trained: Sequence[Trained]) -> None:
        pass

    def flush(self) -> bool:
        return True

    def finish(self, outcome: Outcome, trials: int) -> Outcome:  # noqa: ARG002
        return outcome


@contextmanager
def kept(keeping: Keeping | None, plan: Plan, keys: Keys, command: str) -> Iterator[Keeps]:
    """A keeper for a run; the store is closed at the end.

    Raises:
        StoreError: If the store cannot be used.
    """
    if keeping is None:
        yield NoKeeper()
        return
    with Store.open(keeping.path) as store:
        keeper = Keeper(store, keeping, plan, keys, command)
        try:
            yield keeper
        finally:
            keeper.flush()


class Keeper:
    """One run's dealings with its store.

    If the store takes no more, the run goes on without it, and ``trouble`` says why. If it is only
    locked, what was taken waits, and is tried again.
    """

    def __init__(
        self, store: Store, keeping: Keeping, plan: Plan, keys: Keys, command: str
    ) -> None:
        self.trouble = ""
        self.id: str | None = None
        self._store = store
        self._keeping = keeping
        self._command = command
        default = KeepWeights.ALL if command == "train" else KeepWeights.NONE
        self._weights = keeping.weights or default
        self._places = {variant.name: place for place, variant in enumerate(plan.variants)}
        self._keys = keys
        self._best: dict[str, tuple[tuple[float, int], str]] = {}
        self._have_weights: set[str] = set()
        self._given_weights: set[str] = set()
        self._computed_again = 0
        self._changed: Path | None = None
        self._metric = ""

    def begin(self, outcome: Outcome, metric: str, plan: Plan, asked: str) -> None:
        """Writes down what was asked for: the same words, variants and seeds continue it."""
        self._metric = metric
        parts = [self._command, plan.experiment, asked]
        for variant in plan.variants:
            # What cannot be known again is an experiment of its own each time.
            key = self._keys.variant(variant.name) or uuid.uuid4().hex
            parts += [variant.name, key, repr(variant.seeds)]
        identity = hashlib.sha256("\0".join(parts).encode(errors="replace")).hexdigest()
        try:
            self.id = self._store.begin(
                outcome,
                command=self._command,
                identity=identity,
                metric=metric,
                trials=plan.trials,
            )
        except StoreWriteError as error:
            self.trouble = str(error)

    def find(self, variant: PlannedVariant, *, weights: bool) -> list[Record]:
        """The variant's trials that need not be computed, and are now the experiment's too."""
        key = self._keys.variant(variant.name)
        if key is None:
            return []
        seeds = {trial_key(key, seed): seed for seed in variant.seeds}
        try:
            found = self._store.find(list(seeds), weights=weights)
        except StoreError:
            # Where nothing could be written, it is worth a try to read, and no more.
            if self.trouble:
                return []
            raise
        self._have_weights |= {each for each, row in found.items() if row.has_weights}
        if self._keeping.fresh:
            return []
        with decoded(self._store.path):
            records = {each: row.record(variant.name, seeds[each]) for each, row in found.items()}
        for each in self._lacking_weights(records):
            del records[each]
            self._computed_again += 1
        for each in records:
            self._link(variant.name, seeds[each], each)
        return list(records.values())

    def keep(self, trained: Sequence[Trained]) -> None:
        """Takes trials that ended; ``flush`` commits them."""
        self._changed = self._changed or self._keys.changed()
        if self.trouble or self._changed or self.id is None:
            return
        for record, weights in trained:
            variant = self._keys.variant(record.variant)
            key = trial_key(variant, record.seed) if variant else uuid.uuid4().hex
            kept = weights if self._keeps_weights(record, key) else None
            self._store.add(self.id, self._places[record.variant], key, record, kept)

    def flush(self) -> bool:
        """Commits what was kept, unless the store is locked."""
        if not self.trouble:
            with self._writing(0.0):
                try:
                    self._store.flush()
                except StoreLockedError:
                    return False
        return True

    def finish(self, outcome: Outcome, trials: int) -> Outcome:
        """Writes down how the run ended, and returns the outcome with the store in it."""
        left = 0
        patience = HURRIED if outcome.interrupted else self._store.patience
        try:
            if not self.trouble and self.id is not None:
                with self._writing(patience):
                    self._store.flush()
                    missing = self._missing()
                    lacking = self._store.finish(
                        self.id,
                        trials=trials,
                        # Those that were the best for a while.
                        drop_weights=self._given_weights - {key for _, key in self._best.values()},
                    )
                    left = trials - len(outcome.records) - lacking
                self.trouble = self.trouble or missing
        except KeyboardInterrupt:
            self.trouble = f"{self._store.path}: the wait for the store was broken off"
            outcome = replace(outcome, interrupted=True)
        return replace(
            outcome,
            store=str(self._store.path),
            id=self.id,
            unsaved=self.trouble,
            notes=outcome.notes + tuple(self._notes(left)),
        )

    def _notes(self, left: int) -> Iterator[str]:
        """What the user may wonder at; ``left`` trials are stored as before an interruption."""
        if self._computed_again:
            yield (
                "stored trials without weights, which are computed again to keep them: "
                f"{self._computed_again:,}; --keep-weights none uses them as they are"
            )
        if left > 0:
            yield f"stored trials that were not computed again, and are still there: {left:,}"

    def _missing(self) -> str:
        """Why the store lacks trials though it took all that it was given, in words."""
        if self._changed:
            return (
                f"{self._changed} changed while the trials ran, so nobody knows which of them read "
                "what; the same command again computes what is missing"
            )
        if self._store.lost:
            return (
                f"{self._store.path}: {self._store.lost:,} trials that were stored already were "
                "removed meanwhile by another command; this one again computes them"
            )
        return ""

    @contextmanager
    def _writing(self, patience: float) -> Iterator[None]:
        """What is written in it waits so many seconds for a lock; if it fails, that is told."""
        before, self._store.patience = self._store.patience, patience
        try:
            yield
        except StoreError as error:
            self.trouble = str(error)
        finally:
            self._store.patience = before

    def _link(self, variant: str, seed: int, key: str) -> None:
        if self.id is not None:
            self._store.link(self.id, self._places[variant], seed, key)

    def _lacking_weights(self, records: Mapping[str, Record]) -> Collection[str]:
        """Those of stored trials that are computed again, as their weights are to be kept now."""
        lacking = records.keys() - self._have_weights
        if self._weights is KeepWeights.ALL:
            return lacking
        if self._weights is KeepWeights.BEST:
            for key, record in records.items():
                self._is_best_yet(record, key)
            return lacking & {key for _, key in self._best.values()}
        return ()

    def _keeps_weights(self, record: Record, key: str) -> bool:
        if self._weights is not KeepWeights.BEST:
            return self._weights is KeepWeights.ALL
        if not self._is_best_yet(record, key):
            return False
        if key not in self._have_weights:
            self._given_weights.add(key)
        return True

    def _is_best_yet(self, record: Record, key: str) -> bool:
        """Of its variant, and of seeds that are equally good the smallest."""
        score = _score(record.metrics, self._metric)
        if record.status is Status.DIVERGED or math.isnan(score):
            return False
        rank = score, -record.seed
        if record.variant in self._best and rank < self._best[record.variant][0]:
            return False
        self._best[record.variant] = rank, key
        return True


def _score(metrics: Mapping[str, Mapping[str, float]], metric: str) -> float:
    """Larger is better."""
    value = metrics.get(JUDGED, metrics.get("train", {})).get(metric, math.nan)
    return value if metric in LARGEST_IS_BEST else -value
