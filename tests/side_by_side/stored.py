"""Scenes of stored experiments: what is shown, compared, exported, computed again and removed."""

from collections.abc import Iterator

from tests.side_by_side.data_files import data_files
from tests.side_by_side.scenes import Command, Kind, Scene, config_files, gdrun

SMALL = """\
data: {source: iris, normalize: minmax}
model: {hidden: [3], activation: tanh}
optimizer: {name: adam, learning_rate: 0.05}
training: {epochs: 8}
seeds: 4
"""
NUMBERS = """\
name: numbers
data: {source: numbers.npz, split: {train: 30, validation: 15, test: 15}}
model: {hidden: [4], activation: softplus}
optimizer: {name: rmsprop, learning_rate: 0.02}
decay: {name: cosine, warmup: 2}
training: {epochs: 6, batch_size: 8, dtype: float64}
seeds: 3
randomness: {vary: [split, init, order]}
"""
FORMATS = {"csv": "csv", "json": "json", "markdown": "md", "latex": "tex", "npz": "npz"}
OVER = ("--over", "training.batch_size=8,16", "--over", "optimizer.learning_rate=0.1,0.01,0.001")
NARROW = "40"


def stored_scenes() -> Iterator[Scene]:
    """All of them."""
    small: dict[str, bytes | None] = {**config_files(SMALL, "small.yaml"), **data_files()}
    numbers = small | config_files(NUMBERS, "numbers.yaml")
    for name, commands, files in (
        ("a training", training(), small),
        ("a sweep", sweeping(), small),
        ("numbers to predict", regression(), numbers),
        ("weights that are kept", keeping(), small),
        ("what is compared", comparing(), small),
        ("seeds until an interval is narrow", until(), small),
        ("what is removed", removing(), small),
        ("narrow windows and plain ones", narrow(), small),
        ("draws and ranges", drawing(), small),
        ("diverging seeds", diverging(), small),
    ):
        yield Scene(name, Kind.STORED, tuple(commands), files)


def long_scenes() -> Iterator[Scene]:
    """What takes longest."""
    files = {**config_files(SMALL, "small.yaml"), **config_files(NUMBERS, "numbers.yaml")}
    yield Scene("processes of their own", Kind.STORED, tuple(alone()), {**files, **data_files()})


def exports(word: str, prefix: str = "") -> Iterator[Command]:
    """An experiment in all formats, into files and on standard output."""
    for form, suffix in FORMATS.items():
        file = f"{prefix}out.{suffix}"
        yield gdrun("export", word, "--format", form, "--output", file, writes=(file,))
        if form != "npz":
            yield gdrun("export", word, "--format", form)


def training() -> Iterator[Command]:
    """A training, more seeds of it, and all of it anew."""
    yield gdrun("train", "small.yaml")
    yield gdrun("train", "small.yaml", "--json")
    yield gdrun("train", "small.yaml", "--seeds", "6", "--json")
    yield gdrun("train", "small.yaml", "--fresh", "--json")
    yield gdrun("train", "small.yaml", "--seeds", "9,2,4", "--quiet")
    yield gdrun("train", "small.yaml", "--set", "name=other", "--workers", "2")
    yield gdrun("train", "small.yaml", "--set", "training.batch_size=5000")
    yield gdrun("train", "small.yaml", "--set", "training.batch_size=5000", "--quiet", "--fresh")
    yield gdrun("train", "small.yaml", "--set", "decay={name: cosine, warmup: 30}", "--json")
    yield gdrun("--quiet", "train", "small.yaml", "--set", "decay={name: cosine, warmup: 30}")
    yield gdrun("train", "small.yaml", "--no-store", "--metric", "loss", "--json")
    yield gdrun("runs")
    yield gdrun("runs", "--json")
    yield gdrun("show", "other")
    yield gdrun("show", "small", "--json")
    yield from exports("other")
    yield gdrun("train", "small.yaml", "--store", "elsewhere.db")
    yield gdrun("runs", environment={"GDRUN_STORE": "elsewhere.db"})


