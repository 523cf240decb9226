"""The store: one SQLite file in which every finished trial is kept."""

from gdrun.store.opening import decoded
from gdrun.store.store import ExperimentSummary, Store
from gdrun.store.variants import StoredVariant, stored_outcome, stored_variants

__all__ = [
    "ExperimentSummary",
    "Store",
    "StoredVariant",
    "decoded",
    "stored_outcome",
    "stored_variants",
]
