import io
import math

import pytest
from rich.console import Console

from gdrun.records import Status, Variant
from gdrun.report.console.streams import make_console
from gdrun.report.tables.numbers import count, difference_end, duration, mean_and_std
from gdrun.report.tables.outcomes import print_outcome
from gdrun.statistics import summarize
from tests.records.outcomes import CONFIG, DIVERGED, FACTS, outcome, record


def shown(*records: object, width: int = 120, **changes: object) -> str:
    stream = io.StringIO()
    print_outcome(outcome(*records, **changes), Console(file=stream, width=width))  # type: ignore[arg-type]
    return stream.getvalue()


def test_shows_what_was_found_and_how() -> None:
    text = shown(record(0, 0.90), record(1, 0.70), record(2, 0.80))
    assert "0.80 ± 0.10" in text
    assert "0.55 … 1.05" in text
    assert "64-32-10 relu" in text
    assert "sgd (learning_rate 0.1)" in text
    assert "cross_entropy, l2 0.01" in text
    assert "3 seeds: all finished after 5 epochs" in text
    assert "60 steps in 1.5 s, 40 steps per second" in text
    assert "1 step in 1.1 s, 1 step per second" in shown(record(0, 0.9), steps=1, seconds=1.1)


@pytest.mark.parametrize("width", [30, 45, 60, 200])
def test_fits_the_width_and_cuts_nothing(width: int) -> None:
    text = shown(record(0, 0.9), record(1, 0.7), record(2, 0.8), width=width)
    assert max(map(len, text.splitlines())) <= width
    assert text.split("95% intervals")[0].count("accuracy") == text.count("0.80 ± 0.10") == 2
    assert ("0.55 … 1.05" in text) is (width > 30)
    assert ("max" in text) is (width > 45)


def test_one_seed_has_a_value_and_no_spread() -> None:
    text = shown(record(0, 0.9))
    assert "0.9000" in text
    assert "±" not in text
    assert "interval" not in text
    assert "1 seed: finished after 5 epochs" in text


def test_emphasises_the_primary_metric_of_the_test_part() -> None:
    stream = io.StringIO()
    console = Console(file=stream, width=120, force_terminal=True, color_system="standard")
    print_outcome(outcome(record(0, 0.9), record(1, 0.7)), console)
    bold = [line for line in stream.getvalue().splitlines() if "\x1b[1m" in line]
    title, headings, primary = bold
    assert "toy" in title
    assert "mean" in headings
    assert "accuracy" in primary
    # Test comes last, and accuracy last in it.
    assert stream.getvalue().count("accuracy", 0, stream.getvalue().index(primary)) == 1


def test_names_are_shown_as_they_are() -> None:
    stream = io.StringIO()
    print_outcome(outcome(record(0, 0.9), experiment="[red]a[/] :smile:"), make_console(stream))
    assert stream.getvalue().startswith("[red]a[/] :smile:\n")


def test_diverged_seeds_are_named() -> None:
    text = shown(record(0, 0.9), record(1, 0.7), DIVERGED)
    assert "3 seeds after 5 epochs: 2 finished, 1 diverged" in text
    assert "Seed 2 diverged" in text
    assert "lower learning rate than 0.1" in text


def test_the_share_that_diverged_is_of_those_that_ended() -> None:
    failed = record(3, math.nan, Status.FAILED, message="it broke")
    text = shown(record(0, 0.9), record(1, 0.7), DIVERGED, failed)
    assert "Seed 2 diverged, in no average: 1 of 3, 33%" in text


def test_all_diverged_shows_no_table_and_what_to_try() -> None:
    text = shown(DIVERGED)
    assert "±" not in text
    assert "Every seed diverged" in text


def test_interrupted_and_failed_are_said() -> None:
    failed = record(1, 0.0, Status.FAILED, metrics={}, message="no memory")
    text = shown(record(0, 0.9), failed, interrupted=True, planned=3)
    assert "Interrupted: 1 of 3 seeds are missing" in text
    assert "Seed 1 failed: no memory" in text
    assert "No trial was finished" in shown(interrupted=True)


def test_an_interruption_after_which_nothing_is_missing() -> None:
    """Of a run that was killed while it computed anew what it has."""
    text = shown(record(0, 0.9), record(1, 0.8), interrupted=True, planned=2)
    assert "Interrupted, with all 2 seeds there" in text
    assert "0 of 2" not in text


