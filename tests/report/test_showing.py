"""What is shown again of a stored sweep: its settings, and every seed."""

import io
import re

import pytest
from rich.console import Console

from gdrun.network import as_plain, dense_tensors
from gdrun.records import Variant
from gdrun.report.tables.outcomes import print_sweep
from gdrun.report.tables.trials import print_trials
from tests.evidence.sweeps import GOOD, POOR
from tests.records.outcomes import CONFIG, FACTS, outcome, record, swept


def network(sizes: list[int]) -> dict[str, object]:
    """What is known of a network of dense layers."""
    return {
        "inputs": sizes[0],
        "outputs": sizes[-1],
        "tensors": as_plain(dense_tensors(sizes)),
    }


def test_a_sweep_shown_again_tells_its_settings() -> None:
    """What is alike is said once; a 64-8-10 network has 65·8 + 9·10 = 610 parameters."""
    configs = [
        {**CONFIG, "optimizer": {"name": "sgd", "learning_rate": rate}} for rate in (0.1, 0.2)
    ]
    configs.append({**configs[0], "model": {**CONFIG["model"], "hidden": [8]}})
    sizes = ([64, 32, 10], [64, 32, 10], [64, 8, 10])
    variants = tuple(
        Variant(f"v{n}", {}, config, {"data": "same", **network(size)})
        for n, (config, size) in enumerate(zip(configs, sizes, strict=True))
    )
    part = {"validation": {"loss": 0.1, "accuracy": 0.9}}
    records = [record(n, 0, variant=f"v{v}", metrics=part) for v in range(3) for n in range(3)]
    stream = io.StringIO()
    found = outcome(*records, variants=variants)
    print_sweep(found, "accuracy", None, Console(file=stream, width=120), again=True)
    text = "\n".join(map(str.rstrip, stream.getvalue().splitlines()))
    assert text.count(f"digits: {FACTS['rows']['train']} train") == 1  # type: ignore[index]
    assert "64-32-10 relu, 2,410 parameters" in text
    assert "64-8-10 relu, 610 parameters" in text
    assert "optimizer  sgd (learning_rate 0.1)\n             sgd (learning_rate 0.2)\n" in text
    assert text.count("0 to 2, varying init, order") == 1


def test_of_other_data_the_rows_are_not_those_of_the_first() -> None:
    """The facts tell of the first variant's data alone."""
    found = swept({"a": GOOD, "b": POOR}, data={"b": "other"})
    stream = io.StringIO()
    print_sweep(found, "accuracy", None, Console(file=stream, width=120), again=True)
    assert stream.getvalue().count("100 train") == 1
    assert "\n             digits: 64 inputs, standardize" in stream.getvalue()


@pytest.mark.parametrize("width", [30, 40, 60, 80, 120])
def test_every_seed_has_a_line_that_fits(width: int) -> None:
    names = {"learning_rate=0.001, batch_size=32": GOOD, "learning_rate=0.1, batch_size=64": POOR}
    stream = io.StringIO()
    print_trials(swept(names), Console(file=stream, width=width))
    lines = stream.getvalue().split("\n\n")[0].splitlines()
    assert max(map(len, lines)) <= width
    rows = [re.match(r"(\d) +(\d+)  finished ", line) for line in lines]
    told = [row.groups() for row in rows if row]
    assert told == [(variant, str(seed)) for variant in "12" for seed in range(12)]
    assert all(f"{value:.4g}" in line for value, line in zip(GOOD, lines[-24:], strict=False))
