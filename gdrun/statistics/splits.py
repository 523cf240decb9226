"""What values of several splits of the same rows tell of the mean over data like these.

Training portions of two splits share rows, so that their values are not independent. For M splits,
of which each has k of S = M·k seeds,

    V = max(σ²_split · (1/M + n₂/n₁) + σ²_rest / S, var(split means) / M)

for n₂ rows tested and n₁ trained on. σ²_split is what splits add to the spread, and σ²_rest what is
left among the seeds of one split. With one seed for each split they cannot be told apart, and the
whole variance is the splits'. Its degrees of freedom are then M − 1. Else they are fewer, as a
difference of variances is less certain: Satterthwaite's. Where the interval would be narrower with
all of the variance as the splits', that counts, which is never too little.

Sources: C. Nadeau and Y. Bengio, "Inference for the generalization error", Machine Learning 52,
2003. Folds have the same correction: R. Bouckaert and E. Frank, "Evaluating the replicability of
significance tests for comparing learning algorithms", PAKDD 2004.

As in `gdrun.statistics.seeds`, two splits' means are added where values are few, and the wider
interval counts.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import stdtrit

from gdrun.statistics.estimates import ALPHA, Estimates, Floats, Foreseen, Limits
from gdrun.statistics.seeds import guarded, mean_of, paired, squares_of, stacked


@dataclass(frozen=True)
class SplitValues:
    """A value of each variant for each seed, all finite, where seeds have splits."""

    values: Floats
    """(variants, seeds)."""
    splits: Sequence[int]
    """The number of each seed's split, (seeds,)."""
    ratios: Floats
    """Rows tested per row trained on, ≥ 0, (variants,); 0 where splits share no rows."""
    limits: Limits
    """What the metric can be."""
    row: float | None = None
    """See `gdrun.statistics.seeds.SeedValues`."""

    def means(self) -> Estimates:
        """Of each variant, (variants,)."""
        return self._estimate(self.values, self.ratios)

    def differences(self, a: Sequence[int], b: Sequence[int]) -> Estimates:
        """Of the means of variants ``a`` and ``b``, paired by seed: (a, b)."""
        others, ratios = self.values[list(b)], self.ratios[list(b)]
        found = []
        for one in a:
            sample = paired(self.values[one], others)
            estimates = self._estimate(sample, np.maximum(self.ratios[one], ratios))
            found.append(guarded(estimates, sample, self.number))
        return stacked(found)

    def interval(self, variant: int, alpha: float = ALPHA) -> tuple[float, float] | None:
        """The interval of one variant's metric at a level, within what it can be."""
        return self.means().at(variant).interval(self.limits, alpha)

    def foreseen(self, a: int, b: int | None) -> Foreseen | None:
        """What to expect of the difference of two variants, or of one alone.

        With as many seeds for each split; None without a spread.
        """
        sample = self.values[a] if b is None else paired(self.values[a], self.values[b])
        spread, rest = self._parts(sample)
        if self.number < 2 or not float(spread):
            return None
        each = len(self.splits) / self.number
        ratio = self.ratios[[a] if b is None else [a, b]].max()

        def expected(seeds: int) -> tuple[float, float]:
            many = max(2, round(seeds / each))
            error, freedom = _of_splits(spread, rest, rest / each, ratio, many, seeds)
            return float(error), float(freedom)

        return expected

    def select(self, variants: Sequence[int], seeds: Sequence[int]) -> "SplitValues":
        """Those of some variants and seeds."""
        return SplitValues(
            self.values[np.ix_(variants, seeds)],
            [self.splits[seed] for seed in seeds],
            self.ratios[list(variants)],
            self.limits,
            self.row,
        )

    @property
    def number(self) -> int:
        """How many splits there are."""
        return len(set(self.splits))

    def _parts(self, samples: Floats) -> tuple[Floats, Floats]:
        """Of samples (…, seeds): the variance of the splits' means, and σ²_rest."""
        numbers, which = np.unique(np.array(self.splits), return_inverse=True)
        many, seeds = len(numbers), samples.shape[-1]
        groups = [samples[..., which == place] for place in range(many)]
        means = np.stack([group.mean(axis=-1) for group in groups], axis=-1)
        with np.errstate(divide="ignore", invalid="ignore"):
            spread = squares_of(means) / (many - 1)
        if seeds == many:
            return spread, np.zeros_like(spread)
        within = sum(squares_of(group) for group in groups)
        return spread, np.asarray(within / (seeds - many))

    def _estimate(self, samples: Floats, ratios: Floats) -> Estimates:
        many, seeds = self.number, samples.shape[-1]
        means = mean_of(samples)
        spread, rest = self._parts(samples)
        # Splits may have other numbers of seeds, if an interruption left some out.
        of_rest = rest * (1 / np.unique(self.splits, return_counts=True)[1]).mean()
        found = [_of_splits(spread, rest, of_rest, ratios, many, seeds)]
        if self.row is not None and many > 1:
            added = ((many - 1) * spread + 2 * self.row**2) / (many + 1)
            found.append(_of_splits(added, rest, of_rest, ratios, many + 2, seeds))
        errors, freedoms = zip(*found, strict=True)
        return Estimates(means, means, np.stack(errors), np.stack(freedoms))


def _of_splits(
    spread: Floats, rest: Floats, of_rest: Floats, ratios: Floats, many: int, seeds: int
) -> tuple[Floats, Floats]:
    """The standard error of a mean and its degrees of freedom, (…) both.

    Args:
        spread: The variance of the splits' means.
        rest: σ²_rest.
        of_rest: Its part of ``spread``.
        ratios: Rows tested per row trained on.
        many: Splits.
        seeds: In all.
    """
    whole = spread * (1 / many + ratios)
    of_splits = np.maximum(0.0, spread - of_rest)
    apart = np.maximum(of_splits * (1 / many + ratios) + rest / seeds, spread / many)
    with np.errstate(divide="ignore", invalid="ignore"):
        freedom = apart**2 / (
            whole**2 / np.float64(many - 1)
            + (ratios * of_rest) ** 2 / np.float64(max(seeds - many, 1))
        )
        # Nothing spreads, or there is one split: any number will do.
        freedom = np.nan_to_num(freedom, nan=1.0)
        levels = stdtrit(np.stack([freedom, np.full_like(freedom, many - 1)]), 1 - ALPHA / 2)
        narrower = levels[0] * np.sqrt(apart) < levels[1] * np.sqrt(whole)
    return (
        np.sqrt(np.where(narrower, apart, whole)),
        np.where(narrower, freedom, float(max(many - 1, 1))),
    )
