"""The exports of random programmes, for what must hold of the figures of any of them.

Everything that a figure can be made of is likely here, in our own column names; what the rules of rows refuse is not.
The same seed gives the same rows.
"""

import random
from collections.abc import Callable
from datetime import date, datetime, timedelta

Row = dict[str, object]
Tables = dict[str, list[Row]]

START = date(2026, 1, 1)
SNAPSHOTS = (date(2026, 5, 31), date(2026, 6, 30))
DEPARTMENTS = ("A", "B", "C", "")

DECLARED = """
programme:
  id: random-2026
  name: A programme of random exports
  time_zone: Europe/Berlin
  starts_on: 2026-01-01
  ends_on: 2026-12-31
  channels: [in_person, video, phone]
  meetings_per_month: 2
sources:
  - {name: people, kind: people, tool: table, files: people/*.csv, mode: append}
  - {name: pairs, kind: pairs, tool: table, files: pairs/*.csv, mode: append}
  - {name: log, kind: meetings, tool: table, files: meetings/*.csv}
  - {name: goals, kind: goals, tool: table, files: goals/*.csv, dated: "%Y-%m-%d"}
  - {name: first, kind: surveys, tool: table, files: surveys/baseline*.csv, instrument: skills, wave: baseline}
  - {name: again, kind: surveys, tool: table, files: surveys/later*.csv, instrument: skills, wave: later, invited: invited.csv}
  - {name: last, kind: surveys, tool: table, files: surveys/last*.csv, instrument: skills, wave: last}
  - {name: pulse, kind: surveys, tool: table, files: surveys/pulse*.csv, instrument: pulse, wave: by_date, invited: open_link}
  - {name: view-first, kind: surveys, tool: table, files: surveys/view-baseline*.csv, instrument: view, wave: baseline}
  - {name: view-again, kind: surveys, tool: table, files: surveys/view-later*.csv, instrument: view, wave: later}
waves:
  - {id: baseline, from: 2026-01-12, to: 2026-02-08}
  - {id: later, from: 2026-06-01, to: 2026-06-25}
  - {id: last, from: 2026-09-01, to: 2026-09-30}
segments: [department, cohort]
"""
SKILLS = """
instrument: skills
title: Skills
asked_of: [mentee, mentor]
scale: {min: 1, max: 5}
constructs: {confidence: {}, craft: {}}
items:
  - {id: conf1, construct: confidence, text: I can explain my decisions}
  - {id: conf2, construct: confidence, text: I avoid speaking, reverse: true}
  - {id: conf3, construct: confidence, text: I ask for help}
  - {id: craft1, construct: craft, text: I know my craft}
  - {id: recommend, kind: nps, text: Would you recommend the programme}
  - {id: happy, kind: satisfaction, text: I am satisfied}
"""
PULSE = """
instrument: pulse
title: Pulse
scale: {min: 1, max: 7}
constructs: {trust: {reliability: 0.8}}
items:
  - {id: trust1, construct: trust, text: We can speak openly}
  - {id: trust2, construct: trust, text: We keep what we say}
  - {id: score, kind: nps, text: How likely are you to do this again}
  - {id: glad, kind: satisfaction, text: I am glad of it}
  - {id: often, kind: expectation, text: We agree how often we meet}
"""
VIEW = """
instrument: view
title: How I see my mentee
asked_of: [mentor]
observes: skills
scale: {min: 1, max: 5}
constructs: {confidence: {}}
items:
  - {id: seen1, construct: confidence, text: They explain their decisions}
  - {id: seen2, construct: confidence, text: They speak up}
"""
POINTS = {
    "skills": {"conf1": 5, "conf2": 5, "conf3": 5, "craft1": 5, "recommend": 10, "happy": 5},
    "pulse": {"trust1": 7, "trust2": 7, "score": 10, "glad": 7, "often": 7},
    "view": {"seen1": 5, "seen2": 5},
}


def declare(folder) -> None:
    """The declarations of every random programme."""
    folder.write("programme.yaml", DECLARED)
    for name, text in (("skills", SKILLS), ("pulse", PULSE), ("view", VIEW)):
        folder.write(f"instruments/{name}.yaml", text)


def fill(folder, tables: Tables) -> None:
    """A programme folder with these tables as its only exports."""
    for path in sorted((folder.root / "exports").rglob("*.csv")):
        path.unlink()
    declare(folder)
    for name, rows in {"surveys/invited": [], **tables}.items():
        folder.table(name, rows)
    (folder.root / "exports/surveys/invited.csv").rename(folder.root / "exports/invited.csv")


def random_tables(seed: int, rename: Callable[[str], str] = str) -> Tables:
    """The rows of a random programme by table, people's keys renamed."""
    return Maker(seed, rename).made()


