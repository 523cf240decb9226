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


REASONS: tuple[Reason, ...] = (
    Reason(
        "a baseline is told in JSON",
        r'^ *("(baseline|seeds?|alike|metrics|predicts|score|train|validation|test)": '
        r'|"\w+": -?[\d.]'
        r"|-?[\d.e+-]+,?$|[\]}],?$)",
        r"json",
        "+",
    ),
    Reason(
        "a baseline stands beside the means",
        r"^(train|validation|test)? +\w+ +-?[\d.]|^ +(value|mean ± std)|^─+$"
        r"|^Baseline, |[Nn]o better"
        r"|^(train|validation|test) +$|^[\d.]+$|^(\w+ )?accuracy [\d.]+",
    ),
    Reason(
        "a baseline is a row of exported tables",
        r"^\| |^baseline|\\\\$|&",
        r"export .*(latex|markdown|\.tex|\.md)",
    ),
    Reason(
        "histories begin with the first weights",
        r",(finished|converged|early_stopped|diverged),0,,",
        r"export",
        "+",
    ),
    Reason("a file of customers and its config are new", r"", r"^churn\."),
    Reason("there are folds, groups and columns that are left out", r"", r"every_key|gdrun schema"),
    Reason("there are new commands and options", r"", r"gdrun( \w+)?( --help| -h)?$|show c c|xml"),
    Reason(
        "a category that only held-out rows have is none of the known ones",
        r"no training row has|^ +(data|network|loss|optimizer|training|seeds) |^c?$|finished after"
        r"|may be an ID|^Stored as|^ +baseline|^[02]$|steps in"
        r"|^(\w+\.csv: )?(line 2: |test\.csv: )?the training file has no such",
        r"train c\.yaml --seeds 1 --set training\.epochs=2",
    ),
)
"""A difference is meant if each of its lines has a reason. One that explains nothing is told."""
