"""What was not kept, or did not end well, is no picture that is offered."""

from dataclasses import replace

import pytest

from gdrun.errors import PictureError
from gdrun.pictures.kind import Need, Subject, outcome_subject
from gdrun.pictures.registry import choose_kind
from tests.evidence.pictured import NAN, RATE, SHARES, swept_over


def subject(*lacking: str, need: Need = Need.WEIGHTS, good: float = 0.5) -> Subject:
    """A sweep over two rates, of some of which such arrays are not kept."""
    values = {(0.1,): [good, good], (0.2,): [NAN, NAN]}
    found = outcome_subject(swept_over(values, RATE, metrics=SHARES), "sweep", "accuracy")
    return replace(found, lacking={need: frozenset(lacking)})


FIRST, SECOND = (each.label for each in subject().candidates)


@pytest.mark.parametrize(
    ("of", "says"),
    [
        (subject(FIRST), f"no weights were kept of {FIRST}: run it again with --keep-weights all"),
        (subject(SECOND), f"every seed of {SECOND} diverged"),
        (subject(FIRST, SECOND), "no weights were kept: run it again"),
        (subject(FIRST, SECOND, good=NAN), "every seed diverged"),
    ],
)
def test_all_that_are_shown_need_weights(of: Subject, says: str) -> None:
    with pytest.raises(PictureError) as refused:
        choose_kind("weights", of)
    said, others = str(refused.value).split("; here ")
    assert f"--kind weights cannot be drawn: {says}" in said
    assert "curves" in others
    assert "weights" not in others


def test_curves_are_drawn_of_those_that_have_histories() -> None:
    assert choose_kind("curves", subject(FIRST, need=Need.HISTORIES)).name == "curves"
    with pytest.raises(PictureError, match="--fresh --history every"):
        choose_kind("curves", subject(FIRST, SECOND, need=Need.HISTORIES))


@pytest.mark.parametrize("kind", [None, "curves", "seeds"])
def test_what_variance_found_is_told_in_numbers(kind: str | None) -> None:
    found = subject()
    first, second = (
        replace(each, outcome=replace(each.outcome, id="k3xw")) for each in found.candidates
    )
    design = replace(found, command="variance", candidates=(first, second))
    with pytest.raises(PictureError) as refused:
        choose_kind(kind, design)
    said = str(refused.value)
    assert said.startswith("no picture suits this: " if kind is None else f"--kind {kind} ")
    assert said.endswith("is told in numbers: `gdrun show k3xw` prints the shares")
    assert said.count("gdrun show") == 1


@pytest.mark.parametrize("kind", ["seeds", "sensitivity", "differences"])
def test_where_every_seed_diverged_there_is_no_metric_to_draw(kind: str) -> None:
    assert choose_kind(kind, subject()).name == kind
    with pytest.raises(PictureError, match="every seed diverged; here curves"):
        choose_kind(kind, subject(good=NAN))
