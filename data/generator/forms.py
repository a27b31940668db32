"""The exports of Google Forms and Sheets: the pulses, the mentors' view of their mentees, and who was asked for it."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from generator.dice import Dice
from generator.dirt import AGAIN, VISITOR, DirtList, Edit, Row, Spoil, Stain, fill, same, with_values
from generator.files import CsvFile
from generator.growth import Response, responses
from generator.observers import View, asked, views
from generator.pairs import Matches
from generator.people import SHARED_NAME, Crowd
from generator.plan import ZONE, Plan, Wave
from generator.words import MENTEE_VIEW, PULSE

ABOUT = "Whom are you answering about?"
INVITED = "surveys/invited-mentee-view.csv"
NEVER, NEVER_IN_SHEETS = "2026/02/31 10:00:00 AM GMT+1", "2/31/2026 10:00:00"


def pulse_name(wave: Wave) -> str:
    """The file of a pulse survey, named by its month."""
    return f"surveys/pulse-{wave.first:%Y-%m}.csv"


def view_name(wave: Wave) -> str:
    """The file of the mentors' view, named by the wave's month."""
    return f"surveys/mentee-view-{wave.first:%Y-%m}.csv"


def write_pulses(exports: Path, plan: Plan, people: Crowd, matches: Matches, dirt: DirtList) -> None:
    """The pulse of both sides, three times."""
    for wave in (*plan.pulses, plan.final):
        _write_pulse(exports, plan, wave, responses(plan, people, matches, PULSE, wave), dirt)


def write_views(exports: Path, plan: Plan, matches: Matches, dirt: DirtList) -> None:
    """What mentors say of their mentees, a file a wave, and the list of the mentors who were asked."""
    waves = (plan.baseline, plan.midway, plan.final)
    for wave in waves:
        _write_view(exports, plan, wave, views(plan, matches, wave), dirt)
    rows = (
        {"email": email, "wave": wave.id}
        for wave in waves
        for email in dict.fromkeys(pair.mentor.email for pair in asked(matches, wave))
    )
    spoils = _invited_spoils() if plan.is_dirty else []
    with CsvFile(exports / INVITED) as sink:
        sink.record(("email", "wave"))
        fill(sink, ("email", "wave"), rows, spoils, file=INVITED, dirt=dirt)


def _write_view(exports: Path, plan: Plan, wave: Wave, given: list[View], dirt: DirtList) -> None:
    """One row a mentor and mentee: the form is filled in anew about each."""
    file = view_name(wave)
    columns = ["Timestamp", "Username", ABOUT, *(item.text for item in MENTEE_VIEW.items)]
    spoils = _view_spoils(has_namesake=wave == plan.final) if plan.is_dirty else []
    with CsvFile(exports / file, quotes_all=True) as sink:
        sink.record(columns)
        fill(sink, columns, map(_view_row, given), spoils, file=file, dirt=dirt)


def _view_row(view: View) -> Row:
    """Numbers, as a linear scale of Forms has them; the mentee is chosen from a list of addresses."""
    row = {
        "Timestamp": _stamp(view.submitted_at, is_sheet=False),
        "Username": view.mentor.email,
        ABOUT: view.mentee.email,
    }
    return row | {item.text: str(view.answers.get(item.id, "")) for item in MENTEE_VIEW.items}


def _view_spoils(*, has_namesake: bool) -> list[Spoil]:
    first = MENTEE_VIEW.items[0].text
    shared = Stain("unknown_person", "a name that two people share, instead of an address")
    return [
        Spoil(0, Stain("unknown_person", "the person rated is not on the roster"), with_values({ABOUT: VISITOR})),
        Spoil(1, Stain("duplicate", "a response once more, word for word"), same),
        Spoil(2, Stain("out_of_scale", "6 on a scale of 1 to 5"), with_values({first: "6"}), "replace"),
        Spoil(3, AGAIN, _again(first, "4"), "again"),
        Spoil(4, Stain("unknown_person", "the respondent is not on the roster"), with_values({"Username": VISITOR})),
        Spoil(5, Stain("impossible_date", "answered on 31 February"), with_values({"Timestamp": NEVER})),
        *([Spoil(6, shared, with_values({ABOUT: SHARED_NAME}))] if has_namesake else []),
    ]


def _invited_spoils() -> list[Spoil]:
    return [
        Spoil(1, Stain("duplicate", "the row of somebody asked once more, word for word"), same),
        Spoil(3, Stain("unknown_person", "somebody asked is not on the roster"), with_values({"email": VISITOR})),
    ]


def _write_pulse(exports: Path, plan: Plan, wave: Wave, answered: Iterator[Response], dirt: DirtList) -> None:
    """The first two as Forms writes them, the last from the linked sheet: another stamp, other quotes.

    The second wording of the form shows the scale in words and has one more question.
    """
    is_sheet, has_words = wave == plan.final, wave == plan.pulses[1]
    file = pulse_name(wave)
    address = "Email Address" if is_sheet else "Username"
    columns = ["Timestamp", address, *(item.text for item in PULSE.items)]
    if has_words or is_sheet:
        columns.append("What should we change?")
    rows = (_pulse_row(plan, wave, address, response, is_sheet=is_sheet, has_words=has_words) for response in answered)
    spoils = _pulse_spoils(address, is_sheet=is_sheet, has_words=has_words) if plan.is_dirty else []
    with CsvFile(exports / file, quotes_all=not is_sheet, line_end="\r\n" if is_sheet else "\n") as sink:
        sink.record(columns)
        fill(sink, columns, rows, spoils, file=file, dirt=dirt)


def _pulse_row(plan: Plan, wave: Wave, address: str, response: Response, *, is_sheet: bool, has_words: bool) -> Row:
    dice = Dice(plan.seed, "forms", wave.id, response.person.key)
    row = {"Timestamp": _stamp(response.submitted_at, is_sheet=is_sheet), address: response.person.email}
    for item in PULSE.items:
        answer = response.answers.get(item.id, "")
        in_words = has_words and item.kind not in {"nps", "text"} and isinstance(answer, int)
        row[item.text] = PULSE.labels[int(answer) - 1] if in_words else str(answer)
    row["What should we change?"] = dice.weigh({"": 0.8, "More time": 0.1, "Shorter surveys, please": 0.1})
    return row


def _stamp(moment: datetime, *, is_sheet: bool) -> str:
    if is_sheet:
        return f"{moment.month}/{moment.day}/{moment.year} {moment:%H:%M:%S}"
    offset = moment.replace(tzinfo=ZoneInfo(ZONE)).utcoffset() or timedelta()
    hour = moment.hour % 12 or 12
    half = "AM" if moment.hour < 12 else "PM"
    return f"{moment:%Y/%m/%d} {hour}:{moment:%M:%S} {half} GMT+{offset // timedelta(hours=1)}"


def _pulse_spoils(address: str, *, is_sheet: bool, has_words: bool) -> list[Spoil]:
    text = {item.id: item.text for item in PULSE.items}
    never = NEVER_IN_SHEETS if is_sheet else NEVER
    beyond = "Perhaps" if has_words else "6"
    return [
        Spoil(1, Stain("duplicate", "a response once more, word for word"), same),
        Spoil(2, Stain("unknown_person", "the respondent is not on the roster"), with_values({address: VISITOR})),
        Spoil(3, Stain("out_of_scale", "11 on a scale of 0 to 10"), with_values({text["recommend"]: "11"}), "replace"),
        Spoil(
            4, Stain("out_of_scale", f"{beyond} on a scale of 1 to 5"), with_values({text["tr1"]: beyond}), "replace"
        ),
        Spoil(5, Stain("impossible_date", "answered on 31 February"), with_values({"Timestamp": never})),
        Spoil(6, AGAIN, _again(text["story"], "I forgot to say: thank you."), "again"),
    ]


def _again(question: str, answer: str) -> Edit:
    """The response of somebody who sent the form twice: some seconds later, and with one answer given for sure."""

    def edit(row: Row) -> Row:
        later = _moment(row["Timestamp"]) + timedelta(seconds=17)
        stamp = _stamp(later, is_sheet=" GMT" not in row["Timestamp"])
        return {**row, "Timestamp": stamp, question: row[question] or answer}

    return edit


def _moment(stamp: str) -> datetime:
    """The local time of a stamp, as Forms or the linked sheet writes it."""
    local, _, zone = stamp.partition(" GMT")
    form = "%Y/%m/%d %I:%M:%S %p" if zone else "%m/%d/%Y %H:%M:%S"
    return datetime.strptime(local, form).replace(tzinfo=ZoneInfo(ZONE))
