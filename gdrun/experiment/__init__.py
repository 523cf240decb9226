"""Experiments: what is to be run, with which random numbers, on which executor."""

from gdrun.experiment.api import available_cores, sweep, train

__all__ = ["available_cores", "sweep", "train"]
