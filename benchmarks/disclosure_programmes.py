"""Made-up programmes of any size for the measurement of disclosure control, and what is published of them. Seeded.

People come and go during the year, answer on any day of a wave, and are in departments, sites, cohorts and levels of
uneven sizes. How well the figures to show are chosen is `disclosure_tables.py`'s question.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
import polars as pl

from benchmarks import facts
from mentorship import tables
from mentorship.as_of import AsOf
from mentorship.disclosure import KEY, WORDS, History, publish
from mentorship.figures import MEASURES, figures_of
from mentorship.populations import groups_of
from mentorship.programme import Programme

SEED: Final = 20_260_101
LAST: Final = date(2026, 12, 31)
COLUMNS: Final = (
    ("department", (0.30, 0.22, 0.15, 0.11, 0.08, 0.06, 0.05, 0.03)),
    ("cohort", (0.50, 0.30, 0.20)),
    ("site", (0.45, 0.25, 0.15, 0.10, 0.05)),
    ("level", (0.40, 0.35, 0.20, 0.05)),
)
"""Segment columns by name, and the chance of each of their values."""
MEETINGS_A_PAIR: Final = 12
EVERYBODY, SEGMENT = "everybody", "by segment"
FRESH, KEPT, WORD, WITHHELD = "fresh", "kept", "word", "withheld"

Core = dict[str, pl.DataFrame]
Generator = np.random.Generator


def programme(columns: int) -> Programme:
    """The declaration with the first so many segment columns."""
    return facts.programme(0).model_copy(update={"segments": [name for name, _ in COLUMNS[:columns]]})


def core(people: int, declared: Programme, draw: int = 0) -> Core:
    """The core tables of a programme of so many people in all, two of them mentees to a mentor; one of many draws."""
    pairs = max(round(people * 2 / 3), 1)
    made = facts.core(pairs * facts.MEETINGS_A_PAIR, facts.programme(0))
    chance = np.random.default_rng([SEED, people, draw])
    persons = _joining(made["core_people"].sort("person_id"), chance)
    matches = _matched(made["core_pairs"].sort("pair_id"), persons, chance)
    return made | {
        "core_people": persons,
        "core_pairs": matches,
        "core_meetings": _meeting(made["core_meetings"].sort("meeting_id"), matches, chance),
        "core_responses": _answering(made["core_responses"].sort("response_id"), persons, declared, chance),
        "core_segments": _segments(persons, matches, declared, chance),
    }


def _joining(people: pl.DataFrame, chance: Generator) -> pl.DataFrame:
    """Two in three join in the first four weeks, the others until September; one in ten leaves."""
    is_first = chance.random(people.height) < 2 / 3
    days = np.where(is_first, chance.integers(0, 28, people.height), chance.integers(28, 260, people.height))
    leaves = chance.random(people.height) < 0.1
    stays = chance.integers(30, 300, people.height)
    joined = _after(facts.START, days)
    left = pl.select(pl.when(pl.Series(leaves)).then(_after(facts.START, days + stays))).to_series()
    return people.with_columns(joined.alias("joined_on"), left.alias("left_on"))


def _matched(pairs: pl.DataFrame, people: pl.DataFrame, chance: Generator) -> pl.DataFrame:
    """Matched within a month after both have joined; a fifth end early, some day of the following eight months."""
    joined = people.select("person_id", "joined_on")
    both = pairs.join(joined, left_on="mentor_id", right_on="person_id", maintain_order="left").join(
        joined, left_on="mentee_id", right_on="person_id", suffix="_of_mentee", maintain_order="left"
    )
    waits = pl.lit(pl.Series(chance.integers(1, 30, pairs.height)))
    lasts = pl.lit(pl.Series(chance.integers(20, 250, pairs.height)))
    matched = pl.max_horizontal("joined_on", "joined_on_of_mentee") + pl.duration(days=waits)
    ends = pl.col("outcome") == "ended_early"
    return (
        both.with_columns(matched_on=matched)
        .with_columns(
            ended_on=pl.when(ends).then(pl.col("matched_on") + pl.duration(days=lasts)),
            planned_end_on=pl.col("matched_on") + pl.duration(days=270),
        )
        .select(pairs.columns)
    )


def _meeting(meetings: pl.DataFrame, pairs: pl.DataFrame, chance: Generator) -> pl.DataFrame:
    """About one meeting a month and pair, those in the pair's time marked."""
    is_kept = pl.Series(chance.random(meetings.height) < MEETINGS_A_PAIR / facts.MEETINGS_A_PAIR)
    spans = pairs.select("pair_id", "matched_on", "ended_on")
    is_over = pl.col("ended_on").is_not_null() & (pl.col("meeting_on") > pl.col("ended_on"))
    placed = meetings.filter(is_kept).join(spans, on="pair_id", how="left", maintain_order="left")
    return placed.with_columns(is_in_pair_time=(pl.col("meeting_on") >= pl.col("matched_on")) & ~is_over).select(
        meetings.columns
    )


