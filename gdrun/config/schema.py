"""The keys of a config, their defaults and their bounds."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    Field,
    ModelWrapValidatorHandler,
    PrivateAttr,
    SerializerFunctionWrapHandler,
    ValidationInfo,
    field_validator,
    model_serializer,
    model_validator,
)
from pydantic.fields import FieldInfo

from gdrun.config.choice import Choice, SourceChoice, choice_in, mistake
from gdrun.config.claims import GRAMMAR, read_claim
from gdrun.config.model import ModelSection
from gdrun.config.randomness import HIGHEST_SEED, RandomnessSection, Seeds, Stream, distinct
from gdrun.config.section import Section, section_in, without_nothing
from gdrun.config.split import (
    DEFAULT_SPLIT,
    SplitSection,
    check_repetitions,
    whole_repetitions,
)
from gdrun.config.training import TrainingSection
from gdrun.config.yaml.document import Location
from gdrun.files.delimited.reading import Missing
from gdrun.parts.decays import Decay, NoDecay
from gdrun.parts.losses import Loss
from gdrun.parts.normalizers import Normalizer, Standardize
from gdrun.parts.optimizers import Adam, Optimizer
from gdrun.parts.registry import NonNegative
from gdrun.parts.sources import Csv, Source

DIALECT = "https://json-schema.org/draft/2020-12/schema"
"""The JSON Schema that pydantic writes."""

Seed = Annotated[int, Field(ge=0, le=HIGHEST_SEED)]
SeedCount = Annotated[int, Field(ge=1, le=1_000_000)]

Reads = TypeVar("Reads")


def _printable(text: str) -> str:
    """As it is: it stands in headings, where a terminal would obey control characters."""
    if not text.isprintable():
        raise mistake("the name holds a line break or a control character", "write it on one line")
    return text


def _claim(text: str) -> str:
    """As it is, if it can be read."""
    try:
        read_claim(text)
    except ValueError as error:
        raise mistake(f"{error}", GRAMMAR) from None
    return text


SeedList = Annotated[tuple[Seed, ...], Field(min_length=1), AfterValidator(distinct)]


class SeparateSources(Section):
    """A source for each part of the data."""

    train: Annotated[Source, SourceChoice()] = Field(description="What to train on.")
    validation: Annotated[Source | None, SourceChoice(optional=True)] = Field(
        None, description="What to choose by."
    )
    test: Annotated[Source | None, SourceChoice(optional=True)] = Field(
        None, description="What the final word is about."
    )


class ColumnsSection(Section):
    """What the columns of CSV files are."""

    leave_out: Annotated[
        tuple[str, ...],
        # What is inside a section that looks at itself is Python's, where a list is no tuple.
        BeforeValidator(lambda said: tuple(said) if isinstance(said, list) else said),
        Field(min_length=1),
        AfterValidator(distinct),
    ] = Field(description="Columns that are not read, such as IDs.")


class DataSection(Section):
    """What is learnt from."""

    source: Annotated[Source | SeparateSources, SourceChoice(separate=SeparateSources)] = Field(
        description="A built-in set, a file's path, "
        "a file for each of train, validation and test, or {X, y}."
    )
    target: int | str | None = Field(
        None,
        description="The column to predict in CSV files: its name, or its place from 0; "
        "left out, the last.",
    )
    header: bool | None = Field(
        None,
        description="Whether CSV files start with the columns' names; "
        "left out, told from the files.",
    )
    missing: Missing | None = Field(
        None,
        description="What a missing value in a CSV file is: an error, "
        "its row dropped, or filled with the mean.",
    )
    columns: ColumnsSection | None = Field(None, description="What the columns are.")
    split: SplitSection | None = Field(
        None,
        description="Fractions or counts, or folds; "
        "left out, 0.7, 0.15 and 0.15, or nothing if there are separate files.",
    )
    stratify: bool = Field(
        True, description="Whether each part of the split holds the classes in equal proportions."
    )
    normalize: Annotated[Normalizer, Choice("normalizers")] = Field(
        Standardize(), description="How inputs are normalised, as learnt from the training part."
    )
    normalize_target: Annotated[Normalizer | None, Choice("normalizers", optional=True)] = Field(
        None,
        description="How numbers to predict are normalised; "
        "left out, standardised, but counts and classes not.",
    )
    task: Literal["classification", "regression"] | None = Field(
        None, description="What the target is; left out, told from its values."
    )
    weights: Annotated[str, Field(min_length=1)] | None = Field(
        None, description="The column that says how much each row counts in the loss."
    )
    groups: Annotated[str, Field(min_length=1)] | None = Field(
        None, description="The column whose rows of one value all go to one part of the split."
    )

    @property
    def folds(self) -> int | None:
        """How many folds there are; None for an ordinary split, or none."""
        return self.split.folds if self.split else None

    def sources(self) -> tuple[Source, ...]:
        """All that is read."""
        source = self.source
        if not isinstance(source, SeparateSources):
            return (source,)
        return tuple(each for each in (source.train, source.validation, source.test) if each)

    def draws(self) -> bool:
        """Whether any of it is drawn at random."""
        return any(source.draws for source in self.sources())

    @model_serializer(mode="wrap")
    def _without_unused(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return without_nothing(handler(self), "columns", "weights", "groups")

    @field_validator("target", "header", "missing", "columns")
    @classmethod
    def _for_csv_files(cls, value: Reads, info: ValidationInfo) -> Reads | None:
        source = info.data.get("source")
        sources = dict(source).values() if isinstance(source, SeparateSources) else (source,)
        if value is None or source is None or any(isinstance(each, Csv) for each in sources):
            # The default's name says no more than nothing does: it is one and the same config.
            return None if info.field_name == "missing" and value == "error" else value
        raise mistake(f"`{info.field_name}` is for CSV and TSV files alone", "leave it out")

    @model_validator(mode="wrap")
    @classmethod
    def _split_by_default(cls, values: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        data = handler(values)
        apart = data.source if isinstance(data.source, SeparateSources) else None
        if data.folds and apart and apart.test:
            raise mistake(
                "each of the `folds` is the test part once, so there is no place for this one",
                "leave it out",
                at=("source", "test"),
            )
        if data.split is not None or apart:
            return data
        if "split" in data.model_fields_set:
            raise mistake("`split` has no value", "leave it out for its default", at=("split",))
        return data.model_copy(update={"split": DEFAULT_SPLIT})


class PenaltySection(Section):
    """What is added to the loss: l1·Σ|w| + l2/2·Σw², over weights, not biases.

    It does not depend on the batch; scikit-learn's networks divide their alpha by its size.
    """

    l1: NonNegative = 0.0
    l2: NonNegative = 0.0


@dataclass(frozen=True)
class Origin:
    """Where a config comes from: what its paths start from, and what messages call it.

    The name and the text are no part of what it means, so that configs are equal without them.
    """

    folder: Path = Path()
    name: str = field(default="", compare=False)
    text: str = field(default="", compare=False)


class Config(Section):
    """An experiment, as a config says it, with every default filled in."""

    name: Annotated[str, Field(min_length=1), AfterValidator(_printable)] = Field(
        "experiment", description="What the experiment is called; left out, as its file."
    )
    description: str = Field("", description="What it is for, in your words; reports show it.")
    parts: tuple[str, ...] = Field(
        (), description="Python files with parts of one's own; their code is run."
    )
    data: DataSection
    model: ModelSection = ModelSection()
    loss: Annotated[Loss | None, Choice("losses", optional=True)] = Field(
        None, description="What training makes small; left out, chosen by the target."
    )
    penalty: PenaltySection = PenaltySection()
    optimizer: Annotated[Optimizer, Choice("optimizers")] = Field(
        Adam(), description="How the gradient moves the parameters."
    )
    decay: Annotated[Decay, Choice("decays")] = Field(
        NoDecay(), description="How the learning rate changes while training runs."
    )
    training: TrainingSection = TrainingSection()
    seeds: SeedCount | SeedList = Field(
        10,
        description="How many seeds, from 0; or the seeds themselves as a list. "
        "Left out, 10, and of folds as many as fill repetitions.",
    )
    randomness: RandomnessSection = Field(RandomnessSection(), validate_default=True)
    sweep: dict[str, Any] | None = Field(
        None, description="Dotted keys and, for each, the values to try."
    )
    claims: tuple[Annotated[str, AfterValidator(_claim)], ...] = Field(
        (), description="Sentences that `gdrun claim` checks, such as `adam > sgd by 0.005`."
    )

    _origin: Origin = PrivateAttr(default=Origin())

    @property
    def folder(self) -> Path:
        """The folder that relative paths in the config start from."""
        return self._origin.folder

    @property
    def origin(self) -> str:
        """What messages call the config: its file, or the name that it was given."""
        return self._origin.name

    @property
    def text(self) -> str:
        """The config as it was written; empty if it was no text."""
        return self._origin.text

    @field_validator("randomness")
    @classmethod
    def _dropout_follows_the_seed(
        cls, randomness: RandomnessSection, info: ValidationInfo
    ) -> RandomnessSection:
        """Unless something else is said, where there is any."""
        model = info.data.get("model")
        if "vary" in randomness.model_fields_set or not (model and model.draws()):
            return randomness
        return randomness.model_copy(update={"vary": (*randomness.vary, "dropout")})

    @model_validator(mode="after")
    def _seeds_fill_repetitions(self) -> Self:
        folds = self.data.folds
        if not folds:
            return self
        if "seeds" not in self.model_fields_set:
            filled = whole_repetitions(len(self.seed_list()), folds)
            return self.model_copy(update={"seeds": filled})
        check_repetitions(self.seeds, folds)
        return self

    @model_validator(mode="after")
    def _streams_have_seeds(self) -> Self:
        randomness, where = self.randomness, ("randomness", "seeds_per_split")
        if randomness.seeds_per_split > 1 and self.data.folds:
            raise mistake(
                "`seeds_per_split` is for splits, and there are folds: each repetition divides the "
                "rows once",
                "leave it out",
                at=where,
            )
        if randomness.seeds_per_split > 1 and "data" in randomness.vary:
            raise mistake(
                "`seeds_per_split` is for splits of the same rows, and each seed has data of its "
                "own",
                "leave it out, or take data out of `randomness.vary`",
                at=where,
            )
        if randomness.seeds_per_split > 1 and "split" not in randomness.vary:
            raise mistake(
                "`seeds_per_split` says nothing, as the split does not follow the seed",
                "add split to `randomness.vary`, or leave it out",
                at=where,
            )
        for stream, offset in randomness.offsets.said().items():
            if self.stream_seed(stream, max(self.seed_list())) > HIGHEST_SEED:
                raise mistake(
                    f"an offset of {offset:,} leads beyond the highest seed, {HIGHEST_SEED:,}",
                    "choose a lower one",
                    at=("randomness", "offsets", stream),
                )
        return self

    @model_validator(mode="after")
    def _lowest_rate_is_not_the_highest(self) -> Self:
        lowest, rate = self.decay.minimum, getattr(self.optimizer, "learning_rate", None)
        if rate is not None and lowest > rate:
            raise mistake(
                f"the lowest rate {lowest:g} is above the optimizer's `learning_rate` {rate:g}",
                "`minimum` is a learning rate and no multiplier",
                at=("decay", "minimum"),
            )
        return self

    @model_serializer(mode="wrap")
    def _without_parts(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        # Stores hold hashes of configs that were resolved before there were these keys.
        late = ("description", "parts", "claims")
        return {key: value for key, value in handler(self).items() if key not in late or value}

    def seed_list(self) -> tuple[int, ...]:
        """Every seed, in the order asked for."""
        return tuple(range(self.seeds)) if isinstance(self.seeds, int) else self.seeds

    def data_streams(self) -> tuple[Stream, ...]:
        """Those of the streams ``data`` and ``split`` that follow the seed; folds always do."""
        vary, folds = self.randomness.vary, self.data.folds
        streams: tuple[Stream, ...] = ("data", "split")
        return tuple(each for each in streams if each in vary or (folds and each == "split"))

    def stream_seed(self, stream: Stream, seed: Seeds) -> Seeds:
        """What seeds a stream in the trial with this seed, or for many in those with these."""
        return self.randomness.seed_of(stream, seed, folds=self.data.folds)

    def fold(self, seed: int) -> int:
        """The fold that a seed tests; 0 if there are none."""
        return seed % self.data.folds if self.data.folds else 0

    def resolved(self) -> dict[str, Any]:
        """The config as plain data fit for JSON, with every default; parsed again it is equal."""
        return self.model_dump(mode="json")


def with_source(config: Config, source: Source) -> Config:
    """The config with another source, which may be one that no config can say."""
    data = config.data.model_copy(update={"source": source})
    return config.model_copy(update={"data": data})


def json_schema() -> dict[str, Any]:
    """JSON Schema of a config, for editors, with the parts that are registered by now."""
    return {"$schema": DIALECT, **Config.model_json_schema()}


def chosen_at(model: type[BaseModel] = Config) -> dict[str, str]:
    """Each key that chooses a part, without the sections around it, and its family."""
    families: dict[str, str] = {}
    for key, info in model.model_fields.items():
        if choice := choice_in(info):
            families[key] = choice.family
        elif section := section_in(info):
            families |= chosen_at(section)
    return families


def field_at(location: Location, model: type[BaseModel] = Config) -> FieldInfo | None:
    """The field that a location inside ``model`` leads to, through sections only."""
    *sections, last = location
    for section in sections:
        field = model.model_fields.get(str(section))
        inner = field and section_in(field)
        if not inner:
            return None
        model = inner
    return model.model_fields.get(str(last))


def model_at(location: Location, model: type[BaseModel] = Config) -> type[BaseModel] | None:
    """The section that a location inside ``model`` leads to; ``model`` itself if it is empty."""
    if not location:
        return model
    field = field_at(location, model)
    return field and section_in(field)
