"""The naive training as a whole is right: compared with steps taken by hand."""

from typing import Any

import numpy as np
import pytest

from tests import naive

# A line through the origin, y = 2x, with rows that can be worked out by hand.
LINE_X, LINE_Y = np.array([[1.0], [2.0], [3.0]]), np.array([[2.0], [4.0], [6.0]])
LINE: dict[str, Any] = {
    "activation": "relu",
    "loss": "mse",
    "optimizer": {"name": "sgd", "learning_rate": 0.1},
}


def line(**settings: Any) -> naive.Training:
    start = {"W": [np.zeros((1, 1))], "b": [np.zeros(1)]}
    return naive.train(LINE_X, LINE_Y, **{**start, **LINE, **settings})


def test_one_full_step_by_hand() -> None:
    training = line(epochs=1)
    # d loss / dW = 2/3 · Σ x(−2x) = −56/3, and by b 2/3 · Σ −2x = −8.
    assert training.W[0] == pytest.approx(5.6 / 3)
    assert training.b[0] == pytest.approx(0.8)
    # The loss as it was met, before the step.
    assert training.history == {"learning_rate": [0.1], "train.loss": [pytest.approx(56 / 3)]}


def test_all_gradients_are_computed_before_any_parameter_moves() -> None:
    """With one hidden unit each layer's gradient holds the other layer's weight."""
    training = naive.train(
        np.ones((1, 1)),
        np.zeros((1, 1)),
        W=[np.array([[2.0]]), np.array([[3.0]])],
        b=[np.zeros(1), np.zeros(1)],
        epochs=1,
        **LINE,
    )
    # The output is 6, its slope 12: 12 · 2 for the outer weight, 12 · 3 for the inner.
    assert training.W[0] == pytest.approx(2.0 - 3.6)
    assert training.W[1] == pytest.approx(3.0 - 2.4)


def test_a_short_last_batch_is_used_and_weighs_less() -> None:
    assert [list(rows) for rows in naive.natural_batches(5, 2)] == [[0, 1], [2, 3], [4]]
    training = line(epochs=1, batch_size=2, optimizer={"name": "sgd", "learning_rate": 1e-300})
    assert training.history["train.loss"] == [pytest.approx((4 + 16 + 36) / 3)]


def test_batches_are_taken_in_the_given_order() -> None:
    order = [[np.array([2]), np.array([0, 1])]]
    first = line(epochs=1, batches=order)
    swapped = naive.train(
        LINE_X[[2, 0, 1]], LINE_Y[[2, 0, 1]],
        W=[np.zeros((1, 1))], b=[np.zeros(1)], epochs=1,
        batches=[[np.array([0]), np.array([1, 2])]], **LINE,
    )  # fmt: skip
    assert first.W[0] == swapped.W[0]
    assert first.W[0] != line(epochs=1, batch_size=1).W[0]


def test_the_best_weights_are_restored() -> None:
    stop = {"monitor": "validation.loss", "patience": 3}
    too_fast = {"name": "sgd", "learning_rate": 0.3}
    training = line(epochs=9, validation=(LINE_X, LINE_Y), stop=stop, optimizer=too_fast)
    assert training.status == "early_stopped"
    assert len(training.history["train.loss"]) == 4
    assert training.W[0] == line(epochs=1, optimizer=too_fast).W[0]


def test_among_equally_good_weights_the_first_are_restored() -> None:
    X, y = np.array([[-1.0], [1.0]]), np.array([0, 1])
    start = {"W": [np.array([[-1.0, 1.0]])], "b": [np.zeros(2)]}
    settings: dict[str, Any] = {**LINE, **start, "loss": "cross_entropy", "validation": (X, y)}
    stop = {"monitor": "validation.accuracy", "patience": 3}
    training = naive.train(X, y, epochs=9, stop=stop, **settings)
    assert training.history["validation.accuracy"] == [1.0] * 4
    np.testing.assert_array_equal(training.W[0], naive.train(X, y, epochs=1, **settings).W[0])


def test_training_leaves_the_given_weights_as_they_are() -> None:
    W, b = [np.array([[1.0]])], [np.array([1.0])]
    naive.train(LINE_X, LINE_Y, W=W, b=b, epochs=3, **LINE)
    assert W[0] == 1.0
    assert b[0] == 1.0
