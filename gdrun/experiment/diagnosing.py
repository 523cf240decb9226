"""Looking at trials as they end, while their histories are at hand."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from gdrun.evidence.diagnoses.looking import Ended, diagnose
from gdrun.experiment.preparing import PreparedVariant
from gdrun.trial.training import Trained


class Diagnosing:
    """Adds to trials that ended what is seen of them."""

    def __init__(self, variants: Iterable[PreparedVariant]) -> None:
        configs = ((each.variant.name, each.variant.config) for each in variants)
        self._restored = {name for name, config in configs if config.training.stop.monitor}
        """The variants whose trials end with the weights of their best epochs."""

    def of(self, trained: Sequence[Trained]) -> list[Trained]:
        """The same trials with their diagnoses; many at once cost little more than one."""
        found = diagnose(
            [
                Ended(record.status, history, layers, restored=record.variant in self._restored)
                for record, history, *_, layers in trained
            ]
        )
        return [
            each._replace(record=replace(each.record, diagnoses=diagnoses))
            for each, diagnoses in zip(trained, found, strict=True)
        ]
