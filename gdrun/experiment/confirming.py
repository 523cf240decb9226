"""Running chosen variants of a sweep again, with seeds that chose nothing."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from gdrun.config import Combination
from gdrun.config.randomness import HIGHEST_SEED
from gdrun.config.split import whole_repetitions
from gdrun.errors import PartError
from gdrun.records import Outcome


def with_fresh_seeds(
    combinations: Sequence[Combination], outcome: Outcome, chosen: Collection[str], number: int
) -> list[Combination]:
    """The chosen combinations with so many seeds that none of the outcome's variants had.

    Of folds they are whole repetitions, and where several seeds share a split, whole splits.

    Args:
        combinations: All of the sweep.
        outcome: What it found.
        chosen: The names of those that are run again.
        number: How many seeds each has at least, ≥ 1.

    Raises:
        PartError: If there are not so many seeds above those of the outcome.
    """
    used = max((record.seed for record in outcome.records), default=-1) + 1
    found = []
    for each in combinations:
        if each.name not in chosen:
            continue
        of_split = each.config.data.folds or each.config.randomness.seeds_per_split
        first = whole_repetitions(used, of_split)
        last = first + whole_repetitions(number, of_split) - 1
        if last > HIGHEST_SEED:
            raise PartError(
                f"--confirm: seeds up to {last:,} would be needed to have fresh ones, and the "
                f"highest is {HIGHEST_SEED:,}: use smaller seeds"
            )
        seeds = tuple(range(first, last + 1))
        found.append(replace(each, config=each.config.model_copy(update={"seeds": seeds})))
    return found
