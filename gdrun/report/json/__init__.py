"""JSON documents, whose keys are stable."""
