"""What values of several splits of the same rows tell of the mean over data like these.

Training portions of two splits share rows, so that their values are not independent. For M splits,
of which each has k of S = M·k seeds,

    V = max(σ²_split · (1/M + n₂/n₁) + σ²_rest / S, var(split means) / M)

with M − 1 degrees of freedom, for n₂ rows tested and n₁ trained on. σ²_split is what splits add to
the spread, and σ²_rest what is left among the seeds of one split. With one seed for each split they
cannot be told apart, and the whole variance is the splits'.

Sources: C. Nadeau and Y. Bengio, "Inference for the generalization error", Machine Learning 52,
2003. Folds have the same correction: R. Bouckaert and E. Frank, "Evaluating the replicability of
significance tests for comparing learning algorithms", PAKDD 2004.

As in `gdrun.statistics.seeds`, two splits' means are added where values are few, and the wider
interval counts.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

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
            found.append(guarded(estimates, sample))
        return stacked(found)

    def interval(self, variant: int, alpha: float = ALPHA) -> tuple[float, float] | None:
        """The interval of one variant's metric at a level, within what it can be."""
        return self.means().at(variant).interval(self.limits, alpha)

    def foreseen(self, a: int, b: int | None) -> Foreseen | None:
        """What to expect of the difference of two variants, or of one alone.

        With as many seeds for each split; None without a spread.
        """
        sample = self.values[a] if b is None else paired(self.values[a], self.values[b])
        of_splits, rest, spread = self._parts(sample)
        if self.number < 2 or not float(spread):
            return None
        ratio, each = (
            float(self.ratios[[a] if b is None else [a, b]].max()),
            len(self.splits) / self.number,
        )

        def expected(seeds: int) -> tuple[float, float]:
            many = max(2.0, seeds / each)
            variance = float(of_splits) * (1 / many + ratio) + float(rest) / seeds
            return math.sqrt(max(variance, float(spread) / many)), many - 1

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

    def _parts(self, samples: Floats) -> tuple[Floats, Floats, Floats]:
        """Of samples (…, seeds): σ²_split and σ²_rest, and the variance of the splits' means."""
        numbers, which, counts = np.unique(
            np.array(self.splits), return_inverse=True, return_counts=True
        )
        many, seeds = len(numbers), samples.shape[-1]
        grouped = np.stack(
            [samples[..., which == place].mean(axis=-1) for place in range(many)], axis=-1
        )
        with np.errstate(divide="ignore", invalid="ignore"):
            spread = squares_of(grouped) / (many - 1)
        if seeds == many:
            return spread, np.zeros_like(spread), spread
        within = sum(squares_of(samples[..., which == place]) for place in range(many))
        rest: Floats = np.asarray(within / (seeds - many))
        # Splits may have other numbers of seeds, if an interruption left some out.
        of_means = (1 / counts).mean()
        return np.maximum(0.0, spread - rest * of_means), rest, spread

    def _estimate(self, samples: Floats, ratios: Floats) -> Estimates:
        many, seeds = self.number, samples.shape[-1]
        means = mean_of(samples)
        of_splits, rest, spread = self._parts(samples)
        variances = [
            np.maximum(of_splits * (1 / many + ratios) + rest / seeds, spread / max(many, 1))
        ]
        freedoms = [max(many - 1, 1)]
        if self.row is not None and many > 1:
            added = ((many - 1) * of_splits + 2 * self.row**2) / (many + 1)
            variances.append(added * (1 / (many + 2) + ratios) + rest / seeds)
            freedoms.append(many + 1)
        return Estimates(
            means,
            means,
            np.sqrt(np.stack(variances)),
            np.stack([np.broadcast_to(float(each), means.shape) for each in freedoms]),
        )
