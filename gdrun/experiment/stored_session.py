"""A run's session with a store."""

import hashlib
import uuid
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from gdrun.errors import StoreError, StoreLockedError, StoreWriteError
from gdrun.experiment.plan import Plan, PlannedVariant
from gdrun.experiment.weights import KeepWeights, WeightChoice
from gdrun.records import KeepOutputs, Measured, Outcome, Record, Status
from gdrun.store import (
    Store,
    StoredOutputs,
    StoredRun,
    TrialRow,
    damage_in_words,
    trial_key,
    trial_setting,
    variant_setting,
)
from gdrun.trial.fingerprint import differences, fingerprint
from gdrun.trial.identity import Identities
from gdrun.trial.training import Trained

HURRIED = 0.4
"""Seconds for which a run that was broken off waits for the store's lock."""

MOST_WAITING = 10_000
"""Stored trials that are written down as the experiment's at once."""


@dataclass(frozen=True)
class StoreOptions:
    """Where trials are kept, and which are taken from there."""

    path: Path
    fresh: bool = False
    """Whether to compute what is stored already."""
    reuse_any: bool = False
    """Whether to take trials that other versions or another CPU computed, too."""
    weights: KeepWeights | None = None
    """None keeps those of a training and not those of a sweep. Where all are to be kept, trials
    stored without them are computed again, and where the best's are, that one is."""


@dataclass(frozen=True)
class Asked:
    """What a run is for."""

    command: str
    """``train``, ``sweep`` or ``variance``."""
    metric: Measured
    """What variants are ranked by, and the best trial is the best by."""
    history_rows: int | None = 0
    """So many epochs histories are to have, if there are more; None for every one."""
    outputs: KeepOutputs = KeepOutputs.NONE
    """What is to be there of the outputs; trials stored with less are computed again."""


