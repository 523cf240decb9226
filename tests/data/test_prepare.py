"""From sources to read-only arrays: fitted on train alone, the target told, files that fit."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Literal

import numpy as np
import pytest
from numpy.typing import NDArray
from pydantic import Field

from gdrun.data import Dataset, build_dataset, read_tables
from gdrun.errors import DataError, PartError
from gdrun.files.table import Table
from gdrun.parts.normalizers import Affine, Fitted, MinMax, Normalizer, Standardize, Unchanged
from gdrun.parts.sources import Diabetes, Digits, Iris, Source

DEFAULT_SPLIT = SimpleNamespace(train=0.7, validation=0.15, test=0.15, folds=None)
ALL_ROWS = SimpleNamespace(train=1, validation=None, test=None, folds=None)


@dataclass
class Settings:
    source: Any
    split: Any = None
    stratify: bool = True
    normalize: Normalizer = field(default_factory=Unchanged)
    normalize_target: Normalizer | None = None
    task: Literal["classification", "regression"] | None = None
    target: int | str | None = None
    header: bool | None = None
    missing: Literal["drop", "mean"] | None = None
    columns: None = None
    weights: str | None = None
    groups: str | None = None


def build(settings: Settings, seed: int = 0, dtype: str = "float64") -> Dataset:
    tables = read_tables(settings, Path("nowhere"), np.random.default_rng(0))
    return build_dataset(tables, settings, np.random.default_rng(seed), dtype)


class Given(Source):
    """A table that is there already; without a default name, so that it is not registered."""

    name: str = Field()
    table: Any

    def read(self, folder: Path, rng: np.random.Generator) -> Table:
        assert isinstance(self.table, Table)
        return self.table


def source(inputs: Any, targets: Any, origin: str = "table", **known: Any) -> Source:
    inputs, targets = np.asarray(inputs), np.asarray(targets)
    feature_names = tuple(f"x{i}" for i in range(inputs.shape[1]))
    return Given(name="given", table=Table(origin, inputs, targets, feature_names, **known))


def column(*values: Any) -> np.ndarray:
    return np.array(values)[:, np.newaxis]


def rows_numbered(rows: int) -> np.ndarray:
    return np.arange(float(rows))[:, np.newaxis]


@pytest.mark.parametrize("normalizer", [Standardize(), MinMax()])
def test_the_normalizer_sees_the_training_rows_alone(normalizer: Normalizer) -> None:
    raw = Digits().read(Path(), np.random.default_rng(0)).inputs.astype(float)
    numbered = np.column_stack([np.arange(len(raw)), raw[:, [2, 20, 36]]])
    targets = np.arange(len(raw)) % 7
    plain = build(Settings(source(numbered, targets), DEFAULT_SPLIT))
    ours = build(Settings(source(numbered, targets), DEFAULT_SPLIT, normalize=normalizer))
    train = numbered[plain.train.inputs[:, 0].astype(int)]
    shift, scale = {
        "standardize": (train.mean(axis=0), train.std(axis=0)),
        "minmax": (train.min(axis=0), np.ptp(train, axis=0)),
    }[normalizer.name]
    for name in ("train", "validation", "test"):
        rows = numbered[getattr(plain, name).inputs[:, 0].astype(int)]
        got = getattr(ours, name).inputs
        np.testing.assert_allclose(got, (rows - shift) / scale, rtol=1e-9, atol=1e-12)


def test_inputs_and_targets_stay_together() -> None:
    inputs = rows_numbered(200)
    data = build(Settings(source(inputs, (inputs[:, 0] % 4).astype(int)), DEFAULT_SPLIT))
    for portion in (data.train, data.validation, data.test):
        assert portion is not None
        assert np.array_equal(portion.inputs % 4, portion.targets)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_arrays_are_read_only_contiguous_and_of_the_asked_type(dtype: str) -> None:
    data = build(Settings(Iris(), DEFAULT_SPLIT, normalize=Standardize()), dtype=dtype)
    for portion in (data.train, data.validation, data.test):
        assert portion is not None
        for values in (portion.inputs, portion.targets):
            assert values.dtype == dtype
            assert values.flags.c_contiguous
            assert not values.flags.writeable
    assert data.train.inputs.shape == (105, 4)
    assert data.train.targets.shape == (105, 1)


def test_all_rows_keep_their_order() -> None:
    for split in (None, ALL_ROWS):
        data = build(Settings(Iris(), split))
        assert data.validation is data.test is None
        raw = Iris().read(Path(), np.random.default_rng(0))
        assert np.array_equal(data.train.inputs, raw.inputs)


def test_the_split_follows_its_own_stream() -> None:
    settings = Settings(Iris(), DEFAULT_SPLIT)
    first, same, other = build(settings, 3), build(settings, 3), build(settings, 4)
    assert np.array_equal(first.train.inputs, same.train.inputs)
    assert not np.array_equal(first.train.inputs, other.train.inputs)


def test_stratification_can_be_left_out_and_a_class_left_behind_is_noted() -> None:
    targets = [0] * 99 + [1]
    settings = Settings(
        source(rows_numbered(100), targets),
        SimpleNamespace(train=2, validation=98, test=0, folds=None),
        stratify=False,
    )
    assert build(settings).notes == ("table: no training row has the class 1",)
    with_all = build(replace(settings, stratify=True))
    assert with_all.train.targets[:, 0].tolist() == [0, 1]


def test_rows_that_no_part_takes_are_noted() -> None:
    half = SimpleNamespace(train=0.5, validation=0, test=None, folds=None)
    data = build(Settings(Iris(), half))
    assert data.notes == ("iris: the split leaves 75 of 150 rows unused",)


@pytest.mark.parametrize(
    ("targets", "names", "indices"),
    [
        (["b", "a", "c", "a"], ("a", "b", "c"), [1, 0, 2, 0]),
        ([10, -1, 10, 3], ("-1", "3", "10"), [2, 0, 2, 1]),
        (np.array([9, 1, 9, 1], "u1"), ("1", "9"), [1, 0, 1, 0]),
        ([True, False, True, True], ("False", "True"), [1, 0, 1, 1]),
        (column("x", "y", "x", "y"), ("x", "y"), [0, 1, 0, 1]),
    ],
)
def test_text_integers_and_truth_values_are_classes_in_order(
    targets: Any, names: tuple[str, ...], indices: list[int]
) -> None:
    data = build(Settings(source(rows_numbered(4), targets)))
    assert data.task == "classification"
    assert data.class_names == names
    assert data.train.targets[:, 0].tolist() == indices
    assert data.target_scale.tolist() == [1]
    assert data.target_shift.tolist() == [0]


@pytest.mark.parametrize("targets", [[0.0, 1.0, 2.0], [0.5, 1.5, 2.5], [[1, 2], [3, 4], [5, 6]]])
def test_decimals_and_several_columns_are_numbers(targets: Any) -> None:
    data = build(Settings(source(rows_numbered(3), targets), normalize_target=Unchanged()))
    assert data.task == "regression"
    assert data.class_names == ()
    assert np.array_equal(data.train.targets, np.reshape(targets, (3, -1)))


def test_the_task_can_be_said() -> None:
    numbers = build(Settings(source(rows_numbered(3), [1, 2, 3]), task="regression"))
    assert numbers.task == "regression"
    classes = build(Settings(source(rows_numbered(3), [7.0, 2.0, 7.0]), task="classification"))
    assert classes.class_names == ("2", "7")
    assert classes.train.targets[:, 0].tolist() == [1, 0, 1]


def test_numbers_are_standardized_as_the_training_rows_say_and_can_be_brought_back() -> None:
    data = build(Settings(Diabetes(), DEFAULT_SPLIT))
    plain = build(Settings(Diabetes(), DEFAULT_SPLIT, normalize_target=Unchanged()))
    assert plain.test is not None
    assert data.test is not None
    raw = plain.train.targets
    np.testing.assert_allclose(data.target_shift, raw.mean(axis=0), rtol=1e-12)
    np.testing.assert_allclose(data.target_scale, raw.std(axis=0), rtol=1e-12)
    back = data.test.targets * data.target_scale + data.target_shift
    np.testing.assert_allclose(back, plain.test.targets, rtol=1e-12)


class UnitRows:
    def transform(self, values: NDArray[Any]) -> NDArray[np.float64]:
        lengths: NDArray[np.float64] = np.linalg.norm(values, axis=1, keepdims=True)
        return values / lengths

    def learnt(self) -> dict[str, list[float]]:
        return {}


class OfRows(Normalizer):
    name: str = Field()

    def fit(self, values: NDArray[Any], rows: NDArray[np.intp]) -> Fitted:
        return UnitRows()

    def restore(self, learnt: Mapping[str, list[float]]) -> Fitted:
        return UnitRows()


def test_a_target_normalizer_that_cannot_be_undone_is_refused() -> None:
    of_rows = OfRows(name="of_rows")
    inputs = build(Settings(Diabetes(), normalize=of_rows)).train.inputs
    np.testing.assert_allclose(np.linalg.norm(inputs, axis=1), 1)
    with pytest.raises(
        PartError, match=r"data\.normalize_target: .* normalizer of columns.*; of_rows is none"
    ):
        build(Settings(Diabetes(), normalize_target=of_rows))


@dataclass
class Middle:
    """A user's own, which says what it learnt in a way of its own."""

    middle: Any
    says: Any

    def transform(self, values: NDArray[Any]) -> NDArray[np.float64]:
        return values - np.asarray(self.middle, np.float64)

    def learnt(self) -> Any:
        return self.says(self.middle)


