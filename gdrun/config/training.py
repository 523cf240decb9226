"""How long training goes on, in what steps, and what counts in it, as a config says it."""

from typing import Annotated, Any, Literal, Self

from pydantic import Field, SerializerFunctionWrapHandler, model_serializer, model_validator

from gdrun.config.choice import Choice, mistake
from gdrun.config.section import Section, without_nothing
from gdrun.parts.averages import Average
from gdrun.parts.monitors import Monitor
from gdrun.parts.registry import Count, Finite, NonNegative, Positive


class StopSection(Section):
    """When training ends before its last epoch."""

    gradient_norm: Positive | None = Field(
        None, description="Converged when the gradient's norm is below this."
    )
    loss_change: Positive | None = Field(
        None,
        description="Converged when the loss stays within "
        "this of one value for ``patience`` epochs.",
    )
    loss_below: Finite | None = Field(None, description="Converged when the loss is below this.")
    monitor: Monitor | None = Field(
        None, description="The metric of early stopping; the best epoch's weights are restored."
    )
    patience: Count = Field(
        10, description="Epochs that ``monitor`` may be no better, or the loss stay where it is."
    )
    minimum_change: NonNegative = Field(
        0.0, description="By how much ``monitor`` must get better to count as better."
    )

    def _pointless(self) -> dict[str, str]:
        """The keys that have nothing to act on, and what they need."""
        pointless = {}
        if self.monitor is None:
            pointless["minimum_change"] = "`monitor`"
            if self.loss_change is None:
                pointless["patience"] = "`monitor` or `loss_change`"
        return pointless

    @model_validator(mode="after")
    def _nothing_pointless(self) -> Self:
        for key, needed in self._pointless().items():
            if key in self.model_fields_set:
                raise mistake(f"`{key}` does nothing without {needed}", f"add {needed}", at=(key,))
        return self

    @model_serializer(mode="wrap")
    def _without_pointless(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        pointless = self._pointless()
        return {key: value for key, value in handler(self).items() if key not in pointless}


class TrainingSection(Section):
    """How long and in what steps training goes on."""

    epochs: Count = Field(100, description="Passes over the training rows, at most.")
    batch_size: Count | Literal["full"] = Field(
        32,
        description="Examples in a step: full is gradient descent, 1 stochastic gradient descent.",
    )
    shuffle: bool = Field(True, description="Whether each epoch meets the examples in a new order.")
    dtype: Literal["float32", "float64"] = Field(
        "float32", description="The precision of parameters and arithmetic."
    )
    clip_value: Positive | None = Field(
        None, description="The largest size of any one number in the gradient."
    )
    clip_norm: Positive | None = Field(
        None,
        description="The largest norm of the whole gradient, which is scaled down to it exactly; "
        "PyTorch's divides by 1e-6 more than the norm.",
    )
    class_weights: Literal["balanced"] | dict[str, NonNegative] | None = Field(
        None,
        description="How much each class counts in the loss: balanced, so that all count alike "
        "together, or a mapping from classes to weights, 1 where it says none.",
    )
    weighted_metrics: bool = Field(
        False,
        description="Whether rows and classes count in metrics as they do in the loss; "
        "they count alike otherwise.",
    )
    average: Annotated[Average | None, Choice("averages", optional=True)] = Field(
        None, description="What average of the parameters over training remains in the end."
    )
    stop: StopSection = Field(
        StopSection(), description="When training ends before its last epoch."
    )

    @model_serializer(mode="wrap")
    def _without_unused(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return without_nothing(handler(self), "class_weights", "weighted_metrics", "average")
