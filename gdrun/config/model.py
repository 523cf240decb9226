"""The network, as a config says it, and the layers that this comes to."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    SerializerFunctionWrapHandler,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
    field_validator,
    model_serializer,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from gdrun.config.choice import Choice, validated
from gdrun.config.section import Section
from gdrun.parts.activations import Activation, Relu
from gdrun.parts.initializers import FromFile, GlorotUniform, Initializer, Zeros
from gdrun.parts.layers import Dense, Dropout, Layer, LayerNorm
from gdrun.parts.registry import BelowOne, Count, Part, names

Normalization = Literal["none", "layer"]


class LayerSection(Section):
    """A dense hidden layer; what it does not say, the model says."""

    name: Literal["dense"] = "dense"
    units: Count = Field(description="How many.")
    activation: Annotated[Activation | None, Choice("activations", optional=True)] = Field(
        None, description="The function of its units."
    )
    weights: Annotated[Initializer | None, Choice("initializers", optional=True)] = Field(
        None, description="Its weights before the first step."
    )
    biases: Annotated[Initializer | None, Choice("initializers", optional=True)] = Field(
        None, description="Its biases before the first step."
    )
    dropout: BelowOne | None = Field(
        None, description="The share of its values that each row loses while training."
    )
    normalization: Normalization | None = Field(
        None, description="Whether its sums are normalised before the activation: layer, or none."
    )

    @model_serializer(mode="wrap")
    def _as_said(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return {k: v for k, v in handler(self).items() if v is not None and k != "name"}


class InputSection(Section):
    """What happens to the inputs."""

    dropout: BelowOne = Field(0.0, description="The share of inputs that each row loses.")


class OutputSection(Section):
    """The last layer; what it does not say, the model says."""

    weights: Annotated[Initializer | None, Choice("initializers", optional=True)] = Field(
        None, description="Its weights before the first step."
    )
    biases: Annotated[Initializer | None, Choice("initializers", optional=True)] = Field(
        None, description="Its biases before the first step."
    )


class _Hidden:
    """Marks an entry of ``hidden``: units, a dense layer's mapping, or another kind by ``name``."""

    def _choose(self, value: object, handler: ValidatorFunctionWrapHandler) -> Any:
        if not isinstance(value, Mapping):
            return handler(value)
        known = dict(names("layers"))
        name = value.get("name", Dense.model_fields["name"].default)
        if not isinstance(name, str) or known.get(name) != "dense":
            return Choice("layers").choose(value)
        section = validated(LayerSection, {**value, "name": "dense"})
        # Said with more words, it is the same.
        return section.units if section.model_dump() == {"units": section.units} else section

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_wrap_validator_function(
            self._choose,
            handler.generate_schema(Count),
            serialization=core_schema.plain_serializer_function_ser_schema(_plain),
        )

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        section = handler(LayerSection.__pydantic_core_schema__)
        kinds = Choice("layers").json_options(handler)[1:]
        return {"anyOf": [handler(schema["schema"]), section, *kinds]}


def _plain(entry: "int | LayerSection | Layer") -> Any:
    return entry if isinstance(entry, int) else entry.model_dump(mode="json")


@dataclass(frozen=True)
class LayerSetting:
    """One layer of the network, with nothing left to be said elsewhere."""

    part: Layer | None
    """None is the output's dense layer, whose units the loss decides."""
    activation: Activation | None
    """Of its sums; None if they are its values."""
    weights: Initializer
    biases: Initializer | None
    """None if they are those of the file that the weights are from, or zeros if it has none."""
    key: str
    """Where in a config its section is."""
    own: frozenset[str]
    """What is said there, and not of the whole model."""

    def biases_in(self, folder: Path) -> Initializer:
        """What gives the biases, of a file if they come along; its path is relative to ``folder``.

        Raises:
            DataError: If the file cannot be read.
        """
        if self.biases is not None:
            return self.biases
        brings = isinstance(self.weights, FromFile) and self.weights.holds("b", folder)
        return self.weights if brings else Zeros()

    def key_of(self, name: str) -> str:
        """Where in a config its activation, weights or biases are said."""
        return f"{self.key}.{name}" if name in self.own else f"model.{name}"