class NotRestored(Normalizer):
    name: str = Field()
    says: Any

    def fit(self, values: NDArray[Any], rows: NDArray[np.intp]) -> Fitted:
        return Middle(np.median(values[rows].astype(np.float64), axis=0), self.says)


class Own(NotRestored):
    name: str = Field()
    off: float = 0.0

    def restore(self, learnt: Mapping[str, Any]) -> Fitted:
        return Middle(np.array(learnt["middle"]) + self.off, self.says)


@pytest.mark.parametrize(
    "says",
    [
        lambda middle: {"middle": middle},
        lambda middle: {"middle": middle.tolist(), "ranks": np.arange(3), "none": []},
        lambda middle: {"middle": tuple(middle), "half": np.ones(2, np.float32) / 3},
    ],
    ids=["array", "lists", "tuple"],
)
def test_what_an_own_normalizer_learnt_is_kept_as_lists(says: Any) -> None:
    data = build(Settings(Diabetes(), normalize=Own(name="own", says=says)))
    learnt: Any = data.preparation.learnt
    assert json.loads(json.dumps(learnt)) == learnt
    fitted: Any = data.preparation.fitted
    assert learnt["middle"] == fitted.middle.tolist()
    if "half" in learnt:
        assert learnt["half"] == [float(np.float32(1) / np.float32(3))] * 2


