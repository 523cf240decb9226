"""JSON: the document that ``gdrun train --json`` prints."""

import json
from typing import TYPE_CHECKING

from gdrun.report.exports.exporter import Exporter

if TYPE_CHECKING:
    from gdrun.records import Outcome


def write(outcome: "Outcome") -> str:
    """One object."""
    from gdrun.report.json.outcomes import outcome_document

    return json.dumps(outcome_document(outcome), indent=1) + "\n"


EXPORTER = Exporter("json", (".json",), "settings, trials and summaries", write)