def sweeping() -> Iterator[Command]:
    """A sweep, with one value more, and its variants."""
    yield gdrun("sweep", "small.yaml", *OVER, "--json")
    yield gdrun("sweep", "small.yaml", *OVER)
    yield gdrun("sweep", "small.yaml", *OVER, "--metric", "loss", "--top", "2")
    yield gdrun("sweep", "small.yaml", "--over", "training.batch_size=8,16,32", "--json")
    yield gdrun("sweep", "small.yaml", "--over", "optimizer=sgd,{name: adam, beta1: 0.5}")
    yield gdrun("show")
    yield gdrun("show", "--json")
    yield gdrun("train", "small.yaml", "--set", "training.batch_size=16", "--json")
    yield gdrun("runs")
    yield from exports("small", "a")
    yield gdrun("sweep", "small.yaml", *OVER, "--keep-weights", "all", "--json")
    yield from exports("last:2", "b")
    yield gdrun("export", "last:9")
    yield gdrun("compare", "last")
    yield gdrun("compare", "last", "--json")
    yield gdrun("compare", "last:1", "last:4")
    yield gdrun("sweep", "small.yaml", "--over", "data.source=iris,wine")
    yield gdrun("sweep", "small.yaml", "--over", "loss=cross_entropy,multi_margin")
    yield gdrun(
        "sweep", "small.yaml", "--over", "training.epochs=1,2", "--set", "data.split={train: 1}"
    )
    yield gdrun("show")


def regression() -> Iterator[Command]:
    """Numbers to predict, of which each seed has a split of its own."""
    yield gdrun("train", "numbers.yaml", "--json")
    yield gdrun("train", "numbers.yaml")
    yield gdrun("show")
    yield from exports("last")
    yield gdrun("sweep", "numbers.yaml", "--over", "loss=mse,mae,huber,log_cosh")
    yield gdrun("sweep", "numbers.yaml", "--over", "loss=mse,mae", "--metric", "loss", "--json")
    yield gdrun("compare", "last", "--metric", "test.mae")
    yield gdrun("train", "numbers.yaml", "--set", "randomness.vary=[rounding]", "--json")
    yield gdrun("train", "numbers.yaml", "--set", "randomness.vary=[]")


def keeping() -> Iterator[Command]:
    """Weights of the best, of all, of none; and what is trained from weights that were written."""
    over = ("--over", "training.batch_size=8,16")
    yield gdrun("sweep", "small.yaml", *over)
    yield gdrun("export", "--format", "npz", "--output", "none.npz", writes=("none.npz",))
    yield gdrun("sweep", "small.yaml", *over, "--keep-weights", "best", "--json")
    yield gdrun("export", "--format", "npz", "--output", "best.npz", writes=("best.npz",))
    yield gdrun("export", "--format", "npz")
    yield gdrun("train", "small.yaml", "--keep-weights", "none", "--json")
    yield gdrun("export", "--format", "npz", "--output", "gone.npz", writes=("gone.npz",))
    yield gdrun("train", "small.yaml", "--json")
    yield gdrun("export", "--format", "npz", "--output", "w.npz", writes=("w.npz",))
    given = [f"model.{key}={{name: file, path: w.npz, row: 3}}" for key in ("weights", "biases")]
    options = [option for each in given for option in ("--set", each)]
    yield gdrun("train", "small.yaml", *options, "--set", "name=again", "--json")
    yield gdrun("train", "small.yaml", *options, "--seeds", "1")
    yield gdrun("gradcheck", "small.yaml", *options, "--json")


def comparing() -> Iterator[Command]:
    """Pairs by seed, pairs without, matrices, and what cannot be compared."""
    for name, options in (
        ("a", ("--seeds", "8")),
        ("b", ("--seeds", "6", "--set", "training.epochs=2")),
        ("c", ("--seeds", "20,21,22,23")),
        ("wine", ("--set", "data.source=wine")),
        ("line", ("--set", "data.source=diabetes")),
        ("scaled", ("--set", "data.normalize=standardize")),
        ("margin", ("--set", "loss=multi_margin")),
    ):
        yield gdrun("train", "small.yaml", "--set", f"name={name}", *options, "--json")
    for words in (
        ("a", "b"),
        ("a", "c"),
        ("a", "wine"),
        ("a", "line"),
        ("a", "scaled"),
        ("a", "margin"),
        ("a", "b", "scaled"),
        ("a", "b", "c"),
        ("a",),
        ("a", "a"),
        ("a", "nobody"),
        ("a:7", "scaled"),
    ):
        yield gdrun("compare", *words)
        yield gdrun("compare", *words, "--json")
    yield gdrun("compare", "a", "wine", "--force")
    yield gdrun("compare", "a", "b", "--metric", "loss")
    yield gdrun("compare", "a", "margin", "--metric", "loss")
    yield gdrun("compare", "a", "b", "--metric", "test.macro_f1")
    yield gdrun("compare", "a", "b", "--metric", "r2")
    many = ("--over", "optimizer.learning_rate={log: [0.0001, 1, 14]}")
    yield gdrun("sweep", "small.yaml", *many)
    yield gdrun("compare", "last")