@pytest.mark.parametrize(
    ("says", "message"),
    [
        (lambda _: [0.5], "it gives a list"),
        (lambda middle: middle, "it gives a ndarray"),
        (lambda _: {3: [0.5]}, "3 is no name"),
        *(
            (lambda _, given=given: {"k": given}, "`k` is no such list")
            for given in (
                3,
                "abc",
                None,
                {"a": 1.0},
                {1.0, 2.0},
                ["a"],
                [None],
                [1j],
                [True],
                [10**400],
                [[0.5], [0.5]],
                [[0.5], [0.5, 1.0]],
                np.ones((2, 2)),
                np.float64(0.5),
                [0.5, float("nan")],
                [float("inf")],
            )
        ),
    ],
)
def test_what_cannot_be_kept_of_an_own_normalizer_is_refused(says: Any, message: str) -> None:
    own = Own(name="own", says=says)
    with pytest.raises(PartError, match=r"^data\.normalize: what `own` learnt .* {'shift'") as met:
        build(Settings(Diabetes(), normalize=own))
    assert message in str(met.value)


def test_an_own_normalizer_that_is_another_when_made_again_is_refused() -> None:
    def says(middle: Any) -> Any:
        return {"middle": middle}

    other = Own(name="own", says=says, off=1e-9)
    with pytest.raises(PartError, match=r"its `restore` makes .* normalises in another way"):
        build(Settings(Diabetes(), normalize=other))
    with pytest.raises(PartError, match=r"`own` learnt .* give the class a method `restore`"):
        build(Settings(Diabetes(), normalize=NotRestored(name="own", says=says)))