def _answering(responses: pl.DataFrame, people: pl.DataFrame, declared: Programme, chance: Generator) -> pl.DataFrame:
    """Of seven in ten people who have joined by then, on any day of the wave, most of them in its first week."""
    lasts = {wave.id: (wave.from_, (wave.to - wave.from_).days) for wave in declared.waves}
    delay = np.minimum(chance.exponential(7, responses.height).astype(int), 30)
    first = pl.col("wave").replace_strict({name: day for name, (day, _) in lasts.items()}, return_dtype=pl.Date)
    joined = people.select("person_id", "joined_on")
    dated = responses.with_columns(submitted_on=first + pl.duration(days=pl.lit(pl.Series(delay))))
    answers = pl.lit(pl.Series(chance.random(responses.height) < 7 / 8))
    there = dated.join(joined, on="person_id", maintain_order="left").filter(
        answers & (pl.col("joined_on") <= pl.col("submitted_on"))
    )
    return there.with_columns(submitted_at=pl.col("submitted_on").cast(pl.Datetime("us", "UTC"))).select(
        responses.columns
    )


def _segments(people: pl.DataFrame, pairs: pl.DataFrame, declared: Programme, chance: Generator) -> pl.DataFrame:
    """Each person's value in each column; a pair has its mentee's."""
    found = [tables.empty("core_segments")]
    for name, chances in COLUMNS:
        values = pl.Series(chance.choice(len(chances), people.height, p=chances)).cast(pl.String)
        persons = people.select(unit=pl.lit("person"), unit_id="person_id", segment_value=values)
        of_mentee = persons.select(mentee_id="unit_id", segment_value="segment_value")
        of_pairs = pairs.join(of_mentee, on="mentee_id").select(
            unit=pl.lit("pair"), unit_id="pair_id", segment_value="segment_value"
        )
        rows = pl.concat([persons, of_pairs]).with_columns(
            segment=pl.lit(name), programme_id=pl.lit(declared.programme.id)
        )
        if name in declared.segments:
            found.append(rows.select(pl.col(each).cast(dtype) for each, dtype in found[0].schema.items()))
    return pl.concat(found)


def _after(first: date, days: np.ndarray) -> pl.Series:
    return pl.Series(days.astype(np.int32) + (first - date(1970, 1, 1)).days).cast(pl.Date)


@dataclass(frozen=True)
class Night:
    """What came of one night's figures.

    `figures` has a row a figure that can be computed: `part` (everybody, by segment), `state` (fresh, kept, word,
    withheld), `is_large` (of at least k people) and `age_days` of the value.
    """

    day: date
    figures: pl.DataFrame
    measure_seconds: float
    publish_seconds: float


def first_nights(people: int, columns: int, k: int, draws: int) -> list[Night]:
    """What some programmes publish on a night late in the year that have published nothing before."""
    declared = programme(columns)
    made = (core(people, declared, draw) for draw in range(draws))
    return [night for each in made for night in nights(each, declared, k, [facts.NIGHT])]


def nights(
    made: Core,
    declared: Programme,
    k: int,
    days: Sequence[date],
    metrics: Sequence[str] = tuple(MEASURES),
    *,
    forgets: bool = False,
) -> Iterator[Night]:
    """The publications of several nights one after the other; where it `forgets`, each as if it were the first."""
    history = History.empty()
    for day in days:
        before = time.perf_counter()
        view = AsOf(made, declared, day)
        figures = figures_of(view, metrics)
        between = time.perf_counter()
        publication = publish(figures, groups_of(view, metrics), history, k, declared.segments)
        after = time.perf_counter()
        yield Night(day, _told(figures, publication.figures, k, day), between - before, after - between)
        if not forgets:
            history = _with(history, publication.figures, publication.groups)


def _with(history: History, figures: pl.DataFrame, groups: pl.DataFrame) -> History:
    shown = figures.filter(pl.col("value").is_not_null() | pl.col("reason").is_in(WORDS))
    last = pl.concat([history.figures, shown]).unique(KEY, keep="last", maintain_order=True)
    return History(pl.concat([history.groups, groups]), last)


def _told(figures: pl.DataFrame, published: pl.DataFrame, k: int, day: date) -> pl.DataFrame:
    """Of each figure that can be computed what became of it."""
    sizes = figures.filter(pl.col("status") != "not_computable").select(*KEY, size="people")
    is_word, is_today = pl.col("reason").is_in(WORDS), pl.col("value_as_of") == day
    state = (
        pl.when(pl.col("status") == "suppressed")
        .then(pl.lit(WITHHELD))
        .when(~is_today)
        .then(pl.lit(KEPT))
        .when(is_word)
        .then(pl.lit(WORD))
        .otherwise(pl.lit(FRESH))
    )
    return published.join(sizes, on=list(KEY)).select(
        part=pl.when(pl.col("segment") == "all").then(pl.lit(EVERYBODY)).otherwise(pl.lit(SEGMENT)),
        state=state,
        is_large=pl.col("size") >= k,
        age_days=(pl.lit(day) - pl.col("value_as_of")).dt.total_days(),
    )


def days(first: date = facts.START + timedelta(days=1), last: date = LAST, step: int = 1) -> list[date]:
    """Every so many days from a first one to a last one."""
    return [first + timedelta(days=each) for each in range(0, (last - first).days + 1, step)]