def test_seeds_that_were_added_count() -> None:
    """The config's three seeds, and those that ``--until`` went on to: 15, of which 13 ended."""
    records = [record(seed, 0.9) for seed in range(13)]
    text = shown(*records, interrupted=True, planned=15)
    assert "Interrupted: 2 of 15 seeds are missing" in text
    assert "0 to 12, varying" in text


def test_what_is_only_shown_is_not_said_to_be_reused() -> None:
    stored = outcome(record(0, 0.9, reused=True), record(1, 0.8, reused=True))
    for again in (False, True):
        stream = io.StringIO()
        print_outcome(stored, Console(file=stream, width=120), again=again)
        assert ("--fresh" in stream.getvalue()) is not again
        assert "60 steps in 1.5 s" in stream.getvalue()
        # The times of trials that ran at once are no time that passed.
        assert ("per second" in stream.getvalue()) is not again


def test_a_pipe_gets_no_control_codes() -> None:
    stream = io.StringIO()
    print_outcome(outcome(record(0, 0.9)), make_console(stream))
    assert "\x1b" not in stream.getvalue()


def test_ascii_streams_get_ascii() -> None:
    buffer = io.BytesIO()
    stream = io.TextIOWrapper(buffer, encoding="ascii")
    print_outcome(outcome(record(0, 0.9), record(1, 0.7)), make_console(stream))
    stream.flush()
    assert b"+/-" in buffer.getvalue()


def test_intervals_of_overlapping_splits_are_wider_and_say_so() -> None:
    """A quarter as many rows test as train: √(1/2 + 1/4) in place of √(1/2)."""
    config = {
        **CONFIG,
        "randomness": {"vary": ["split"]},
        "data": {**CONFIG["data"], "split": {"train": 0.8, "validation": 0, "test": 0.2}},
    }
    variants = (Variant("toy", {}, config),)
    text = shown(record(0, 0.9), record(1, 0.8), variants=variants, facts={**FACTS, "rows": {}})
    half = 12.7062 * math.sqrt(0.005) * math.sqrt(0.75)
    assert f"{0.85 - half:.3f} … {0.85 + half:.3f}" in text
    assert "Nadeau" in text
    assert "Nadeau" not in shown(record(0, 0.9), record(1, 0.8))


def test_digits_follow_the_spread() -> None:
    assert mean_and_std(summarize([0.12345, 0.12355])) == "0.123500 ± 0.000071"
    assert mean_and_std(summarize([1234.5, 1434.5])) == "1334 ± 141"
    assert mean_and_std(summarize([0.5])) == "0.5000"
    assert mean_and_std(summarize([0.5, 0.5])) == "0.5000 ± 0.0000"


def test_very_small_and_very_large_numbers_stay_readable() -> None:
    assert mean_and_std(summarize([1e-12, 3e-12])) == "2.0e-12 ± 1.4e-12"
    assert mean_and_std(summarize([1e20, 3e20])) == "2.0e+20 ± 1.4e+20"
    assert mean_and_std(summarize([1.5e-7])) == "1.500e-07"
    assert mean_and_std(summarize([0.0])) == "0.0000"
    assert mean_and_std(summarize([0.5, 0.5 + 2e-12])) == "0.50000000 ± 1.4e-12"


def test_an_end_that_is_not_zero_does_not_look_like_it() -> None:
    of = summarize([0.5, 0.53])
    assert [difference_end(end, of) for end in (0.0004, 0.06)] == ["+0.0004", "+0.060"]
    assert [difference_end(end, of) for end in (-0.00004, 0.0)] == ["-4e-05", "0.000"]
    # What is left of a sum is none.
    assert difference_end(1e-17, of) == "0.000"


def test_durations_and_counts() -> None:
    said = [duration(s) for s in (0.0123, 0.123, 1.23, 59.7, 61, 7500)]
    assert said == ["12 ms", "0.12 s", "1.2 s", "1 min 0 s", "1 min 1 s", "2 h 5 min"]
    assert [count(n) for n in (7, 999, 45321, 1234567)] == ["7", "999", "45,300", "1.23 million"]
