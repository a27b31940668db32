"""Who answered: those invited to each wave, complete and partial responses, and who is missing. METRICS section 1.

Which response of a person counts is told by `as_of.py`; what the answers say is `growth.py`'s and `ratings.py`'s.
"""

from typing import Final

import polars as pl

from mentorship import statistics
from mentorship.as_of import ALL, AsOf
from mentorship.engagement import ROLES
from mentorship.grouping import Group, Statistic, array, column, parts
from mentorship.summaries import COUNT, SHARE, SIDES, moments_of_sides
from mentorship.units import Base, Condition, Measure, first_reasons, of_person

WAVE: Final = ("instrument", "wave")
COMPLETE_RESPONSES: Final = "complete_responses"


def bases(view: AsOf) -> dict[str, Base]:
    """The bases of this family by name: the same people, differing in which waves can have no figure and why."""
    units, keys = asked_people(view), keys_of_waves(view)
    unbegun, unlisted, wordy = (_told(keys, waves) for waves in (view.unbegun, _by_open_link(view), _wordy(view)))
    invited = units.filter("is_invited")
    return {
        "invited": Base("core_people", invited, keys, untold=first_reasons(unbegun, unlisted)),
        "invited_to_items": Base("core_people", invited, keys, untold=first_reasons(unbegun, unlisted, wordy)),
        "asked_for_items": Base("core_people", units, keys, untold=first_reasons(unbegun, wordy)),
    }


def keys_of_waves(view: AsOf) -> pl.DataFrame:
    """`role, instrument, wave`: every role asked, and `all`."""
    rows = [(name, role) for name, found in view.programme.instruments.items() for role in (*found.asked_of, ALL)]
    roles = pl.DataFrame(rows, schema={"instrument": pl.String, "role": pl.String}, orient="row")
    return view.waves.join(roles, on="instrument").select("role", *WAVE)


def _told(keys: pl.DataFrame, waves: pl.DataFrame) -> pl.DataFrame:
    return keys.join(waves, on=list(WAVE)).select("role", *WAVE, "reason")


def _by_open_link(view: AsOf) -> pl.DataFrame:
    reason = pl.lit("it was sent by open link: nobody knows who was invited")
    return view.waves.filter("is_open_link").select(*WAVE, reason=reason)


def _wordy(view: AsOf) -> pl.DataFrame:
    """The waves of instruments that have nothing but free text."""
    instruments = view.programme.instruments.items()
    names = [name for name, found in instruments if all(item.kind == "text" for item in found.items)]
    words = view.waves.filter(pl.col("instrument").is_in(names))
    return words.select(*WAVE, reason=pl.lit("it asks for free text alone"))


def asked_people(view: AsOf) -> pl.DataFrame:
    """Those invited to each wave that has begun, and those who answered an open link, once in each role and in `all`.

    Complete, partial and the person's own cadence stand beside them. Of somebody who answered about several people the
    fullest answer counts.
    """
    begun = view.waves.filter(pl.col("from") <= view.day)
    listed = invited(view, begun.filter(~pl.col("is_open_link"))).with_columns(is_invited=pl.lit(value=True))
    given = view.responses.group_by(*WAVE, "person_id").agg(pl.col("is_complete", "is_partial").any())
    given = given.with_columns(is_partial=pl.col("is_partial") & ~pl.col("is_complete"))
    linked = given.join(begun.filter("is_open_link").select(WAVE), on=list(WAVE), how="semi")
    found = linked.join(view.asked, on=["instrument", "person_id"]).select(
        *WAVE, "person_id", "role", is_invited=pl.lit(value=False)
    )
    return (
        pl.concat([listed, found])
        .join(given, on=[*WAVE, "person_id"], how="left")
        .join(cadences(view), on="person_id", how="left")
        .with_columns(
            pl.col("is_complete", "is_partial").fill_null(value=False),
            fact_id="person_id",
            **of_person("person_id"),
        )
    )


