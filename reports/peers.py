"""A programme of a portfolio as the page sees it: what its published files tell, and what it is called there.

Nothing here is worked out over two programmes. How they stand beside each other is `side_by_side`.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from mentorship.imprint import Imprint
from reports.findings import Tally, tally
from reports.locales import manner, writing
from reports.rows import EVERYBODY, Figure, pair_count
from reports.scorecard import targeted_of
from reports.standing import standing
from reports.wording import count, listed

State = Literal["reported", "stale", "refused", "failed", "misdeclared", "unreadable"]
LONGEST_NAME, LONGEST_REASON = 80, 300
MOST_NAMES = 5


@dataclass(frozen=True, slots=True)
class Told:
    """What one programme's files tell on a night of its portfolio.

    `night` is its last good night and `link` leads to the report of it; a programme that tells nothing tonight has
    no figures here, and `why` says what is the matter. `by_id`: its name alone does not tell it from another.
    """

    programme_id: str
    name: str
    state: State
    night: date | None = None
    link: str = ""
    verdict: str = ""
    why: str = ""
    imprint: Imprint | None = None
    figures: tuple[Figure, ...] = ()
    by_id: bool = False

    @property
    def is_heard(self) -> bool:
        """Whether it reports tonight."""
        return self.state == "reported"

    @property
    def title(self) -> str:
        """Its name, not endless; with its id where the name is another's too."""
        name = brief(self.name)
        return f"{name} ({brief(self.programme_id)})" if self.by_id else name

    @property
    def reason(self) -> str:
        """Why it tells nothing tonight, not endless."""
        return brief(self.why, LONGEST_REASON)

    def of(self, metric: str, role: str, instrument: str | None = None, construct: str | None = None) -> list[Figure]:
        """Its figures of everybody, of a metric and role, oldest wave first."""
        found = [
            figure
            for figure in self.figures
            if (figure.metric, figure.role, figure.segment) == (metric, role, EVERYBODY)
            and instrument in {None, figure.instrument}
            and construct in {None, figure.construct}
        ]
        places = {wave: place for place, wave in enumerate(self.imprint.waves if self.imprint else ())}
        return sorted(
            found,
            key=lambda figure: (
                places.get(figure.wave.rpartition("..")[2], len(places)),
                figure.wave,
                figure.instrument,
                figure.construct,
            ),
        )

    @property
    def pairs(self) -> int | None:
        """How many pairs its report is about, as the report has it."""
        return pair_count(self.figures, self.night) if self.night else None

    @property
    def targets(self) -> Tally:
        """Its targets by where they stand, as its report counts them."""
        declared = self.imprint.targets if self.imprint else ()
        return tally([standing(figure) for figure in targeted_of(self.figures, declared)])


def brief(text: str, longest: int = LONGEST_NAME) -> str:
    """A text of others, cut where it is endless."""
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


@contextmanager
def in_words_of(told: Told) -> Iterator[None]:
    """Within it figures are written with the programme's own smallest group, in the locale of the page."""
    if told.imprint is None:
        yield
        return
    with writing(manner().locale, told.imprint.k):
        yield


def in_order(programmes: Sequence[Told]) -> tuple[Told, ...]:
    """By name, whatever their figures are; of the same name, each with its id."""
    ordered = sorted(programmes, key=lambda told: (told.name.casefold(), told.programme_id))
    uses = Counter(told.title for told in ordered)
    return tuple(replace(told, by_id=True) if uses[told.title] > 1 else told for told in ordered)


def names(programmes: Sequence[Told]) -> str:
    """A few programmes by name, many by number."""
    if len(programmes) > MOST_NAMES:
        return f"{count(len(programmes))} programmes"
    return listed([told.title for told in programmes])
