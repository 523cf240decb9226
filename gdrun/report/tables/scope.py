"""What intervals and verdicts are about, in words."""

from collections.abc import Iterator

from gdrun.evidence.scope import Judged
from gdrun.evidence.summaries import Summarized
from gdrun.records import PORTIONS
from gdrun.statistics import About
from gdrun.wording import several


def scope_in_words(
    about: About, seeds: int, rows: int | None, splits: int | None, portion: str
) -> str:
    """``seeds and held-out rows (10 seeds × 27 validation rows, taken as independent)``."""
    tested = "" if rows is None else several(rows, f"{portion} row")
    if about is About.DATA:
        many = several(seeds, "seed") + (f" in {several(splits, 'split')}" if splits else "")
        return f"data like these ({many}" + (f", {tested} each)" if tested else ")")
    if about is About.ROWS:
        return (
            f"seeds and held-out rows ({several(seeds, 'seed')} × {tested}, taken as independent)"
        )
    if splits:
        return f"seeds alone ({several(seeds, 'seed')} in {several(splits, 'split')} of these rows)"
    on = f", on these {tested})" if tested else ")"
    return f"seeds alone ({several(seeds, 'seed')}{on}"


def judged_in_words(judged: Judged, portion: str) -> str:
    """The same of what was judged on a portion."""
    return scope_in_words(judged.about, len(judged.seeds), judged.rows, judged.splits, portion)


def scope_lines(found: Summarized) -> Iterator[str]:
    """What the intervals of one variant's table are about."""
    told: dict[About, list[str]] = {}
    for portion, metrics in found.summaries.items():
        for metric, summary in metrics.items():
            if summary.ci95:
                told.setdefault(summary.about, []).append(f"{portion} {metric}")
    if not told:
        return
    held_out = max(found.summaries, key=PORTIONS.index)
    first = found.summaries[held_out]
    widest = max(
        (each for each in first.values() if each.ci95),
        key=lambda each: list(About).index(each.about),
        default=None,
    )
    if widest is None:
        return
    seeds = max(each.n for each in first.values())
    line = "95% intervals are about "
    line += scope_in_words(widest.about, seeds, found.rows.get(held_out), found.splits, held_out)
    alone = [name for name in told.get(About.SEEDS, ()) if widest.about is not About.SEEDS]
    others = [name for name in alone if not name.startswith(PORTIONS[0])]
    if len(others) < len(alone):
        others = [f"those of {PORTIONS[0]}", *others]
    if others:
        line += f"; {', '.join(others)}: about seeds alone"
    yield f"{line}."


def looks_in_words(judged: Judged) -> Iterator[str]:
    """What is to be said where there were trials with fewer seeds before."""
    looked = judged.contest.looked()
    stricter = [each for each in looked if each.level < 1]
    fewer = [each for each in looked if each.seeds < each.shared]
    if not (stricter or fewer):
        return
    some = len(looked) > max(len(stricter), len(fewer))
    told = [f"There were trials with fewer seeds before{' of some variants' if some else ''}"]
    if stricter:
        told.append("the level is stricter")
    if fewer and len(looked) == 1:
        told.append(f"verdicts and differences are of {fewer[0].seeds:,} seeds")
    elif fewer:
        told.append("verdicts and differences are of the seeds of the last look")
    after = {2 * each.seeds for each in (*stricter, *fewer)}
    told.append(
        f"the next look is at {after.pop():,} seeds"
        if len(after) == 1
        else "the next look is at twice the seeds of the last"
    )
    yield f"{told[0]}: {', '.join(told[1:])}."
