"""The store: one SQLite file in which every finished trial is kept."""

from gdrun.store.opening import decoded
from gdrun.store.store import ExperimentSummary, Store

__all__ = ["ExperimentSummary", "Store", "decoded"]
