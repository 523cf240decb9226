"""Predicting with networks that were trained before: from weights and new rows to answers."""

from gdrun.prediction.api import predict
from gdrun.prediction.training_file import is_training_file

__all__ = ["is_training_file", "predict"]
