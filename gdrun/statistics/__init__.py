"""Statistics: pure functions of arrays."""

from gdrun.statistics.summary import Summary, summarize

__all__ = ["Summary", "summarize"]
