"""An experiment in the forms that other programs read; a file in ``formats`` is a format."""

from gdrun.report.exports.exporter import Exporter
from gdrun.report.exports.registry import choose_exporter, choose_tables, exporters
from gdrun.report.exports.writing import (
    check_target,
    export,
    export_judged,
    pieces_of,
    write_file,
)

__all__ = [
    "Exporter",
    "check_target",
    "choose_exporter",
    "choose_tables",
    "export",
    "export_judged",
    "exporters",
    "pieces_of",
    "write_file",
]
