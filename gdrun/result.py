"""What the Python functions return: all that was found, and the command's way to show it."""

import io
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from numpy.typing import NDArray
from rich.console import Console

from gdrun.evidence.findings import CheckedClaims
from gdrun.evidence.stream_variance import StreamVariance, variance_by_stream
from gdrun.records import Outcome, Variant
from gdrun.records.gradients import GradientReport
from gdrun.report.console.streams import make_console
from gdrun.report.exports.history_table import history_columns
from gdrun.report.exports.trial_table import trial_columns, trial_rows
from gdrun.report.json.claims import claims_document
from gdrun.report.json.gradients import gradient_document
from gdrun.report.json.outcomes import outcome_document, sweep_document
from gdrun.report.json.stream_variance import variance_document
from gdrun.report.tables.claims import print_claims
from gdrun.report.tables.gradients import gradient_tables, print_gradients
from gdrun.report.tables.layout import MOST_VARIANTS
from gdrun.report.tables.outcomes import (
    print_outcome,
    print_sweep,
    sweep_table,
    training_table,
)
from gdrun.report.tables.stream_variance import print_variance, variance_table
from gdrun.report.tables.text_table import TextTable
from gdrun.statistics import About
from gdrun.wording import at_most, first_few

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from gdrun.notebook import Picture


class Result(ABC):
    """Something that can show itself: ``print(result)`` is what the command prints."""

    def show(self) -> None:
        """Prints it to standard output, as wide as the terminal, and in colours if it has some."""
        self._print(make_console())

    def __str__(self) -> str:
        """The same as plain text of 120 columns, or as many as ``COLUMNS`` says."""
        text = io.StringIO()
        self._print(make_console(text))
        return text.getvalue().removesuffix("\n")

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        """What a notebook shows: tables and a picture, or else the text."""
        from gdrun.notebook import mime_bundle

        return mime_bundle(self, self._tables, self._picture)

    def _tables(self) -> Sequence[TextTable]:
        """Those that are shown in a notebook; without any, it shows the text."""
        return []

    def _picture(self) -> "Picture | None":
        """The one that is shown in a notebook."""
        return None

    @abstractmethod
    def to_dict(self) -> dict[str, Any]:
        """What the command prints with ``--json``; numbers that are not finite are None."""

    @abstractmethod
    def _print(self, console: Console) -> None: ...


class OutcomeResult(Result, Outcome):
    """What trials found, also as plain columns and rows that pandas and Polars take as they are."""

    _command: ClassVar = "train"

    def rows(self) -> list[dict[str, Any]]:
        """A flat row for each trial: settings, seed, how it ended, and every final metric.

        They are those of ``gdrun export --format trials``; numbers that are not finite are None.
        """
        columns = list(trial_columns(self))
        return [dict(zip(columns, row, strict=True)) for row in trial_rows(self)]

    def histories(self) -> dict[str, list[Any]]:
        """A row for each epoch of each trial, column by column, from the first weights on.

        They are those of ``gdrun export --format histories``, with None where there is no number.
        """
        return history_columns(self)

    def predict(
        self, X: Any, *, variant: str | int | None = None, seed: int | None = None
    ) -> dict[str, NDArray[Any]]:
        """What the networks say of new rows, column by column, as ``gdrun predict`` does.

        Args:
            X: The rows as an array (rows, columns), or as a data frame.
            variant: Of a sweep, the name of a variant or its number from 1.
            seed: Of one network alone; left out, the mean of all.

        Returns:
            Of classes ``class`` (as it was learnt), ``agreement`` (the share of seeds that say it)
            and ``p(name)`` of each class; of numbers each target, and its ``std`` over the seeds;
            each (rows,). A row that lacks a value has None for its class, and NaN for numbers.

        Raises:
            gdrun.errors.GdrunError: If the rows are not what is expected, or there is no network.
            ValueError: If the variant or the seed is none of the result's.

        What the command notes, such as categories that training never saw, is a warning.
        """
        import warnings

        from gdrun.files.new_rows import rows_of_arrays
        from gdrun.prediction import predict
        from gdrun.report.predictions.columns import prediction_columns

        chosen = self._variant(variant)
        records = [each for each in self.records if each.variant == chosen.name]
        if seed is not None:
            records = [record for record in records if record.seed == seed]
            if not records:
                there = [each.seed for each in self.records if each.variant == chosen.name]
                raise ValueError(
                    f"there is no trial with seed {seed}; there are {first_few(there)}"
                )
        found = predict(chosen, records, lambda expected: rows_of_arrays(X, None, expected, "X"))
        for note in found.notes:
            warnings.warn(note, stacklevel=2)
        return prediction_columns(found)

    def plot(self, kind: str | None = None, path: Path | str | None = None) -> "Figure":
        """Draws it, as ``gdrun plot`` does.

        Args:
            kind: Which picture, as ``gdrun plot --kind help`` lists them; what suits if left out.
            path: A ``.png``, ``.svg`` or ``.pdf`` that it is written to as well, in the place of
                what is there.

        Returns:
            A figure of Matplotlib's.

        Raises:
            gdrun.errors.GdrunError: If the picture does not suit, needs what was not kept, or
                cannot be written.
        """
        from gdrun.pictures.drawing.saving import figure_of, format_of, picture_bytes
        from gdrun.report.exports import write_file

        form = None if path is None else format_of(Path(path))
        chosen, value = self._drawn(kind)
        if path is not None and form:
            write_file(picture_bytes(chosen, value, form), Path(path))
        return figure_of(chosen, value)

    def _drawn(self, kind: str | None = None) -> "Picture":
        """The kind of that name, or what suits what was run best.

        Raises:
            gdrun.errors.PictureError: If it does not suit, or nothing does.
        """
        from gdrun.pictures.kind import outcome_subject
        from gdrun.pictures.registry import choose_kind

        subject = outcome_subject(self, self._command, self._metric)
        subject = replace(subject, about=self._about)
        chosen = choose_kind(kind, subject)
        return chosen, chosen.make(subject)

    @property
    def _metric(self) -> str:
        return self.primary_metric

    @property
    def _about(self) -> About | None:
        """What intervals of pictures are about."""
        return None

    def _variant(self, said: str | int | None) -> Variant:
        if said is None:
            if len(self.variants) == 1:
                return self.variants[0]
            named = at_most(10, [repr(variant.name) for variant in self.variants])
            raise ValueError(f"this is a sweep: say which variant, by its name or number: {named}")
        for number, variant in enumerate(self.variants, start=1):
            if said in (variant.name, number):
                return variant
        named = at_most(10, [repr(variant.name) for variant in self.variants])
        raise ValueError(f"there is no variant {said!r}; there are {named}")


