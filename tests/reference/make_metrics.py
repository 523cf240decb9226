"""Computes ``metrics.json`` with scikit-learn: ``python tests/reference/make_metrics.py``.

Cases hold what a network predicts, ``predictions`` (rows, classes or columns), the ``targets``, for
some the rows' ``weights``, and for numbers ``scale`` and ``shift``. ``values`` are scikit-learn's,
null where it defines none: it warns of an undefined metric, refuses, or returns NaN.
"""

import json
import warnings
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import sklearn
from sklearn import metrics as sk
from sklearn.exceptions import UndefinedMetricWarning

rng = np.random.default_rng(17)


def probabilities(rows: int, classes: int, step: float | None = None) -> Any:
    """Random ones; with ``step``, of few values, so that many are equal."""
    shares = rng.dirichlet(np.full(classes, 0.7), rows)
    if step is None:
        return shares
    return np.array([rng.multinomial(round(1 / step), each) for each in shares]) * step


def per_class(score: Callable[..., float], p: Any, y: Any, w: Any) -> float:
    """The mean over the classes that some rows have and some have not, one against the rest."""
    kept = [k for k in range(p.shape[1]) if 0 < (y == k).sum() < len(y)]
    return float(np.mean([score(y == k, p[:, k], sample_weight=w) for k in kept]))


def of_classes(p: Any, y: Any, w: Any) -> Mapping[str, Callable[[], Any]]:
    classes = p.shape[1]
    every = range(classes)
    labels = p.argmax(axis=1)
    two = classes == 2
    all_met = set(y) == set(every)

    def roc_auc() -> Any:
        if two:
            return sk.roc_auc_score(y, p[:, 1], sample_weight=w)
        if all_met and w is None:
            # Mean over the classes with scikit-learn's own rule, where it has one.
            return sk.roc_auc_score(y, p, multi_class="ovr", labels=list(every))
        return per_class(sk.roc_auc_score, p, y, w)

    def average_precision() -> Any:
        if two:
            return sk.average_precision_score(y, p[:, 1], sample_weight=w)
        if all_met:
            truth = np.eye(classes)[y]
            return sk.average_precision_score(truth, p, average="macro", sample_weight=w)
        kept = [k for k in every if (y == k).any()]
        one = (sk.average_precision_score(y == k, p[:, k], sample_weight=w) for k in kept)
        return float(np.mean(list(one)))

    def top_3() -> Any:
        return sk.top_k_accuracy_score(y, p, k=3, labels=list(every), sample_weight=w)

    return {
        "accuracy": lambda: sk.accuracy_score(y, labels, sample_weight=w),
        "balanced_accuracy": lambda: sk.balanced_accuracy_score(y, labels, sample_weight=w),
        "macro_f1": lambda: sk.f1_score(y, labels, average="macro", sample_weight=w),
        "weighted_f1": lambda: sk.f1_score(y, labels, average="weighted", sample_weight=w),
        "matthews": lambda: sk.matthews_corrcoef(y, labels, sample_weight=w),
        "brier": lambda: (
            sk.brier_score_loss(y, p[:, 1], sample_weight=w, labels=[0, 1])
            if two
            else sk.brier_score_loss(y, p, sample_weight=w, labels=list(every))
        ),
        "roc_auc": roc_auc,
        "average_precision": average_precision,
        **({} if two else {"top_3": top_3}),
    }


def of_numbers(p: Any, y: Any, w: Any) -> Mapping[str, Callable[[], Any]]:
    single = p.shape[1] == 1
    return {
        **(
            {"rmse": lambda: sk.root_mean_squared_error(y, p, sample_weight=w)}
            if single
            else {"rmse": lambda: np.sqrt(sk.mean_squared_error(y, p, sample_weight=w))}
        ),
        "mae": lambda: sk.mean_absolute_error(y, p, sample_weight=w),
        "r2": lambda: sk.r2_score(y, p, sample_weight=w),
        "median_absolute_error": lambda: sk.median_absolute_error(y, p, sample_weight=w),
        "mape": lambda: sk.mean_absolute_percentage_error(y, p, sample_weight=w),
        "pinball": lambda: sk.mean_pinball_loss(y, p, sample_weight=w),
    }


