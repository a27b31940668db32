"""Facts to published comments: what people agreed to say in their own words. Both tables stay in the private file."""

from collections.abc import Iterator

import dagster as dg
import polars as pl

from assets.resources import Portfolio
from assets.shell import discreet, stored, table_spec
from mentorship.as_of import AsOf
from mentorship.comments import Before
from mentorship.comments import published_comments as published

GROUP = "published"
TABLE, COMMENTERS = "published_comments", "published_commenters"
TABLES = (TABLE, COMMENTERS)
# Comments, who is named by what, and which response of somebody counts.
READ = ("core_comments", "core_identities", "core_responses", "core_answers")


@dg.multi_asset(name=TABLE, specs=[table_spec(table, GROUP, list(READ)) for table in TABLES])
def published_comments(
    context: dg.AssetExecutionContext, portfolio: dg.ResourceParam[Portfolio]
) -> Iterator[dg.MaterializeResult[None]]:
    """Choose the comments of enough people that name nobody, beside what any other night has shown."""
    night = portfolio.night(context.partition_key, context.run.run_id)
    with discreet(night):
        programme, facts = night.programme, night.read_all(READ)
        agreed, identities = facts["core_comments"], facts["core_identities"]
        known = night.warehouse.read(COMMENTERS, {"programme_id": night.member.programme_id})
        view = AsOf(facts, programme, night.as_of)
        made = published(view, agreed, identities, Before(known, night.read(TABLE)), programme.privacy.comments_k)
        remembered = pl.concat([night.read(COMMENTERS), made.commenters])
        yield from stored(night, {TABLE: made.shown, COMMENTERS: remembered})