def invited(view: AsOf, waves: pl.DataFrame) -> pl.DataFrame:
    """`instrument, wave, person_id, role`: who was invited, of those in the programme at any time of the wave.

    Everybody of the roles asked, or the wave's own list of them.
    """
    people = view.facts["core_people"].select("person_id", "joined_on", "left_on")
    each = waves.join(view.asked, on="instrument").join(people, on="person_id")
    joined_on, left_on = pl.col("joined_on"), pl.col("left_on")
    has_come = joined_on.is_null() | (joined_on <= pl.min_horizontal("to", pl.lit(view.day)))
    there = each.filter(has_come & (left_on.is_null() | (left_on >= pl.col("from"))))
    lists = view.facts["core_invitations"].select(*WAVE, "person_id")
    by_list = there.join(lists, on=[*WAVE, "person_id"], how="semi")
    without_list = there.join(lists.select(WAVE).unique(), on=list(WAVE), how="anti")
    return pl.concat([without_list, by_list]).select(*WAVE, "person_id", "role")


def cadences(view: AsOf) -> pl.DataFrame:
    """`person_id, cadence`: Σ held ÷ Σ expected meetings over all pairs of a person, in either role."""
    sums = _sides(view).group_by("person_id").agg(held=pl.col("held").sum(), expected=pl.col("expected").sort().sum())
    return sums.filter(pl.col("expected") > 0).select("person_id", cadence=pl.col("held") / pl.col("expected"))


def _sides(view: AsOf) -> pl.DataFrame:
    """`pair_id, person_id, held, expected`: both people of each pair with an agreed cadence."""
    known = view.pairs.filter(~pl.col("is_closed_undated") & pl.col("expected").is_not_null())
    return pl.concat(known.select("pair_id", "held", "expected", person_id=side) for side in ("mentor_id", "mentee_id"))


def _gap_of_means(group: Group) -> pl.DataFrame:
    """Mean y of those with x = 1 less that of those with x = 0, with Welch's interval."""
    moments = moments_of_sides(group)
    sides = [array(moments, name) for name in SIDES]
    gap, low, high = statistics.welch_t(*sides)
    why = (
        pl.when(pl.col("n_1") == 0)
        .then(pl.lit("nobody with a cadence answered completely"))
        .when(pl.col("n_0") == 0)
        .then(pl.lit("everybody with a cadence answered completely"))
        .when(pl.min_horizontal("n_1", "n_0") < 2)
        .then(pl.lit("one person alone on a side: no interval"))
        .when(pl.col("low").is_nan())
        .then(pl.lit("no spread on either side: no interval"))
    )
    found = moments.with_columns(value=column(gap), low=pl.Series(low)).with_columns(reason=why)
    return parts(found, low, high, group)


def _responses_of_people(view: AsOf) -> pl.DataFrame:
    return view.responses.select(
        *WAVE, fact_id="person_id", table_name=pl.lit("core_responses"), evidence_id="response_id"
    )


def _invitations_of_people(view: AsOf) -> pl.DataFrame:
    entry = pl.concat_str("instrument", "wave", "person_id", separator="/")
    return view.facts["core_invitations"].select(
        *WAVE, fact_id="person_id", table_name=pl.lit("core_invitations"), evidence_id=entry
    )


def _pairs_of_people(view: AsOf) -> pl.DataFrame:
    return _sides(view).select(fact_id="person_id", table_name=pl.lit("core_pairs"), evidence_id="pair_id")


def _meetings_of_people(view: AsOf) -> pl.LazyFrame:
    held = view.held.join(_sides(view).lazy(), on="pair_id")
    return held.select(fact_id="person_id", table_name=pl.lit("core_meetings"), evidence_id="meeting_id")


MEASURES: Final = (
    Measure("invited_count", "invited", COUNT, roles=ROLES, evidence=(_invitations_of_people,)),
    Measure(
        "response_rate",
        "invited_to_items",
        SHARE,
        y=pl.col("is_complete").cast(pl.Int64),
        evidence=(_invitations_of_people, _responses_of_people),
        quantity=COMPLETE_RESPONSES,
    ),
    *(
        Measure(
            f"{word}_count",
            "asked_for_items",
            COUNT,
            y=pl.col(f"is_{word}").cast(pl.Int64),
            otherwise=f"no {word} response",
            roles=ROLES,
            evidence=(_responses_of_people,),
            quantity=COMPLETE_RESPONSES,
        )
        for word in ("complete", "partial")
    ),
    Measure(
        "response_cadence_gap",
        "invited_to_items",
        Statistic(_gap_of_means, takes_units=True),
        y=pl.col("cadence"),
        x=pl.col("is_complete").cast(pl.Int64),
        among=(Condition(pl.col("cadence").is_not_null(), "no pair with an agreed cadence"),),
        evidence=(_responses_of_people, _pairs_of_people, _meetings_of_people),
        is_contrast=True,
    ),
)
