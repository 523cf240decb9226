"""A run's dealings with the store: what it has of the trials already, and what it is given."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Protocol

from gdrun.experiment.plan import Plan, PlannedVariant
from gdrun.experiment.stored_session import HURRIED, Asked, StoredSession, StoreOptions
from gdrun.records import Outcome, Record
from gdrun.store import Store
from gdrun.trial.identity import Identities
from gdrun.trial.training import Trained


class Session(Protocol):
    """What a run tells of its trials, and asks for."""

    def begin(self, outcome: Outcome, plan: Plan, asked: str) -> None:
        """Writes down what was asked for: the same words, variants and seeds continue it."""

    def plan(self, trials: int) -> None:
        """Says that so many trials are planned by now."""

    def find(self, variant: PlannedVariant, *, histories: bool, weights: bool) -> list[Record]:
        """The variant's trials that need not be computed, with their arrays if asked for."""

    def add(self, trained: Sequence[Trained]) -> None:
        """Takes trials that ended."""

    def flush(self) -> bool:
        """Makes sure of all that were taken; False if that must be tried again."""

    def finish(self, outcome: Outcome, trials: int) -> Outcome:
        """Writes down how the run of so many trials ended; the outcome, with the store in it."""


class UnstoredSession:
    """Keeps nothing and finds nothing."""

    def begin(self, outcome: Outcome, plan: Plan, asked: str) -> None:
        pass

    def plan(self, trials: int) -> None:
        pass

    def find(
        self,
        variant: PlannedVariant,  # noqa: ARG002
        *,
        histories: bool,  # noqa: ARG002
        weights: bool,  # noqa: ARG002
    ) -> list[Record]:
        return []

    def add(self, trained: Sequence[Trained]) -> None:
        pass

    def flush(self) -> bool:
        return True

    def finish(self, outcome: Outcome, trials: int) -> Outcome:  # noqa: ARG002
        return outcome


@contextmanager
def open_session(
    options: StoreOptions | None, plan: Plan, identities: Identities, asked: Asked
) -> Iterator[Session]:
    """A run's session; its store is closed at the end.

    Args:
        options: None for a run without a store.
        plan: What is to be run.
        identities: Of its variants.
        asked: What the run is for.

    Raises:
        StoreError: If the store cannot be used.
    """
    if options is None:
        yield UnstoredSession()
        return
    with Store.open(options.path) as store:
        session = StoredSession(store, options, plan, identities, asked)
        patience = None
        try:
            yield session
        except KeyboardInterrupt:
            patience = HURRIED
            raise
        finally:
            session.close(patience)
