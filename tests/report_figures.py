"""A believable night of published figures for tests of the page: every metric, status and odd case at least once.

Numbers are invented but hang together (an interval holds its estimate, a hidden row carries nothing).
"""

import math
from datetime import date
from typing import Any

import polars as pl

from mentorship import tables
from mentorship.programme import Instrument, Programme
from mentorship.registry import BY_ID
from reports.history import History
from reports.page import Quality, SourceFreshness, render_report
from reports.rows import FIELDS, Figure

AS_OF = date(2026, 11, 22)
PROGRAMME_ID = "northwind-2026"
Row = dict[str, Any]

COHORTS = {"2025-autumn": 58, "2026-spring": 84, "2026-autumn": 52, "Pilot": 8, "(none)": 2}
DEPARTMENTS = {"Engineering": 88, "Operations": 51, "Sales": 36, "Support": 21, "Legal": 3}
CONSTRUCTS = {
    "confidence": (0.55, 0.21),
    "network": (0.44, 0.08),
    "feedback": (0.31, 0.29),
    "leading_others": (0.12, 0.34),
}
DAYS_FROM_MATCH = ("days_30", "days_90", "days_180", "planned_end")


def programme(**about: Any) -> Programme:
    """The programme of the sample night, with two questionnaires and eight targets."""
    skills = {
        "instrument": "skills",
        "title": "Skills and confidence",
        "scale": {"min": 1, "max": 5},
        "items": [
            {"id": f"{name}{i}", "construct": name, "text": f"{name} {i}"} for name in CONSTRUCTS for i in (1, 2)
        ],
    }
    pulse = {
        "instrument": "pulse",
        "title": "Pulse",
        "items": [{"id": "nps", "kind": "nps", "text": "How likely are you to recommend the programme?"}],
    }
    return Programme.model_validate(
        {
            "programme": {
                "id": PROGRAMME_ID,
                "name": "Northwind Engineering Mentoring 2026",
                "time_zone": "Europe/Berlin",
                "starts_on": "2026-01-12",
                "ends_on": "2026-12-18",
                **about,
            },
            "sources": [{"name": "roster", "kind": "people", "tool": "table", "files": "people/*.csv"}],
            "waves": [
                {"id": "baseline", "from": "2026-01-12", "to": "2026-02-08"},
                {"id": "month3", "from": "2026-04-06", "to": "2026-05-03"},
                {"id": "month6", "from": "2026-06-29", "to": "2026-07-26"},
            ],
            "segments": ["cohort", "department"],
            "targets": [
                {"metric": "active_pair_rate", "at_least": 0.7},
                {"metric": "cadence_attainment", "at_least": 0.8},
                {"metric": "days_to_first_meeting", "at_most": 14},
                {"metric": "goal_setting_rate", "at_least": 0.85},
                {"metric": "goal_attainment_rate", "role": "mentee", "at_least": 0.6},
                {
                    "metric": "growth_g",
                    "instrument": "skills",
                    "construct": "confidence",
                    "role": "mentee",
                    "at_least": 0.3,
                },
                {
                    "metric": "growth_g",
                    "instrument": "skills",
                    "construct": "confidence",
                    "role": "mentor",
                    "at_least": 0.2,
                },
                {"metric": "nps", "role": "all", "at_least": 30},
            ],
            "instruments": {"skills": Instrument.model_validate(skills), "pulse": Instrument.model_validate(pulse)},
        }
    )


def figure(
    metric: str, role: str, value: float | None, low: float | None = None, high: float | None = None, **rest: Any
) -> Row:
    """One row; what is not given is as an unremarkable figure has it."""
    n = rest.pop("n", 196)
    unit = BY_ID[metric].unit if metric in BY_ID else "share"
    row: Row = {
        "programme_id": PROGRAMME_ID, "as_of": AS_OF, "metric": metric, "role": role, "segment": "all", "segment_value": "all",
        "instrument": "", "construct": "", "wave": "", "value": value, "unit": unit, "ci_low": low, "ci_high": high,
        "n": n, "people": n, "numerator": None, "denominator": None, "status": "low_n" if n is not None and n < 10 else "ok",
        "reason": "", "target": "", "target_status": "", "value_as_of": AS_OF, "definition_version": 1,
    }  # fmt: skip
    if unit in {"share", "ratio"} and value is not None and n is not None:
        row |= {"numerator": round(value * n, 1), "denominator": float(n)}
    return {**row, **rest}


