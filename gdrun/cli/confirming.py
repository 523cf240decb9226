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


def check_confirming(
    key: str | None, swept: Sequence[str], combinations: Sequence["Combination"]
) -> None:
    """Sees, before anything is run, that there is something to choose by.

    Args:
        key: Of ``--best-per``, which must be swept over.
        swept: The keys that are.
        combinations: Of the sweep.
    """
    from gdrun.evidence.data_streams import config_portions
    from gdrun.records import JUDGED
    from gdrun.wording import did_you_mean

    if key is not None and key not in swept:
        hint = did_you_mean(key, swept)
        raise typer.BadParameter(
            f"nothing is swept over {key}, but {', '.join(swept)}" + (f": {hint}" if hint else ""),
            param_hint="--best-per",
        )
    still = [each for each in combinations if not each.config.randomness.vary]
    if any(not each.config.data_streams() for each in still):
        raise typer.BadParameter(
            "no random stream follows the seed, so fresh seeds give the same again: see "
            "`randomness.vary`",
            param_hint="--confirm",
        )
    if all(JUDGED not in config_portions(each.config.resolved()) for each in combinations):
        raise typer.BadParameter(
            "without a validation part nothing is chosen that could be confirmed: add "
            "`data.split.validation`",
            param_hint="--confirm",
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
