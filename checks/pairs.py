# ruff: noqa: S608 - the names in these queries are this file's own, and texts are quoted
"""The rules of the health of pairs that no schema states."""

from checks.rules import About, Rule, in_words, known, never, no_row, of_this_night, quoted


def metric_pair_health(about: About) -> list[Rule]:
    """Open pairs of this night in known states, each with its reasons; the lists are as long as the figures say."""
    counts = (
        "SELECT 1 FROM metric_figures AS m "
        "LEFT JOIN (SELECT on_list, count(*) AS pairs FROM {batch} AS b GROUP BY on_list) AS t "
        "ON m.metric = t.on_list || '_count' "
        "WHERE m.metric IN ('never_met_count', 'went_quiet_count') AND m.segment = 'all' "
        f"AND m.as_of = DATE '{about.as_of}' AND m.programme_id = {quoted(about.programme_id)} "
        "AND m.value <> coalesce(t.pairs, 0)"
    )
    return [
        of_this_night(about),
        known("pair_id", "core_pairs", "pair_id", "every row is about a pair that there is"),
        in_words("state", ["on_track", "watch", "at_risk", "not_started"]),
        in_words("on_list", ["", "never_met", "went_quiet"]),
        never(
            "trouble_has_a_reason",
            "critical",
            "a pair to watch or at risk has a reason, and one on track has none",
            "(state IN ('watch', 'at_risk')) <> (len(reasons) > 0) AND state <> 'not_started'",
        ),
        never(
            "a_list_says_why",
            "critical",
            "whoever is on a list is there for a reason",
            "(on_list = '') <> (list_reason = '')",
        ),
        no_row("lists_are_as_long_as_counted", "critical", "the lists are as long as the figures say", counts),
    ]
