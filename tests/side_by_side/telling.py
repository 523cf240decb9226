"""What the comparison found, as text: differences, reasons, and how much was compared."""

from collections.abc import Iterator, Sequence
from itertools import groupby, islice

from tests.side_by_side.comparing import Comparison, Difference, Tally, explained
from tests.side_by_side.random_configs import Generator
from tests.side_by_side.reasons import Reason
from tests.side_by_side.scenes import Kind

MOST_LINES = 24
MOST_ALIKE = 4
"""Lines of one difference, and of those one after the other that only one of them has."""
MOST_DIFFERENCES = 80
"""That are shown, of each scene the first."""
WIDEST = 200


def told(found: Comparison, reasons: Sequence[Reason]) -> tuple[list[str], bool]:
    """All lines, and whether there is no difference that nobody meant."""
    met = dict.fromkeys(reasons, 0)
    unmeant = []
    for difference in found.differences:
        why = explained(difference, reasons)
        if why is None:
            unmeant.append(difference)
        for reason in why or ():
            met[reason] += 1
    shown = first_of_each(unmeant)[:MOST_DIFFERENCES]
    lines = [line for each in shown for line in _difference(each)]
    if len(unmeant) > len(shown):
        lines.append(f"… and {len(unmeant) - len(shown):,} more differences\n")
    lines += _reasons(met)
    lines += _counts(found.tally)
    meant = len(found.differences) - len(unmeant)
    lines.append(f"{len(unmeant):,} differences that nobody meant, {meant:,} that are meant")
    return lines, not unmeant


def first_of_each(differences: Sequence[Difference]) -> list[Difference]:
    """The first of each scene, as many more mostly have the same cause."""
    return list({each.scene: each for each in reversed(differences)}.values())[::-1]


def coverage(generator: Generator) -> Iterator[str]:
    """Which parts the random configs met, and which they did not."""
    for family, parts in generator.families.items():
        names, met = {part.name for part in parts}, generator.met[family]
        missed = f", not {', '.join(sorted(names - met))}" if names - met else ""
        yield f"{family}: {len(met & names)} of {len(names)}{missed}"


def _difference(difference: Difference) -> Iterator[str]:
    yield f"{difference.scene} (in {difference.folder}): {difference.channel} of"
    yield f"  {difference.command}"
    lines = list(_fewer(difference.lines))
    for line in lines[:MOST_LINES]:
        yield f"    {line[:WIDEST]}"
    if len(difference.lines) > min(len(lines), MOST_LINES):
        yield f"    … of {len(difference.changed):,} lines that differ"
    yield ""


def _fewer(lines: Sequence[str]) -> Iterator[str]:
    """The lines, but only the first of many that begin with the same sign."""
    for _, block in groupby(lines, key=lambda line: line[0]):
        yield from islice(block, MOST_ALIKE)


def _reasons(met: dict[Reason, int]) -> Iterator[str]:
    for reason, times in met.items():
        yield f"meant, {times:,} times: {reason.why}" if times else f"met nowhere: {reason.why}"


def _counts(tally: Tally) -> Iterator[str]:
    for what in ("commands", *Kind, "trials"):
        if tally.compared[what]:
            yield f"{what}: {tally.compared[what]:,} compared, {tally.equal[what]:,} equal"
    took = " and ".join(f"{seconds:.0f} s" for seconds in tally.seconds.values())
    yield f"the commands took {took}"
    for name, counter in (("exit codes", tally.codes), ("trials", tally.statuses)):
        yield f"{name}: {', '.join(f'{key} {times:,}' for key, times in sorted(counter.items()))}"
