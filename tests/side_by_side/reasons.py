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
        "the share that diverged is counted",
        r'^ *("divergence": |"(count|n|share)": |"ci95": \[|[\d.e-]+,?$|[\]}],?$)',
        r"--json|json",
        "+",
    ),
    Reason(
        "the share that diverged is told, and a cause where it is known",
        r"diverged|^Try a lower|too large for|before the first step|final loss of the",
    ),
    Reason("a sweep's order is by divergence first", r"fewest diverged|at most seeds|ranked on"),
    Reason("settings without effect are told", r"^note: (decay|training\.stop|randomness\.vary)"),
    Reason("docstrings say what differs from the peers", r"", r"gdrun (list|schema)"),
    Reason("--history is new", r"--history|histories|^ +(left out|are kept)", r"--help|-h$"),
    Reason("the split widens intervals", r"The split follows|Nadeau|[\d.]+ … [\d.]+"),
)
"""A difference is meant if each of its lines has a reason. One that explains nothing is told."""
