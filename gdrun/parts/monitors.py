"""The metrics that may be watched while training goes on."""

from typing import Annotated, Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from gdrun.parts.registry import parts


def monitors() -> tuple[str, ...]:
    """Everything that may be watched, with the metrics that are registered by now."""
    validated = (f"validation.{name}" for name in ("loss", *parts("metrics")))
    return ("train.loss", *validated)


def metric_of(monitor: str) -> Any:
    """The class of the metric that a monitor names, or None for the loss."""
    return parts("metrics").get(monitor.rpartition(".")[2])


class _MonitorName:
    """Marks a text as one of the monitors, whatever the registry holds by then."""

    def __get_pydantic_core_schema__(self, _: Any, __: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self._check)

    def __get_pydantic_json_schema__(
        self, _: CoreSchema, __: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {"type": "string", "enum": list(monitors())}

    def _check(self, value: object) -> str:
        known = monitors()
        if not isinstance(value, str) or value not in known:
            expected = ", ".join(f"'{name}'" for name in known)
            raise PydanticCustomError("literal_error", "unknown", {"expected": expected})
        return value


Monitor = Annotated[str, _MonitorName()]
"""A metric that is known after each epoch, with its portion."""
