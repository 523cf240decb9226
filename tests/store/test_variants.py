"""What ``ID``, ``ID:NAME`` and ``ID:NUMBER`` stand for."""

import pytest

from gdrun.errors import StoreError
from gdrun.records import Outcome
from gdrun.store import stored_outcome, stored_variants
from tests.records.outcomes import swept


class Shelf:
    """A store of one experiment, which counts how often it is read."""

    def __init__(self) -> None:
        self.read = 0

    def resolve(self, word: str) -> str:
        return "abcd"

    def outcome(self, experiment: str, *, weights: bool = False) -> Outcome:
        self.read += 1
        return swept({"x": [0.9], "y": [0.8], "1": [0.7]})


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


def test_one_variant_is_told_as_a_training_of_its_own() -> None:
    alone = stored_outcome(Shelf(), "last:y")
    assert [variant.name for variant in alone.variants] == ["y"]
    assert [record.variant for record in alone.records] == ["y"]
    assert alone.steps == alone.records[0].steps
    assert len(stored_outcome(Shelf(), "last").variants) == 3
