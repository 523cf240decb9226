"""The store: one SQLite file in which every finished trial is kept."""

from gdrun.store.held_out import StoredOutputs
from gdrun.store.kept import Kept
from gdrun.store.keys import trial_key, trial_setting, variant_setting
from gdrun.store.messages import damage_in_words
from gdrun.store.rows import TrialRow
from gdrun.store.run import StoredRun
from gdrun.store.store import Store
from gdrun.store.variants import StoredVariant, alone, meant, stored_outcome, stored_variants

__all__ = [
    "Kept",
    "Store",
    "StoredOutputs",
    "StoredRun",
    "StoredVariant",
    "TrialRow",
    "alone",
    "damage_in_words",
    "meant",
    "stored_outcome",
    "stored_variants",
    "trial_key",
    "trial_setting",
    "variant_setting",
]
