"""The registry as text: what the fields of a definition are called, and the page `docs/metrics.md`.

No definition stands here, and no layout of a terminal or a report.
"""

import re
from collections.abc import Iterator

from mentorship.registry import BY_ID, METRICS, Family, Metric

FAMILIES: dict[Family, str] = {"engagement": "Engagement", "goals": "Goals", "growth": "Growth"}
LEVELS = {1: "1 reaction", 2: "2 learning", 3: "3 behaviour", 4: "4 results"}
PREAMBLE = """\
# Metrics

What every figure means. This page is made from `mentorship/definitions/` by `make golden`: edit the entries there.
`mentorship metrics ID` prints one of them. *The date* is the night's: what is dated after it has not happened. A figure
of fewer than ten units (n), or with fewer than ten clusters behind a clustered interval, is marked. Intervals are 95 %.
"""


def headings(entry: Metric) -> tuple[str, str]:
    """What `numerator` and `denominator` are called: only a quotient has them by these names.

    >>> headings(BY_ID["match_rate"]), headings(BY_ID["met_count"]), headings(BY_ID["gas_t"])
    (('Numerator', 'Denominator'), ('Counted', 'Among'), ('Measured', 'Among'))
    """
    if entry.unit == "count":
        return "Counted", "Among"
    is_quotient = entry.unit in {"share", "SD of baseline"} or entry.interval == "ratio of sums"
    return ("Numerator", "Denominator") if is_quotient else ("Measured", "Among")


def direction(entry: Metric) -> str:
    """Which way is good, in words."""
    return "neither way is better" if entry.better == "neither" else f"{entry.better} is better"


def of_family(family: Family) -> tuple[Metric, ...]:
    """The entries of a family, in their order."""
    return tuple(entry for entry in METRICS if entry.family == family)


def told(entry: Metric) -> tuple[tuple[str, str], ...]:
    """An entry in full, as pairs of a heading and what stands under it."""
    measured, among = headings(entry)
    return (
        ("Question", entry.question),
        (among, entry.denominator),
        (measured, entry.numerator),
        ("Window", entry.window),
        ("Unit", f"{entry.unit}; {direction(entry)}"),
        ("Interval", entry.interval),
        ("Edge cases", entry.edge_cases),
        ("Missing data", entry.missing_rule),
        ("Kirkpatrick level", LEVELS[entry.level]),
        ("Source", entry.source),
        ("Definition version", str(entry.version)),
    )


def as_markdown() -> str:
    """The page of all definitions: by family a table, then each entry in full."""
    return "\n".join([PREAMBLE, *(line for family in FAMILIES for line in _family(family))]).rstrip() + "\n"


def _family(family: Family) -> Iterator[str]:
    yield from (f"## {FAMILIES[family]}", "", "| id | what | unit | interval |", "|---|---|---|---|")
    for entry in of_family(family):
        yield f"| [`{entry.id}`](#{entry.id}) | {entry.title} | {entry.unit} | {entry.interval} |"
    yield ""
    for entry in of_family(family):
        yield from (f"### {entry.id}", "", f"**{entry.title}**", "")
        yield from (f"- {heading}: {_linked(entry, text)}" for heading, text in told(entry))
        yield ""


def _linked(entry: Metric, text: str) -> str:
    """Text in which the ids of other metrics lead to them."""
    return re.sub(
        r"\b[a-z]+(?:_[a-z0-9]+)+\b",
        lambda found: f"[`{found[0]}`](#{found[0]})" if found[0] in BY_ID and found[0] != entry.id else found[0],
        text,
    )
