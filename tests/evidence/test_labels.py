"""What pictures call variants of a sweep."""

from typing import Any

from gdrun.evidence.pictures.labels import labels_of, names_of, settings_in_words
from tests.evidence.pictured import OVER_RATES, RATE, candidates, swept_over

FEW = dict(list(OVER_RATES.items())[:2])


def test_beside_an_axis_that_says_the_keys_values_are_enough() -> None:
    found = swept_over(FEW, "optimizer", RATE)
    assert labels_of(candidates(found)) == ("optimizer, learning rate", ["sgd, 0.1", "sgd, 0.01"])
    assert labels_of(candidates(found)[:1])[1] == ["sgd, 0.1"]


def test_alone_a_number_says_of_what_it_is() -> None:
    found = swept_over(FEW, "optimizer", RATE)
    assert names_of(candidates(found)) == ["sgd, learning rate 0.1", "sgd, learning rate 0.01"]
    sizes: list[dict[str, Any]] = [{"training.batch_size": 8}, {"training.batch_size": "full"}]
    assert settings_in_words(sizes) == ["batch size 8", "batch size full"]
    parts: list[dict[str, Any]] = [
        {"model.weights": "zeros"},
        {"model.weights": {"name": "normal", "variance": 1}},
    ]
    assert settings_in_words(parts) == ["zeros", "normal(variance=1)"]


def test_long_parts_lack_what_all_of_a_name_agree_in() -> None:
    rates = (0.05, 0.1)
    optimizers: list[dict[str, Any]] = [
        {"name": "sgd", "learning_rate": rate, "momentum": 0.9, "nesterov": True} for rate in rates
    ]
    optimizers.append({"name": "adamw", "learning_rate": 0.005, "beta1": 0.85, "amsgrad": True})
    told = settings_in_words([{"optimizer": each} for each in optimizers])
    assert told == ["sgd(learning_rate=0.05)", "sgd(learning_rate=0.1)", "adamw"]
    # What is short stays whole.
    few: list[dict[str, Any]] = [{"optimizer": {"name": "sgd", "momentum": 0.9}}]
    assert settings_in_words(few) == ["sgd(momentum=0.9)"]


def test_what_was_named_otherwise_keeps_its_name() -> None:
    found = swept_over(FEW, "optimizer", RATE)
    one, other = candidates(found)
    renamed = [one, type(other)(other.outcome, other.variant, "mine")]
    assert labels_of(renamed) == ("", [one.variant.name, "mine"])
    assert names_of(renamed) == [one.variant.name, "mine"]
