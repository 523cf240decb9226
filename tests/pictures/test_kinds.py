"""What each kind of picture says of itself, and how one is found."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from gdrun.errors import PictureError
from gdrun.evidence.comparability import Candidate
from gdrun.pictures import kinds as modules
from gdrun.pictures.kind import Kind, Subject
from gdrun.pictures.naming import picture_name
from gdrun.pictures.narrowing import first_in_order
from gdrun.pictures.registry import choose_kind, kinds
from tests.evidence.pictured import OVER_RATES, RATE, SIZE, candidates, swept_over
from tests.records.outcomes import outcome, record, swept

SWEEP = swept_over(OVER_RATES, "optimizer", RATE)
TRAINING = outcome(record(0, 0.9), record(1, 0.8))
OF_SWEEP = Subject(tuple(candidates(SWEEP)), "sweep", "accuracy")
OF_TRAINING = Subject(tuple(candidates(TRAINING)), "train", "accuracy")


@pytest.mark.parametrize("kind", kinds().values(), ids=lambda kind: kind.name)
def test_a_kind(kind: Kind) -> None:
    assert kind.name.isidentifier()
    assert (Path(modules.__path__[0]) / f"{kind.name}.py").exists()
    assert kind.shows
    assert len(kind.shows) < 75
    assert not kind.shows.endswith(".")
    assert kind.make.__doc__
    for subject in (OF_SWEEP, OF_TRAINING):
        why = kind.why_not(subject)
        # It goes on in a sentence.
        assert why == "" or (why[-1].isalnum() or why[-1] in "`)")
        assert kind.narrow(subject).command == subject.command


def test_nothing_slow_is_imported_to_know_what_kinds_there_are() -> None:
    code = (
        "import sys; from gdrun.pictures.registry import kinds; kinds()\n"
        "print({'matplotlib', 'numba', 'gdrun.landscape.descent'} & sys.modules.keys())"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert said.stdout == "set()\n"


def test_places() -> None:
    places = [kind.place for kind in kinds().values()]
    assert places == sorted(places)


def test_what_suits() -> None:
    assert choose_kind(None, OF_SWEEP).name == "sensitivity"
    assert choose_kind(None, OF_TRAINING).name == "curves"
    two = swept_over({(r, s): [r, s / 9] for r in (0.1, 0.2) for s in (1, 2)}, RATE, SIZE)
    assert (
        choose_kind(None, Subject(tuple(candidates(two)), "sweep", "accuracy")).name == "heat_map"
    )
    assert choose_kind("seeds", OF_SWEEP).name == "seeds"
    # Without a validation part there is no order.
    assert choose_kind(None, Subject(OF_SWEEP.candidates, "sweep", "brier")).name == "curves"
    with pytest.raises(PictureError, match="is no kind of picture"):
        choose_kind("curvs", OF_TRAINING)
    with pytest.raises(PictureError, match=r"it is for a sweep.*; here curves, .*can be drawn"):
        choose_kind("sensitivity", OF_TRAINING)


def test_of_several_experiments() -> None:
    other = outcome(record(0, 0.7), record(1, 0.75), experiment="other")
    both = (*candidates(TRAINING), *candidates(other))
    one = [Subject((*both,), "compare", "accuracy")]
    assert kinds()["differences"].why_not(one[0]) != ""
    few = Subject((*candidates(TRAINING), *candidates(TRAINING)), "compare", "accuracy")
    assert "named twice" in kinds()["differences"].why_not(few)
    assert choose_kind(None, few).name == "curves"


def test_the_first_of_a_sweep() -> None:
    assert first_in_order(OF_SWEEP, 6) is OF_SWEEP
    found = first_in_order(OF_SWEEP, 2)
    assert [each.variant.parameters[RATE] for each in found.candidates] == [0.01, 0.1]
    assert [each.variant.parameters["optimizer"] for each in found.candidates] == ["adam", "sgd"]
    assert found.notes == ("The first 2 of 6 variants by validation accuracy.",)
    unordered = first_in_order(Subject(OF_SWEEP.candidates, "sweep", "brier"), 2)
    assert unordered.candidates == OF_SWEEP.candidates[:2]
    assert unordered.notes == ("The first 2 of 6 variants.",)


def test_names_of_files() -> None:
    curves = kinds()["curves"]
    assert picture_name(OF_TRAINING, curves) == "toy-curves.png"
    named = outcome(record(0, 0.9), experiment="a/b: $c", id="k3xw")
    subject = Subject(tuple(candidates(named)), "train", "accuracy")
    assert picture_name(subject, curves) == "a-b-c-k3xw-curves.png"


def test_other_variants_and_experiments_have_names_of_their_own() -> None:
    made = replace(swept({"a": [0.9], "b": [0.8], "c": [0.7]}), id="k3xw")
    curves = kinds()["curves"]

    def name(*candidates: Candidate) -> str:
        return picture_name(Subject(candidates, "compare", "accuracy"), curves)

    of_variant = [Candidate(made, variant) for variant in made.variants]
    assert name(*of_variant) == "toy-k3xw-curves.png"
    assert name(of_variant[1]) == "toy-k3xw-2-curves.png"
    assert name(*of_variant[1:]) == "toy-k3xw-2-3-curves.png"
    other = replace(swept({"x": [0.9]}), id="9abc")
    assert name(*of_variant, Candidate(other, other.variants[0])) == "toy-k3xw-9abc-curves.png"


def test_what_has_other_metrics_is_no_row_beside() -> None:
    of_classes, of_numbers = swept({"a": [0.9]}), swept({"b": [0.8]})
    of_numbers = replace(of_numbers, metrics=of_numbers.metrics[:1])
    both = tuple(Candidate(each, each.variants[0]) for each in (of_classes, of_numbers))
    assert "not all of them" in kinds()["seeds"].why_not(Subject(both, "compare", "accuracy"))


TOY = '''
"""A toy."""

from gdrun.pictures.kind import Kind
from gdrun.pictures.numbers.table import Numbers

KIND = Kind(
    "toy",
    "how many variants there are",
    place=1,
    why_not=lambda subject: "",
    make=lambda subject: len(subject.candidates),
    draw=lambda value, figure: figure.text(0.5, 0.5, f"{value}"),
    numbers=lambda value: Numbers(("value",), ((f"{value}",),)),
)
'''


def test_one_file_adds_a_kind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from gdrun.pictures.drawing.saving import picture_bytes

    (tmp_path / "toy.py").write_text(TOY)
    monkeypatch.setattr(modules, "__path__", [*modules.__path__, str(tmp_path)])
    kinds.cache_clear()
    try:
        kind = choose_kind(None, OF_SWEEP)
        assert kind.name == "toy"
        assert ">6<" in picture_bytes(kind, kind.make(OF_SWEEP), "svg").decode()
    finally:
        monkeypatch.undo()
        kinds.cache_clear()
    assert "toy" not in kinds()
