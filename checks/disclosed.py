# ruff: noqa: S608 - the names in these queries are this file's own, and texts are quoted
"""The rules of the memory of what was published that no schema states."""

from checks.rules import About, Rule, never, no_row, of_this_night

GROUP = "population, role, segment, segment_value, instrument, construct, wave"


def published_groups(about: About) -> list[Rule]:
    """Groups that this night published first: of this programme, and none of fewer than k people."""
    return [
        of_this_night(about),
        never("has_people", "critical", "whatever brings a number is of somebody", "len(people) = 0"),
        no_row(
            "no_group_of_fewer_than_k",
            "critical",
            f"no group is first published with fewer than {about.k} people",
            f"SELECT 1 FROM (SELECT {GROUP}, unnest(people) AS person FROM {{batch}} WHERE version = 1) AS g "
            f"GROUP BY {GROUP} HAVING count(DISTINCT person) < {about.k}",
        ),
    ]
