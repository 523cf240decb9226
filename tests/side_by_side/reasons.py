"""Differences that are meant: which commands, which lines, and why."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Reason:
    """One change of what gdrun says or computes that was made on purpose."""

    why: str
    line: str
    """A regular expression that is found in each line that is there once only, after its sign."""
    command: str = ""
    """A regular expression that is found in the command's line; empty for all commands."""
    sign: str = ""
    """``+`` if only the second checkout has such lines; empty for both."""

    def explains(self, command: str, line: str) -> bool:
        """Whether this is why ``line``, which begins with + or -, differs."""
        return (
            line.startswith(self.sign)
            and bool(re.search(self.command, command))
            and bool(re.search(self.line, line[1:]))
        )


_METRICS = (
    "weighted_f1|balanced_accuracy|matthews|brier|calibration_error|roc_auc|average_precision|"
    "top_3|median_absolute_error|mape|pinball"
)

REASONS: tuple[Reason, ...] = (
    Reason(
        "the version is no part of the fingerprint any more",
        r"^Computed by |\b(numpy|numba|llvmlite|scipy) \d|^\d+\.\d+\.\d+$|\b[0-9a-f]{12}\b *$",
        r"gdrun show",
    ),
    Reason("--reuse-any is new", r"--reuse-any|another CPU computed, too", r"(train|sweep) --help"),
    Reason(
        "the format of an export may be told by the file's ending",
        r"--output|--format|FILE|Where to|Histories, all|weights\.|standard output|^ {34}",
        r"export --help",
    ),
    Reason(
        "exporters tell of their mistakes themselves",
        r"^$|^Usage: |^Try 'gdrun export -h'|Invalid value for|is no text|is no format",
        r"gdrun export",
    ),
    Reason(
        "parts of one's own may come from files",
        r"--parts FILE|--json  |--help  |code is$|code is run|^ +run\.$|known here: |^$",
        r"--help|every_key|sweep=\{foo",
    ),
    Reason(
        "a config has the key `parts`",
        r'"[Pp]arts"|their code is run|"default": \[\]|"items": |"(string|array)"|^ +[{}],?$',
        r"gdrun schema",
    ),
    Reason(
        "tables for other programs hold all metrics",
        rf"^(\| )?({_METRICS.replace('_', chr(92) * 2 + '?_')})\b",
        r"export",
        "+",
    ),
    Reason("metrics and averages are families", r"is no part; families are", r"gdrun list"),
    Reason("metrics may be chosen", rf"{_METRICS}|metric", r"gdrun (list|schema)", sign="+"),
    Reason("a plateau's mode is the metric's own", r"Decay on a plateau|``mode: auto``|`max`` say"),
    Reason(
        "there are more metrics to watch and to rank by",
        r"`monitor` must be|known after each epoch are|there is no metric|this task has no metric|"
        r"have different metrics",
    ),
    Reason(
        "--metrics is new",
        r"--metrics?\b|What tables show|^ +metrics\.$|^ +(--store|--json|-h, --help|default:)|"
        r"No such option: --sets",
        r"--help|-h$|--sets",
    ),
)
"""A difference is meant if each of its lines has a reason. One that explains nothing is told."""
