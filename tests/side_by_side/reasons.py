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
        "parts of one's own may come from files",
        r"--parts FILE|--json  |--help  |code is$|code is run|^ +run\.$|known here: |^$",
        r"--help|every_key|sweep=\{foo",
    ),
    # Line by line, what is new in a JSON Schema cannot be told from what was moved.
    Reason("a config has more keys", r".", r"gdrun schema"),
    Reason(
        "sections have more keys",
        r"its keys: epochs, batch_size|^ +(weights|class_weights|average|dropout|normalization|"
        r"input|output|parts)\b",
        r"gdrun (check|train|sweep)",
    ),
    Reason("the packaged config shows more keys", r".", r"every_key"),
    Reason("more mistakes are planted", r"^\w+ +\S", r"--sabotage"),
    Reason("dropout has a stream", r"`vary\[\d\]` must be", r"gdrun check"),
    Reason(
        "a file of weights brings its biases along",
        r"^ +biases:|^ +name: zeros|Given values|reads the Ws|the Ws, and the bs|biases",
        r"gdrun (check|list)",
    ),
    Reason("layers keep sums and values", r"a trial needs about", r"gdrun train"),
    Reason(
        "tables for other programs hold all metrics",
        rf"^(\| )?({_METRICS.replace('_', chr(92) * 2 + '?_')})\b",
        r"export",
        "+",
    ),
    Reason("metrics and averages are families", r"is no part; families are", r"gdrun list"),
    Reason("averages, layers and metrics are listed", r"", r"gdrun list", "+"),
    Reason("networks with layers and weights of rows are checked, too", r"", r"gdrun gradcheck"),
    Reason("metrics may be chosen", rf"{_METRICS}|metric", r"gdrun (list|schema)", sign="+"),
    Reason("a plateau's mode is the metric's own", r"", r"gdrun list (plateau|--json)"),
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
