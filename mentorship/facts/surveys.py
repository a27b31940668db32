"""Responses to questionnaires: who answered what in which wave, in points.

An answer that is not on its item's scale is refused alone and the rest of the response is used: the missing answer
then counts as not given, which the rules for construct scores and complete responses already know.
"""

from collections.abc import Mapping

import polars as pl

from mentorship import tables
from mentorship.facts import comments, resolve, rows
from mentorship.facts.row_rules import SurveyRules
from mentorship.facts.rule_words import WORDS
from mentorship.identity import folded, pseudonym_column
from mentorship.programme import Programme

TABLE = "raw_surveys"
RESPONSE = ("instrument", "wave", "person_id", "about_id", "submitted_at")


def surveys(
    raw: pl.DataFrame, files: pl.DataFrame, people: Mapping[str, pl.DataFrame], programme: Programme, key: bytes
) -> rows.Sifted:
    """`core_responses`, `core_answers` and `core_comments`."""
    typed = rows.with_dates(rows.texts(raw), files, programme, days=(), instants=("submitted_at",))
    sound, rejects = rows.sift(typed, SurveyRules, TABLE)
    keys = resolve.resolver(people)
    resolved = resolve.with_person(sound, "respondent", keys, "person_id")
    resolved = resolve.with_person(resolved, "about", keys, "about_id")
    placed = resolved.with_columns(
        submitted_on=pl.col("submitted_at").dt.convert_time_zone(programme.programme.time_zone).dt.date()
    ).with_columns(wave=pl.coalesce("wave", _wave_by_date(programme)))
    refused = _refused(placed, people["core_people"], programme)
    known = rows.without(placed, refused).with_columns(own_key=folded("response_key"))
    single, superseded = rows.one_version(known, files, "own_key", [*RESPONSE, "own_key", "answers"])
    named = single.with_columns(identity=_identity())
    named = named.with_columns(response_id=pseudonym_column(named, "identity", f"{programme.id}/response", key))
    each = _answers(named)
    points = _points(each, programme)
    off_scale = points.filter(pl.col("points").is_null())
    answers = points.drop_nulls("points")
    return rows.Sifted(
        facts={
            "core_responses": _core_responses(named, answers, programme),
            "core_answers": answers.select(
                pl.lit(programme.id).alias("programme_id"), "response_id", "item", "points", "score"
            ),
            "core_comments": comments.agreed(each, named, programme, key),
        },
        lineage=rows.lineage(named, "core_responses", "response_id"),
        rejects=rows.stacked([rejects, refused, _off_scale(off_scale)]),
        superseded=superseded,
    )


def _wave_by_date(programme: Programme) -> pl.Expr:
    """The wave in whose days an answer was given; of overlapping waves the one that began last."""
    chosen = pl.lit(None, dtype=pl.String)
    for wave in programme.ordered_waves:
        chosen = pl.when(pl.col("submitted_on").is_between(wave.from_, wave.to)).then(pl.lit(wave.id)).otherwise(chosen)
    return chosen


def _refused(placed: pl.DataFrame, people: pl.DataFrame, programme: Programme) -> pl.DataFrame:
    asked = pl.DataFrame(
        [(name, "mentee" in item.asked_of, "mentor" in item.asked_of) for name, item in programme.instruments.items()],
        schema={"instrument": pl.String, "asks_mentees": pl.Boolean, "asks_mentors": pl.Boolean},
        orient="row",
    )
    roles = placed.join(people.select("person_id", "is_mentee", "is_mentor"), on="person_id", how="left").join(
        asked, on="instrument", how="left"
    )
    is_asked = (pl.col("is_mentee") & pl.col("asks_mentees")) | (pl.col("is_mentor") & pl.col("asks_mentors"))
    rated = placed.filter(pl.col("about").is_not_null())
    broken = {
        "respondent_is_asked": ~is_asked,
        "answer_falls_in_a_wave": pl.col("wave").is_null(),
    }
    return rows.stacked(
        [
            resolve.unresolved(placed, "person_id", TABLE, "respondent_is_known", "respondent_is_one_person"),
            resolve.unresolved(rated, "about_id", TABLE, "about_is_known", "about_is_one_person"),
            *(rows.reject(roles.filter(verdict), TABLE, WORDS[rule], rule) for rule, verdict in broken.items()),
        ]
    )