def hidden(metric: str, role: str, **rest: Any) -> Row:
    """A row that disclosure control withheld."""
    return figure(metric, role, None, n=None, status="suppressed", value_as_of=None, **rest)


def uncomputable(metric: str, role: str, reason: str, **rest: Any) -> Row:
    """A row without a value and with a reason."""
    return figure(metric, role, None, n=rest.pop("n", None), status="not_computable", reason=reason, **rest)


def word(metric: str, role: str, said: str, n: int, **rest: Any) -> Row:
    """A small group's share, shown as a word."""
    return figure(metric, role, None, n=n, reason=said, numerator=None, **rest)


def share(metric: str, role: str, value: float, n: int, **rest: Any) -> Row:
    """A share with a Wilson interval."""
    z2 = 1.959964**2
    middle, half = (
        (value + z2 / (2 * n)) / (1 + z2 / n),
        1.959964 * math.sqrt(value * (1 - value) / n + z2 / (4 * n * n)) / (1 + z2 / n),
    )
    return figure(metric, role, value, max(0.0, middle - half), min(1.0, middle + half), n=n, **rest)


def around(metric: str, role: str, value: float, half: float, n: int, **rest: Any) -> Row:
    """A figure with a symmetric interval."""
    return figure(metric, role, value, value - half, value + half, n=n, **rest)


def _everybody() -> list[Row]:
    return [
        share("match_rate", "mentee", 0.883, 240),
        share("active_pair_rate", "pair", 0.78, 184, target="at_least:0.7", target_status="met"),
        around("cadence_attainment", "pair", 0.66, 0.05, 202, target="at_least:0.8", target_status="missed"),
        figure("days_to_first_meeting", "pair", 17.0, 15.0, 20.0, n=204, target="at_most:14", target_status="missed"),
        share("cancellation_rate", "pair", 0.117, 1322),
        share("no_show_rate", "pair", 0.034, 1322, value_as_of=date(2026, 11, 15)),
        share("goal_setting_rate", "mentee", 0.91, 196, target="at_least:0.85", target_status="met"),
        share("goal_attainment_rate", "mentee", 0.54, 148, target="at_least:0.6", target_status="uncertain"),
        share("goal_attainment_rate", "mentor", 0.63, 41),
        around("gas_t", "mentee", 51.8, 2.4, 96),
        around("gas_t", "mentor", 48.1, 5.2, 19),
        *_retention(204, (0.975, 0.93, 0.842)),
        uncomputable("pair_retention", "pair", "no pair has been followed for that long", wave="planned_end", n=204),
    ]


def _funnel() -> list[Row]:
    steps = ("enrolled", "matched", "met", "met_three_times", "goal_set", "goal_achieved")
    counts = (240.0, 212.0, 196.0, 171.0, 148.0, 80.0)
    return [
        figure(f"{step}_count", "mentee", value, n=240, people=240) for step, value in zip(steps, counts, strict=True)
    ]


def _goals() -> list[Row]:
    return [
        figure("gas_t_sd", "mentee", 9.6, n=96),
        figure("gas_t_sd", "mentor", 11.2, n=19),
        around("gas_t_change", "mentee", 8.4, 1.9, 90),
        share("milestone_rate", "mentee", 0.61, 420),
        share("milestone_rate", "mentor", 0.55, 90),
        share("milestones_celebrated", "mentee", 0.38, 80),
        word("milestones_celebrated", "mentor", "few", 8),
    ]


