"""What a night's account says of the programme itself: enough to read its published figures beside another's.

It is written into `run.json`, which anybody may read, and read from there by the page of a portfolio. Whom the
programme writes to, and where its exports are, is not in it.
"""

import hashlib
import json
from datetime import date
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator

from mentorship.locales import DEFAULT_LOCALE, known_locale
from mentorship.programme import Instrument, Programme, Target

DIGEST_LENGTH = 12


class Imprint(BaseModel):
    """A programme as its reports show it. `asked` holds a sign of each construct's questions and scale."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    name: str
    starts_on: date
    ends_on: date
    locale: str = DEFAULT_LOCALE
    k: Annotated[int, Field(ge=3)]
    booked_counts_as_held: bool
    waves: tuple[str, ...] = ()
    targets: tuple[Target, ...] = ()
    instruments: dict[str, str] = Field(default_factory=dict)
    asked: dict[str, str] = Field(default_factory=dict)

    @field_validator("locale")
    @classmethod
    def _known_locale(cls, value: str) -> str:
        return known_locale(value)

    @classmethod
    def of(cls, programme: Programme) -> Self:
        """What is to be known of a programme beside its figures."""
        declared = programme.programme
        return cls(
            name=declared.name,
            starts_on=declared.starts_on,
            ends_on=declared.ends_on,
            locale=declared.locale,
            k=programme.privacy.k,
            booked_counts_as_held=declared.booked_counts_as_held,
            waves=tuple(wave.id for wave in programme.ordered_waves),
            targets=programme.targets,
            instruments={name: instrument.title for name, instrument in programme.instruments.items()},
            asked={
                construct_key(name, construct): _digest(instrument, construct)
                for name, instrument in programme.instruments.items()
                for construct in instrument.construct_items
            },
        )


def construct_key(instrument: str, construct: str) -> str:
    """How `asked` names a construct of a questionnaire."""
    return f"{instrument}/{construct}"


def _digest(instrument: Instrument, construct: str) -> str:
    """A sign that is the same for the same questions on the same scale."""
    items = [
        [item.text.strip().casefold(), item.reverse] for item in instrument.items if item.construct_name == construct
    ]
    asked = {"items": items, "min": instrument.scale.min, "max": instrument.scale.max}
    return hashlib.sha256(json.dumps(asked).encode()).hexdigest()[:DIGEST_LENGTH]