def valued(scores: Mapping[str, Callable[[], Any]]) -> dict[str, float | None]:
    found: dict[str, float | None] = {}
    for name, score in scores.items():
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", UndefinedMetricWarning)
            if name == "average_precision":
                warnings.filterwarnings("error", message="No positive class")
            try:
                value = float(score())
            except (ValueError, UndefinedMetricWarning, UserWarning):
                value = float("nan")
        found[name] = None if np.isnan(value) else value
    return found


def case(name: str, p: Any, y: Any, w: Any = None) -> dict[str, Any]:
    written = {"name": name, "predictions": p.tolist(), "targets": y.tolist()}
    weights = {} if w is None else {"weights": w.tolist()}
    return {**written, **weights, "values": valued(of_classes(p, y, w))}


def number_case(name: str, p: Any, y: Any, w: Any = None, exact: bool = False) -> dict[str, Any]:
    """Predictions and targets are normalised, unless ``exact``; values are in original units."""
    scale, shift = rng.uniform(0.5, 20, p.shape[1]), rng.normal(0, 30, p.shape[1])
    if exact:
        scale, shift = np.ones(p.shape[1]), np.zeros(p.shape[1])
    written = {"name": name, "predictions": p.tolist(), "targets": y.tolist()}
    weights = {} if w is None else {"weights": w.tolist()}
    values = valued(of_numbers(p * scale + shift, y * scale + shift, w))
    units = {"scale": scale.tolist(), "shift": shift.tolist()}
    return {**written, **weights, **units, "values": values}


def class_cases() -> list[dict[str, Any]]:
    cases = []
    for classes in (2, 3, 6):
        y = np.concatenate([np.arange(classes), rng.integers(0, classes, 40)])
        some = rng.integers(0, 4, len(y)).astype(float)
        some[:classes] = 1
        cases += [
            case(f"{classes} classes", probabilities(len(y), classes), y),
            case(f"{classes} classes, many ties", probabilities(len(y), classes, 0.125), y),
            case(f"{classes} classes, weights", probabilities(len(y), classes), y, some),
            case(f"{classes} classes, ties and weights", probabilities(len(y), classes, 0.25), y,
                 rng.uniform(0.1, 3, len(y))),
            case(f"{classes} classes, one row", probabilities(1, classes),
                 y[classes - 1 : classes]),
            case(f"{classes} classes, only the last", probabilities(9, classes),
                 np.full(9, classes - 1)),
            case(f"{classes} classes, perfect", np.eye(classes)[y], y),
            case(f"{classes} classes, all equal", np.full((len(y), classes), 1 / classes), y),
        ]  # fmt: skip
    y = np.concatenate([[0, 2, 3], rng.integers(2, 4, 20)])
    cases.append(case("4 classes of which one is missing", probabilities(len(y), 4), y))
    cases.append(case("2 classes, only the first", probabilities(9, 2), np.zeros(9, int)))
    return cases


def number_cases() -> list[dict[str, Any]]:
    cases = []
    for columns in (1, 3):
        y = rng.normal(size=(30, columns))
        p, some = y + rng.normal(0, 0.4, y.shape), rng.integers(0, 4, 30).astype(float)
        flat = np.column_stack([np.full(30, 0.25), y[:, 1:]])
        cases += [
            number_case(f"{columns} columns", p, y),
            number_case(f"{columns} columns, an odd number of rows", p[1:], y[1:]),
            number_case(f"{columns} columns, weights", p, y, some),
            number_case(f"{columns} columns, any weights", p, y, rng.uniform(0.1, 3, 30)),
            number_case(f"{columns} columns, many ties", np.round(p), np.round(y)),
            number_case(f"{columns} columns, one row", p[:1], y[:1]),
            number_case(f"{columns} columns, two rows", p[:2], y[:2]),
            number_case(f"{columns} columns, perfect", y, y),
            number_case(f"{columns} columns, no spread", p, flat, exact=True),
        ]
    return cases


if __name__ == "__main__":
    document = {
        "source": f"scikit-learn {sklearn.__version__}",
        "classes": class_cases(),
        "numbers": number_cases(),
    }
    text = json.dumps(document)
    Path(__file__).with_name("metrics.json").write_text(text + "\n", encoding="utf-8")