@pytest.mark.parametrize("normalizer", [Own, NotRestored])
def test_an_own_normalizer_need_not_say_what_it_learnt(normalizer: Any) -> None:
    data = build(Settings(Diabetes(), normalize=normalizer(name="own", says=lambda _: None)))
    assert data.preparation.learnt is None


MANY = np.random.default_rng(0).permutation(2000) // 2


@pytest.mark.parametrize(
    ("targets", "settings", "message"),
    [
        (MANY, {}, r"1,000 different values in 2,000 rows.*`data.task: regression` if they"),
        (MANY.astype(str), {}, r"1,000 different values .* set `data.task: classification`"),
        ([1] * 5, {}, "all 5 rows have the class 1"),
        (["a"] * 5, {}, "all 5 rows have the class a"),
        (["a"], {}, "the only row has the class a"),
        (["a", "b"] * 3, {"task": "regression"}, "y holds text"),
        ([0.5, 1.0], {"task": "classification"}, r"decimals such as 0\.5"),
        ([[1, 2], [3, 4]], {"task": "classification"}, "y has 2 columns"),
        ([["a", "b"], ["c", "d"]], {}, "y has 2 columns"),
        ([0, 1], {"normalize_target": Standardize()}, "classes are not normalised"),
        (range(60), {"split": DEFAULT_SPLIT}, "42 rows cannot hold each of 60 classes"),
    ],
)
def test_targets_that_do_not_suit_the_task_are_refused(
    targets: Any, settings: dict[str, Any], message: str
) -> None:
    table = source(rows_numbered(len(targets)), targets)
    with pytest.raises(DataError, match=f"^table: .*{message}"):
        build(Settings(table, **settings))


def test_many_classes_are_accepted_if_the_task_is_said() -> None:
    table = source(rows_numbered(2000), MANY)
    assert len(build(Settings(table, task="classification")).class_names) == 1000


def test_values_beyond_float32_are_refused_by_column() -> None:
    table = source([[0, 1e30], [1, 1e39], [2, 0]], [0.5, 1.5, 2.5])
    with pytest.raises(DataError, match=r"table: x1 has values beyond float32; .*float64"):
        build(Settings(table), dtype="float32")
    assert build(Settings(table)).train.inputs[1, 1] == 1e39
    fitted = build(Settings(table, normalize=Standardize()), dtype="float32")
    assert np.isfinite(fitted.train.inputs).all()


def separate(train: Source, validation: Source | None = None, test: Source | None = None) -> Any:
    return SimpleNamespace(train=train, validation=validation, test=test)