def _reliable_change() -> list[Row]:
    """Of the four areas, one in which mentors fell, one of which nobody knows."""
    shares = {
        "confidence": ((0.38, 0.03), (0.18, 0.05)),
        "network": ((0.24, 0.06), (0.07, 0.25)),
        "feedback": ((0.15, 0.09), (0.2, 0.06)),
    }
    rows = []
    for construct, of_sides in shares.items():
        key = {"instrument": "skills", "construct": construct}
        rows.append(figure("reliable_change_points", "all", 0.83, n=221, wave="baseline", **key))
        for role, n, (rose, fell) in zip(("mentee", "mentor"), (133, 88), of_sides, strict=True):
            for state, value in (("improved", rose), ("unchanged", 1 - rose - fell), ("worsened", fell)):
                rows.append(share(f"reliably_{state}_rate", role, value, n, wave="baseline..month6", **key))
    key = {"instrument": "skills", "construct": "leading_others", "wave": "baseline..month6"}
    return rows + [
        uncomputable(f"reliably_{state}_rate", role, "no reliability is declared", **key)
        for state in ("improved", "unchanged", "worsened")
        for role in ("mentee", "mentor")
    ]


def _who_is_missing() -> list[Row]:
    key = {"instrument": "skills", "wave": "month6"}
    later = {"instrument": "skills", "construct": "confidence", "wave": "baseline..month6"}
    return [
        around("response_cadence_gap", "mentee", 0.11, 0.06, 212, **key),
        around("response_cadence_gap", "mentor", -0.02, 0.09, 160, **key),
        around("attrition_bias_g", "mentee", 0.08, 0.25, 195, **later),
        around("attrition_bias_g", "mentor", 0.31, 0.33, 130, reason="over 0.2: those missing later began elsewhere", **later),
    ]  # fmt: skip


def _retention(n: int, values: tuple[float, ...], **rest: Any) -> list[Row]:
    return [
        share("pair_retention", "pair", value, n, wave=wave, **rest)
        for wave, value in zip(DAYS_FROM_MATCH, values, strict=False)
    ]


def _growth(metric: str, scale: float) -> list[Row]:
    rows = []
    for construct, (mentee, mentor) in CONSTRUCTS.items():
        key = {"instrument": "skills", "construct": construct}
        aimed = metric == "growth_g" and construct == "confidence"
        for wave, part in (("baseline..month3", 0.5), ("baseline..month6", 1.0)):
            goal = {"target": "at_least:0.3", "target_status": "met"} if aimed and part == 1 else {}
            side = {"target": "at_least:0.2", "target_status": "uncertain"} if aimed and part == 1 else {}
            rows += [
                around(metric, "mentee", mentee * part * scale, 0.11 * scale, 133, wave=wave, **key, **goal),
                around(metric, "mentor", mentor * part * scale, 0.17 * scale, 88, wave=wave, **key, **side),
                around(metric, "all", (mentee + mentor) / 2 * part * scale, 0.1 * scale, 221, wave=wave, **key),
            ]
    return rows


def _surveys() -> list[Row]:
    rows = []
    for wave, mentee, mentor in (("baseline", 0.92, 0.81), ("month3", 0.77, 0.58), ("month6", 0.69, 0.44)):
        for role, value, n in (("mentee", mentee, 212), ("mentor", mentor, 160), ("all", (mentee + mentor) / 2, 372)):
            rows.append(share("response_rate", role, value, n, instrument="skills", wave=wave))
    rows.append(
        uncomputable(
            "response_rate", "all", "sent by open link: nobody knows who was invited", instrument="pulse", wave="month3"
        )
    )
    for wave, mentee, mentor in (("month3", 34.0, 12.0), ("month6", 41.0, 18.0)):
        key = {"instrument": "pulse", "construct": "nps", "wave": wave}
        goal = {"target": "at_least:30", "target_status": "uncertain"} if wave == "month6" else {}
        rows += [
            around("nps", "mentee", mentee, 11.0, 133, **key),
            around("nps", "mentor", mentor, 15.5, 88, **key),
            around("nps", "all", (mentee + mentor) / 2, 9.5, 221, **key, **goal),
        ]
    return rows


