"""What a store holds, for programs: its experiments as results that show themselves."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from gdrun.errors import StoreError
from gdrun.result import SweepResult, TrainingResult, VarianceResult
from gdrun.store import Store, alone, meant

StoredResult = TrainingResult | SweepResult | VarianceResult


class StoredExperiments(Mapping[str, StoredResult]):
    """From ids to results, the last used first. The file is open only while something is read."""

    def __init__(self, path: Path) -> None:
        """What is in the file ``path``.

        Raises:
            StoreError: If there is no store, or it cannot be read.
        """
        self.path = path
        with Store.open(path, readonly=True):
            pass

    def __getitem__(self, word: str) -> StoredResult:
        """The experiment with an id, or its beginning, a name, or ``last``: with all its arrays.

        A variant of a sweep is ``ID:NUMBER`` or ``ID:NAME``, and comes as a training of it alone.

        Raises:
            KeyError: If there is none, or several, with what was perhaps meant.
        """
        if not isinstance(word, str):
            raise KeyError(f"an experiment is known by its id or name, not by {word!r}")
        with Store.open(self.path, readonly=True) as store:
            try:
                known, only = meant(store, word)
            except StoreError as error:
                raise KeyError(str(error)) from None
            outcome = store.outcome(known, histories=True, weights=True, outputs=True, only=only)
            command, metric = store.describe(known)
        if only:
            outcome, command = alone(outcome, only[0]), "train"
        if command == "variance":
            return VarianceResult(**vars(outcome), metric=metric)
        if command == "sweep":
            return SweepResult(**vars(outcome), metric=metric)
        return TrainingResult(**vars(outcome))

    def __iter__(self) -> Iterator[str]:
        with Store.open(self.path, readonly=True) as store:
            return iter([each.id for each in store.experiments()])

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __repr__(self) -> str:
        """The experiments, each in a line."""
        with Store.open(self.path, readonly=True) as store:
            told = [
                f"  {each.id}  {each.name}  {each.command}  {each.trials:,} trials"
                for each in store.experiments()
            ]
        return "\n".join([f"<{self.path}: {len(told):,} experiments>", *told])
