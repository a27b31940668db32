"""The coordinator's page: whom to contact first and why, what changed, what to celebrate and what to mend.

It names people and is their programme's coordinators' alone. It runs no script and loads nothing; of what people
answered it knows no more than that somebody should check in with both sides.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from mentorship.advice import LONG
from mentorship.contacts import IN_NEED, STANDINGS
from mentorship.desk import Desk
from mentorship.programme import Health, Programme
from reports.differences import Differences, differences
from reports.document import environment, policy, squeezed, style
from reports.locales import writing
from reports.mends import Mends, mends
from reports.people import Party, People, Person, a_month
from reports.wording import ROLES, amount, capital, count, day, listed, plural, small

PAIRS_SHOWN = 50
"""How many pairs of one standing are listed; the tables have them all."""
PEOPLE_SHOWN = 40
"""How many people, goals and completed pairs are listed at most."""
TITLES = {
    "never_met": ("Never met", "missed"),
    "went_quiet": ("Went quiet", "missed"),
    "at_risk": ("At risk", "uncertain"),
    "watch": ("To watch", "open"),
    "not_started": ("No meeting yet", "open"),
    "on_track": ("On track", "met"),
}
NEEDS = {
    "never_met": ("{} never met", "{} never met"),
    "went_quiet": ("{} went quiet", "{} went quiet"),
    "at_risk": ("{} is at risk", "{} are at risk"),
}
BEGIN = {
    "never_met": "Help {} to their first meeting.",
    "went_quiet": "Ask {} that went quiet what stands in the way.",
    "at_risk": "Look into {} at risk.",
}
ASK_EACH = "ask each of them, alone, how it is going"


@dataclass(frozen=True, slots=True)
class Contact:
    """A pair to write to: both people, why, what to do, and since when."""

    parties: tuple[Party, ...]
    reasons: tuple[str, ...]
    actions: tuple[str, ...]
    matched: str
    met: str
    since: str
    is_new: bool


@dataclass(frozen=True, slots=True)
class Group:
    """The pairs of one standing, the first of them listed."""

    key: str
    title: str
    look: str
    size: int
    contacts: tuple[Contact, ...]

    @property
    def more(self) -> int:
        """How many are not listed."""
        return self.size - len(self.contacts)


@dataclass(frozen=True, slots=True)
class Achieved:
    """A goal to celebrate: whose, and when it was achieved."""

    owner: Person
    when: str


@dataclass(frozen=True, slots=True)
class Completed:
    """A pair to thank."""

    parties: tuple[Person, ...]
    told: str


@dataclass(frozen=True, slots=True)
class Mentor:
    """A mentor and what they carry."""

    person: Person
    open: str
    agreed: str
    held: str


def render_coordinator(programme: Programme, as_of: date, desk: Desk, edition: str) -> str:
    """The whole page of a night. The same input gives the same bytes."""
    with writing(programme.programme.locale, programme.privacy.k):
        return _page(programme, as_of, desk, edition)


def _page(programme: Programme, as_of: date, desk: Desk, edition: str) -> str:
    people = People(desk.people)
    groups = _groups(desk, people)
    changed = differences(programme, as_of, desk, people)
    to_mend = mends(desk.faults, desk.checks)
    busy = desk.mentors.filter(pl.col("open") > 0)
    free = sorted(desk.mentors.filter(pl.col("open") == 0)["person_id"], key=people.place)
    own = style("coordinator")
    text = (
        environment()
        .get_template("coordinator.html.j2")
        .render(
            programme=programme.programme,
            as_of=as_of,
            headline=_headline(desk.standings),
            lately=_lately(changed),
            first=_first(groups, desk, to_mend),
            standings=_standings(desk.standings),
            groups=groups,
            goals=tuple(_achieved(row, people) for row in desk.goals.head(PEOPLE_SHOWN).iter_rows(named=True)),
            more_goals=max(0, desk.goals.height - PEOPLE_SHOWN),
            completed=tuple(_completed(row, people) for row in desk.completed.head(PEOPLE_SHOWN).iter_rows(named=True)),
            more_completed=max(0, desk.completed.height - PEOPLE_SHOWN),
            changed=changed,
            mends=to_mend,
            mentors=tuple(_mentor(row, people) for row in busy.head(PEOPLE_SHOWN).iter_rows(named=True)),
            more_mentors=max(0, busy.height - PEOPLE_SHOWN),
            free=tuple(people.person(each) for each in free[:PEOPLE_SHOWN]),
            free_size=len(free),
            rules=_rules(programme.health),
            edition=edition,
            role_names=ROLES,
            k=programme.privacy.k,
            policy=policy(own),
            style=own,
        )
    )
    return f"{squeezed(text)}\n"


def _numbers(standings: pl.DataFrame) -> dict[str, int]:
    return dict(standings.select("standing", "pairs").iter_rows())


def _headline(standings: pl.DataFrame) -> str:
    """How many pairs need a hand, and why: one sentence by rule."""
    found = _numbers(standings)
    total, needy = sum(found.values()), sum(found.get(each, 0) for each in IN_NEED)
    if not total:
        return "No pair is open."
    told = [NEEDS[each][found[each] != 1].format(count(found[each])) for each in IN_NEED if found.get(each)]
    if not told:
        return f"None of {plural(total, 'open pair')} needs a hand."
    needs = "needs" if needy == 1 else "need"
    return f"{count(needy)} of {plural(total, 'open pair')} {needs} a hand: {listed(told)}."


def _lately(changed: Differences) -> str:
    """What changed since the last night about who needs a hand."""
    if changed.since is None:
        return "No earlier night of the pairs is kept to compare with."
    since = f"Since the night of {day(changed.since)}"
    if not changed.newly and not changed.no_more:
        return f"{since}, no pair came to need a hand and none ceased to."
    newly = plural(changed.newly, "pair") if changed.newly else "no pair"
    no_more = f"{small(changed.no_more)} no longer {'does' if changed.no_more == 1 else 'do'}"
    return f"{since}, {newly} came to need a hand and {no_more if changed.no_more else 'none ceased to'}."


def _first(groups: tuple[Group, ...], desk: Desk, to_mend: Mends) -> tuple[tuple[str, str], ...]:
    """What to begin with, the most urgent first, each with the part of the page that has it."""
    needy = [group for group in groups if group.key in IN_NEED]
    found = [(f"#{group.key}", BEGIN[group.key].format(plural(group.size, "pair"))) for group in needy]
    thanks = [
        plural(number, word)
        for number, word in ((desk.goals.height, "goal"), (desk.completed.height, "completed pair"))
        if number
    ]
    if thanks:
        found.append(("#celebrate", f"Celebrate {listed(thanks)}."))
    if to_mend.lines:
        found.append(("#mend", f"Mend {plural(to_mend.lines, 'line')} of the exports."))
    return tuple(found)


def _standings(standings: pl.DataFrame) -> tuple[tuple[str, str, str, str], ...]:
    """Key, look, title and number of each standing that there is."""
    found = _numbers(standings)
    return tuple((each, TITLES[each][1], TITLES[each][0], count(found[each])) for each in STANDINGS if each in found)


def _groups(desk: Desk, people: People) -> tuple[Group, ...]:
    found = []
    for key in STANDINGS[:-1]:
        rows = desk.contacts.filter(standing=key)
        if rows.height:
            listed_rows = rows.head(PAIRS_SHOWN).iter_rows(named=True)
            title, look = TITLES[key]
            found.append(
                Group(key, title, look, rows.height, tuple(_contact(row, people, desk) for row in listed_rows))
            )
    return tuple(found)


def _contact(row: Mapping[str, Any], people: People, desk: Desk) -> Contact:
    is_new = row["is_begun"] and row["since_on"] == row["as_of"]
    met = f"{day(row['last_met_on'])}, {_ago(row['quiet_days'])}" if row["last_met_on"] else "never"
    return Contact(
        parties=people.parties(row),
        reasons=tuple(capital(reason) for reason in row["reasons"]),
        actions=tuple(capital(action) for action in row["actions"] or [ASK_EACH]),
        matched=f"{day(row['matched_on'])}, {_ago(row['age_days'])}",
        met=met,
        since="" if is_new or desk.pairs.since is None else _since(row),
        is_new=is_new,
    )


def _since(row: Mapping[str, Any]) -> str:
    return f"{day(row['since_on'])}{'' if row['is_begun'] else ' or before'}"


def _ago(days: int) -> str:
    return "today" if not days else f"{plural(days, 'day')} ago"


def _achieved(row: Mapping[str, Any], people: People) -> Achieved:
    return Achieved(people.person(row["owner_id"]), day(row["achieved_on"]))


def _completed(row: Mapping[str, Any], people: People) -> Completed:
    pair = tuple(people.person(row[f"{side}_id"]) for side in ("mentee", "mentor"))
    return Completed(pair, f"{day(row['ended_on'])}, after {plural(row['held'], 'meeting')}")


def _mentor(row: Mapping[str, Any], people: People) -> Mentor:
    agreed = "none agreed" if row["agreed"] is None else a_month(row["agreed"])
    return Mentor(people.person(row["person_id"]), count(row["open"]), agreed, count(row["held"]))


def _rules(health: Health) -> tuple[tuple[str, str], ...]:
    """How a pair comes to stand where it does, with the programme's own thresholds."""
    never, quiet = plural(health.never_met_after_days, "day"), plural(health.quiet_after_days, "day")
    times = amount(health.quiet_after_intervals, "")
    rematch = (
        f"Offered to a pair that has not met {quiet} after the match, that has been silent for more than {small(LONG)} "
        "times as long as it takes to have gone quiet, or of which one side keeps staying away."
    )
    answers = "What people answered may move a pair and is shown nowhere. The reason then is: check in with both sides."
    return (
        ("Never met", f"Matched more than {never} ago, and no meeting held."),
        ("Went quiet", f"Met, then not for more than {quiet}, or {times} times the days between two agreed meetings."),
        ("At risk", "Two kinds of trouble of four: time, expectations, engagement, goals."),
        ("To watch", "One kind of trouble."),
        ("No meeting yet", "Matched of late, and not met yet."),
        ("A rematch", rematch),
        ("Answers", answers),
    )