@dataclass(frozen=True, repr=False)
class TrainingResult(OutcomeResult):
    """What ``gdrun.train`` found."""

    about: About | None = None
    """What intervals are about; None for as much as there is evidence for."""

    @property
    def _about(self) -> About | None:
        return self.about

    def to_dict(self) -> dict[str, Any]:
        return outcome_document(self, self.about)

    def _print(self, console: Console) -> None:
        print_outcome(self, console, about=self.about)

    def _tables(self) -> Sequence[TextTable]:
        return [training_table(self, about=self.about)]

    def _picture(self) -> "Picture":
        return self._drawn()


@dataclass(frozen=True, repr=False)
class SweepResult(OutcomeResult):
    """What ``gdrun.sweep`` found."""

    _command: ClassVar = "sweep"

    metric: str = ""
    """What variants are ranked by, on validation data."""
    about: About | None = None
    """What intervals and verdicts are about; None for as much as there is evidence for."""

    @property
    def _metric(self) -> str:
        return self.metric

    @property
    def _about(self) -> About | None:
        return self.about

    def to_dict(self) -> dict[str, Any]:
        return sweep_document(self, self.metric, self.about)

    def _print(self, console: Console) -> None:
        print_sweep(self, self.metric, None, console, about=self.about)

    def _tables(self) -> Sequence[TextTable]:
        # Of very many variants the text has the first.
        if len(self.variants) > MOST_VARIANTS:
            return []
        return [sweep_table(self, self.metric, about=self.about)]

    def _picture(self) -> "Picture":
        return self._drawn()


@dataclass(frozen=True, repr=False)
class VarianceResult(OutcomeResult):
    """What ``gdrun.variance`` found; its records are those of the design."""

    _command: ClassVar = "variance"

    metric: str = ""
    """Whose spread it is."""

    @cached_property
    def spread(self) -> StreamVariance:
        """The spread, and the effects of each stream on it."""
        return variance_by_stream(self, self.metric)

    @property
    def _metric(self) -> str:
        return self.metric

    def to_dict(self) -> dict[str, Any]:
        return variance_document(self.spread)

    def _print(self, console: Console) -> None:
        print_variance(self.spread, console)

    def _tables(self) -> Sequence[TextTable]:
        return [variance_table(self.spread)]


class ClaimsResult(Result, CheckedClaims):
    """What ``gdrun.claim`` found; ``answer`` is that of all claims."""

    def to_dict(self) -> dict[str, Any]:
        return claims_document([self])

    def _print(self, console: Console) -> None:
        print_claims([self], console)


class GradcheckResult(Result, GradientReport):
    """What ``gdrun.gradcheck`` found; ``passed`` is the answer."""

    def to_dict(self) -> dict[str, Any]:
        return gradient_document(self)

    def _print(self, console: Console) -> None:
        print_gradients(self, console)

    def _tables(self) -> Sequence[TextTable]:
        return gradient_tables(self)

    def _picture(self) -> "Picture | None":
        if not self.study:
            return None
        from gdrun.evidence.pictures.gradcheck import valley
        from gdrun.pictures.registry import kinds

        return kinds()["gradcheck"], valley(self)
