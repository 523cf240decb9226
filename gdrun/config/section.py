"""What all sections of a config have in common."""

from pydantic import BaseModel, ConfigDict


class Section(BaseModel):
    """Base of a config's sections: nothing in them changes, and nothing unknown is let in."""

    model_config = ConfigDict(frozen=True, extra="forbid")
