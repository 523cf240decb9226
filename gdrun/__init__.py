"""gdrun: an experiment runner for gradient descent.

The commands' Python face: ``gdrun.train(config)`` does what ``gdrun train`` does.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gdrun.config import Config
    from gdrun.gradients import GradientReport
    from gdrun.records import Outcome

__all__ = ["gradcheck", "train"]


def train(
    config: "Config | Path | str | Mapping[str, Any]", *, workers: int | None = None
) -> "Outcome":
    """Trains a network with every seed of a config.

    Args:
        config: The path of a YAML file, or what one says as a mapping, or a loaded config.
        workers: Trials at the same time; left out, the cores that this process may use.

    Raises:
        gdrun.errors.GdrunError: If the config or the data cannot be used.
    """
    # Imported when called, so that `gdrun --help` does not wait for the compiler.
    from gdrun.experiment import train as run

    return run(_loaded(config), workers=workers)


def gradcheck(
    config: "Config | Path | str | Mapping[str, Any] | None" = None,
    *,
    after: int | None = None,
    step: float | None = None,
    samples: int | None = None,
    seed: int = 0,
    sabotage: str | None = None,
    on_status: Callable[[str], None] = lambda _: None,
) -> "GradientReport":
    """Compares backpropagation with one step of descent and with differences of the loss.

    ``gradcheck({"data": {"source": "iris"}, "model": {"activation": "mine"}})`` checks an
    activation of one's own, once its class is defined; ``report.passed`` is the answer.

    Args:
        config: As for ``train``; None checks every activation and loss there is.
        after: With a config, also checks the weights after so many epochs of its training.
        step: ε of the differences, from 1e-6 to 0.03; 0.001 if left out.
        samples: How many entries of each tensor are checked; left out, all, or 500 of each
            in networks of more than 20,000 parameters.
        seed: Of the choice of entries.
        sabotage: A mistake to plant, as ``gdrun gradcheck --sabotage help`` lists them.
        on_status: Told, in words, of what is going on.

    Raises:
        gdrun.errors.GdrunError: If the config, its data, the step or the sabotage cannot be used.
    """
    from gdrun.checking import check_builtin, check_config

    if config is None:
        return check_builtin(
            step=step, samples=samples, seed=seed, sabotage=sabotage, on_status=on_status
        )
    return check_config(
        _loaded(config),
        after=after,
        step=step,
        samples=samples,
        seed=seed,
        sabotage=sabotage,
        on_status=on_status,
    )


def _loaded(config: "Config | Path | str | Mapping[str, Any]") -> "Config":
    from gdrun.config import Config, load_config, parse_config

    if isinstance(config, Mapping):
        return parse_config(config, folder=Path(), name="experiment")
    return config if isinstance(config, Config) else load_config(Path(config))
