"""Predictions for new rows: as CSV, as JSON, and in a table."""