def _of_group(segment: str, value: str, pairs: int, place: int) -> list[Row]:
    at: Row = {"segment": segment, "segment_value": value}
    if pairs < 5:
        return _hidden_group(at)
    if pairs < 10:
        return _small_group(at, pairs)
    rows = [
        share("match_rate", "mentee", 0.93 - 0.03 * place, pairs + 4, **at),
        share("active_pair_rate", "pair", 0.84 - 0.04 * place, pairs - 6, **at),
        around("cadence_attainment", "pair", 0.72 - 0.05 * place, 0.09, pairs, **at),
        figure(
            "days_to_first_meeting",
            "pair",
            12.0 + 3 * place,
            9.0 + 2 * place,
            None if place == 3 else 16.0 + 4 * place,
            n=pairs,
            **at,
        ),
        share("cancellation_rate", "pair", 0.09 + 0.02 * place, pairs * 6, **at),
        share("no_show_rate", "pair", 0.02 + 0.01 * place, pairs * 6, **at),
        share("goal_setting_rate", "mentee", 0.93 - 0.03 * place, pairs - 4, **at),
        share("goal_attainment_rate", "mentee", 0.66 - 0.1 * place, max(12, pairs - 10), **at),
        share("goal_attainment_rate", "mentor", 0.5 + 0.02 * place, 11, **at),
        around("gas_t", "mentee", 53.0 - 1.5 * place, 3.5, 24, **at),
        *_retention(pairs, (0.98, 0.94, 0.86 - 0.02 * place), **at),
    ]
    if value == "2026-autumn":
        rows = [row for row in rows if row["wave"] != "days_180"]
        rows.append(
            uncomputable(
                "pair_retention", "pair", "no pair has been followed for that long", wave="days_180", n=pairs, **at
            )
        )
    key = {"instrument": "skills", "construct": "confidence", "wave": "baseline..month6"}
    rows += [
        around("growth_g", "mentee", 0.5 - 0.06 * place, 0.2, 30, **key, **at),
        around("growth_g", "mentor", 0.25 - 0.05 * place, 0.3, 22, **key, **at),
    ]
    return rows


def _hidden_group(at: Row) -> list[Row]:
    key = {"instrument": "skills", "construct": "confidence", "wave": "baseline..month6"}
    pair = ("active_pair_rate", "cadence_attainment", "days_to_first_meeting", "cancellation_rate", "no_show_rate")
    rows = [hidden(metric, "pair", **at) for metric in pair]
    rows += [hidden("pair_retention", "pair", wave=wave, **at) for wave in DAYS_FROM_MATCH[:3]]
    rows += [
        hidden(metric, "mentee", **at)
        for metric in ("match_rate", "goal_setting_rate", "goal_attainment_rate", "gas_t")
    ]
    rows += [hidden("growth_g", role, **key, **at) for role in ("mentee", "mentor")]
    return [*rows, hidden("goal_attainment_rate", "mentor", **at)]


def _small_group(at: Row, pairs: int) -> list[Row]:
    key = {"instrument": "skills", "construct": "confidence", "wave": "baseline..month6"}
    return [
        word("match_rate", "mentee", "most", pairs, **at),
        word("active_pair_rate", "pair", "few", pairs, **at),
        around("cadence_attainment", "pair", 0.41, 0.3, pairs, **at),
        figure(
            "days_to_first_meeting", "pair", 21.5, 9.0, None, n=pairs, reason="the upper limit was not reached", **at
        ),
        word("goal_setting_rate", "mentee", "most", pairs, **at),
        share("goal_attainment_rate", "mentee", 0.43, pairs, **at),
        hidden("goal_attainment_rate", "mentor", **at),
        uncomputable("gas_t", "mentee", "no goal has a level", **at),
        *_retention(pairs, (0.875, 0.75, 0.75), **at),
        hidden("growth_g", "mentee", **key, **at),
        uncomputable("growth_g", "mentor", "one person answered both waves", **key, **at),
    ]


def frame(rows: list[Row]) -> pl.DataFrame:
    """Rows as the table holds them, sorted by key."""
    return pl.DataFrame(rows, schema=tables.dtypes("published_figures")).sort(*tables.FIGURE_KEY)


