"""Whether variants may be compared at all, and how far the trials of one depend on each other."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gdrun.errors import StoreError
from gdrun.evidence.data_streams import data_streams
from gdrun.evidence.endings import usable
from gdrun.records import JUDGED, Outcome, Record, Variant
from gdrun.wording import did_you_mean

OTHER_DATA = "other data"
OTHER_LOSS = "another loss"
OTHER_WEIGHTS = "other weights"


@dataclass(frozen=True)
class Candidate:
    """A variant with the experiment that it is from: what is ranked and compared."""

    outcome: Outcome
    variant: Variant
    label: str = ""
    """What a comparison calls it, where variants of several experiments may meet."""


def check_named_once(labels: Iterable[str]) -> None:
    """Sees that no variant is named twice.

    Raises:
        StoreError: If one is.
    """
    (label, times), *_ = Counter(labels).most_common(1)
    if times > 1:
        raise StoreError(f"{label} is named twice: name each variant once")


def check_metric(metric: str, outcomes: Sequence[Outcome]) -> None:
    """Sees that all outcomes have a metric, though each may have others, too.

    Raises:
        StoreError: If not.
    """
    without = [outcome for outcome in outcomes if metric not in outcome.metric_names]
    if not without:
        return
    first, *others = outcomes
    names = [
        name
        for name in first.metric_names
        if all(name in outcome.metric_names for outcome in others)
    ]
    where = "" if len(without) == len(outcomes) else f" in {without[0].experiment}"
    hint = did_you_mean(metric, names)
    raise StoreError(
        f"there is no metric `{metric}`{where}; there are {', '.join(names)}"
        + (f": {hint}" if hint else "")
    )


def check_defined(outcome: Outcome, records: Iterable[Record], portion: str, metric: str) -> None:
    """Sees that a metric of a portion is known of some trial, if one ended well.

    Raises:
        StoreError: If not.
    """
    ended = [record for record in records if usable(record)]
    if ended and not any(metric in record.metrics.get(portion, {}) for record in ended):
        raise StoreError(f"{outcome.experiment}: no trial has a {portion} {metric}")


def difference_in_kind(a: Candidate, b: Candidate, metric: str) -> str:
    """Why a difference in ``metric`` would say nothing: one of the constants, or nothing.

    Variants must have been tested on the same rows, which must have counted alike. Losses must be
    the same function of the same numbers, too: a squared error is not an absolute one, nor one of
    targets in other units.
    """
    if not _same_data(a.variant, b.variant):
        return OTHER_DATA
    if _weights(a.variant) != _weights(b.variant):
        return OTHER_WEIGHTS
    if metric == "loss" and loss_of(a) != loss_of(b):
        return OTHER_LOSS
    return ""


def _same_data(a: Variant, b: Variant) -> bool:
    return a.preparation.get("data") == b.preparation.get("data")


def _weights(variant: Variant) -> object:
    """What rows weigh in the metrics; None if all count alike."""
    config: Mapping[str, Any] = variant.config
    training = config["training"]
    if not training.get("weighted_metrics"):
        return None
    return config["data"].get("weights"), training.get("class_weights")


def loss_of(candidate: Candidate) -> tuple[object, object]:
    """What the loss is a function of: its settings that are not off, and the targets' units."""
    config: Mapping[str, Any] = candidate.variant.config
    chosen = config["loss"] or _default_loss(candidate)
    found = candidate.variant.preparation
    if "target_scale" in found:
        units: object = (found["target_shift"], found["target_scale"])
    else:  # They follow the seed.
        units = config["data"]["normalize_target"] or "left to gdrun"
    return {key: value for key, value in chosen.items() if value}, units


def _default_loss(candidate: Candidate) -> Mapping[str, object]:
    """The loss of a variant that leaves it to gdrun; the facts are the first variant's."""
    first = candidate.outcome.variants[0]
    known = first.config["loss"] is None and _same_data(first, candidate.variant)
    return {"name": (candidate.outcome.facts or {}).get("loss") if known else "left to gdrun"}


def overlap(candidate: Candidate, portion: str) -> float | None:
    """Rows of ``portion`` per training row if each seed splits the same rows anew, else 0.

    Training sets of different seeds then overlap, and their results are not independent: Nadeau &
    Bengio, "Inference for the generalization error", Machine Learning 52, 2003. Where other
    streams follow the seed, too, their part of the variance is widened with it. Folds share rows
    whatever follows the seed: repeated cross-validation has the same correction, with the rows of a
    fold (Bouckaert & Frank, "Evaluating the replicability of significance tests for comparing
    learning algorithms", PAKDD 2004). None if trials are not independent, and the ratio is not
    known, or says nothing as the portion is not drawn by the split.
    """
    config: Mapping[str, Any] = candidate.variant.config
    streams, shares = data_streams(config), config["data"].get("split")
    if "split" not in streams or not shares:
        return 0.0
    # Older stores do not say whether the data was drawn.
    drawn = "data" in streams and candidate.variant.preparation.get("data_follows_seed", True)
    # Folds of data that is drawn anew share rows in each repetition: to take all to share them is
    # on the safe side.
    if drawn and "folds" not in shares:
        return 0.0
    tested = "folds" in shares and portion == "test"
    if portion == "train" or not (tested or shares.get(portion)):
        return None
    if _same_data(candidate.variant, candidate.outcome.variants[0]):
        rows: Any = (candidate.outcome.facts or {}).get("rows", {})
        if portion in rows:
            return float(rows[portion] / rows["train"])
    return _ratio(shares, portion)


def _ratio(shares: Mapping[str, Any], portion: str) -> float | None:
    """Rows of a portion per training row, as far as a split tells it without the data."""
    if "folds" in shares:
        validation = shares.get("validation") or 0
        if validation > 1:
            return None
        of_rest = validation if portion == JUDGED else 1 / (shares["folds"] - 1)
        return float(of_rest / (1 - validation))
    # Two fractions have the ratio of their rows, and so have two counts.
    if shares["train"] and (shares[portion] > 1) == (shares["train"] > 1):
        return float(shares[portion] / shares["train"])
    return None
