"""What a coordinator writes by hand: `programme.yaml`, with comments to learn from, and the instruments."""

from pathlib import Path

from generator.forms import ABOUT, INVITED, pulse_name
from generator.plan import ZONE, Plan, Wave
from generator.questionnaires import qualtrics_name
from generator.tables import roster_name
from generator.words import INSTRUMENTS, LEADERSHIP, MENTEE_VIEW, SKILLS, Instrument, Item

MARK = "# A sample programme, written by data/generate.py. Nobody in it exists."
INSTRUMENTS_NOTE = "matched to the export's question text, or to its id"


def write_folder(folder: Path, plan: Plan) -> None:
    """The declarations of the programme."""
    _save(folder / "programme.yaml", _programme(plan))
    for instrument in INSTRUMENTS:
        _save(folder / f"instruments/{instrument.id}.yaml", _instrument(instrument))


def _save(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def _programme(plan: Plan) -> str:
    sources = [_tables(plan), _surveys(plan), _meetings(), _goals()]
    return "\n".join([MARK, _about(plan), *sources, _waves(plan), TARGETS, CLOSE])


def _about(plan: Plan) -> str:
    return f"""
programme:
  id: lantern-2026              # stays the same for ever: it is part of every table and file name
  name: Lanternfish Works Mentoring 2025/26
  time_zone: {ZONE}      # a day begins and ends here
  starts_on: {plan.starts_on}
  ends_on: {plan.ends_on}
  channels: [in_person, video, phone, chat, email]
  meetings_per_month: 2         # what a pair agreed where its own row says nothing
  booked_counts_as_held: false  # an entry in a calendar is no proof that anybody came

# One entry for each export. `files` is a path below exports/, and may hold * as a pattern.
sources:"""


def _tables(plan: Plan) -> str:
    return f"""\
  # The roster is a workbook with two lines of title on its second sheet. `columns` says which of their
  # columns is which of ours, `values` which of their words is which of ours.
  - name: roster
    kind: people
    tool: table
    files: {roster_name(plan)}
{_sheet(plan)}    header_row: 3
    date_format: "%d/%m/%Y"
    columns:
      person_key: Staff no.
      email: E-mail
      name: Name
      role: Takes part as
      joined_on: Joined
      left_on: Left
      other_keys: Also known as # other addresses of the same person, as Zoom and the calendar know them
      department: Department
      cohort: Cohort
    values: {{Mentee: mentee, Mentor: mentor, Mentee and mentor: both}}

  # Saved by Excel where the comma is the decimal sign: UTF-8 with a byte order mark, semicolons, 31.03.2026.
  - name: matches
    kind: pairs
    tool: table
    files: pairs/matches.csv
    delimiter: ";"
    date_format: "%d.%m.%Y"
    columns:
      pair_key: Pair
      mentor: Mentor            # an e-mail address here,
      mentee: Mentee            # a staff number there: any key of a person will do
      matched_on: Matched
      planned_end_on: Planned end
      ended_on: Ended
      outcome: How it ended
      meetings_per_month: Meetings per month
    values: {{Finished: completed, Ended early: ended_early, Re-matched: rematched}}
"""


def _sheet(plan: Plan) -> str:
    return "    sheet: Roster\n" if roster_name(plan).endswith(".xlsx") else ""


def _surveys(plan: Plan) -> str:
    first = "  # The long surveys: Qualtrics, one file a wave, so the wave is named here.\n"
    entries = [
        _qualtrics(instrument, wave)
        for instrument in (SKILLS, LEADERSHIP)
        for wave in (plan.baseline, plan.midway, plan.final)
    ]
    pulses = [f"pulse_{name}" for name in ("first", "second", "last")]
    forms = [_forms(name, wave) for name, wave in zip(pulses, (*plan.pulses, plan.final), strict=True)]
    between = (
        "\n  # The pulse: Google Forms, placed in a wave by the day of the answer. The last was saved from the linked\n"
        "  # sheet, whose dates (5/10/2026) do not say which number is the month: date_order does.\n"
    )
    return first + "".join(entries) + between + "".join(forms) + _views()


def _qualtrics(instrument: Instrument, wave: Wave) -> str:
    name = f"{instrument.id}_{wave.id},"
    file = f"{qualtrics_name(instrument, wave)},"
    return (
        f"  - {{name: {name:<20} kind: surveys, tool: qualtrics, files: {file:<32} instrument: {instrument.id},"
        f" wave: {wave.id}, invited: everyone}}\n"
    )


def _forms(name: str, wave: Wave) -> str:
    order = ", date_order: mdy" if wave.id == "final" else ""
    return (
        f"  - {{name: {name + ',':<13} kind: surveys, tool: google_forms, files: {pulse_name(wave)}, instrument: pulse,"
        f" wave: by_date, invited: everyone{order}}}\n"
    )


def _views() -> str:
    return f"""
  # What mentors say of their mentees: one answer about each, and `about` says about whom. Their instrument `observes`
  # skills, so that both views of a mentee are compared. Only mentors who had a mentee were asked: see the list.
  - name: mentee_view
    kind: surveys
    tool: google_forms
    files: surveys/mentee-view-*.csv
    instrument: {MENTEE_VIEW.id}
    wave: by_date
    invited: {INVITED}
    columns:
      about: {ABOUT}
"""


def _meetings() -> str:
    return f"""\
  # Three tools know of meetings, and often of the same one; what two of them tell is still one meeting.
  # Calls: who was there, and when; the best proof. In-person meetings and phone calls are not among them.
  - name: zoom
    kind: meetings
    tool: zoom_participants
    files: meetings/zoom/*.csv
    time_zone: {ZONE}    # of the Zoom account
    date_order: mdy
  # The calendar: what was planned.
  - {{name: calendar, kind: meetings, tool: ics, files: meetings/*.ics}}
  # The coordinator's log: what people say took place.
  - name: log
    kind: meetings
    tool: table
    files: meetings/log.csv
    date_format: "%d.%m.%Y %H:%M"
    columns:
      meeting_key: No.
      pair_key: Pair
      starts_at: Start
      duration_minutes: Minutes
      channel: Where
      outcome: What happened
      no_show_by: Missed by
      has_agenda: Agenda
      action_item_count: Action items
    values:
      Took place: held
      Cancelled: cancelled
      No-show: no_show
      Mentor: mentor
      Mentee: mentee
      In person: in_person
      Video call: video
      Phone: phone
      Chat: chat
      E-mail: email
      "Yes": "true"
      "No": "false"
"""


def _goals() -> str:
    return """\
  # Asana: a task is a goal, its subtasks are the goal's steps. The fields that the programme added to its Asana
  # project are mapped here; where Outcome is empty, Asana's own completion date decides. No `dated:` although the
  # file's name holds a date: each fact in it carries its own, so that it serves earlier nights too.
  - name: goals
    kind: goals
    tool: asana
    files: goals/asana-*.csv
    mode: snapshot
    columns:
      status: Outcome
      measure: Measure
      reviewed_on: Last reviewed
      celebrated_on: Celebrated on
      gas_baseline: GAS baseline
      gas_level: GAS level
      importance: Importance
      difficulty: Difficulty
    values: {Dropped: dropped, Not achieved: not_achieved}
"""


def _waves(plan: Plan) -> str:
    title = "# When the surveys are open, both days in. Growth is measured from `baseline`."
    lines = [f"  - {{id: {wave.id + ',':<13} from: {wave.first}, to: {wave.last}}}" for wave in plan.waves]
    return "\n".join([title, "waves:", *lines, ""])


TARGETS = """\
# Every figure is also given by these columns of the roster, one at a time.
segments: [cohort, department]

# What was promised. `met` needs the whole interval on the good side, `missed` the whole on the wrong one.
targets:
  - {metric: match_rate, at_least: 0.85}
  - {metric: days_to_first_meeting, at_most: 14}
  - {metric: days_to_first_meeting, segment: cohort, segment_value: October, at_most: 14}
  - {metric: active_pair_rate, at_least: 0.75}
  - {metric: cadence_attainment, at_least: 0.70}
  - {metric: cadence_attainment, segment: department, segment_value: Operations, at_least: 0.70}
  - {metric: cancellation_rate, at_most: 0.15}
  - {metric: no_show_rate, at_most: 0.10}
  - {metric: pair_retention, wave: days_180, at_least: 0.80}
  - {metric: goal_setting_rate, role: mentee, at_least: 0.55}
  - {metric: goal_attainment_rate, role: mentee, at_least: 0.70}
  - {metric: growth_g, instrument: skills, construct: confidence, role: mentee, wave: baseline..final, at_least: 0.30}
  - {metric: growth_g, instrument: skills, construct: skills, role: mentee, wave: baseline..final, at_least: 0.30}
  - {metric: growth_g, instrument: skills, construct: networks, role: mentee, wave: baseline..final, at_least: 0.30}
  - metric: growth_g
    instrument: leadership
    construct: leadership
    role: mentor
    wave: baseline..final
    at_least: 0.20
  - {metric: nps, instrument: pulse, construct: recommend, wave: final, role: mentee, at_least: 20}
  - {metric: response_rate, instrument: skills, wave: final, role: mentee, at_least: 0.60}
"""

CLOSE = """\
privacy: {k: 5, comments_k: 10}
health: {quiet_after_days: 45, never_met_after_days: 14}

reports:
  - {to: [sponsor@lantern.example], send: weekly, on: monday, audience: sponsor}
  - {to: [coordination@lantern.example], send: nightly, audience: coordinator}
"""


def _instrument(instrument: Instrument) -> str:
    lines = [
        MARK,
        f"# {instrument.purpose}",
        f"instrument: {instrument.id}",
        f"title: {instrument.title}",
        f"asked_of: [{', '.join(instrument.asked_of)}]",
        *([f"observes: {instrument.observes}"] if instrument.observes else []),
        f"scale: {{min: 1, max: 5, labels: [{', '.join(instrument.labels)}]}}",
        "constructs:",
        *(f"  {construct}: {{}}" for construct in instrument.constructs),
        f"items:  # {INSTRUMENTS_NOTE}",
        *(_item(item) for item in instrument.items),
    ]
    return "\n".join(lines) + "\n"


def _item(item: Item) -> str:
    parts = [
        f"id: {item.id}",
        f"construct: {item.construct}" if item.construct else f"kind: {item.kind}",
        f'text: "{item.text}"',
        *(["reverse: true"] if item.is_reversed else []),
        *([f"publish_with: {item.publish_with}"] if item.publish_with else []),
    ]
    return f"  - {{{', '.join(parts)}}}"
