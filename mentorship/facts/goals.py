"""The tracker's rows to goals, with the steps that are rows of their own counted into their goal."""

from collections.abc import Mapping

import polars as pl

from mentorship.facts import resolve, rows
from mentorship.facts.row_rules import GoalRules
from mentorship.facts.rule_words import WORDS
from mentorship.identity import folded, pseudonym_column
from mentorship.programme import Programme

TABLE = "raw_goals"
DAYS = ("set_on", "due_on", "achieved_on", "reviewed_on", "celebrated_on")
NUMBERS = ("progress", "step_count", "step_done_count", "gas_baseline", "gas_level", "importance", "difficulty")
COMPARED = ("owner_id", "title", *DAYS, "status", "measure", *NUMBERS, "step_of")


def goals(
    raw: pl.DataFrame, files: pl.DataFrame, people: Mapping[str, pl.DataFrame], programme: Programme, key: bytes
) -> rows.Sifted:
    """`core_goals`. A goal without a status is achieved when it has a date of achievement, else open.

    A goal without a key is known by its owner, its title and the day on which it was set, blank where nobody noted it.
    """
    sound, rejects = rows.sift(_typed(raw, files, programme), GoalRules, TABLE)
    resolved = resolve.with_person(sound, "owner", resolve.resolver(people), "owner_id")
    is_step = pl.col("step_of").is_not_null()
    strangers = resolve.unresolved(
        resolved.filter(~is_step), "owner_id", TABLE, "owner_is_known", "owner_is_one_person"
    )
    named = rows.without(resolved, strangers).with_columns(own_key=folded("goal_key"), name=folded("title"))
    named = named.with_columns(
        identity=pl.coalesce(
            pl.concat_str("source", "own_key", separator="/"),
            pl.format("{}/{}/{}", "owner_id", "name", pl.col("set_on_text").fill_null("")),
        )
    )
    single, superseded = rows.one_version(named, files, "identity", ["identity", *COMPARED])
    contradicting = rows.contradictions(single, "identity", COMPARED)
    single = rows.without(single, contradicting)
    own = single.filter(~is_step)
    own = own.with_columns(goal_id=pseudonym_column(own, "identity", f"{programme.id}/goal", key))
    steps, stepless = _steps(single.filter(is_step), own)
    return rows.Sifted(
        facts={"core_goals": _core_goals(own, steps, programme)},
        lineage=pl.concat([rows.lineage(own, "core_goals", "goal_id"), rows.lineage(steps, "core_goals", "goal_id")]),
        rejects=rows.stacked([rejects, strangers, rows.contradicting(contradicting, TABLE, "goal"), stepless]),
        superseded=superseded,
    )


def _typed(raw: pl.DataFrame, files: pl.DataFrame, programme: Programme) -> pl.DataFrame:
    typed = rows.with_dates(rows.texts(raw), files, programme, days=DAYS)
    typed = rows.with_words(rows.with_numbers(typed, NUMBERS), ["status"])
    by_date = pl.when(pl.col("achieved_on").is_not_null()).then(pl.lit("achieved")).otherwise(pl.lit("open"))
    return typed.with_columns(status=pl.coalesce("status", by_date))


def _steps(steps: pl.DataFrame, own: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Steps with their `goal_id`, and the rejects of those that fit no goal or more than one.

    A step names its goal by key or by title, in the same source; of goals of one title the owner's own is meant.
    """
    named = steps.with_columns(parent=folded("step_of"))
    ids = own.unpivot(on=["own_key", "name"], index=["source", "goal_id", "owner_id"], value_name="parent").drop_nulls(
        "parent"
    )
    ids = ids.select("source", "goal_id", "parent", goal_owner="owner_id").unique()
    fitting = named.join(ids, on=["source", "parent"], how="inner")
    is_own = pl.col("owner_id") == pl.col("goal_owner")
    fitting = fitting.filter(is_own | ~is_own.fill_null(value=False).any().over(rows.PLACE))
    fitting = fitting.filter(pl.len().over(rows.PLACE) == 1)
    lost = rows.without(named, fitting)
    return fitting, rows.reject(lost, TABLE, WORDS["step_has_a_goal"], "step_has_a_goal")


def _core_goals(own: pl.DataFrame, steps: pl.DataFrame, programme: Programme) -> pl.DataFrame:
    counted = steps.group_by("goal_id").agg(
        rows_of_steps=pl.len().cast(pl.Int64), rows_done=(pl.col("status") == "achieved").sum().cast(pl.Int64)
    )
    return own.join(counted, on="goal_id", how="left").select(
        pl.lit(programme.id).alias("programme_id"),
        "goal_id",
        "owner_id",
        "set_on",
        "due_on",
        "achieved_on",
        "status",
        "progress",
        "reviewed_on",
        pl.col("measure").is_not_null().alias("has_measure"),
        pl.coalesce("rows_of_steps", pl.col("step_count").cast(pl.Int64)).alias("step_count"),
        pl.coalesce("rows_done", pl.col("step_done_count").cast(pl.Int64)).alias("step_done_count"),
        "celebrated_on",
        pl.col("gas_baseline").cast(pl.Int64),
        pl.col("gas_level").cast(pl.Int64),
        "importance",
        "difficulty",
    )