class Maker:
    """Makes the tables of one programme."""

    def __init__(self, seed: int, rename: Callable[[str], str]) -> None:
        self.chance = random.Random(seed)
        size = self.chance.choice((2, 8, 25))
        self.mentees = [rename(f"m{number}") for number in range(size + self.chance.randint(0, 5))]
        self.mentors = [rename(f"r{number}") for number in range(size // 2 + 1)]
        self.joined = {name: self.joining() for name in self.everybody}
        self.pairs: list[Row] = []

    def made(self) -> Tables:
        people = self.people()
        self.pairs = self.matches()
        tables = {"people": people, "pairs": self.pairs, "meetings": self.meetings(), **self.goals()}
        for wave, month in (("baseline", 1), ("later", 6), ("last", 9)):
            tables[f"surveys/{wave}"] = self.responses("skills", month)
        tables["surveys/pulse"] = [*self.responses("pulse", 1), *self.responses("pulse", 6)]
        for wave, month in (("baseline", 1), ("later", 6)):
            tables[f"surveys/view-{wave}"] = self.responses("view", month)
        invited = [name for name in self.everybody if self.chance.random() < 0.7]
        tables["surveys/invited"] = [{"people": name, "wave": "later"} for name in invited]
        return tables

    @property
    def everybody(self) -> list[str]:
        return self.mentees + self.mentors

    def day(self, first: int = 0, last: int = 210) -> date:
        return START + timedelta(days=self.chance.randint(first, max(first, last)))

    def joining(self) -> date:
        """Most are there from the beginning, and some come much later."""
        return self.chance.choice([self.day(0, 8)] * 8 + [self.day(9, 45), self.day(150, 200)])

    def maybe(self, share: float, value: object) -> object:
        return value if self.chance.random() < share else ""

    def after(self, day: date, most: int, share: float = 1.0) -> object:
        return self.maybe(share, day + timedelta(days=self.chance.randint(0, most)))

    def people(self) -> list[Row]:
        rows: list[Row] = []
        for name in self.everybody:
            joined = self.joined[name]
            row: Row = {"person_key": name, "role": "mentee" if name in self.mentees else "mentor"}
            if self.chance.random() < 0.1:
                row["role"] = "both"
            row |= {"joined_on": joined, "left_on": self.after(joined, 300, 0.15)}
            rows.append({**row, "department": self.chance.choice(DEPARTMENTS), "cohort": self.chance.choice("XY")})
        return rows

    def matches(self) -> list[Row]:
        rows = []
        for number in range(len(self.mentees) + 3):
            mentor, mentee = self.chance.choice(self.mentors), self.chance.choice(self.mentees)
            begun = max(self.joined[mentor], self.joined[mentee])
            matched = begun + timedelta(days=self.chance.randint(0, 150 if number % 5 == 0 else 20))
            ended = self.after(matched, 150, 0.35)
            outcomes = ["completed", "ended_early", "rematched", ""] if ended else ["", "", "", "", "completed"]
            row: Row = {"pair_key": f"p{number}", "mentor": mentor, "mentee": mentee}
            row |= {"matched_on": matched, "ended_on": ended}
            row |= {"outcome": self.chance.choice(outcomes), "department": self.maybe(0.3, "A")}
            row["planned_end_on"] = self.maybe(0.7, matched + timedelta(days=self.chance.choice((90, 170))))
            rows.append({**row, "meetings_per_month": self.chance.choice(["", "", 0.5, 1, 3.5])})
        return rows

    def meetings(self) -> list[Row]:
        outcomes = ["held"] * 6 + ["cancelled", "no_show", "booked"]
        rows = []
        for number in range(6 * len(self.pairs)):
            row: Row = {"meeting_key": f"x{number}", **self.occasion()}
            row |= {"outcome": self.chance.choice(outcomes), "duration_minutes": self.chance.choice(["", 30, 45, 52.5])}
            row |= {"channel": self.chance.choice(["", "video", "video", "phone", "in_person", "chat"])}
            row |= {"has_agenda": self.chance.choice(["", "true", "true", "false"])}
            rows.append({**row, "action_item_count": self.chance.choice(["", 0, 1, 4])})
        return rows

    def occasion(self) -> Row:
        """Whose meeting and when: a pair's from its match on, else of two mentees, who are no pair."""
        hour = self.chance.randint(7, 18)
        early = [name for name in self.mentees if self.joined[name] <= START + timedelta(days=45)]
        if self.chance.random() < 0.1 and len(early) > 1:
            return {"people": ";".join(self.chance.sample(early, 2)), "starts_at": f"{self.day(46)}T{hour:02}:00:00Z"}
        pair = self.chance.choice(self.pairs)
        return {"pair_key": pair["pair_key"], "starts_at": f"{self.after(pair['matched_on'], 200)}T{hour:02}:00:00Z"}

    def goals(self) -> Tables:
        """Two dated snapshots of the same goals: what is known of them grows."""
        goals = [self.goal(number) for number in range(2 * len(self.mentees))]
        return {f"goals/goals-{day}": [known_by(goal, day) for goal in goals] for day in SNAPSHOTS}

    def goal(self, number: int) -> Row:
        owner = self.chance.choice(self.everybody)
        set_on = self.joined[owner] + timedelta(days=self.chance.randint(0, 150))
        is_early = self.joined[owner] <= START + timedelta(days=45)
        status = self.chance.choice(["open", "open", "achieved", "achieved", "not_achieved", "dropped"])
        steps = self.chance.choice(["", 0, 1, 4])
        row: Row = {"goal_key": f"g{number}", "owner": owner, "status": status}
        row |= {"set_on": self.maybe(0.9, set_on) if is_early else set_on, "due_on": self.after(set_on, 200, 0.7)}
        row |= {"achieved_on": self.after(set_on, 150, 0.85) if status == "achieved" else ""}
        row |= {"reviewed_on": self.after(set_on, 150, 0.6), "celebrated_on": self.after(set_on, 200, 0.4)}
        row |= {"measure": self.maybe(0.5, "how far"), "step_count": steps}
        row["step_done_count"] = "" if steps == "" else self.maybe(0.8, self.chance.randint(0, steps))
        row |= {"gas_baseline": self.chance.choice(["", -2, -1, 0]), "gas_level": self.chance.choice(["", -2, 0, 1, 2])}
        return {**row, "importance": self.chance.choice(["", 1, 2, 3]), "difficulty": self.chance.choice(["", 1, 2.5])}

    def responses(self, instrument: str, month: int) -> list[Row]:
        rows = []
        for person in self.everybody if instrument != "view" else self.mentors:
            abouts = self.subjects(instrument, person) if self.chance.random() < 0.8 else []
            here = [about for about in abouts if max(map(self.came, (person, about))) < date(2026, month, 12)]
            rows += [self.response(instrument, month, person, about) for about in here]
        repeated = [row for row in rows if self.chance.random() < 0.2]
        return [*rows, *(self.repeated(instrument, row) for row in repeated)]

    def came(self, name: str) -> date:
        return self.joined.get(name, START)

    def subjects(self, instrument: str, person: str) -> list[str]:
        """Whom somebody answers about: an observer their mentees, others nobody, or their partners too."""
        partners = {row["mentee"] for row in self.pairs if row["mentor"] == person}
        partners |= {row["mentor"] for row in self.pairs if row["mentee"] == person}
        if instrument == "view":
            partners = {row["mentee"] for row in self.pairs if row["mentor"] == person}
        elif instrument == "skills" or self.chance.random() < 0.6:
            return [""]
        return [name for name in self.everybody if name in partners]

    def response(self, instrument: str, month: int, person: str, about: str) -> Row:
        at = datetime(2026, month, self.chance.randint(12, 25), self.chance.randint(8, 16))  # noqa: DTZ001
        about_cell = {"about": about} if instrument != "skills" else {}
        return {"respondent": person, "submitted_at": f"{at.isoformat()}Z", **about_cell, **self.answers(instrument)}

    def repeated(self, instrument: str, row: Row) -> Row:
        """Another answer of the same person about the same one, at times in the same second."""
        at = row["submitted_at"] if self.chance.random() < 0.3 else f"{str(row['submitted_at'])[:11]}17:00:00Z"
        return {**row, "submitted_at": at, **self.answers(instrument)}

    def answers(self, instrument: str) -> Row:
        willing = self.chance.choice((1.0, 1.0, 0.7, 0.4))
        return {
            item: self.maybe(willing, self.chance.randint(0 if most == 10 else 1, most))
            for item, most in POINTS[instrument].items()
        }


def known_by(goal: Row, day: date) -> Row:
    """A goal as a tracker exports it on a day: nothing that happened afterwards."""
    later = {name for name in ("achieved_on", "reviewed_on", "celebrated_on") if goal[name] and goal[name] > day}
    known = {**goal, **dict.fromkeys(later, "")}
    return {**known, "status": "open"} if "achieved_on" in later else known


def cut(tables: Tables, night: date) -> Tables:
    """The exports as they would have been at the end of a day: rows and cells dated after it are not there yet."""
    kept: Tables = {"people": [], "pairs": []}
    for row in tables["people"]:
        if row["joined_on"] <= night:
            kept["people"].append({**row, "left_on": _until(row["left_on"], night)})
    for row in tables["pairs"]:
        if row["matched_on"] <= night:
            has_ended = row["ended_on"] == "" or row["ended_on"] <= night
            blank = {} if has_ended else {"ended_on": "", "outcome": ""}
            kept["pairs"].append({**row, **blank})
    for name, rows in tables.items():
        if name.startswith("goals/") and name <= f"goals/goals-{night}":
            kept[name] = [known_by(row, night) for row in rows if row["set_on"] == "" or row["set_on"] <= night]
        moment = "starts_at" if name == "meetings" else "submitted_at"
        if name == "meetings" or (name.startswith("surveys/") and name != "surveys/invited"):
            kept[name] = [row for row in rows if str(row[moment])[:10] <= night.isoformat()]
    return {**kept, "surveys/invited": tables["surveys/invited"]}


def _until(day: object, night: date) -> object:
    return day if day != "" and day <= night else ""
