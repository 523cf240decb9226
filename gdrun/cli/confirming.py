"""Confirming what a sweep chose: with fresh seeds, on the test part."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

import typer

from gdrun.cli.options import Storing, Trials
from gdrun.cli.showing import run_shown

if TYPE_CHECKING:
    from gdrun.config import Combination
    from gdrun.evidence.confirmation import Confirmation
    from gdrun.records import Outcome
    from gdrun.statistics import About


def check_key(key: str | None, swept: Sequence[str]) -> None:
    """Sees that the key of ``--best-per`` is swept over, before anything is run."""
    from gdrun.wording import did_you_mean

    if key is not None and key not in swept:
        hint = did_you_mean(key, swept)
        raise typer.BadParameter(
            f"nothing is swept over {key}, but {', '.join(swept)}" + (f": {hint}" if hint else ""),
            param_hint="--best-per",
        )


def confirmed(
    outcome: "Outcome",
    metric: str,
    combinations: Sequence["Combination"],
    seeds: int,
    key: str | None,
    about: "About | None",
    trials: Trials,
    storing: Storing,
    quiet: bool,
) -> "Confirmation | None":
    """What so many fresh seeds say of what may be the best, or of the best for each value of a key.

    None if nothing could be chosen.
    """
    from gdrun.evidence.confirmation import best_of_groups, confirm
    from gdrun.evidence.endings import usable
    from gdrun.evidence.ranking import rank_variants
    from gdrun.experiment import sweep
    from gdrun.experiment.confirming import with_fresh_seeds

    ranking = rank_variants(outcome, metric, asked=about)
    if ranking is None:
        return None
    groups = None
    if key is None:
        # Signs of a few seeds may not rule out what always diverged, but nobody would choose it.
        chosen = [
            each.variant.name
            for each in ranking.variants
            if each.may_be_best and any(map(usable, each.records))
        ]
    else:
        groups, chosen = best_of_groups(ranking, key)
    if not chosen:
        return None
    again = with_fresh_seeds(combinations, outcome, chosen, seeds)
    name = f"{outcome.experiment} (confirmed)"
    # Seeds that were added to the sweep until an interval was narrow are none of these.
    once = Trials(workers=trials.workers)
    fresh = run_shown(partial(sweep, name, again, metric), once, storing, (), quiet)
    return confirm(ranking, fresh, about, groups)
