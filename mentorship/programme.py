"""`programme.yaml` and the instruments, as models: what a coordinator may declare and what each word means.

Reading files and wording errors is `configuration.py`'s. The models hold every rule that one declaration can be
checked by alone; rules that need two declarations stand in `configuration.py` too.
"""

from datetime import date
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo, available_timezones

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator

from mentorship.locales import DEFAULT_LOCALE, known_locale

DeclaredKind = Literal["people", "pairs", "surveys", "meetings", "goals"]
Kind = Literal[DeclaredKind, "invitations"]
Role = Literal["mentee", "mentor"]
ItemKind = Literal["scale", "nps", "satisfaction", "expectation", "text"]
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
PROGRAMME_FILE = "programme.yaml"
EVERYONE, OPEN_LINK = "everyone", "open_link"
SNAPSHOT_KINDS = frozenset({"people", "pairs", "goals"})

Identifier = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=64)]
Name = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_-]*$", max_length=64)]
Address = Annotated[str, Field(pattern=r"^[^\s@<>,;\"]+@[^\s@<>,;\"]+\.[^\s@<>,;\"]+$", max_length=254)]


def _as_text(value: object) -> object:
    """YAML reads `true` and `1` as a boolean and a number; in a mapping of words they are words."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int | float) else value


Word = Annotated[str, BeforeValidator(_as_text)]


class Declaration(BaseModel):
    """A mapping that a coordinator writes: frozen, and an unknown key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class About(Declaration):
    """The `programme:` block."""

    id: Identifier
    name: Annotated[str, Field(min_length=1, max_length=200)]
    time_zone: str
    starts_on: date
    ends_on: date
    channels: Annotated[tuple[Name, ...], Field(min_length=1)] = ("in_person", "video", "phone", "chat", "email")
    meetings_per_month: Annotated[float, Field(gt=0, le=60)] | None = None
    booked_counts_as_held: bool = False
    locale: str = DEFAULT_LOCALE

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        return known_zone(value)

    @field_validator("locale")
    @classmethod
    def _known_locale(cls, value: str) -> str:
        return known_locale(value)

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.ends_on < self.starts_on:
            raise ValueError(f"ends_on {self.ends_on} lies before starts_on {self.starts_on}")
        return self


class Source(Declaration):
    """One tool's export: where its files are and what its files do not say themselves."""

    name: Name
    kind: DeclaredKind
    tool: Name
    files: str
    mode: Literal["snapshot", "append"] | None = None
    dated: str | None = None
    time_zone: str | None = None
    date_order: Literal["dmy", "mdy", "ymd"] | None = None
    date_format: str | None = None
    encoding: str | None = None
    delimiter: Annotated[str, Field(min_length=1, max_length=2)] | None = None
    decimal: Literal[".", ","] | None = None
    header_row: Annotated[int, Field(ge=1)] | None = None
    sheet: str | None = None
    columns: dict[str, Word] = {}
    values: dict[Word, Word] = {}
    instrument: str | None = None
    wave: str | None = None
    invited: str = EVERYONE

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, value: str | None) -> str | None:
        return value if value is None else known_zone(value)

    @field_validator("files", "invited")
    @classmethod
    def _inside_exports(cls, value: str) -> str:
        if value.startswith("/") or ".." in value.split("/") or "\\" in value:
            raise ValueError("must be a path or pattern below exports/, with / between folders and without ..")
        return value

    @property
    def has_invited_list(self) -> bool:
        """Whether `invited:` names a list of people."""
        return self.kind == "surveys" and self.invited not in (EVERYONE, OPEN_LINK)

    @property
    def is_snapshot(self) -> bool:
        """Whether the newest export replaces the older ones (else rows add up)."""
        return (self.mode or ("snapshot" if self.kind in SNAPSHOT_KINDS else "append")) == "snapshot"


class Wave(Declaration):
    """A time in which questionnaires are answered, both days in."""

    id: Name
    from_: Annotated[date, Field(alias="from")]
    to: date

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.to < self.from_:
            raise ValueError(f"ends on {self.to}, before it begins on {self.from_}")
        return self


class Target(Declaration):
    """What a programme promised of one figure. Fields left out mean the figure of everybody."""

    metric: str
    role: Literal["mentee", "mentor", "pair", "all"] | None = None
    segment: str | None = None
    segment_value: Word | None = None
    instrument: str | None = None
    construct_name: Annotated[str | None, Field(alias="construct")] = None
    wave: str | None = None
    at_least: float | None = None
    at_most: float | None = None

    @model_validator(mode="after")
    def _one_bound(self) -> Self:
        if (self.at_least is None) == (self.at_most is None):
            raise ValueError("needs exactly one of at_least and at_most")
        return self


class Privacy(Declaration):
    """The smallest groups of people about whom anything is published."""

    k: Annotated[int, Field(ge=3)] = 5
    comments_k: Annotated[int, Field(ge=3)] = 10


