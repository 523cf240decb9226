"""What a page says of one experiment, section by section."""

import hashlib
import shlex
from collections.abc import Iterator, Sequence
from typing import Any

import yaml

from gdrun.evidence.diagnoses.told import OutcomeDiagnoses
from gdrun.evidence.endings import by_variant, usable
from gdrun.evidence.stream_variance import variance_by_stream
from gdrun.page.blocks import Block, Code, Lines, Pairs, Section, Table, without_empty
from gdrun.page.printed import Printed
from gdrun.records import Outcome
from gdrun.report.tables.diagnoses import diagnosis_lines
from gdrun.report.tables.outcomes import print_outcome, print_sweep
from gdrun.report.tables.stream_variance import print_variance
from gdrun.report.tables.swept_settings import swept_settings_lines
from gdrun.report.tables.trials import trial_cells
from gdrun.wording import several

MOST_VARIANTS = 200
"""So many rows has a page's table of variants."""
MOST_TRIALS = 2000
"""And so many that of trials."""
_MOST_NAMES = 40
"""So many columns or classes are named."""

_DATA = "data"
"""The heading of the line of settings that is about data."""


def experiment_sections(
    outcome: Outcome,
    command: str,
    metric: str,
    prefix: str,
    *,
    claims: Sequence[Block],
    pictures: Sequence[Block],
) -> tuple[Section, ...]:
    """All sections of an experiment, or of a variant as if it had been trained alone.

    Args:
        outcome: What was found; its records need hold no arrays.
        command: ``train``, ``sweep`` or ``variance``.
        metric: What variants are judged by.
        prefix: Of the sections' ids.
        claims: What stands in the section of claims.
        pictures: What stands in the section of pictures.

    Raises:
        StoreError: If what is stored is no evidence for what a table tells.
    """
    settings = _settings(outcome)
    seen = tuple(_diagnoses(outcome))
    said = frozenset(seen[0].lines) if seen and isinstance(seen[0], Lines) else frozenset()
    return without_empty(
        [
            Section(f"{prefix}run", "What was run", tuple(_run(outcome, settings))),
            Section(f"{prefix}data", "Data", tuple(_data(outcome, settings))),
            Section(f"{prefix}found", "What was found", _found(outcome, command, metric, said)),
            Section(f"{prefix}claims", "What was claimed", tuple(claims)),
            Section(f"{prefix}pictures", "Pictures", tuple(pictures)),
            Section(f"{prefix}diagnoses", "Diagnoses", seen or (_undiagnosed(outcome),)),
            Section(f"{prefix}seeds", "Every seed", tuple(_trials(outcome))),
            Section(f"{prefix}reproduce", "How to reproduce it", tuple(_reproduction(outcome))),
        ]
    )


def description_of(outcome: Outcome) -> str:
    """What the experiment is for, as it was said last."""
    return outcome.request.description if outcome.request else ""


def _settings(outcome: Outcome) -> dict[str, tuple[str, ...]]:
    """The settings that the terminal shows, by their headings."""
    found: dict[str, list[str]] = {}
    last = ""
    for heading, text in swept_settings_lines(outcome):
        last = heading or last
        found.setdefault(last, []).append(text)
    return {heading: tuple(texts) for heading, texts in found.items()}


def _run(outcome: Outcome, settings: dict[str, tuple[str, ...]]) -> Iterator[Block]:
    request = outcome.request
    if request and request.command_line:
        yield Code("Command", _command(request.command_line))
    if request and request.text:
        yield Code("Config, as it was written", _as_lines(request.text))
    else:
        told = yaml.safe_dump(dict(outcome.variants[0].config), sort_keys=False, allow_unicode=True)
        of = "The config" if len(outcome.variants) == 1 else "The first variant's config"
        caption = f"{of} with every default; the file's own text was not stored"
        yield Code(caption, told.rstrip("\n"))
    yield Pairs(tuple((key, texts) for key, texts in settings.items() if key != _DATA))


def _as_lines(text: str) -> str:
    """Without what pages show otherwise than editors do."""
    return text.replace("\r\n", "\n").rstrip("\n").expandtabs()


def _command(command_line: Sequence[str]) -> str:
    return f"gdrun {shlex.join(command_line)}"


