"""One trial: from a config and a seed to a record."""