def _identity() -> pl.Expr:
    """What tells a response from another: the tool's own id, else who answered what when; repeated ones by turn."""
    parts = [pl.col(name).cast(pl.String).fill_null("") for name in RESPONSE]
    own = pl.concat_str(["instrument", "wave", "own_key"], separator="\x1f")
    told = pl.coalesce(own, pl.concat_str(parts, separator="\x1f"))
    return pl.concat_str(told, pl.int_range(pl.len()).over(told).cast(pl.String), separator="\x1f")


def _answers(named: pl.DataFrame) -> pl.DataFrame:
    """Each answer that is not blank, by its item."""
    return (
        named.select(*rows.PLACE, "response_id", "instrument", "answers")
        .explode("answers")
        .drop_nulls("answers")
        .unnest("answers")
        .with_columns(answer=pl.col("answer").str.strip_chars().replace("", None))
        .drop_nulls("answer")
    )


def _points(each: pl.DataFrame, programme: Programme) -> pl.DataFrame:
    """Each answer that is not free text, in points and as a score after reverse-coding.

    Null points are off the scale.
    """
    scales, labels = _scales(programme), _labels(programme)
    scaled = each.join(scales, on=["instrument", "item"]).with_columns(word=folded("answer"))
    scaled = scaled.join(labels, on=["instrument", "item", "word"], how="left", maintain_order="left")
    number = pl.col("answer").str.replace(",", ".", literal=True).cast(pl.Float64, strict=False)
    points = pl.coalesce("label_points", pl.when(number.is_between(pl.col("min"), pl.col("max"))).then(number))
    scored = scaled.with_columns(points=points)
    reversed_score = pl.col("min") + pl.col("max") - pl.col("points")
    return scored.with_columns(score=pl.when("is_reverse").then(reversed_score).otherwise("points"))


def _scales(programme: Programme) -> pl.DataFrame:
    schema = {
        "instrument": pl.String,
        "item": pl.String,
        "min": pl.Float64,
        "max": pl.Float64,
        "is_reverse": pl.Boolean,
    }
    entries = [
        (name, item.id, float(instrument.scale_of(item).min), float(instrument.scale_of(item).max), item.reverse)
        for name, instrument in programme.instruments.items()
        for item in instrument.items
        if item.kind != "text"
    ]
    return pl.DataFrame(entries, schema=schema, orient="row")


def _labels(programme: Programme) -> pl.DataFrame:
    schema = {"instrument": pl.String, "item": pl.String, "word": pl.String, "label_points": pl.Float64}
    entries = [
        (name, item.id, label, float(instrument.scale_of(item).min + place))
        for name, instrument in programme.instruments.items()
        for item in instrument.items
        if item.kind != "text"
        for place, label in enumerate(instrument.scale_of(item).labels)
    ]
    frame = pl.DataFrame(entries, schema=schema, orient="row")
    return frame.with_columns(word=folded("word")).unique(["instrument", "item", "word"], maintain_order=True)


def _core_responses(named: pl.DataFrame, answers: pl.DataFrame, programme: Programme) -> pl.DataFrame:
    counted = answers.group_by("response_id").agg(answered_count=pl.len().cast(pl.Int64))
    asked = pl.DataFrame(
        [(name, sum(item.kind != "text" for item in found.items)) for name, found in programme.instruments.items()],
        schema={"instrument": pl.String, "item_count": pl.Int64},
        orient="row",
    )
    return (
        named.join(counted, on="response_id", how="left")
        .join(asked, on="instrument", how="left")
        .with_columns(pl.lit(programme.id).alias("programme_id"), pl.col("answered_count").fill_null(0))
        .select(list(tables.dtypes("core_responses")))
    )


def _off_scale(answers: pl.DataFrame) -> pl.DataFrame:
    return rows.reject(
        answers.select(*rows.PLACE, "item", answers="answer"),
        TABLE,
        WORDS["answer_is_on_the_scale"],
        "answer_is_on_the_scale",
        column=pl.col("item"),
        refused="answer",
    )
