"""Large data is held in memory once."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

ROWS, COLUMNS = 1_000_000, 50

TRAIN_AND_TELL_PEAK = """
import sys
import gdrun
gdrun.train(
    {
        "data": {"source": sys.argv[1]},
        "model": {"hidden": []},
        "training": {"epochs": 1},
        "seeds": 2,
    },
    workers=2,
)
with open("/proc/self/status") as status:
    print(next(line.split()[1] for line in status if line.startswith("VmHWM")))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the peak is read from Linux's /proc")
def test_a_million_rows_need_less_than_three_times_their_size(tmp_path: Path) -> None:
    path = tmp_path / "million.npz"
    rng = np.random.default_rng(0)
    X = rng.standard_normal((ROWS, COLUMNS), dtype=np.float32)
    np.savez(path, X=X, y=(X[:, 0] > 0).astype(np.int8))
    size = X.nbytes
    del X
    run = subprocess.run(
        [sys.executable, "-c", TRAIN_AND_TELL_PEAK, str(path)],
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    assert int(run.stdout) * 1024 < 3 * size + 300e6
