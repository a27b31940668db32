# ruff: noqa: S608 - the names in these queries are this file's own, and texts are quoted
"""The rules of figures that no schema states: what a figure can be, and what may be seen of it."""

from checks.rules import About, Rule, has_rows, in_words, never, no_row, quoted
from mentorship import registry
from mentorship.tables import FIGURE_KEY

# Figures are sums of floats: a bound may be missed in the last digits.
TOLERANCE = 1e-9
SHARE_UNITS = "('share', '0–1')"
SHOWN = ("value", "ci_low", "ci_high", "n", "people", "numerator", "denominator")


def _figures(about: About, statuses: list[str]) -> list[Rule]:
    """What holds for every figure, published or not."""
    return [
        never(
            "is_of_this_night",
            "critical",
            "every figure is of this programme and night",
            f"programme_id <> {quoted(about.programme_id)} OR as_of <> DATE '{about.as_of}'",
        ),
        in_words("metric", list(registry.BY_ID)),
        in_words("role", ["mentee", "mentor", "pair", "all"]),
        in_words("status", statuses),
        in_words("target_status", ["", "met", "missed", "uncertain"]),
        never(
            "numbers_are_finite",
            "critical",
            "no figure is infinite or not a number",
            " OR ".join(f"NOT isfinite({name})" for name in ("value", "ci_low", "ci_high", "numerator", "denominator")),
        ),
        never(
            "shares_lie_between_0_and_1",
            "critical",
            "a share and its interval lie between 0 and 1",
            f"unit IN {SHARE_UNITS} AND (least(value, ci_low, ci_high) < -{TOLERANCE} "
            f"OR greatest(value, ci_low, ci_high) > 1 + {TOLERANCE})",
        ),
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
            f"SELECT 1 FROM {{batch}} AS p JOIN metric_figures AS m ON {key} "
            f"WHERE p.value_as_of = p.as_of AND ({differs})",
        ),
    ]
