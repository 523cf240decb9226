"""Predicting with networks that were trained before: from weights and new rows to answers."""

from gdrun.prediction.api import predict

__all__ = ["predict"]
