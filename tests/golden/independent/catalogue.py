"""A programme's figures worked out a second time, in plain Python, from the text of METRICS.md alone.

Nothing of the product is imported, here or in the modules beside this one: the input is the rows of the core tables and
the declarations as YAML reads them.
"""

from tests.golden.independent import goals, growth, meetings, opinions, pairs, people, responding
from tests.golden.independent.figure import Figure, Key
from tests.golden.independent.night import Night

SCOPE = (
    *people.METRICS,
    *pairs.METRICS,
    *meetings.METRICS,
    *responding.METRICS,
    *goals.METRICS,
    *growth.METRICS,
    *opinions.METRICS,
)


def figures(night: Night) -> dict[Key, Figure]:
    """Every figure of sections 1 to 3, for everybody and each segment."""
    found: dict[Key, Figure] = {}
    for part in (
        people.of_people(night),
        pairs.of_pairs(night),
        meetings.of_meetings(night),
        responding.of_responses(night),
        goals.of_goals(night),
        growth.of_growth(night),
        opinions.of_opinions(night),
    ):
        found |= dict(part)
    return found
