# ruff: noqa: S608 - the names in these queries are this file's own, and texts are quoted
"""The rules of figures that no schema states: what a figure can be, and what may be seen of it."""

from checks.rules import About, Rule, has_rows, in_words, never, no_row, of_this_night
from mentorship import registry
from mentorship.tables import FIGURE_KEY

# Figures are sums of floats: a bound may be missed in the last digits.
TOLERANCE = 1e-9
LEAST, MOST = "least(value, ci_low, ci_high)", "greatest(value, ci_low, ci_high)"
SHOWN = ("value", "ci_low", "ci_high", "n", "people", "numerator", "denominator")


def _figures(about: About, statuses: list[str]) -> list[Rule]:
    """What holds for every figure, published or not."""
    return [
        of_this_night(about, "figure"),
        in_words("metric", list(registry.BY_ID)),
        in_words("unit", list(dict.fromkeys(entry.unit for entry in registry.METRICS))),
        in_words("role", ["mentee", "mentor", "pair", "all"]),
        in_words("status", statuses),
        in_words("target_status", ["", "met", "missed", "uncertain"]),
        never(
            "numbers_are_finite",
            "critical",
            "no figure is infinite or not a number",
            " OR ".join(f"NOT isfinite({name})" for name in ("value", "ci_low", "ci_high", "numerator", "denominator")),
        ),
        *_bounds(),
        never(
            "interval_holds_the_value",
            "critical",
            "a figure lies within its interval",
            f"ci_low > value + {TOLERANCE} OR ci_high < value - {TOLERANCE} OR ci_low > ci_high + {TOLERANCE}",
        ),
        never(
            "numerator_is_within_the_denominator",
            "critical",
            "what is counted is part of what it is counted among",
            f"unit = 'share' AND numerator > denominator + {TOLERANCE}",
        ),
        never(
            "not_computable_says_why",
            "critical",
            "a figure that cannot be computed has no value and says why",
            "status = 'not_computable' AND (value IS NOT NULL OR trim(reason) = '')",
        ),
    ]


def _bounds() -> list[Rule]:
    """Between which numbers figures of a unit lie, their intervals too."""
    return [
        never(
            "shares_lie_between_0_and_1",
            "critical",
            "a share and its interval lie between 0 and 1",
            f"unit IN ('share', '0–1') AND metric <> 'cronbach_alpha' AND {_beyond(0, 1)}",
        ),
        never(
            "alpha_is_at_most_1",
            "critical",
            "the consistency of a scale is at most 1; it may be negative",
            f"metric = 'cronbach_alpha' AND {MOST} > 1 + {TOLERANCE}",
        ),
        never(
            "counts_are_whole",
            "critical",
            "a count is a whole number, and none is negative",
            "unit = 'count' AND (value < 0 OR value <> floor(value))",
        ),
        never(
            "amounts_are_not_negative",
            "critical",
            "hours, a spread and the smallest reliable change are not negative",
            f"(unit = 'hours' OR metric IN ('gas_t_sd', 'reliable_change_points')) AND {LEAST} < -{TOLERANCE}",
        ),
        never(
            "net_scores_lie_within_100",
            "critical",
            "a net score and its interval lie between −100 and 100",
            f"unit = '−100…100' AND {_beyond(-100, 100)}",
        ),
    ]


def _beyond(low: int, high: int) -> str:
    return f"({LEAST} < {low} - {TOLERANCE} OR {MOST} > {high} + {TOLERANCE})"


def metric_figures(about: About) -> list[Rule]:
    """Figures before disclosure control: all of them, with their counts."""
    return [
        has_rows("at least one figure was computed"),
        *_figures(about, ["ok", "low_n", "not_computable"]),
        never(
            "has_a_value_and_a_count",
            "critical",
            "a figure that could be computed has a value and says of how many",
            "status <> 'not_computable' AND (value IS NULL OR n IS NULL OR people IS NULL)",
        ),
    ]


def published_figures(about: About) -> list[Rule]:
    """Figures after disclosure control: nothing about fewer than k people, and nothing changed but by withholding."""
    key = " AND ".join(f"p.{column} = m.{column}" for column in FIGURE_KEY)
    differs = " OR ".join(f"(p.{column} IS NOT NULL AND p.{column} IS DISTINCT FROM m.{column})" for column in SHOWN)
    # A night that is run again may keep what it showed before its exports were mended.
    is_tonights = "p.value_as_of = p.as_of AND p.reason NOT LIKE 'kept: %' AND p.reason NOT IN ('few', 'most')"
    return [
        *_figures(about, ["ok", "low_n", "not_computable", "suppressed"]),
        never(
            "suppressed_shows_nothing",
            "critical",
            "a withheld figure shows no value, interval or count",
            f"status = 'suppressed' AND coalesce({', '.join(SHOWN)}) IS NOT NULL",
        ),
        never(
            "nothing_about_fewer_than_k",
            "critical",
            f"nothing is shown about fewer than {about.k} people",
            f"people < {about.k}",
        ),
        no_row(
            "same_figures_as_computed",
            "critical",
            "every figure computed is published or withheld, and no other",
            "SELECT 1 FROM {batch} AS p FULL JOIN metric_figures AS m ON "
            f"{key} WHERE p.metric IS NULL OR m.metric IS NULL",
        ),
        no_row(
            "values_are_those_computed",
            "critical",
            "what is shown of tonight is what was computed",
            f"SELECT 1 FROM {{batch}} AS p JOIN metric_figures AS m ON {key} WHERE {is_tonights} AND ({differs})",
        ),
        never(
            "a_word_shows_no_number",
            "critical",
            "where a word stands for a share nothing tells the number",
            "reason IN ('few', 'most') AND coalesce(value, ci_low, ci_high, numerator) IS NOT NULL",
        ),
        never(
            "kept_figures_are_older",
            "critical",
            "what is kept is of this night or of one before, and says so",
            "value_as_of > as_of OR (value_as_of < as_of AND value IS NOT NULL AND reason NOT LIKE 'kept: %')",
        ),
    ]
