"""A programme as it stood at the end of a day: facts dated after it have not happened.

Here the facts are put in the terms that definitions use (a pair's held meetings, its expected ones, the state of a
goal, the response that counts), once for all metrics. Which of them a figure counts is the metric families' affair.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import polars as pl

from mentorship.programme import OPEN_LINK, Programme, Source, Wave

Facts = Mapping[str, pl.DataFrame]
ALL = "all"
DAYS_A_MONTH = 365.25 / 12
COMPLETE_SHARE = 0.8
PARTIAL_SHARE = 0.5


@dataclass(frozen=True)
class AsOf:
    """The core tables by name, the declaration, and the night's date D."""

    facts: Facts
    programme: Programme
    day: date

    def before(self, days: int) -> date:
        """D less some days."""
        return self.day - timedelta(days=days)

    @cached_property
    def segments(self) -> pl.DataFrame:
        """`unit, unit_id, segment, segment_value`, of the values that occur by D.

        A value that nobody had by then, such as the department of somebody who joins later, is none.
        """
        found = self.facts["core_segments"]
        there = found.join(self._there, on=["unit", "unit_id"], how="semi")
        return found.join(there, on=["segment", "segment_value"], how="semi")

    @property
    def _there(self) -> pl.DataFrame:
        """`unit, unit_id` of the people who had joined by D and the pairs matched, and of whom anything is dated."""
        joined = pl.col("joined_on").is_null() | (pl.col("joined_on") <= self.day)
        people = [
            self.facts["core_people"].filter(joined).select("person_id"),
            *(self.pairs.select(person_id=side) for side in ("mentor_id", "mentee_id")),
            self.goals.select(person_id="owner_id"),
            *(self.responses.select(person_id=side) for side in ("person_id", "subject_id")),
        ]
        pairs = [self.pairs.lazy().select("pair_id"), self.meetings.select("pair_id")]
        everybody = [person.lazy() for person in people]
        return pl.concat(
            pl.concat(found).select(pl.lit(unit).alias("unit"), unit_id=pl.first()).drop_nulls().unique()
            for unit, found in (("person", everybody), ("pair", pairs))
        ).collect()

    @cached_property
    def roles(self) -> pl.DataFrame:
        """`person_id, role`: a row for each role that a person has, mentee or mentor."""
        people = self.facts["core_people"].unpivot(
            on=["is_mentee", "is_mentor"], index="person_id", variable_name="role", value_name="has"
        )
        return people.filter("has").select("person_id", pl.col("role").str.strip_prefix("is_"))

    @property
    def meetings(self) -> pl.LazyFrame:
        """The meetings scheduled on or before D; not collected, because they are by far the most.

        People who are matched later were no pair when they met.
        """
        later = self.facts["core_pairs"].filter(pl.col("matched_on") > self.day)["pair_id"]
        found = self.facts["core_meetings"].lazy().filter(pl.col("meeting_on") <= self.day)
        return found.with_columns(pair_id=pl.when(~pl.col("pair_id").is_in(later.implode())).then("pair_id"))

    @property
    def held(self) -> pl.LazyFrame:
        """`meeting_id, pair_id, meeting_on` of the held meetings of pairs, in their pair's time."""
        is_of_pair = pl.col("is_held") & pl.col("is_in_pair_time") & pl.col("pair_id").is_not_null()
        return self.meetings.filter(is_of_pair).select("meeting_id", "pair_id", "meeting_on")

    @cached_property
    def pairs(self) -> pl.DataFrame:
        """The pairs matched by D, with what became of them.

        `until` is D or the pair's end, and `days` those from the match to it; `age_days` those from the match to D.
        `held` meetings, the first and the last of them, `wait_days` until the first and `quiet_days` since the last;
        how many were `expected`, and `interval_days` from one agreed meeting to the next. A pair with an outcome but no
        date of its end is not open, and nobody knows since when (`is_closed_undated`).
        """
        ended = pl.col("ended_on").is_not_null() & (pl.col("ended_on") <= self.day)
        is_closed_undated = pl.col("ended_on").is_null() & pl.col("outcome").is_not_null()
        days = pl.col("meeting_on")
        met = self.held.group_by("pair_id").agg(held=pl.len().cast(pl.Int64), first_on=days.min(), last_on=days.max())
        return (
            self.facts["core_pairs"]
            .filter(pl.col("matched_on") <= self.day)
            .with_columns(
                until=pl.when(ended).then("ended_on").otherwise(pl.lit(self.day)),
                has_ended=ended,
                is_closed_undated=is_closed_undated,
                is_open=~ended & ~is_closed_undated,
            )
            .with_columns(days=(pl.col("until") - pl.col("matched_on")).dt.total_days())
            .join(met.collect(), on="pair_id", how="left")
            .with_columns(
                pl.col("held").fill_null(0),
                age_days=(pl.lit(self.day) - pl.col("matched_on")).dt.total_days(),
                wait_days=(pl.col("first_on") - pl.col("matched_on")).dt.total_days(),
                quiet_days=(pl.lit(self.day) - pl.col("last_on")).dt.total_days(),
                expected=pl.col("meetings_per_month") * pl.col("days") / DAYS_A_MONTH,
                interval_days=DAYS_A_MONTH / pl.col("meetings_per_month"),
            )
        )

    @cached_property
    def gaps(self) -> pl.DataFrame:
        """`pair_id, gap`: whole days between consecutive days with a held meeting; of open pairs to D too."""
        days = self.held.select("pair_id", day="meeting_on").unique().collect()
        still_open = self.pairs.filter(pl.col("is_open") & pl.col("last_on").is_not_null())
        to_now = still_open.select("pair_id", gap=(pl.lit(self.day) - pl.col("last_on")).dt.total_days())
        between = days.sort("pair_id", "day").select(
            "pair_id", gap=(pl.col("day") - pl.col("day").shift().over("pair_id")).dt.total_days()
        )
        return pl.concat([between.drop_nulls("gap"), to_now])

    @cached_property
    def goals(self) -> pl.DataFrame:
        """The goals set by D (or on an unknown day) as they stood.

        `state` is achieved, not_achieved, dropped, overdue (open, past its due date) or open.
        """
        is_achieved = (pl.col("status") == "achieved") & (
            pl.col("achieved_on").is_null() | (pl.col("achieved_on") <= self.day)
        )
        is_overdue = pl.col("due_on").is_not_null() & (pl.col("due_on") < self.day)
        state = (
            pl.when(is_achieved)
            .then(pl.lit("achieved"))
            .when(pl.col("status").is_in(["not_achieved", "dropped"]))
            .then("status")
            .when(is_overdue)
            .then(pl.lit("overdue"))
            .otherwise(pl.lit("open"))
        )
        is_set = pl.col("set_on").is_null() | (pl.col("set_on") <= self.day)
        return self.facts["core_goals"].filter(is_set).with_columns(state=state)

    @property
    def baseline(self) -> str:
        """The id of the wave that growth is measured from; empty where there is no wave."""
        return self.programme.baseline.id if self.programme.baseline else ""

    @cached_property
    def observing(self) -> list[str]:
        """The instruments that are filled in by somebody about somebody."""
        return [name for name, found in self.programme.instruments.items() if found.observes is not None]

    @cached_property
    def waves(self) -> pl.DataFrame:
        """`instrument, wave, from, to, is_open_link`: what was asked when, as known at D.

        A source with a wave of its own asks in it; one by date asks in the waves in which somebody answered by D.
        """
        given = self.facts["core_responses"].filter(pl.col("submitted_on") <= self.day)
        answered = set(given.select("instrument", "wave").unique().iter_rows())
        asked: dict[tuple[str, str], bool] = {}
        for source in self.programme.sources:
            for wave in _waves_of(source, self.programme):
                if source.instrument is not None and (
                    source.wave != "by_date" or (source.instrument, wave.id) in answered
                ):
                    key = (source.instrument, wave.id)
                    asked[key] = asked.get(key, False) or source.invited == OPEN_LINK
        spans = {wave.id: wave for wave in self.programme.waves}
        rows = [(*key, spans[key[1]].from_, spans[key[1]].to, is_open) for key, is_open in sorted(asked.items())]
        schema = {"instrument": pl.String, "wave": pl.String, "from": pl.Date, "to": pl.Date}
        return pl.DataFrame(rows, schema={**schema, "is_open_link": pl.Boolean}, orient="row")

    @property
    def unbegun(self) -> pl.DataFrame:
        """`instrument, wave, reason` of the waves that had not begun at D."""
        later = self.waves.filter(pl.col("from") > self.day)
        return later.select("instrument", "wave", reason=pl.lit("the wave has not begun"))

    @cached_property
    def asked(self) -> pl.DataFrame:
        """`person_id, instrument, role`: the roles in which each person is asked each instrument, and once `all`."""
        return self._with_everybody({name: found.asked_of for name, found in self.programme.instruments.items()})

    @cached_property
    def described(self) -> pl.DataFrame:
        """`person_id, instrument, role`: in which roles answers to an instrument are about a person, and once `all`.

        Of a self-assessment the roles asked; of an observer's instrument those of the instrument that it observes.
        """
        return self._with_everybody({name: self.described_roles(name) for name in self.programme.instruments})

    def described_roles(self, instrument: str) -> tuple[str, ...]:
        """The roles of those whom the answers to an instrument are about."""
        found = self.programme.instruments[instrument]
        return (self.programme.instruments[found.observes] if found.observes else found).asked_of

    def _with_everybody(self, roles: Mapping[str, Sequence[str]]) -> pl.DataFrame:
        rows = [(name, role) for name, found in roles.items() for role in found]
        wanted = pl.DataFrame(rows, schema={"instrument": pl.String, "role": pl.String}, orient="row")
        each = self.roles.join(wanted, on="role").select("person_id", "instrument", "role")
        return pl.concat([each, each.with_columns(role=pl.lit(ALL)).unique()])

    @cached_property
    def responses(self) -> pl.DataFrame:
        """One response a person, wave, instrument and person rated: the last complete one given by D, else the last.

        Complete is at least 80 % of the items that are not free text, partial at least half. Of those of one second the
        one with more answers counts, and then what they say decides, never a name or the order of rows. `subject_id` is
        whom the answers are about: the person rated where the instrument observes another, else the one who answers.
        """
        has_items = pl.col("item_count") > 0
        is_complete = has_items & (pl.col("answered_count") >= COMPLETE_SHARE * pl.col("item_count"))
        is_half = has_items & (pl.col("answered_count") >= PARTIAL_SHARE * pl.col("item_count"))
        given = self.facts["core_responses"].filter(pl.col("submitted_on") <= self.day)
        counted = (
            self._with_content(given.with_columns(is_complete=is_complete, is_partial=is_half & ~is_complete))
            .sort("is_complete", "submitted_at", "answered_count", "content", "response_id")
            .unique(["instrument", "wave", "person_id", "about_id"], keep="last", maintain_order=True)
            .drop("content")
        )
        is_observer = pl.col("instrument").is_in(self.observing)
        return counted.with_columns(subject_id=pl.when(is_observer).then("about_id").otherwise("person_id"))

    def _with_content(self, given: pl.DataFrame) -> pl.DataFrame:
        """Responses with their answers as one text where somebody gave several in one second, else null."""
        moment = ["instrument", "wave", "person_id", "about_id", "is_complete", "submitted_at"]
        tied = given.filter(pl.len().over(moment) > 1)
        answers = self.facts["core_answers"].join(tied, on="response_id", how="semi")
        told = pl.format("{}={}", "item", "points").sort().str.join(";")
        return given.join(answers.group_by("response_id").agg(content=told), on="response_id", how="left")

    @cached_property
    def answers(self) -> pl.DataFrame:
        """The answers of the responses that count, each with its response's instrument, wave and people."""
        who = self.responses.select("response_id", "instrument", "wave", "person_id", "about_id", "subject_id")
        return self.facts["core_answers"].select("response_id", "item", "points", "score").join(who, on="response_id")

    @cached_property
    def response_scores(self) -> pl.DataFrame:
        """A row a counted response and construct: whose it is, and the `score`, null where too little is answered.

        A score is the mean of a construct's items after reverse-coding, given when at least half are answered.
        `item_scores` are in the order of the items' names where all are answered (listwise complete), else null.
        Answers about somebody of whom the instrument does not ask, such as a mentor where mentees are rated, are none.
        """
        answered, asked = pl.len(), pl.col("item_count").first()
        whose = self.described.select("instrument", subject_id="person_id").unique()
        return (
            self.answers.join(_construct_items(self.programme), on=["instrument", "item"])
            .join(whose, on=["instrument", "subject_id"], how="semi")
            .group_by("response_id", "construct")
            .agg(
                pl.col("instrument", "wave", "person_id", "subject_id", "item_count").first(),
                score=pl.when(answered * 2 >= asked).then(pl.col("score").sort().mean()),
                item_scores=pl.when(answered == asked).then(pl.col("score").sort_by("item").implode()),
            )
        )

    @cached_property
    def person_scores(self) -> pl.DataFrame:
        """`instrument, construct, wave, person_id, score` of whom answers are about, of several responses their mean.

        `response_id` is the first of the responses by its name.
        """
        return (
            self.response_scores.drop_nulls(["score", "subject_id"])
            .group_by("instrument", "construct", "wave", person_id="subject_id")
            .agg(score=pl.col("score").sort().mean(), response_id=pl.col("response_id").min())
        )


def _construct_items(programme: Programme) -> pl.DataFrame:
    """`instrument, construct, item, item_count`: the scaled items of each construct."""
    rows = [
        (name, construct, item.id, len(found))
        for name, instrument in programme.instruments.items()
        for construct, found in instrument.construct_items.items()
        for item in found
    ]
    schema = {"instrument": pl.String, "construct": pl.String, "item": pl.String, "item_count": pl.Int64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _waves_of(source: Source, programme: Programme) -> list[Wave]:
    if source.kind != "surveys":
        return []
    return [wave for wave in programme.waves if source.wave in ("by_date", wave.id)]
