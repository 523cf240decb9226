"""An experiment in the forms that other programs read; a file in ``formats`` is a format."""

from gdrun.report.exports.exporter import Exporter
from gdrun.report.exports.registry import choose_exporter, exporters
from gdrun.report.exports.writing import check_target, export, pieces_of, write_file

__all__ = [
    "Exporter",
    "check_target",
    "choose_exporter",
    "export",
    "exporters",
    "pieces_of",
    "write_file",
]
