"""JSON: the document that ``gdrun train --json`` prints."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from gdrun.report.exports.exporter import Exporter

if TYPE_CHECKING:
    from gdrun.records import Outcome


def write(outcome: "Outcome") -> Iterator[str]:
    """One object."""
    from gdrun.report.json.outcomes import outcome_pieces

    yield from outcome_pieces(outcome)
    yield "\n"


EXPORTER = Exporter("json", (".json",), "settings, trials and summaries", write)
