"""Sweeps: the values to try, and a checked config for each combination of them."""

from gdrun.config.sweep.combinations import Combination, Sweep
from gdrun.config.sweep.loading import check_sweep, load_sweep, parse_sweep
from gdrun.config.sweep.said import over_options, over_values

__all__ = [
    "Combination",
    "Sweep",
    "check_sweep",
    "load_sweep",
    "over_options",
    "over_values",
    "parse_sweep",
]
