"""Who looks at the validation part while training is told, if others do not, or otherwise."""

from typing import Any

import pytest

from gdrun.config import parse_config
from gdrun.evidence.ranking import rank_variants
from gdrun.evidence.watching import note_on_watching
from gdrun.records import Variant
from tests.evidence.sweeps import GOOD, POOR
from tests.records.outcomes import CONFIG, swept

PLATEAU = {"decay": {"name": "plateau"}}
STOP = {"training": {"stop": {"monitor": "validation.loss", "patience": 3}}}
ON_TRAINING = {"training": {"stop": {"monitor": "train.loss", "patience": 3}}}


def variants(tmp_path: Any, *sections: dict[str, Any]) -> list[Variant]:
    said = [{"data": {"source": "iris"}, **each} for each in sections]
    configs = [parse_config(each, tmp_path, "x").resolved() for each in said]
    return [Variant(str(place), {}, config) for place, config in enumerate(configs)]


@pytest.mark.parametrize(
    "sections",
    [
        ({}, PLATEAU),
        ({}, STOP),
        (STOP, PLATEAU),
        (STOP, {"training": {"stop": {"monitor": "validation.loss", "patience": 9}}}),
        (STOP, STOP, {}),
        ({"decay": {"name": "plateau", "factor": 0.3}}, PLATEAU),
        (ON_TRAINING, STOP),
    ],
)
def test_variants_that_look_and_others_that_do_not(
    tmp_path: Any, sections: tuple[dict[str, Any], ...]
) -> None:
    for order in (sections, sections[::-1]):
        (note,) = note_on_watching(variants(tmp_path, *order))
        assert "use the validation part while training" in note
        assert "confirm on the test part" in note


@pytest.mark.parametrize(
    "sections",
    [
        ({}, {}),
        ({}, {"decay": {"name": "exponential"}}),
        # What all do favours none of them.
        (STOP, STOP),
        (PLATEAU, PLATEAU),
        (STOP, {**STOP, "optimizer": "adam"}),
        # The training part judges nobody.
        ({}, ON_TRAINING),
        ({}, {"decay": {"name": "plateau", "monitor": "train.loss"}}),
        (STOP,),
        (),
    ],
)
def test_nothing_is_said_of_others(tmp_path: Any, sections: tuple[dict[str, Any], ...]) -> None:
    assert list(note_on_watching(variants(tmp_path, *sections))) == []


def test_a_ranking_warns() -> None:
    looking = {"training": {**CONFIG["training"], "stop": STOP["training"]["stop"]}}
    values = {"a": GOOD, "b": POOR}
    ranking = rank_variants(swept(values, {"a": looking}), "accuracy")
    assert ranking is not None
    assert any("use the validation part" in each for each in ranking.warnings)
    alike = rank_variants(swept(values, {"a": looking, "b": looking}), "accuracy")
    assert alike is not None
    assert not any("use the validation part" in each for each in alike.warnings)