class Health(Declaration):
    """Thresholds of the lists of pairs that may need a hand, and of the rules of pair health.

    A pair went quiet when its last meeting lies more than `quiet_after_days` days back, or more than
    `quiet_after_intervals` times the days between two agreed meetings; it never met when its match lies more than
    `never_met_after_days` days back. The rules look `cadence_days` back: at a cadence below the share `cadence_below`
    of what was agreed, and at `no_shows` of one side; at a share of cancelled meetings over `cancellations_over`; from
    `expectations_after_days` days after the match at what was agreed; at answers `expectation_gap_points` apart, at
    `unanswered_surveys` in a row, and at open goals that nobody reviewed in `review_after_days` days.
    """

    quiet_after_days: Annotated[int, Field(ge=1)] = 45
    never_met_after_days: Annotated[int, Field(ge=1)] = 14
    quiet_after_intervals: Annotated[float, Field(ge=1)] = 2.0
    cadence_days: Annotated[int, Field(ge=7)] = 90
    cadence_below: Annotated[float, Field(gt=0, le=1)] = 0.5
    cancellations_over: Annotated[float, Field(ge=0, lt=1)] = 0.3
    expectations_after_days: Annotated[int, Field(ge=1)] = 30
    expectation_gap_points: Annotated[float, Field(gt=0)] = 2.0
    no_shows: Annotated[int, Field(ge=1)] = 2
    unanswered_surveys: Annotated[int, Field(ge=1)] = 2
    review_after_days: Annotated[int, Field(ge=1)] = 60


class ReportEntry(Declaration):
    """Who gets which report, and how often."""

    to: Annotated[tuple[Address, ...], Field(min_length=1)]
    send: Literal["nightly", "weekly", "monthly", "on_change"]
    on: Weekday | Annotated[int, Field(ge=1, le=28)] | None = None
    audience: Literal["sponsor", "coordinator"]


class ProgrammeFile(Declaration):
    """`programme.yaml`, whole."""

    programme: About
    sources: Annotated[tuple[Source, ...], Field(min_length=1)]
    waves: tuple[Wave, ...] = ()
    segments: tuple[Name, ...] = ()
    targets: tuple[Target, ...] = ()
    privacy: Privacy = Privacy()
    health: Health = Health()
    reports: tuple[ReportEntry, ...] = ()

    @field_validator("segments")
    @classmethod
    def _own_names(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if "all" in value or len(set(value)) < len(value):
            raise ValueError("name each segment once, and none of them `all`, which stands for everybody")
        return value


class Scale(Declaration):
    """The points of an answer, and the words for them in order."""

    min: int
    max: int
    labels: tuple[Word, ...] = ()

    @model_validator(mode="after")
    def _labels_fit(self) -> Self:
        if self.max <= self.min:
            raise ValueError(f"max {self.max} must be above min {self.min}")
        points = self.max - self.min + 1
        if self.labels and len(self.labels) != points:
            raise ValueError(f"has {len(self.labels)} labels for {points} points")
        return self


NPS_SCALE = Scale(min=0, max=10)


class Construct(Declaration):
    """What a group of items measures together."""

    reliability: Annotated[float, Field(gt=0, lt=1)] | None = None


class Item(Declaration):
    """One question of an instrument."""

    id: Name
    text: str
    construct_name: Annotated[Name | None, Field(alias="construct")] = None
    kind: ItemKind = "scale"
    reverse: bool = False
    publish_with: Name | None = None


class Instrument(Declaration):
    """A questionnaire: items on a scale, grouped in constructs, asked of one or both sides."""

    instrument: Name
    title: str
    asked_of: Annotated[tuple[Role, ...], Field(min_length=1)] = ("mentee", "mentor")
    observes: Name | None = None
    scale: Scale = Scale(min=1, max=5)
    constructs: dict[Name, Construct | None] = {}
    items: Annotated[tuple[Item, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _items_fit(self) -> Self:
        ids = [item.id for item in self.items]
        repeated = sorted({name for name in ids if ids.count(name) > 1})
        if repeated:
            raise ValueError(f"gives the item id {repeated[0]!r} twice")
        return self

    def scale_of(self, item: Item) -> Scale:
        """The points that an answer to this item may take."""
        return NPS_SCALE if item.kind == "nps" else self.scale

    @property
    def construct_items(self) -> dict[str, tuple[Item, ...]]:
        """The scaled items of each construct, in the order of the file."""
        found: dict[str, tuple[Item, ...]] = {}
        for item in self.items:
            if item.kind == "scale" and item.construct_name is not None:
                found[item.construct_name] = (*found.get(item.construct_name, ()), item)
        return found

    def reliability(self, construct: str) -> float | None:
        """The published reliability of a construct, where the file gives one."""
        declared = self.constructs.get(construct)
        return declared.reliability if declared else None


class Programme(ProgrammeFile):
    """A programme as declared: its file and its instruments by name."""

    instruments: dict[str, Instrument] = {}

    @property
    def id(self) -> str:
        """The programme's stable id."""
        return self.programme.id

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which the programme's days begin and end."""
        return ZoneInfo(self.programme.time_zone)

    def source(self, name: str) -> Source:
        """The source of that name."""
        return next(source for source in self.sources if source.name == name)

    @property
    def ordered_waves(self) -> tuple[Wave, ...]:
        """The waves by the day on which they begin."""
        return tuple(sorted(self.waves, key=lambda wave: (wave.from_, wave.id)))

    @property
    def baseline(self) -> Wave | None:
        """The wave that growth is measured from: the one called `baseline`, else the first."""
        named = [wave for wave in self.waves if wave.id == "baseline"]
        return next(iter([*named, *self.ordered_waves]), None)

    def last_reportable_day(self) -> date:
        """The last day on which something new can be asked: the programme's end, or its last wave's if later."""
        return max([self.programme.ends_on, *(wave.to for wave in self.waves)])


def known_zone(value: str) -> str:
    """The IANA name itself; `ValueError` when there is no such zone."""
    if value not in available_timezones():
        raise ValueError(f"{value!r} is no IANA time zone, such as Europe/Berlin")
    return value
