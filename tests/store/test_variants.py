"""What ``ID``, ``ID:NAME`` and ``ID:NUMBER`` stand for."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gdrun.errors import StoreError
from gdrun.records import ExperimentSummary, Outcome
from gdrun.store import stored_outcome, stored_variants
from gdrun.store.ids import find_id
from tests.records.outcomes import swept


class Shelf:
    """A store of one experiment, which counts how often it is read."""

    def __init__(self) -> None:
        self.read = 0
        self.asked = ""

    def experiments(self) -> tuple[ExperimentSummary, ...]:
        return tuple(
            ExperimentSummary(datetime.now(UTC), known, name, "train", "done", 3, 3, 3)
            for known, name in (("abcd", "plain"), ("efgh", "a:b"), ("ijkl", "a:b:2"))
        )

    def resolve(self, word: str) -> str:
        return find_id(word, self.experiments(), Path("gdrun.db"))

    def names(self, experiment: str) -> Sequence[str]:
        return ["x", "y", "1"]

    def outcome(
        self,
        experiment: str,
        *,
        histories: bool = False,
        weights: bool = False,
        documents: bool = False,
        outputs: bool = False,
        only: Sequence[int] | None = None,
    ) -> Outcome:
        self.read += 1
        self.asked = experiment
        found = swept({"x": [0.9], "y": [0.8], "1": [0.7]})
        records = found.records if only is None else [found.records[place] for place in only]
        return replace(found, records=records, steps=sum(record.steps for record in records))

    def with_histories(self, outcome: Outcome, only: Sequence[int] | None = None) -> Outcome:
        return outcome


def chosen(*words: str) -> tuple[list[str], int]:
    shelf = Shelf()
    return [each.variant.name for each in stored_variants(shelf, words)], shelf.read


def test_an_experiment_is_read_once_whatever_it_is_called() -> None:
    assert chosen("last:x", "abcd:y", "last:3") == (["x", "y", "1"], 1)


def test_a_word_is_an_experiment_or_one_variant_by_name_before_number() -> None:
    assert chosen("last") == (["x", "y", "1"], 1)
    assert chosen("last:1") == (["1"], 1)
    assert chosen("last:2") == (["y"], 1)
    for wanted in ("", "0", "4", "z"):
        with pytest.raises(StoreError, match="has no variant"):
            chosen(f"last:{wanted}")


@pytest.mark.parametrize(
    ("word", "experiment", "variants"),
    [
        ("a:b", "efgh", ["x", "y", "1"]),
        ("a:b:2", "ijkl", ["x", "y", "1"]),
        ("a:b:3", "efgh", ["1"]),
        ("a:b:2:y", "ijkl", ["y"]),
        ("efgh:2", "efgh", ["y"]),
    ],
)
def test_names_may_hold_colons(word: str, experiment: str, variants: list[str]) -> None:
    shelf = Shelf()
    assert [each.variant.name for each in stored_variants(shelf, [word])] == variants
    assert shelf.asked == experiment
    assert [each.name for each in stored_outcome(shelf, word).variants] == variants
    assert shelf.asked == experiment


def test_one_variant_is_told_as_a_training_of_its_own() -> None:
    alone = stored_outcome(Shelf(), "last:y")
    assert [variant.name for variant in alone.variants] == ["y"]
    assert [record.variant for record in alone.records] == ["y"]
    assert alone.steps == alone.records[0].steps
    assert len(stored_outcome(Shelf(), "last").variants) == 3


def test_a_variant_alone_is_interrupted_only_if_it_lacks_trials_itself() -> None:
    class Interrupted(Shelf):
        def outcome(
            self,
            experiment: str,
            *,
            histories: bool = False,
            weights: bool = False,
            documents: bool = False,
            outputs: bool = False,
            only: Sequence[int] | None = None,
        ) -> Outcome:
            found = swept({"x": [0.9, 0.8], "y": [0.8], "1": []})
            places = range(3) if only is None else only
            names = [found.variants[place].name for place in places]
            records = [each for each in found.records if each.variant in names]
            return replace(found, records=records, interrupted=True, planned=6)

    alone = [stored_outcome(Interrupted(), f"last:{name}") for name in ("x", "y", "1")]
    assert [(each.interrupted, each.planned) for each in alone] == [
        (False, 2), (True, 2), (True, 2),
    ]  # fmt: skip
    assert stored_outcome(Interrupted(), "last").planned == 6
