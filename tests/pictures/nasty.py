"""Curves of an experiment whose name means something to programs that show text."""

from gdrun.evidence.pictures.curves import Curves, curves
from gdrun.records import Variant
from tests.evidence.pictured import STOP, candidates, history, trial
from tests.records.outcomes import outcome

NASTY = "a$x$ <b>&[red] 日本 \\input{x} \x1b[31m"


def value() -> Curves:
    records = [trial(seed, history([2.0, 1.0, 0.5 + seed / 10])) for seed in range(3)]
    variants = (Variant("toy", {}, STOP),)
    return curves(candidates(outcome(*records, variants=variants, experiment=NASTY)), "accuracy")
