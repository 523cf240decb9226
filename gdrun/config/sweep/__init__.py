"""Sweeps: the values to try, and a checked config for each combination of them."""

from gdrun.config.sweep.combinations import Setting, Sweep, check_sweep, load_sweep

__all__ = ["Setting", "Sweep", "check_sweep", "load_sweep"]