class StoredSession:
    """A session with a store.

    If the store takes no more, the run goes on without it, and ``trouble`` says why. If it is only
    locked, what was taken waits, and is tried again.
    """

    def __init__(
        self,
        store: Store,
        options: StoreOptions,
        plan: Plan,
        identities: Identities,
        asked: Asked,
    ) -> None:
        self.trouble = ""
        self._store = store
        self._run: StoredRun | None = None
        self._options = options
        self._asked = asked
        default = KeepWeights.ALL if asked.command == "train" else KeepWeights.NONE
        self._weights = WeightChoice(options.weights or default, asked.metric)
        self._places = {variant.name: place for place, variant in enumerate(plan.variants)}
        self._identities = identities
        self._settings = {name: _setting(identities, name) for name in self._places}
        self._computed_again = 0
        self._without_outputs = 0
        self._thinner = 0
        self._others: Counter[str] = Counter()
        """What differs → stored trials with another fingerprint: taken, or else passed over."""
        self._changed: Path | None = None

    def begin(self, outcome: Outcome, plan: Plan, asked: str) -> None:
        """Writes down what was asked for: the same words, variants and seeds continue it."""
        said = "\0".join([self._asked.command, plan.experiment, asked, fingerprint()])
        digest = hashlib.sha256(said.encode(errors="replace"))
        for variant in plan.variants:
            # What cannot be known again is an experiment of its own each time.
            setting = self._settings[variant.name] or uuid.uuid4().hex
            said = "\0".join(["", variant.name, setting, repr(variant.seeds)])
            digest.update(said.encode(errors="replace"))
        identity = digest.hexdigest()
        try:
            self._run = self._store.begin(
                outcome,
                command=self._asked.command,
                identity=identity,
                metric=self._asked.metric.name,
                trials=plan.trials,
            )
        except StoreWriteError as error:
            self.trouble = str(error)

    def plan(self, trials: int) -> None:
        """Says that so many trials are planned by now, for the case that the run is killed."""
        if self._run is not None:
            self._run.plan(trials)

    def find(self, variant: PlannedVariant, *, histories: bool, weights: bool) -> list[Record]:
        """The variant's trials that need not be computed, and are now the experiment's too."""
        settings = self._trial_settings(variant)
        seeds = {trial_key(setting, fingerprint()): seed for setting, seed in settings.items()}
        try:
            rows = dict(self._store.find(list(seeds), weights=weights))
            if not self._options.fresh:
                present = {seeds[key] for key in rows}
                lacking = [s for s, seed in settings.items() if seed not in present]
                others = dict(self._store.computed(lacking))
                # Another command may have stored them since they were looked for.
                meanwhile = {s: each.key for s, each in others.items() if each.key in seeds}
                rows |= self._store.find(list(meanwhile.values()), weights=weights)
                for setting in meanwhile:
                    del others[setting]
                if self._options.reuse_any:
                    rows |= self._store.find(
                        [each.key for each in others.values()], weights=weights
                    )
                    seeds |= {each.key: settings[setting] for setting, each in others.items()}
        except StoreError:
            # Where nothing could be written, it is worth a try to read, and no more.
            if self.trouble:
                return []
            raise
        self._weights.note_stored([key for key, row in rows.items() if row.has_weights])
        if self._options.fresh:
            return []
        with damage_in_words(self._store.path):
            records = {
                key: row.record(variant.name, seeds[key], histories=histories)
                for key, row in rows.items()
            }
            thinner = {key for key, row in rows.items() if self._is_thinner(row)}
        for key in self._lacking_outputs(records):
            del records[key]
            self._without_outputs += 1
        for key in self._weights.lacking(records):
            del records[key]
            self._computed_again += 1
        self._thinner += len(thinner & records.keys())
        for each in others.values():
            if each.key in records or not self._options.reuse_any:
                self._others[", ".join(differences(each.fingerprint, fingerprint()))] += 1
        if self._run is not None:
            for key in records:
                self._run.link(self._places[variant.name], seeds[key], key)
            if self._run.waiting >= MOST_WAITING:
                self.flush()
        return self._store.with_outputs(records) if histories else list(records.values())

    def _lacking_outputs(self, records: Mapping[str, Record]) -> list[str]:
        """The keys of trials that are computed again, as their outputs are to be kept now."""
        if self._asked.outputs is KeepOutputs.NONE:
            return []
        useful = [key for key, each in records.items() if each.status is not Status.DIVERGED]
        kept = self._store.kept_outputs(useful)
        if self._asked.outputs is KeepOutputs.ALL:
            return [key for key in useful if kept[key] is not KeepOutputs.ALL]
        return [key for key in useful if kept[key] is KeepOutputs.NONE]

    def _is_thinner(self, row: TrialRow) -> bool:
        wanted = self._asked.history_rows
        return row.is_thinned and (wanted is None or row.history_rows < wanted)

    def add(self, trained: Sequence[Trained]) -> None:
        """Takes trials that ended; ``flush`` commits them."""
        self._changed = self._changed or self._identities.changed()
        if self.trouble or self._changed or self._run is None:
            return
        for record, history, weights, outputs, documents, _ in trained:
            variant = self._settings[record.variant]
            setting = trial_setting(variant, record.seed) if variant else None
            key = trial_key(setting, record.fingerprint) if setting else uuid.uuid4().hex
            kept = weights if self._weights.keeps(record, key) else None
            place = self._places[record.variant]
            self._run.add(place, key, setting, record, history, kept, outputs, documents)

    def flush(self, patience: float | None = 0.0) -> bool:
        """Commits what was taken, unless the store stays locked for ``patience`` seconds.

        None stands for as long as any command waits.
        """
        if not self.trouble and self._run is not None:
            with self._noting_trouble():
                try:
                    self._run.flush(patience)
                except StoreLockedError:
                    return False
        return True

    def close(self, patience: float | None) -> None:
        """Commits what an error left behind; after ``finish`` there is nothing."""
        self.flush(patience)

    def finish(self, outcome: Outcome, trials: int) -> Outcome:
        """Writes down how the run ended, and returns the outcome with the store in it."""
        left = 0
        patience = HURRIED if outcome.interrupted else None
        try:
            if not self.trouble and self._run is not None:
                with self._noting_trouble():
                    self._run.flush(patience)
                    missing = self._missing(self._run)
                    lacking = self._run.finish(
                        trials=trials, drop_weights=self._weights.given_up, patience=patience
                    )
                    left = trials - len(outcome.records) - lacking
                self.trouble = self.trouble or missing
        except KeyboardInterrupt:
            self.trouble = f"{self._store.path}: the wait for the store was broken off"
            outcome = replace(outcome, interrupted=True)
        known = self._run.id if self._run else None
        # Who broke it off waits for nobody, nor who has waited in vain.
        patience = HURRIED if outcome.interrupted or self.trouble else None
        number, looked = self._looks(known, patience) if known else (0, {})
        return replace(
            outcome,
            store=str(self._store.path),
            id=known,
            number=number,
            seeds_in=looked,
            read_outputs=self._outputs(known, patience),
            unsaved=self.trouble,
            notes=outcome.notes + tuple(self._notes(left)),
        )

    def _outputs(self, experiment: str | None, patience: float | None) -> StoredOutputs | None:
        """What reads outputs back; None if the store is not what it was, or was not written."""
        if experiment is None or self.trouble:
            return None
        return StoredOutputs(self._store.path, experiment, patience)

    def _looks(
        self, experiment: str, patience: float | None
    ) -> tuple[int, Mapping[str, Mapping[int, Sequence[int]]]]:
        """When variants were looked at; what cannot be read is not known."""
        try:
            return self._store.looks(experiment, patience)
        except StoreError:
            return 0, {}

    def _trial_settings(self, variant: PlannedVariant) -> dict[str, int]:
        """Setting → seed; empty if the variant's trials cannot be known again."""
        setting = self._settings[variant.name]
        return {trial_setting(setting, seed): seed for seed in variant.seeds} if setting else {}

    def _notes(self, left: int) -> Iterator[str]:
        """What the user may wonder at; ``left`` trials are stored as before an interruption."""
        for changed, trials in self._others.items():
            if self._options.reuse_any:
                yield (
                    "stored trials that were taken though what their bits depend on has changed "
                    f"({changed}): {trials:,}"
                )
            else:
                yield (
                    "stored trials that are computed again, as what their bits depend on has "
                    f"changed ({changed}): {trials:,}; --reuse-any takes them as they are"
                )
        if self._computed_again:
            yield (
                "stored trials without weights, which are computed again to keep them: "
                f"{self._computed_again:,}; --keep-weights none uses them as they are"
            )
        if self._without_outputs:
            yield (
                "stored trials without the outputs that are to be kept, which are computed again: "
                f"{self._without_outputs:,}"
            )
        if self._thinner:
            yield (
                "stored trials that are not computed again, and whose histories have fewer epochs "
                f"than asked for: {self._thinner:,}; --fresh computes them anew"
            )
        if left > 0:
            yield f"stored trials that were not computed again, and are still there: {left:,}"

    def _missing(self, run: StoredRun) -> str:
        """Why the store lacks trials though it took all that it was given, in words."""
        if self._changed:
            return (
                f"{self._changed} changed while the trials ran, so nobody knows which of them read "
                "what; the same command again computes what is missing"
            )
        if run.lost:
            return (
                f"{self._store.path}: {run.lost:,} trials that were stored already were "
                "removed meanwhile by another command; this one again computes them"
            )
        return ""

    @contextmanager
    def _noting_trouble(self) -> Iterator[None]:
        """If something in it cannot be written, that is told at the end."""
        try:
            yield
        except StoreError as error:
            self.trouble = str(error)


def _setting(identities: Identities, variant: str) -> str | None:
    """What the settings of a variant's trials have in common; None if nothing is known again."""
    config = identities.config(variant)
    return None if config is None else variant_setting(config, identities.data(variant))
