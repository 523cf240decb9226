"""What every initializer promises: its stated moments, and the same values from the same seed."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gdrun.network import Tensor
from gdrun.parts.initializers import Initializer
from gdrun.parts.registry import parts
from tests.parts.contract import every

NOWHERE = Path("no such folder")
WEIGHTS = Tensor("W1", "weight", (300, 200), 300, 200)
BIASES = Tensor("b1", "bias", (200,), 300, 200)
SMALL = [
    Tensor("W0", "weight", (1, 1), 1, 1),
    Tensor("W0", "weight", (2, 7), 2, 7),
    Tensor("W0", "weight", (7, 2), 7, 2),
    Tensor("b0", "bias", (1,), 2, 1),
    BIASES,
]
DRAWN = [each for each in every("initializers") if each.values[0].moments(WEIGHTS) is not None]


def draw(initializer: Initializer, tensor: Tensor, seed: int = 0) -> np.ndarray:
    return initializer.draw(tensor, np.random.default_rng(seed), NOWHERE)


def made(name: str, **settings: Any) -> Any:
    part: Any = parts("initializers")[name]
    return part(**settings)


def test_only_given_values_have_no_moments() -> None:
    drawn = {each.values[0].name for each in DRAWN}
    for name, part in parts("initializers").items():
        assert (name in drawn) != ("path" in part.model_fields)


@pytest.mark.parametrize("initializer", DRAWN)
def test_mean_and_standard_deviation_are_those_stated(initializer: Initializer) -> None:
    """Within five standard errors; those of a variance assume no heavier tails than normal."""
    values, stated = draw(initializer, WEIGHTS), initializer.moments(WEIGHTS)
    assert stated is not None
    mean, std = stated
    assert values.mean() == pytest.approx(mean, abs=5 * std / values.size**0.5, rel=1e-12)
    assert values.std() == pytest.approx(std, rel=5 / (2 * values.size) ** 0.5, abs=1e-12)


@pytest.mark.parametrize("initializer", DRAWN)
@pytest.mark.parametrize("tensor", SMALL, ids=lambda tensor: f"{tensor.name[0]}{tensor.shape}")
def test_values_have_the_tensors_shape(initializer: Initializer, tensor: Tensor) -> None:
    values = draw(initializer, tensor)
    assert values.shape == tensor.shape
    assert values.dtype == np.float64
    assert np.isfinite(values).all()


@pytest.mark.parametrize("initializer", DRAWN)
def test_the_seed_alone_decides(initializer: Initializer) -> None:
    values = draw(initializer, WEIGHTS)
    np.testing.assert_array_equal(values, draw(initializer, WEIGHTS))
    stated = initializer.moments(WEIGHTS)
    assert stated is not None
    assert (values != draw(initializer, WEIGHTS, seed=1)).any() == (stated[1] > 0.0)


@pytest.mark.parametrize(
    ("name", "variance"),
    [
        ("glorot_uniform", 2 / 500),
        ("glorot_normal", 2 / 500),
        ("he_uniform", 2 / 300),
        ("he_normal", 2 / 300),
        ("lecun_uniform", 1 / 300),
        ("lecun_normal", 1 / 300),
        ("orthogonal", 1 / 300),
        # scipy.stats.truncnorm(-2, 2).var()
        ("truncated_normal", 0.7737413),
    ],
)
def test_variance_is_the_papers(name: str, variance: float) -> None:
    initializer = made(name)
    assert draw(initializer, WEIGHTS).var() == pytest.approx(variance, rel=0.03)


@pytest.mark.parametrize("name", [name for name in parts("initializers") if "uniform" in name])
def test_uniform_values_end_at_root_three_deviations(name: str) -> None:
    initializer = made(name)
    values = np.abs(draw(initializer, WEIGHTS))
    stated = initializer.moments(WEIGHTS)
    assert 0.999 < values.max() / (3**0.5 * stated[1]) <= 1


def test_truncated_values_end_at_two_deviations() -> None:
    initializer = made("truncated_normal", std=0.1)
    assert 0.199 < np.abs(draw(initializer, WEIGHTS)).max() <= 0.2


@pytest.mark.parametrize("shape", [(5, 3), (3, 5), (4, 4)])
def test_orthogonal_matrices_are_orthogonal(shape: tuple[int, int]) -> None:
    initializer = made("orthogonal", gain=2.0)
    values = draw(initializer, Tensor("W0", "weight", shape, *shape))
    product = values.T @ values if shape[0] >= shape[1] else values @ values.T
    np.testing.assert_allclose(product, 4 * np.eye(min(shape)), atol=1e-12)


def test_orthogonal_does_not_depend_on_how_many_threads_blas_uses() -> None:
    code = (
        "from pathlib import Path; import numpy as np; from gdrun.network import Tensor;"
        "import gdrun.parts; from gdrun.parts.registry import parts;"
        "part = parts('initializers')['orthogonal'](); "
        "t = Tensor('W0', 'weight', (400, 300), 400, 300);"
        "print(part.draw(t, np.random.default_rng(0), Path()).tobytes().hex())"
    )
    drawn = {
        subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            check=True,
            env={**os.environ, "OPENBLAS_NUM_THREADS": threads},
        ).stdout
        for threads in ("1", "2", "4")
    }
    assert len(drawn) == 1


def test_orthogonal_signs_are_random() -> None:
    """A plain QR decomposition always has the same signs."""
    initializer = made("orthogonal")
    tensor = Tensor("W0", "weight", (2, 2), 2, 2)
    corners = np.array([draw(initializer, tensor, seed)[0, 0] for seed in range(200)])
    assert 60 < (corners > 0).sum() < 140
