"""What to do about a pair, by the field's good practice: suggestions that follow from its meetings and its goals.

Never from an answer, so that nobody can tell by a suggestion what was answered. Which rules there are and what state a
pair is in is `health.py`'s; here stands what follows from more than one rule, or from none.
"""

from collections.abc import Mapping
from typing import Final

import polars as pl

from mentorship.programme import Health

FIRST_MEETING: Final = "help them to a date for their first meeting"
REACH_OUT: Final = "write to both and ask what stands in the way"
ASK_MENTOR: Final = "ask the mentor alone what keeps them from coming"
ASK_MENTEE: Final = "ask the mentee alone what keeps them from coming"
TALK: Final = "hold an expectations talk with both: how often, how, and what for"
RHYTHM: Final = "agree on a rhythm that both can keep"
AGENDA: Final = "let them agree on an agenda before the next meeting"
REVIEW: Final = "go through the goals together: keep, change or drop them"
REMATCH: Final = "offer both a rematch"
CELEBRATE: Final = "celebrate with them: a goal was achieved"
IN_ORDER: Final = (
    FIRST_MEETING,
    REACH_OUT,
    ASK_MENTOR,
    ASK_MENTEE,
    TALK,
    RHYTHM,
    AGENDA,
    REVIEW,
    REMATCH,
    CELEBRATE,
)
"""Every suggestion, in the order in which they are given."""
OF_MEETINGS: Final = frozenset({REACH_OUT, RHYTHM, AGENDA})
"""Suggestions about the meetings of a pair that has met; before the first meeting there is that to help with."""
LONG: Final = 2
"""How many times the threshold of having gone quiet a silence must last before another match is offered."""


def actions(asked: Mapping[str, pl.Expr], went_quiet: pl.Expr, health: Health) -> pl.Expr:
    """The list of suggestions; `asked` says of each when a rule that asks for it fires."""
    has_met = pl.col("last_on").is_not_null()
    besides = _besides(has_met, went_quiet, health)
    given = [
        pl.when(
            (asked[each] | besides.get(each, pl.lit(value=False))) & (has_met if each in OF_MEETINGS else True)
        ).then(pl.lit(each))
        for each in IN_ORDER
    ]
    return pl.concat_list(given).list.drop_nulls()


def _besides(has_met: pl.Expr, went_quiet: pl.Expr, health: Health) -> dict[str, pl.Expr]:
    """What is suggested whether or not a rule asks for it.

    A rematch is offered to a pair that never met by the day on which a silent one counts as quiet, and to one whose
    silence has lasted for more than twice the threshold. Repeated no-shows ask for one by their rule.
    """
    is_long = (pl.col("quiet_days") > LONG * health.quiet_after_days) | (
        pl.col("quiet_days") > LONG * health.quiet_after_intervals * pl.col("interval_days")
    ).fill_null(value=False)
    return {
        FIRST_MEETING: ~has_met,
        REACH_OUT: went_quiet,
        REMATCH: pl.when(has_met).then(is_long).otherwise(pl.col("age_days") > health.quiet_after_days),
        CELEBRATE: pl.col("uncelebrated") > 0,
    }
