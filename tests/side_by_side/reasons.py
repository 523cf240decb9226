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
        r'^ *("divergence": |"(count|n|share|a|b)": |"ci95": \[|"p_value": |[\d.e-]+,?$|[\]}],?$)',
        r"--json|json",
        "+",
    ),
    Reason(
        "the share that diverged is told, and a cause where it is known",
        r"diverged|^Try a lower|too large for|before the first step|final loss of the"
        r"|\d+ \(\d+%\)$",
    ),
    Reason("a share beside the number that diverged", r" \d+ *$", r"sweep|show", "-"),
    Reason(
        "compare has a column of what diverged",
        r"^ *(\d+|[A-Z]) +#\d+: |^ +variant  |^P\(A better\)|in no mean, and lose in P",
        r"compare",
    ),
    Reason("a sweep's order is by divergence first", r"fewest diverged|at most seeds|ranked on"),
    Reason(
        "a sentence is broken elsewhere",
        r"Holm's correction is over all|^correction is over all pairs|each for itself\.$",
    ),
    Reason(
        "settings without effect are told",
        r"^(note: | *\")(decay|training\.stop|randomness\.vary|batch_size: )"
        r'|^ *"(notes|warnings)": \[(\],)?$|^ *"[\w.]+: |^ *"Some variants have|^ *\],$',
    ),
    Reason("docstrings say what differs from the peers", r"", r"gdrun (list|schema)"),
    Reason(
        "--history is new",
        r"--history|histories|^ +(left out|are kept|spread evenly)",
        r"--help|-h$",
    ),
    Reason(
        "the split widens intervals",
        r"The split follows|Nadeau|[\d.]+ … [\d.]+|95% interval|^─+$|follows the seed, so trials",
    ),
    Reason(
        # Trials are compared by themselves, number by number.
        "the split widens intervals, in JSON",
        r'^ *("(p_value|p_adjusted|seeds_to_settle)": )?-?[\d.e+-]+,?$',
        r"json",
    ),
    Reason("the split widens intervals, and more seeds are needed", r"seeds (of each )?would"),
    Reason("a split's intervals", r"^ +r2 +-", r"train|show"),
    Reason("nothing is compared with itself", r"", r"compare (a a|c c|last:1 last:1)"),
    Reason("a file that cannot be is a wrong request", r"^[12]$", r"export .*output (absent/|\.$)"),
    Reason("why a pipe is no data", r"this is a named pipe"),
)
"""A difference is meant if each of its lines has a reason. One that explains nothing is told."""