class ModelSection(Section):
    """The network."""

    hidden: tuple[Annotated[int | LayerSection | Layer, _Hidden()], ...] = Field(
        (32,),
        description="Units of each hidden layer; none is linear, logistic or softmax regression. "
        "Instead of a number, a mapping says more of a layer.",
    )
    activation: Annotated[Activation, Choice("activations")] = Field(
        Relu(), description="The function of the hidden layers' units."
    )
    weights: Annotated[Initializer, Choice("initializers")] = Field(
        GlorotUniform(), description="The weights before the first step."
    )
    biases: Annotated[Initializer | None, Choice("initializers", optional=True)] = Field(
        None,
        validate_default=True,
        description="The biases before the first step; left out, zeros, "
        "or those of the file that the weights are from.",
    )
    dropout: BelowOne = Field(
        0.0, description="The share of each hidden layer's values that each row loses in training."
    )
    normalization: Normalization = Field(
        "none", description="Whether hidden layers' sums are normalised: layer, or none."
    )
    input: InputSection | None = Field(None, description="What happens to the inputs.")
    output: OutputSection | None = Field(None, description="The last layer.")

    @field_validator("input", "output")
    @classmethod
    def _nothing_that_says_nothing(
        cls, section: InputSection | OutputSection | None
    ) -> InputSection | OutputSection | None:
        return None if section in (InputSection(), OutputSection()) else section

    @field_validator("biases")
    @classmethod
    def _zeros_without_a_file(
        cls, biases: Initializer | None, info: ValidationInfo
    ) -> Initializer | None:
        return biases if isinstance(info.data.get("weights"), FromFile) else biases or Zeros()

    @model_serializer(mode="wrap")
    def _without_unused(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        unused = {"dropout": 0.0, "normalization": "none", "input": None, "output": None}
        said = handler(self)
        return {key: each for key, each in said.items() if each != unused.get(key, ...)}

    def layers(self) -> tuple[LayerSetting, ...]:
        """All layers, from the inputs to the outputs."""
        found = list(self._dropout("input", self.input.dropout if self.input else 0.0))
        for place, entry in enumerate(self.hidden):
            key = f"hidden[{place}]"
            if isinstance(entry, Layer):
                found.append(self._setting(key, entry))
            else:
                found += self._hidden_layers(key, entry)
        found.append(self._setting("output", None, self.output or OutputSection()))
        return tuple(each for each in found if each.part != Dropout(rate=0.0))

    def draws(self) -> bool:
        """Whether layers make random numbers while training."""
        return any(layer.part and layer.part.draws for layer in self.layers())

    def _hidden_layers(self, key: str, entry: int | LayerSection) -> list[LayerSetting]:
        said = LayerSection(units=entry) if isinstance(entry, int) else entry
        dense = self._setting(key, Dense(units=said.units), said)
        if (said.normalization or self.normalization) == "layer":
            normalised = replace(dense, part=LayerNorm())
            found = [replace(dense, activation=None), normalised]
        else:
            found = [dense]
        rate = self.dropout if said.dropout is None else said.dropout
        return [*found, *self._dropout(key, rate)]

    def _dropout(self, key: str, rate: float) -> list[LayerSetting]:
        return [self._setting(key, Dropout(rate=rate))] if rate else []

    def _setting(
        self, key: str, part: Layer | None, said: LayerSection | OutputSection | None = None
    ) -> LayerSetting:
        """A layer of which a section may say more; a file's weights bring its biases along."""
        own: dict[str, Any] = {name: each for name, each in said or () if isinstance(each, Part)}
        along = None if isinstance(own.get("weights"), FromFile) else self.biases
        activation = self.activation if isinstance(said, LayerSection) else None
        return LayerSetting(
            key=f"model.{key}",
            part=part,
            activation=own.get("activation", activation),
            weights=own.get("weights", self.weights),
            biases=own.get("biases", along),
            own=frozenset(own),
        )
