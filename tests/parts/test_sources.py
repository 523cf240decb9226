"""What every source that needs no file promises: finite numbers, the same for the same seed."""

from pathlib import Path

import numpy as np
import pytest

from gdrun.files.table import Table
from gdrun.parts.sources import Source
from tests.parts.contract import every

READY = [
    each
    for each in every("sources")
    if not any(field.is_required() for field in type(each.values[0]).model_fields.values())
]
NOWHERE = Path("no such folder")


def read(source: Source) -> Table:
    return source.read(NOWHERE, np.random.default_rng(0))


@pytest.mark.parametrize("source", READY)
def test_a_table_has_finite_inputs_and_a_target_for_each_row(source: Source) -> None:
    table = read(source)
    assert table.inputs.ndim == 2
    assert min(table.inputs.shape) >= 1
    assert len(table.targets) == len(table.inputs)
    assert np.isfinite(table.inputs).all()
    assert np.isfinite(table.targets.astype(np.float64)).all()


@pytest.mark.parametrize("source", READY)
def test_the_seed_alone_decides(source: Source) -> None:
    first, second = read(source), read(source)
    np.testing.assert_array_equal(first.inputs, second.inputs)
    np.testing.assert_array_equal(first.targets, second.targets)
