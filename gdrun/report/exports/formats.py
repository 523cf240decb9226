"""An experiment in the forms that other programs read: CSV, Markdown, LaTeX, NPZ."""

import csv
import io
import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdrun.evidence.summaries import Summaries, by_variant, portions_of, summarize_variants
from gdrun.network import unpack
from gdrun.records import Outcome, Record, Variant
from gdrun.report.tables.numbers import mean_and_std

_LATEX = {sign: f"\\{sign}" for sign in "&%$#_{}"} | {
    "\\": "\\textbackslash{}",
    "~": "\\textasciitilde{}",
    "^": "\\textasciicircum{}",
    "<": "\\textless{}",
    ">": "\\textgreater{}",
    "±": "$\\pm$",
    "–": "--",
}


def of_variant(outcome: Outcome, variant: Variant) -> Outcome:
    """A stored outcome as if it had been a training of one of its variants."""
    records = tuple(record for record in outcome.records if record.variant == variant.name)
    return replace(
        outcome,
        variants=(variant,),
        records=records,
        seconds=sum(record.seconds for record in records),
        steps=sum(record.steps for record in records),
    )


def as_csv(outcome: Outcome) -> str:
    """Tidy: a row for each epoch of each trial, and what sets its variant apart."""
    keys = list(dict.fromkeys(key for v in outcome.variants for key in v.parameters))
    columns = list(dict.fromkeys(c for r in outcome.records for c in r.history.columns))
    parameters = {variant.name: variant.parameters for variant in outcome.variants}
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["variant", *keys, "seed", "status", "epoch", *columns])
    for record in outcome.records:
        chosen = [_plain(parameters[record.variant].get(key, "")) for key in keys]
        for epoch, row in enumerate(record.history.values.tolist(), start=1):
            told = dict(zip(record.history.columns, row, strict=True))
            values = [told.get(column, "") for column in columns]
            writer.writerow(
                [record.variant, *chosen, record.seed, record.status.value, epoch, *values]
            )
    return text.getvalue()


def as_markdown(outcome: Outcome) -> str:
    """A table of mean ± std."""
    heading, rows = _summary_table(outcome)
    lines = [heading, ["---", *("---:" for _ in heading[1:])], *rows]
    return "".join(
        "| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |\n" for line in lines
    )


def as_latex(outcome: Outcome) -> str:
    """A ``tabular`` with the rules of ``booktabs``."""
    heading, rows = _summary_table(outcome)
    lines = [f"\\begin{{tabular}}{{l{'r' * (len(heading) - 1)}}}", "\\toprule"]
    lines += [" & ".join(map(_escaped, heading)) + " \\\\", "\\midrule"]
    lines += [" & ".join(map(_escaped, row)) + " \\\\" for row in rows]
    return "\n".join([*lines, "\\bottomrule", "\\end{tabular}"]) + "\n"


def as_arrays(outcome: Outcome) -> dict[str, NDArray[Any]]:
    """The weights of all trials that have some, and what is needed to use them.

    ``seeds`` and ``variants`` name the trials; ``W0``, ``b0``, … have one trial a row, for a single
    form of network, and else the number of the variant in front: ``v1_W0``. With them are
    ``class_names``, ``feature_names``, ``input_shift``, ``input_scale``, ``target_shift`` and
    ``target_scale``: a network's input is (x − shift) / scale, and a number that it predicts is its
    output · scale + shift.
    """
    arrays: dict[str, NDArray[Any]] = {}
    for number, (variant, records) in enumerate(_weighted(outcome), start=1):
        if records:
            before = f"v{number}_" if len(outcome.variants) > 1 else ""
            found = _variant_arrays(variant, records)
            arrays |= {f"{before}{name}": array for name, array in found.items()}
    return arrays


def without_weights(outcome: Outcome) -> list[str]:
    """The variants that ``as_arrays`` leaves out, as a person calls them: number and name."""
    return [
        f"{number} ({variant.name})"
        for number, (variant, records) in enumerate(_weighted(outcome), start=1)
        if not records
    ]


def _weighted(outcome: Outcome) -> Iterator[tuple[Variant, list[Record]]]:
    """The variants, each with those of its trials that have weights."""
    grouped = by_variant(outcome)
    for variant in outcome.variants:
        yield variant, [record for record in grouped[variant.name] if record.weights.size]


def _variant_arrays(variant: Variant, records: Sequence[Record]) -> dict[str, NDArray[Any]]:
    sizes: Any = variant.preparation["sizes"]
    arrays: dict[str, NDArray[Any]] = {
        "variant": np.array(variant.name),
        "seeds": np.array([record.seed for record in records]),
    }
    arrays |= unpack(np.stack([record.weights for record in records]), sizes)
    for name, value in variant.preparation.items():
        if name not in ("data", "sizes"):
            arrays[name] = np.array(value)
    model: Any = variant.config["model"]
    arrays["activation"] = np.array(model["activation"]["name"])
    data: Any = variant.config["data"]
    arrays["normalizer"] = np.array(data["normalize"]["name"])
    return arrays


def _summary_table(outcome: Outcome) -> tuple[list[str], list[list[str]]]:
    """Headings and cells: a row for each variant, or for each metric of a single one."""
    summaries = summarize_variants(outcome)
    parts = portions_of(summaries.values())
    if len(outcome.variants) == 1:
        (found,) = summaries.values()
        rows = [
            [metric, *(_cell(found, part, metric) for part in parts)]
            for metric in outcome.metric_names
        ]
        return ["metric", *parts], rows
    metric = outcome.primary_metric
    rows = [
        [name, *(_cell(found, part, metric) for part in parts)] for name, found in summaries.items()
    ]
    return ["variant", *(f"{part} {metric}" for part in parts)], rows


def _cell(found: Summaries, part: str, metric: str) -> str:
    summary = found.get(part, {}).get(metric)
    return mean_and_std(summary) if summary else "–"


def _escaped(text: str) -> str:
    """``text`` as LaTeX shows it; sign by sign, as what stands for one has others in it."""
    return "".join(_LATEX.get(sign, sign) for sign in text)


def _plain(value: object) -> object:
    if isinstance(value, float) and math.isnan(value):
        return ""
    return value if isinstance(value, (int, float, str)) else str(value)