def without_pictures(command_line: Sequence[str]) -> list[str]:
    """The same without ``--plot FILE``, as that file is there already, and is no result."""
    words = iter(command_line)
    kept = []
    for word in words:
        if word == "--plot":
            next(words, None)
        elif not word.startswith("--plot="):
            kept.append(word)
    return kept


def _data(outcome: Outcome, settings: dict[str, tuple[str, ...]]) -> Iterator[Block]:
    facts: Any = outcome.facts or {}
    preparation: Any = outcome.variants[0].preparation
    pairs = [("source", settings.get(_DATA, ()))]
    if task := facts.get("task"):
        pairs.append(("task", (str(task),)))
    if rows := facts.get("rows"):
        pairs.append(("rows", (", ".join(f"{count:,} {part}" for part, count in rows.items()),)))
    for heading, key in (("columns", "feature_names"), ("classes", "class_names")):
        if names := preparation.get(key):
            more = len(names) - _MOST_NAMES
            shown = [*names[:_MOST_NAMES], *([f"… and {more:,} more"] if more > 0 else [])]
            pairs.append((heading, (", ".join(map(str, shown)),)))
    yield Pairs(tuple(pairs))


def _found(outcome: Outcome, command: str, metric: str, said: frozenset[str]) -> tuple[Block, ...]:
    """What the terminal prints, without the name above it and what is ``said`` elsewhere."""
    printed = Printed()
    if command == "variance":
        print_variance(variance_by_stream(outcome, metric), printed, again=True)
    elif command == "sweep":
        print_sweep(outcome, metric, MOST_VARIANTS, printed, again=True)
    else:
        print_outcome(outcome, printed, again=True)
    return printed.blocks(said | {outcome.experiment})


def _diagnoses(outcome: Outcome) -> Iterator[Lines | Table]:
    """Lines of one variant, or a table of several."""
    diagnoses, records = OutcomeDiagnoses(outcome), by_variant(outcome)
    told = [
        (variant.name, line)
        for variant in outcome.variants[:MOST_VARIANTS]
        for line in diagnosis_lines(diagnoses.told(records[variant.name]))
    ]
    if not told:
        return
    if len(outcome.variants) == 1:
        yield Lines(tuple(line for _, line in told))
    else:
        yield Table("What was seen of trainings", ("variant", "seen"), tuple(told))


def _undiagnosed(outcome: Outcome) -> Lines:
    if not any(map(usable, outcome.records)):
        return Lines(("Every trial diverged or failed, so there is nothing else to see.",))
    if all(record.diagnoses is None for record in outcome.records):
        return Lines(("These trials are of a version of gdrun that did not look.",))
    return Lines(("Nothing to worry about was seen in the trials that did not diverge.",))


def _trials(outcome: Outcome) -> Iterator[Block]:
    if not outcome.records:
        return
    cells = trial_cells(outcome, (outcome.primary_metric,), MOST_TRIALS)
    trials = several(len(outcome.records), "trial")
    rows = tuple(zip(*cells.values(), strict=True))
    yield Table("Trials", tuple(cells), rows, folded=trials)
    if (more := len(outcome.records) - MOST_TRIALS) > 0:
        yield Lines((f"… and {more:,} more trials; gdrun export --format trials has all of them",))


def _reproduction(outcome: Outcome) -> Iterator[Block]:
    request = outcome.request
    if request and request.command_line and request.text:
        yield Lines(("Run this; if it names a config, save the one above there, with its data:",))
        yield Code("Command", _command(without_pictures(request.command_line)))
    elif request and request.text:
        yield Lines(
            ("It was asked for in Python: gdrun.train, or its like, with the config above.",)
        )
    fingerprints = tuple(dict.fromkeys(record.fingerprint for record in outcome.records))
    data: Any = dict.fromkeys(each.preparation.get("data") for each in outcome.variants)
    pairs = [
        ("computed by", fingerprints),
        ("hash of the data", tuple(map(str, filter(None, data)))),
    ]
    if request and request.text:
        text = request.text.encode(errors="replace")
        pairs.append(("SHA-256 of the config", (hashlib.sha256(text).hexdigest(),)))
    if outcome.id:
        pairs.append(("stored as", (outcome.id,)))
    yield Pairs(tuple(pair for pair in pairs if pair[1]))
    yield Lines(
        (
            "What is computed by the same versions, on a CPU with the same features, has the same "
            "weights, bit for bit. The table of seeds has the first digits of their SHA-256.",
        )
    )
