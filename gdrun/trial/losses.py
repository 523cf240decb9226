"""Which loss suits a target, and how many outputs it needs."""

from gdrun.data import Dataset
from gdrun.errors import PartError
from gdrun.parts.losses import BinaryCrossEntropy, CrossEntropy, Loss, MeanSquaredError


def suitable_loss(dataset: Dataset) -> Loss:
    """The loss for a config that names none."""
    if dataset.task == "regression":
        return MeanSquaredError()
    return BinaryCrossEntropy() if len(dataset.class_names) == 2 else CrossEntropy()


def output_count(loss: Loss, dataset: Dataset) -> int:
    """How many outputs the network has.

    Raises:
        PartError: If the loss does not suit the target.
    """
    classes = len(dataset.class_names)
    if loss.suits in ("numbers", "counts") and dataset.task == "regression":
        return len(dataset.target_scale)
    if loss.suits == "classes" and classes:
        return classes
    if loss.suits == "binary" and classes == 2:
        return 1
    target = f"{classes} classes" if classes else "numbers"
    wanted = {"binary": "two classes", "counts": "counts, which are numbers"}.get(
        loss.suits, loss.suits
    )
    raise PartError(
        f"loss: {loss.name} is for {wanted}, but the target is {target}; "
        f"{suitable_loss(dataset).name} suits it, and is chosen if `loss` is left out"
    )


def output_activation(loss: Loss) -> str:
    """What makes predictions of the outputs: ``sigmoid``, ``softmax``, ``identity`` or ``exp``.

    Of ``sigmoid`` there is one output, for the second class.
    """
    found = {"binary": "sigmoid", "classes": "softmax", "numbers": "identity", "counts": "exp"}
    return found[loss.suits]
