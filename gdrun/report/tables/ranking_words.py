"""What a ranking says in words, and the marks that these explain."""

from collections.abc import Iterator, Sequence

from gdrun.evidence.baseline import baseline_of, is_better
from gdrun.evidence.best import best_of_seeds
from gdrun.evidence.ranking import RankedVariant, Ranking
from gdrun.records import JUDGED, Status
from gdrun.report.tables.baseline import baseline_line
from gdrun.report.tables.best import best_of_in_words
from gdrun.report.tables.numbers import count
from gdrun.report.tables.scope import judged_in_words, looks_in_words
from gdrun.statistics import ALPHA, Verdict
from gdrun.wording import first_few

ALIKE = "≈"
"""Marks variants that may be the best, besides the first."""

BETTER = "+"
"""Marks variants that beat the first, though they rank behind it."""

OTHER = "*"
"""Marks variants that may not be compared with the best."""


def mark(ranked: RankedVariant) -> str:
    """What stands beside its difference from the first."""
    if ranked.in_kind:
        return OTHER
    compared = ranked.against_best
    if compared and compared.verdict is Verdict.BETTER:
        return BETTER
    return ALIKE if ranked.may_be_best and ranked.place > 1 else ""


def ranking_baseline(ranking: Ranking, shown: Sequence[RankedVariant]) -> Iterator[str]:
    """What it scores, and which of the variants that are shown are no better."""
    outcome = ranking.variants[0].outcome
    baseline = baseline_of(outcome)
    if baseline is None:
        return
    metrics = (ranking.metric, *ranking.others)
    line = baseline_line(
        baseline, [*((JUDGED, name) for name in metrics), ("test", ranking.metric)]
    )
    if line:
        yield line
    score = baseline.score(JUDGED, ranking.metric)
    if score is None:
        return
    means = {each.number: each.summaries.get(JUDGED, {}).get(ranking.metric) for each in shown}
    measured = outcome.measured(ranking.metric)
    known = {number: found.mean for number, found in means.items() if found}
    poor = [number for number, mean in known.items() if not is_better(mean, score, measured)]
    if poor and len(poor) == len(known):
        yield "No variant is better than that."
    elif poor:
        yield f"No better than that: {first_few(sorted(poor))}"


def ranking_in_words(ranking: Ranking, *, distances: bool) -> list[str]:
    """What is to be known of the table; ``distances`` if it shows those from the best other."""
    others = ranking.variants[1:]
    if not others:
        return list(ranking.warnings)
    first, judged = ranking.variants[0], ranking.judged
    diverged = any(ranked.count(Status.DIVERGED) for ranked in ranking.variants)
    order = ", those with the fewest diverged seeds first" if diverged else ""
    primary = ", the primary metric" if ranking.primary else ""
    lines = [
        f"Ranked on {JUDGED} {ranking.metric}{primary}{order}.",
    ]
    if ranking.level is not None:
        shares = [each.level for each in judged.contest.looked()]
        least, most = (f"{end * ranking.level:.2g}" for end in (min(shares), max(shares)))
        each = f"each pair is judged at the level {least}"
        if least != most:
            each = f"pairs are judged at the levels {least} to {most}"
        lines.append(f"Verdicts are about {judged_in_words(judged, JUDGED)}; {each}.")
        lines += looks_in_words(judged)
        if distances:
            lines.append(
                f"From the best other: {100 * (1 - max(shares) * ALPHA):.6g}% intervals of the "
                "distance, which all hold together."
            )
    compared = [ranked for ranked in ranking.variants if not ranked.in_kind]
    best = [ranked for ranked in compared if ranked.may_be_best]
    if first.may_be_best and len(best) == 1 and len(compared) > 1:
        every = "The other variant is" if len(compared) == 2 else "Every other variant is"
        lines.append(f"{every} not the best.")
    elif first.may_be_best and len(best) > 1:
        lines.append(f"{ALIKE} may be the best, too: {len(best) - 1:,} of {len(others):,} others.")
    elif not first.may_be_best:
        names = first_few([ranked.number for ranked in best])
        lines.append(
            f"The first in order is not the best; what may be the best: {names or 'none'}."
        )
    if any(mark(ranked) == BETTER for ranked in others):
        lines.append(
            f"{BETTER} beats the first, but stands behind it: the order is by the share of seeds "
            "that diverged, then by the mean."
        )
    lines += _needed([ranked for ranked in best if ranked.place > 1])
    if any(ranked.in_kind for ranked in others):
        lines.append(f"{OTHER} is not compared with the first.")
    if found := best_of_seeds(first.outcome, first.records, JUDGED, ranking.metric):
        lines.append(f"Of the first, the {best_of_in_words(found)}")
    return [*lines, *ranking.warnings]


def _needed(undecided: Sequence[RankedVariant]) -> Iterator[str]:
    """What would tell one of these from the first."""
    known = [
        (ranked.against_best.needed, ranked.number) for ranked in undecided if ranked.against_best
    ]
    by_seeds = [(needed.seeds, number) for needed, number in known if needed.seeds]
    if by_seeds:
        seeds, number = min(by_seeds)
        yield f"{seeds:,} seeds should tell {number} from the first, if it differs as seen."
        return
    hopeless = [(needed.rows, number) for needed, number in known if needed.hopeless]
    by_rows = [(rows, number) for rows, number in hopeless if rows]
    if by_rows:
        rows, number = min(by_rows)
        yield (
            f"No number of seeds tells {ALIKE} from the first; about {count(rows)} {JUDGED} rows "
            f"would tell {number}, if it differs as seen."
        )
    elif hopeless:
        yield f"No number of seeds tells {ALIKE} from the first: it takes more data."