def test_separate_files_are_normalised_as_the_train_file_says() -> None:
    train = source([[0.0], [2.0]], ["a", "b"], "train.npz")
    test = source([[4.0], [6.0], [1.0]], ["b", "a", "b"], "test.npz")
    data = build(Settings(separate(train, test=test), normalize=Standardize()))
    assert data.train.inputs[:, 0].tolist() == [-1, 1]
    assert data.validation is None
    assert data.test is not None
    assert data.test.inputs[:, 0].tolist() == [3, 5, 0]
    assert data.test.targets[:, 0].tolist() == [1, 0, 1]


def test_a_split_beside_separate_files_divides_the_train_file_alone() -> None:
    split = SimpleNamespace(train=0.8, validation=0.2, test=None, folds=None)
    data = build(Settings(separate(Iris(), test=Iris()), split))
    sizes = [len(each.inputs) for each in (data.train, data.validation, data.test) if each]
    assert sizes == [120, 30, 150]


SMALL = source([[0.0], [2.0], [1.0]], [0, 1, 0], "train.npz")


@pytest.mark.parametrize(
    ("other", "message"),
    [
        (source([[1.0, 2.0]], [0], "v.npz"), "v.npz has 2 input columns, but train.npz has 1"),
        (source([[1.0]], [[0, 1]], "v.npz"), "v.npz has 2 target columns, but train.npz has 1"),
        (source([[1.0]] * 3, [0, 5, -2], "v.npz"), "v.npz: .* no such class: -2, 5; it has 0, 1"),
        (source([[1.0]], ["0"], "v.npz"), "v.npz: y holds <U1, but the training file's .* int64"),
    ],
)
def test_separate_files_that_do_not_fit_are_refused_by_name(other: Source, message: str) -> None:
    with pytest.raises(DataError, match=message):
        build(Settings(separate(SMALL, other)))


def test_text_in_a_regressions_test_file_is_refused() -> None:
    train = source([[0.0], [1.0]], [0.5, 1.5], "train.npz")
    with pytest.raises(DataError, match=r"test\.npz: y holds text, but numbers are to be learnt"):
        build(Settings(separate(train, test=source([[0.0]], ["a"], "test.npz"))))


def test_a_part_said_twice_is_refused() -> None:
    split = SimpleNamespace(train=0.8, validation=0.2, test=None, folds=None)
    with pytest.raises(DataError, match="validation is said twice"):
        build(Settings(separate(Iris(), validation=Iris()), split))


@pytest.mark.parametrize(
    ("targets", "task", "noted"),
    [
        ([0.0, 1.0, 1.0, 0.0], None, True),
        ([0.0, 1.0, 0.5, 0.0], None, False),
        ([0.0, 1.0, 1.0, 0.0], "regression", False),
        ([0, 1, 1, 0], None, False),
        (np.arange(30.0), None, False),
    ],
)
def test_classes_written_as_decimals_are_noted(targets: Any, task: Any, noted: bool) -> None:
    data = build(Settings(source(rows_numbered(len(targets)), targets), ALL_ROWS, task=task))
    assert [note for note in data.notes if "`data.task: classification`" in note] == [
        "table: the target is learnt as a number, though it is only 0.0, 1.0; "
        "set `data.task: classification` if these are classes"
    ] * noted


def test_classes_without_training_rows_are_one_note() -> None:
    split = SimpleNamespace(train=0.1, validation=0.9, test=None, folds=None)
    data = build(Settings(source(rows_numbered(200), np.arange(200) % 20), split, stratify=False))
    (note,) = data.notes
    assert "no training row has one of" in note
    assert note.endswith(", …")


def test_class_names_of_the_source_are_used_for_the_classes_that_occur() -> None:
    data = build(Settings(source(rows_numbered(4), [2, 0, 2, 0], class_names=("a", "b", "c"))))
    assert data.class_names == ("a", "c")
    assert data.train.targets[:, 0].tolist() == [1, 0, 1, 0]


def test_an_identity_target_scale_is_a_float64_vector() -> None:
    data = build(Settings(Iris()))
    assert Affine(data.target_shift, data.target_scale).transform(np.ones((1, 1))) == 1
