"""From a data source to arrays: reading, telling the task, splitting, normalising."""

from gdrun.data.preparation import Preparation, restored
from gdrun.data.prepare import Dataset, Portion, Tables, build_dataset, read_tables

__all__ = [
    "Dataset",
    "Portion",
    "Preparation",
    "Tables",
    "build_dataset",
    "read_tables",
    "restored",
]
