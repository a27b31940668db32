"""The goals in Asana: a project's CSV, one row a goal or a step of one, with the programme's own fields at the end."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from generator.dice import Dice
from generator.dirt import DirtList, Row, Spoil, Stain, fill, same, with_values
from generator.files import CsvFile
from generator.goals import Goal, Step, goals
from generator.pairs import Matches
from generator.people import DOMAIN, Crowd
from generator.plan import Plan

COLUMNS = (
    "Task ID", "Created At", "Completed At", "Last Modified", "Name", "Section/Column", "Assignee", "Assignee Email",
    "Start Date", "Due Date", "Tags", "Notes", "Projects", "Parent task", "Measure", "Outcome", "Last reviewed",
    "Celebrated on", "GAS baseline", "GAS level", "Importance", "Difficulty",
)  # fmt: skip
PROJECT = "Mentoring goals"
FIRST_TASK, TASK_STEP = 1209400000000000, 137
OUTCOME_WORDS = {"not_achieved": "Not achieved", "dropped": "Dropped"}


def goals_name(plan: Plan) -> str:
    """The file below exports/, named by the day of the export."""
    return f"goals/asana-{plan.ends_on}.csv"


def write_goals(exports: Path, plan: Plan, people: Crowd, matches: Matches, dirt: DirtList) -> None:
    """Each goal, then its steps."""
    file = goals_name(plan)
    spoils = _spoils() if plan.is_dirty else []
    with CsvFile(exports / file) as sink:
        sink.record(COLUMNS)
        rows = _rows(plan, goals(plan, people, matches))
        fill(sink, COLUMNS, rows, spoils, file=file, dirt=dirt, counted=lambda row: not row["Parent task"])


def _rows(plan: Plan, told: Iterator[Goal]) -> Iterator[Row]:
    task = FIRST_TASK
    for goal in told:
        for row in (_goal_row(plan, goal), *(_step_row(goal, step) for step in goal.steps)):
            task += TASK_STEP
            yield {"Task ID": str(task), **row}


def _goal_row(plan: Plan, goal: Goal) -> Row:
    dice = Dice(plan.seed, "task", goal.title)
    touched = [goal.set_on, goal.achieved_on, goal.reviewed_on, *(step.done_on for step in goal.steps)]
    sections = {"achieved": "Done", "dropped": "Parked", "not_achieved": "Parked", "open": "Doing"}
    return {
        **_task_row(goal, goal.title, goal.set_on, goal.achieved_on, max(day for day in touched if day)),
        "Section/Column": sections[goal.result],
        "Start Date": _written(goal.set_on if dice.chance(0.3) else None),
        "Due Date": _written(goal.due_on),
        "Tags": dice.weigh({"": 0.6, "stretch": 0.2, "stretch,visible": 0.2}),
        "Notes": goal.notes,
        "Projects": PROJECT,
        "Measure": goal.measure,
        "Outcome": OUTCOME_WORDS.get(goal.result, ""),
        "Last reviewed": _written(goal.reviewed_on),
        "Celebrated on": _written(goal.celebrated_on),
        "GAS baseline": _level(goal.gas[0] if goal.gas else None),
        "GAS level": _level(goal.gas[1] if goal.gas else None),
        "Importance": str(goal.importance or ""),
        "Difficulty": str(goal.difficulty or ""),
    }


def _step_row(goal: Goal, step: Step) -> Row:
    """A subtask: Asana names its parent, and leaves project and section empty."""
    row = _task_row(goal, step.title, goal.set_on, step.done_on, step.done_on or goal.set_on)
    return {**row, "Parent task": goal.title}


def _task_row(goal: Goal, name: str, created: date, completed: date | None, modified: date) -> Row:
    row = dict.fromkeys(COLUMNS[1:], "")
    return {
        **row,
        "Created At": _written(created),
        "Completed At": _written(completed),
        "Last Modified": _written(modified),
        "Name": name,
        "Assignee": goal.owner.name,
        "Assignee Email": goal.owner.email,
    }


def _written(day: date | None) -> str:
    return day.isoformat() if day else ""


def _level(level: int | None) -> str:
    return "" if level is None else str(level)


def _spoils() -> list[Spoil]:
    """Faults of goals; a changed copy has an id and a title of its own."""

    def other(number: int, **cells: str) -> Row:
        own = {"Task ID": str(FIRST_TASK + 900000000 + number), "Name": f"Goal {number} that cannot be"}
        return own | {name.replace("_", " "): value for name, value in cells.items()}

    nobody = other(2, Assignee="Nobody Known", Assignee_Email=f"nobody.known@{DOMAIN}")
    return [
        Spoil(1, Stain("duplicate", "a task once more, word for word"), same),
        Spoil(3, Stain("unknown_person", "the owner is not on the roster"), with_values(nobody)),
        Spoil(5, Stain("impossible_date", "due on 31 February"), with_values(other(3, Due_Date="2026-02-31"))),
        Spoil(
            6,
            Stain("out_of_scale", "a GAS level of 5, on a scale of −2 to +2"),
            with_values(other(4, GAS_baseline="-1", GAS_level="5")),
        ),
        Spoil(
            7,
            Stain("achieved_before_set", "completed before it was created"),
            with_values(other(5, Created_At="2026-03-02", Completed_At="2026-02-02", Outcome="")),
        ),
    ]
