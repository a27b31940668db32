"""The attack: a year of published figures, all of them, tells nothing of fewer than k people.

`make test` tries a small programme, `make campaign` many; the attacker is `tests/attack.py`'s, who knows everything but
what people gave. That he is able he shows on figures that nobody protected.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl
import pytest
from hypothesis import settings

from mentorship.as_of import AsOf
from mentorship.configuration import load_programme
from mentorship.disclosure import KEY, WORDS, History, Publication, publish
from mentorship.figures import figures_of
from mentorship.populations import Groups, groups_of
from tests.attack import NIGHTLY, SPREADS, STILL, Recovered, Sum, broken_rules, is_shown, read, recovered, undone_words
from tests.simulated_insider import GROUP_OF, Knowledge
from tests.simulated_year import Year

K = 5
IS_CAMPAIGN = settings.default is not None and settings.default.max_examples > 50
SEEDS = range(1, 41) if IS_CAMPAIGN else (9,)
PEOPLE = None if IS_CAMPAIGN else 20
EVERY = 1 if IS_CAMPAIGN else 3
METRICS = tuple(GROUP_OF)
FIXED = tuple(each for each in STILL if each.group in {"answered", "older pairs"})
Row = dict[str, Any]


class Simulated:
    """A year with its figures, and who is behind them, on every night on which anything happens."""

    def __init__(self, seed: int) -> None:
        self.year = Year(seed, PEOPLE)
        self.insider = Knowledge(self.year)
        with TemporaryDirectory() as folder:
            self.year.write(Path(folder))
            self.programme = load_programme(Path(folder))
        self.nights = self.year.nights()[::EVERY]

    @cache  # noqa: B019 - it lives as long as the tests
    def night(self, night: date) -> tuple[pl.DataFrame, Groups]:
        view = AsOf(self.year.facts(night), self.programme, night)
        return figures_of(view, METRICS), groups_of(view, METRICS)

    def published_in(self, order: Iterable[date]) -> "Archive":
        """What is out after nights were published in an order."""
        archive = Archive(self)
        for night in order:
            archive.publish(night)
        return archive

    def forward(self) -> "Archive":
        return forward(self)

    def unprotected(self) -> list[list[Row]]:
        return [self.night(night)[0].to_dicts() for night in self.nights]

    def naive(self) -> list[list[Row]]:
        """Figures of fewer than k people left out, and nothing else."""
        return [[row for row in rows if row["people"] >= K] for rows in self.unprotected()]


class Archive:
    """The published nights of a programme: kept, and given to the next night, as the nightly run does."""

    def __init__(self, simulated: Simulated) -> None:
        self.simulated = simulated
        self.groups = History.empty().groups
        self.by_night: dict[date, pl.DataFrame] = {}
        self.seen: list[list[Row]] = []
        """Everything that ever was out, in the order in which it came out."""

    def publish(self, night: date) -> pl.DataFrame:
        made = self.would_publish(night)
        self.groups = pl.concat([self.groups, made.groups])
        self.by_night[night] = made.figures
        self.seen.append(made.figures.to_dicts())
        return made.figures

    def would_publish(self, night: date) -> Publication:
        figures, groups = self.simulated.night(night)
        return publish(figures, groups, self._history(night), K, self.simulated.programme.segments)

    def _history(self, night: date) -> History:
        """Of each figure the newest row that shows it, of nights up to this one."""
        there = pl.col("value").is_not_null() | pl.col("reason").is_in(WORDS)
        rows = [found.filter(there) for day, found in sorted(self.by_night.items(), reverse=True) if day <= night]
        newest = pl.concat([History.empty().figures, *rows]).unique(KEY, keep="first", maintain_order=True)
        return History(self.groups, newest)


@cache
def simulated(seed: int) -> Simulated:
    return Simulated(seed)


@cache
def forward(of: Simulated) -> Archive:
    return of.published_in(of.nights)


def told(of: Simulated, nights: Sequence[Sequence[Row]], sums: Sequence[Sum]) -> list[Recovered]:
    """What the attacker has of fewer than k people."""
    rows = [row for rows in nights for row in rows]
    return recovered(read(rows, of.insider, sums), of.insider.people_of, K)


def words_told(of: Simulated, nights: Sequence[Sequence[Row]], sums: Sequence[Sum]) -> list[Any]:
    rows = [row for rows in nights for row in rows]
    return undone_words(rows, read(rows, of.insider, sums), of.insider, sums)


def true(of: Simulated, found: Recovered) -> float | None:
    """What the people of a combination gave in truth; none of what is not looked after."""
    night = date.fromisoformat(found.quantity[-10:]) if " on " in found.quantity else of.nights[-1]
    given = {name: of.insider.truth(found.quantity, name, night) for name in found.factors}
    if None in given.values():
        return None
    return sum(factor * (given[name] or 0) for name, factor in found.factors.items())


@pytest.mark.parametrize("seed", SEEDS)
def test_who_came_and_went_over_a_year_tells_nothing_about_few(seed):
    of = simulated(seed)
    assert told(of, of.forward().seen, STILL) == []


@pytest.mark.parametrize("seed", SEEDS)
def test_numbers_of_one_metric_that_are_those_of_another_tell_nothing_about_few(seed):
    of = simulated(seed)
    assert told(of, of.forward().seen, NIGHTLY) == []


@pytest.mark.parametrize("seed", SEEDS)
def test_measures_of_spread_and_contrasts_beside_means_tell_nothing_about_few(seed):
    of = simulated(seed)
    assert told(of, of.forward().seen, SPREADS) == []


@pytest.mark.parametrize("seed", SEEDS)
def test_no_number_can_be_had_for_which_a_word_stands(seed):
    of = simulated(seed)
    assert words_told(of, of.forward().seen, NIGHTLY) == []
    assert words_told(of, of.forward().seen, FIXED) == []


@pytest.mark.parametrize("seed", SEEDS)
def test_no_published_row_breaks_a_rule(seed):
    of = simulated(seed)
    assert broken_rules(of.forward().seen, of.insider, GROUP_OF, K) == []


@pytest.mark.parametrize("seed", SEEDS)
def test_every_sum_that_the_attacker_reads_is_the_true_one(seed):
    of = simulated(seed)
    checked = 0
    for sums in (STILL, NIGHTLY):
        rows = [row for rows in of.unprotected() for row in rows]
        for quantity, equations in read(rows, of.insider, sums).items():
            for each in equations:
                night = each.row["value_as_of"]
                given = [of.insider.truth(quantity, name, night) for name in each.carriers]
                if None not in given:
                    checked += 1
                    assert each.twice == round(2 * sum(given)), (quantity, each.row)
    assert checked > 100


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("protection", ["unprotected", "naive"])
def test_the_same_attack_succeeds_on_figures_that_are_not_protected(seed, protection):
    of = simulated(seed)
    nights = getattr(of, protection)()
    scores = [each for each in told(of, nights, STILL) if "score" in each.quantity]
    alone = [each for each in scores if len(each.factors) == 1]
    assert alone
    assert [each for each in scores if true(of, each) not in {None, each.twice / 2}] == []
    nightly = told(of, nights, NIGHTLY)
    assert {each.quantity.split(" ")[0] for each in nightly} >= {"complete", "held"}
    assert [each for each in nightly if true(of, each) != each.twice / 2] == []
    assert broken_rules(nights, of.insider, GROUP_OF, K)


@pytest.mark.parametrize("seed", SEEDS)
def test_nights_published_in_any_order_and_again_tell_nothing_about_few(seed):
    of = simulated(seed)
    chance = Random(seed)
    order = chance.sample(of.nights, len(of.nights))
    archive = of.published_in([*order, *chance.sample(of.nights, 3)])
    assert told(of, archive.seen, STILL) == []
    assert broken_rules(archive.seen, of.insider, GROUP_OF, K) == []


@pytest.mark.parametrize("seed", SEEDS)
def test_a_night_run_again_publishes_the_same(seed):
    of = simulated(seed)
    archive = Archive(of)
    for night in of.nights[: len(of.nights) // 2 : 3]:
        first = archive.publish(night)
        again = archive.would_publish(night)
        assert again.figures.equals(first)
        assert again.groups.is_empty()


@pytest.mark.parametrize("seed", SEEDS)
def test_a_night_on_which_nothing_changed_publishes_the_same(seed):
    of = simulated(seed)
    archive, last = of.forward(), of.nights[-1]
    later = date(2027, 1, 1)
    figures, groups = of.night(last)
    moved = figures.with_columns(as_of=pl.lit(later), value_as_of=pl.lit(later))
    made = publish(moved, groups, archive._history(later), K, of.programme.segments)
    assert made.groups.is_empty()
    numbers = [name for name in made.figures.columns if name not in {"as_of", "value_as_of"}]
    assert made.figures.select(numbers).equals(archive.by_night[last].select(numbers))


@pytest.mark.parametrize("seed", SEEDS)
def test_a_night_that_was_left_out_publishes_later_what_it_would_have_published_then_or_less(seed):
    of = simulated(seed)
    for place in range(1, len(of.nights), 1 if IS_CAMPAIGN else 12):
        night, before = of.nights[place], of.nights[:place]
        then = of.published_in(before)
        fresh_then = _fresh(then.would_publish(night).figures)
        for later in of.nights[place + 1 : place + 4]:
            then.publish(later)
        assert _fresh(then.would_publish(night).figures) - fresh_then == set()


def _fresh(figures: pl.DataFrame) -> set[tuple[str, ...]]:
    rows = figures.filter(pl.col("value_as_of") == pl.col("as_of")).to_dicts()
    return {tuple(row[name] for name in KEY) for row in rows if is_shown(row)}
