"""The room's front door: what is checked, and the report of it."""

import time
from collections.abc import Callable, Iterable
from dataclasses import replace

import numpy as np

from gdrun.checking.agreement import TOLERANCES, check_network
from gdrun.checking.builtin import builtin_subjects
from gdrun.checking.differences import FLOOR, LARGEST, SMALLEST
from gdrun.checking.methods import HONEST
from gdrun.checking.sabotage import sabotage_of
from gdrun.checking.study import step_study
from gdrun.checking.subject import Subject, batch_weight, make_subject
from gdrun.checking.training import trained_theta
from gdrun.config import Config
from gdrun.engine.compile.cache_folder import is_compiled, note_compiled
from gdrun.engine.compile.interrupts import stopped_by_ctrl_c
from gdrun.engine.loop.signatures import gradient_function, probing_function, training_loop
from gdrun.errors import PartError
from gdrun.records.gradients import GradientReport, NetworkCheck, StepError
from gdrun.trial.data_of_seeds import Datasets, make_bindings
from gdrun.trial.streams import TrialStreams
from gdrun.trial.training import layer_seeds
from gdrun.wording import several

STEP = 1e-3
MOST_ALL = 20_000
"""Up to so many parameters all are checked unless ``samples`` is said, beyond that some."""
DEFAULT_SAMPLES = 500

COMPILED = "gradcheck"

Tell = Callable[[str], None]


def check(
    config: Config | None,
    *,
    after: int | None = None,
    step: float | None = None,
    samples: int | None = None,
    seed: int = 0,
    sabotage: str | None = None,
    on_status: Tell = lambda _: None,
) -> GradientReport:
    """Checks a config's network on its data, or all registered activations, losses and layers.

    Of a config, the network, the loss and the penalty are checked, in float64; what is no part of
    the gradient (clipping, momentum, decay, warm-up, shuffling) is off. The weights are the first
    ones of its first seed, and those after some training; the batches are the first one, and the
    last if it is shorter.

    Args:
        config: What is checked; None for all activations and losses, in networks of depth 0, 1
            and 3, and for all kinds of layers, alone and in pairs.
        after: With a config, also checks the weights after so many epochs of its own training.
        step: The largest ε of the differences, from 1e-6 to 0.03; 0.001 if left out. Where the
            loss bends or has a kink within it, a smaller one is taken.
        samples: Entries of each tensor to check. Left out, all, or 500 of each tensor in networks
            of more than 20,000 parameters.
        seed: Of the choice of entries.
        sabotage: The name of a mistake to plant, of ``sabotage.sabotages()``.
        on_status: Told, in words, of what is going on.

    Raises:
        GdrunError: If the data cannot be used, the parts do not fit together, training diverges,
            or the step or the sabotage cannot be used.
    """
    if config is None:
        return _check(builtin_subjects(), step, samples, seed, sabotage, on_status)
    subjects = _config_subjects(config, after, on_status)
    if samples is None and subjects[0].table.network.parameters > MOST_ALL:
        samples = DEFAULT_SAMPLES
    return _check(subjects, step, samples, seed, sabotage, on_status)


def _check(
    subjects: Iterable[Subject],
    step: float | None,
    samples: int | None,
    seed: int,
    sabotage: str | None,
    on_status: Tell,
) -> GradientReport:
    step = STEP if step is None else step
    if not SMALLEST <= step <= LARGEST:
        raise PartError(
            f"a step of {step:g} tells nothing: below {SMALLEST:g} the rounding of the loss is all "
            f"that is left of a difference, above {LARGEST:g} the loss is no longer nearly straight"
        )
    planted = sabotage_of(sabotage) if sabotage else None
    methods = planted.methods if planted else HONEST
    start = time.perf_counter()
    checks: list[NetworkCheck] = []
    study: tuple[StepError, ...] = ()
    skipped, stop = 0, np.zeros(1, np.int64)

    def look() -> None:
        if stop[0]:
            raise KeyboardInterrupt

    if not is_compiled(COMPILED):
        on_status("compiling what the check needs: some seconds, and only this once")
    with stopped_by_ctrl_c(stop):
        for load in (training_loop, gradient_function, probing_function):
            load("float64")
        for subject in subjects:
            look()
            if planted and not planted.applies(subject):
                skipped += 1
                continue
            if not checks:
                study = step_study(subject, look)
            checks.append(check_network(subject, methods, step, samples, seed, look))
        look()
    note_compiled(COMPILED)
    if planted and not checks:
        raise PartError(
            f"the sabotage {planted.name} changes nothing in this network: it needs {planted.needs}"
        )
    return GradientReport(
        checks=tuple(checks),
        study=study,
        step=step,
        floor=FLOOR,
        tolerances=TOLERANCES,
        sabotage=sabotage,
        skipped=skipped,
        seconds=time.perf_counter() - start,
        samples=samples,
    )


def _config_subjects(config: Config, after: int | None, on_status: Tell) -> list[Subject]:
    doubles = config.training.model_copy(update={"dtype": "float64"})
    config = config.model_copy(update={"training": doubles, "seeds": config.seed_list()[:1]})
    subjects = _subjects(config, "at the first weights")
    if after is not None:
        epochs = several(after, "epoch")
        on_status(f"training for {epochs}")
        theta = trained_theta(config, after, on_status)
        trained = _subjects(config, f"after {epochs}")
        subjects += [replace(subject, theta=theta) for subject in trained]
    return subjects


def _subjects(config: Config, where: str) -> list[Subject]:
    (seed,) = config.seed_list()
    binding = make_bindings(config, seed, Datasets()).first
    streams = TrialStreams((seed,), config.stream_seed)
    theta = binding.initial_thetas(streams)[0].astype(float)
    loss = binding.loss
    train, size = binding.problem.data.train, binding.problem.rules.batch_size
    rows = len(train.targets)
    # A batch in which no row counts makes no step.
    counting = [k for k in range(-(-rows // size)) if batch_weight(train, size, k) > 0]
    batches = {counting[0]: "the first batch" if size < rows else "the full batch"}
    if rows > size and rows % size and counting[-1] == rows // size:
        batches.setdefault(counting[-1], "the short last batch")
    return [
        make_subject(
            f"{config.name}, {called}, {where}",
            {"weights": where, "batch": called},
            binding.layers,
            loss,
            theta,
            train,
            batch_size=size,
            batch=batch,
            penalty=(config.penalty.l1, config.penalty.l2),
            layer_seed=int(layer_seeds(binding.layers, streams)[0, 0]),
        )
        for batch, called in batches.items()
    ]