def until() -> Iterator[Command]:
    """Seeds are added until it is known well enough."""
    for words in (("0.03", "--max-seeds", "60"), ("5%",), ("0.0001%", "--max-seeds", "17")):
        yield gdrun("train", "small.yaml", "--until", *words, "--json")
        yield gdrun("train", "small.yaml", "--until", *words)
    over = ("--over", "training.epochs=2,3")
    yield gdrun("sweep", "small.yaml", *over, "--until", "0.05", "--max-seeds", "20", "--json")
    yield gdrun("sweep", "small.yaml", *over, "--until", "1%", "--max-seeds", "16")
    yield gdrun("train", "small.yaml", "--until", "0.1", "--metric", "loss", "--json")
    yield gdrun("runs")


def removing() -> Iterator[Command]:
    """Experiments that share trials, and names that several have."""
    yield gdrun("runs")
    yield gdrun("rm", "last")
    yield gdrun("train", "small.yaml", "--json")
    yield gdrun("sweep", "small.yaml", "--over", "training.batch_size=32,16,8,4", "--json")
    yield gdrun(
        "train", "small.yaml", "--set", "name=third", "--set", "training.epochs=2", "--json"
    )
    yield gdrun("rm", "small")
    yield gdrun("rm", "thrid")
    yield gdrun("rm", "third", "last")
    yield gdrun("runs")
    yield gdrun("rm", "last")
    yield gdrun("train", "small.yaml", "--json")
    yield gdrun("rm", "small")
    yield gdrun("runs")
    yield gdrun("show")


def narrow() -> Iterator[Command]:
    """The same in windows of several widths, without colours, and in plain letters."""
    yield gdrun("sweep", "small.yaml", *OVER, "--json")
    for environment in (
        {"COLUMNS": NARROW},
        {"COLUMNS": "64"},
        {"NO_COLOR": "1"},
        {"TERM": "dumb"},
    ):
        yield gdrun("sweep", "small.yaml", *OVER, environment=environment)
        yield gdrun("train", "small.yaml", environment=environment)
        yield gdrun("show", environment=environment)
        yield gdrun("runs", environment=environment)
        yield gdrun("list", "optimizers", environment=environment)
        yield gdrun("compare", "last:1", "last:1", environment=environment)
        yield gdrun("gradcheck", "small.yaml", "--samples", "2", environment=environment)
    yield gdrun("sweep", "small.yaml", *OVER, environment={"COLUMNS": "nonsense"})


def drawing() -> Iterator[Command]:
    """Sweeps whose values are drawn, or make a range."""
    drawn = (
        "--over",
        "optimizer.learning_rate={log_uniform: [0.001, 1]}",
        "--over",
        "penalty.l2={uniform: [0, 0.1]}",
    )
    yield gdrun("sweep", "small.yaml", *drawn, "--sample", "5", "--json")
    yield gdrun("sweep", "small.yaml", *drawn, "--sample", "5", "--sample-seed", "3")
    yield gdrun("sweep", "small.yaml", *OVER, "--sample", "4", "--seeds", "2", "--json")
    yield gdrun("sweep", "small.yaml", "--over", "training.epochs={linear: [1, 9, 3]}", "--json")
    yield gdrun("sweep", "small.yaml", "--over", "model.hidden=[],[2],[3,2]")
    yield gdrun("sweep", "small.yaml", "--over", "model.activation={choice: [relu, mish]}")
    yield gdrun("show")


def diverging() -> Iterator[Command]:
    """Rates that are too high, for all seeds and for some."""
    fast = "optimizer={name: sgd, learning_rate: 1.0e+9}"
    yield gdrun("train", "small.yaml", "--set", fast)
    yield gdrun("train", "small.yaml", "--set", fast, "--json")
    yield gdrun("show")
    yield gdrun("export")
    rates = "optimizer=adam,{name: sgd, learning_rate: 1.0e+30},{name: sgd, learning_rate: 60}"
    yield gdrun("sweep", "small.yaml", "--over", rates, "--json")
    yield gdrun("sweep", "small.yaml", "--over", rates)
    yield gdrun("compare", "last")
    yield gdrun("compare", "last:1", "last:2")
    yield gdrun("gradcheck", "small.yaml", "--set", fast, "--after", "5")


def alone() -> Iterator[Command]:
    """Commands as users start them, each in a process of its own, on all cores."""
    yield gdrun("train", "numbers.yaml", "--json", alone=True)
    yield gdrun("sweep", "small.yaml", *OVER, alone=True)
    yield gdrun("sweep", "small.yaml", *OVER, "--json", alone=True)
    yield gdrun("show", alone=True)
    yield gdrun("runs", alone=True)
    yield gdrun("compare", "last", alone=True)
    yield gdrun("rm", "last", alone=True)
    yield gdrun("gradcheck", "small.yaml", "--samples", "2", alone=True)
    yield gdrun("train", "small.yaml", "--set", "loss=mse", alone=True)
    yield gdrun("trian", "small.yaml", alone=True)