def night_rows() -> list[Row]:
    """All rows of the sample night."""
    rows = [*_everybody(), *_growth("growth_g", 1.0), *_growth("mean_change", 0.8), *_surveys()]
    rows += [*_funnel(), *_goals(), *_reliable_change(), *_who_is_missing()]
    for segment, groups in (("cohort", COHORTS), ("department", DEPARTMENTS)):
        for place, (value, pairs) in enumerate(groups.items()):
            rows += _of_group(segment, value, pairs, place)
    return rows


def figures() -> pl.DataFrame:
    """The sample night."""
    return frame(night_rows())


def quality() -> Quality:
    """Sources, checks and refusals of the sample night."""
    sources = (
        SourceFreshness("roster", "table", "people", 2, 460, 458, 2, 0, date(2026, 11, 20)),
        SourceFreshness("matches", "table", "pairs", 1, 204, 204, 0, 0, date(2026, 11, 16)),
        SourceFreshness("zoom", "zoom_participants", "meetings", 11, 5230, 5188, 11, 31, date(2026, 11, 21)),
        SourceFreshness("calendar", "ics", "meetings", 1, 1480, 1480, 0, 0, date(2026, 11, 22)),
        SourceFreshness("baseline", "qualtrics", "surveys", 1, 372, 365, 3, 4, date(2026, 2, 6)),
        SourceFreshness("okrs", "asana", "goals", 3, 612, 204, 0, 408, date(2026, 11, 19)),
        SourceFreshness("pulse", "google_forms", "surveys", 2, 0, 0, 0, 0, None),
    )
    return Quality(sources, checks(), rejects(), warnings())


def checks() -> pl.DataFrame:
    """Twelve checks, two of which warned."""
    base = {"programme_id": PROGRAMME_ID, "as_of": AS_OF, "severity": "warning", "message": "", "rows_failed": 0}
    rows = [
        {**base, "table_name": "core_meetings", "rule": f"rule_{number}", "has_passed": True, "rows_checked": 1322}
        for number in range(10)
    ]
    rows.append({**base, "table_name": "core_meetings", "rule": "meetings_have_a_duration", "has_passed": False, "rows_checked": 1322,
                 "rows_failed": 118, "message": "118 held meetings have no duration; they count as held and not in hours"})  # fmt: skip
    rows.append({**base, "table_name": "core_responses", "rule": "response_rate_floor", "has_passed": False, "rows_checked": None,
                 "rows_failed": None, "message": "fewer than half of the mentors answered in month6"})  # fmt: skip
    return pl.DataFrame(rows, schema=tables.dtypes("check_results"))


def rejects() -> pl.DataFrame:
    """Refusals by source and reason."""
    rows = [
        {"source": "zoom", "reason": "the join time is after the leave time", "rows": 11},
        {"source": "baseline", "reason": "the answer is outside the scale", "rows": 3},
        {"source": "roster", "reason": "the row has no key of a person", "rows": 2},
    ]
    return pl.DataFrame(rows, schema={"source": pl.String, "reason": pl.String, "rows": pl.Int64})


def row_of(**changes: Any) -> Figure:
    """One figure as pages read it; by default an active_pair_rate without a target."""
    given = {**share("active_pair_rate", "pair", 0.78, 184), **changes}
    return Figure(**{field: given[field] for field in FIELDS})


def render(rows: list[Row] | None = None, about: Programme | None = None, history: History | None = None) -> str:
    """The page of the sample night, or of other rows or another programme."""
    made = figures() if rows is None else frame(rows)
    return render_report(about or programme(), AS_OF, made, quality(), "2026-11-22-northwind-2026", history=history)


def warnings() -> pl.DataFrame:
    """What the files of two sources gave cause to say."""
    rows = [
        {"source": "", "message": "no export of people or pairs has a column for the segment 'site'", "files": 1},
        {
            "source": "zoom",
            "message": "it is gone since the night of 2026-11-21, and its rows no longer count (41)",
            "files": 1,
        },
    ]
    return pl.DataFrame(rows, schema={"source": pl.String, "message": pl.String, "files": pl.Int64})
