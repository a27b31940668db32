"""`mentorship init`: what it asks, what it writes, what it leaves alone, and what it says comes next."""

import os
import re
import subprocess
import sys
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from assets.inbox import Inbox
from mentorship.configuration import load_programme
from mentorship.exports.detect import TOOLS
from mentorship.exports.table import our_columns
from mentorship.programme import About, Health, Privacy, Programme, ProgrammeFile, ReportEntry, Source, Target, Wave
from pipelines import beginning
from pipelines.asking import a_year_from, machine_zone, name_of, programme_id
from pipelines.cli import app

PEOPLE = "person_key,role\n101,mentee\n102,mentor\n"
PAIRS = "mentor,mentee,matched_on\n102,101,2026-03-31\n"
MEETINGS = "mentor,mentee,starts_at\n102,101,2026-04-07T10:00\n"
ZOOM = (
    "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest\n"
    "Ada,ada@lantern.example,{day} 09:00:00 AM,{day} 10:00:00 AM,60,No\n"
)
FORM = "Timestamp,Email Address,How was it?\n2026/09/27 3:00:00 PM GMT+3,ada@lantern.example,Good\n"
STAFF = "Staff no.,Takes part as,Joined\n101,mentee,2026-01-02\n102,mentor,2026-01-02\n"
EXAMPLE = re.compile(r"^( *)# ( *(?:- \{.*\}|[a-z_]+:(?: \S.*)?))$")
KINDS = ("people", "pairs", "surveys", "meetings", "goals")


@pytest.fixture(autouse=True)
def in_berlin(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Europe/Berlin")


def call(*arguments: object, typed: str | None = None) -> Result:
    return CliRunner().invoke(app, ["init", *(str(argument) for argument in arguments)], input=typed)


def begun(folder: Path, *arguments: object) -> Programme:
    done = call(folder, "--yes", *arguments)
    assert done.exit_code == 0, done.output
    return load_programme(folder)


def put(folder: Path, name: str, content: str) -> Path:
    path = folder / "exports" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8", newline="")
    return path


def text_of(folder: Path) -> str:
    return (folder / "programme.yaml").read_text(encoding="utf-8")


def entries(folder: Path) -> list[str]:
    return re.findall(r"^  (- \{.*)$", text_of(folder), re.MULTILINE)


def everything(folder: Path) -> dict[str, bytes | None]:
    return {str(path): path.read_bytes() if path.is_file() else None for path in folder.rglob("*")}


@pytest.fixture
def somebody_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beginning, "_somebody_is_there", lambda: True)


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys\nfrom typer.testing import CliRunner\nfrom pipelines.cli import app\n"
        "assert CliRunner().invoke(app, ['init', '--help']).exit_code == 0\n"
        "print(sorted({'dagster', 'polars', 'duckdb', 'great_expectations', 'plotly'} & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_an_empty_folder_becomes_a_programme_that_is_valid_at_once(tmp_path: Path) -> None:
    folder = tmp_path / "northwind-mentoring"
    programme = begun(folder)
    assert (programme.id, programme.programme.name) == ("northwind-mentoring", "Northwind mentoring")
    assert programme.programme.time_zone == "Europe/Berlin"
    assert programme.programme.ends_on == a_year_from(programme.programme.starts_on)
    assert [source.name for source in programme.sources] == ["people", "pairs"]
    assert sorted(programme.instruments) == ["pulse", "skills"]
    assert {path.name for path in (folder / "exports").iterdir()} == set(KINDS)
    assert sorted(path.name for path in folder.iterdir()) == ["exports", "instruments", "programme.yaml"]


def test_the_example_questionnaires_show_what_there_is(tmp_path: Path) -> None:
    instruments = begun(tmp_path / "p").instruments
    assert set(instruments["skills"].asked_of) == {"mentee", "mentor"}
    assert len(instruments["skills"].scale.labels) == 5
    assert any(item.reverse for item in instruments["skills"].items)
    assert {item.kind for item in instruments["pulse"].items} == {"nps", "satisfaction", "expectation", "text"}


def test_what_is_given_by_option_is_written_and_nothing_is_asked(tmp_path: Path, somebody_there: None) -> None:  # noqa: ARG001
    options = ("--name", "Lantern", "--starts-on", "2026-01-12", "--ends-on", "2026-12-18", "--time-zone", "Asia/Tokyo")
    done = call(tmp_path / "p", *options)
    assert done.exit_code == 0
    assert done.stderr == ""
    about = load_programme(tmp_path / "p").programme
    assert (about.name, about.time_zone) == ("Lantern", "Asia/Tokyo")
    assert (about.starts_on, about.ends_on) == (date(2026, 1, 12), date(2026, 12, 18))


def test_a_person_is_asked_with_defaults_and_again_where_an_answer_cannot_be(
    tmp_path: Path,
    somebody_there: None,  # noqa: ARG001
) -> None:
    typed = "\n".join(["x" * 201, "Lantern", "12.1.2026", "2026-01-12", "2025-01-01", "", "Berlin", "Asia/Tokyo", ""])
    done = call(tmp_path / "our-mentors", typed=typed)
    assert done.exit_code == 0
    about = load_programme(tmp_path / "our-mentors").programme
    assert (about.name, about.time_zone) == ("Lantern", "Asia/Tokyo")
    assert (about.starts_on, about.ends_on) == (date(2026, 1, 12), date(2027, 1, 11))
    for reason in (
        "[Our mentors]",
        "this has 201 letters",
        "'12.1.2026' is no day; write it as 2026-11-22",
        "2025-01-01 lies before the first day, 2026-01-12",
        "[2027-01-11]",
        "'Berlin' is no IANA time zone, such as Europe/Berlin",
    ):
        assert reason in done.stderr


def test_nothing_is_written_where_the_questions_are_broken_off(tmp_path: Path, somebody_there: None) -> None:  # noqa: ARG001
    assert call(tmp_path / "p", typed="Lantern\n").exit_code != 0
    assert not (tmp_path / "p").exists()


def test_without_a_terminal_the_defaults_are_taken_and_nothing_waits(tmp_path: Path) -> None:
    done = call(tmp_path / "p", "--name", "Lantern", typed="Not an answer\n")
    assert done.exit_code == 0
    assert load_programme(tmp_path / "p").programme.name == "Lantern"


@pytest.mark.parametrize(
    ("options", "option", "reason"),
    [
        (["--name", "  "], "--name", "at least one letter"),
        (["--name", "x" * 201], "--name", "201 letters"),
        (["--name", "a\x07b"], "--name", "cannot be printed"),
        (["--name", "a\udc80b"], "--name", "cannot be printed"),
        (["--starts-on", "31.12.2026"], "--starts-on", "write it as 2026-11-22"),
        (["--ends-on", "2026-02-30"], "--ends-on", "write it as 2026-11-22"),
        (["--starts-on", "2026-01-02", "--ends-on", "2026-01-01"], "--ends-on", "lies before the first day"),
        (["--time-zone", "Berlin"], "--time-zone", "no IANA time zone"),
    ],
)
def test_a_wrong_option_is_a_usage_error_and_nothing_is_written(
    tmp_path: Path,
    somebody_there: None,  # noqa: ARG001
    options: list[str],
    option: str,
    reason: str,
) -> None:
    done = call(tmp_path / "p", "--yes", *options)
    assert done.exit_code == 2
    told = " ".join(done.stderr.replace("│", " ").split())
    assert option in told
    assert reason in told
    assert not (tmp_path / "p").exists()


@pytest.mark.parametrize(
    "name",
    [
        'She said "yes": really?',
        "it's #1 - {a: [b]}",
        "- - -",
        "%d & $id ${name} \\n",
        "12",
        "true",
        "~",
        "👩‍💻 Förderung für Größe",
        "two\nlines\tand\u2028more\x85still",
        "指導",
        "x" * 200,
        "\ufeff|>@`",
    ],
)
def test_any_name_gives_a_valid_programme(tmp_path: Path, name: str) -> None:
    assert begun(tmp_path / "p", f"--name={name}").programme.name == " ".join(name.split())


@settings(max_examples=60)
@given(name=st.text(min_size=1, max_size=200))
def test_every_name_is_written_as_it_is_or_refused(name: str) -> None:
    with TemporaryDirectory() as place:
        folder = Path(place) / "p"
        done = call(folder, "--yes", f"--name={name}")
        assert done.exit_code in {0, 2}, done.output
        if done.exit_code == 0:
            assert load_programme(folder).programme.name == " ".join(name.split())
        else:
            assert not folder.exists()


@given(name=st.text(max_size=300), folder=st.text(max_size=80))
def test_an_id_is_always_one_and_never_a_neighbours(name: str, folder: str) -> None:
    first = programme_id(name, folder, ())
    second = programme_id(name, folder, {first})
    for made in (first, second):
        assert re.fullmatch(r"[a-z0-9][a-z0-9-]{0,63}", made)
    assert first != second


@pytest.mark.parametrize(
    ("name", "folder", "made"),
    [
        ("Northwind Engineering Mentoring 2026", "p", "northwind-engineering-mentoring-2026"),
        ("Förderung: Größe & Łódź, Ærø", "p", "forderung-grosse-lodz-aero"),
        ("2026", "p", "2026"),
        ("指導", "mentors", "mentors"),
        ("指導", "指導", "programme"),
    ],
)
def test_the_id_is_the_name_in_plain_letters(name: str, folder: str, made: str) -> None:
    assert programme_id(name, folder, ()) == made


def test_an_id_of_digits_alone_is_text_in_the_file(tmp_path: Path) -> None:
    assert begun(tmp_path / "p", "--name", "2026").id == "2026"


def test_the_id_is_not_that_of_a_programme_of_the_same_portfolio(tmp_path: Path) -> None:
    assert [begun(tmp_path / name, "--name", "Lantern").id for name in ("a", "b", "c")] == [
        "lantern",
        "lantern-2",
        "lantern-3",
    ]


@pytest.mark.parametrize(
    ("folder", "name"),
    [
        ("northwind-2026_pilot", "Northwind 2026 pilot"),
        ("---", "Mentoring programme"),
        ("a\udcff", "Mentoring programme"),
    ],
)
def test_the_default_name_is_the_folders(folder: str, name: str) -> None:
    assert name_of(folder) == name


def test_the_last_days_there_are_need_no_later_ones(tmp_path: Path) -> None:
    assert begun(tmp_path / "p", "--starts-on", "9999-12-30").programme.ends_on == date(9999, 12, 31)


def test_the_machines_zone_is_told_by_its_environment_its_link_or_its_file(tmp_path: Path) -> None:
    assert machine_zone({}, tmp_path) == "UTC"
    (tmp_path / "timezone").write_text("Europe/Paris\n")
    assert machine_zone({}, tmp_path) == "Europe/Paris"
    (tmp_path / "localtime").symlink_to("/usr/share/zoneinfo/America/New_York")
    assert machine_zone({"TZ": ""}, tmp_path) == "America/New_York"
    assert machine_zone({"TZ": ":Asia/Tokyo"}, tmp_path) == "Asia/Tokyo"
    assert machine_zone({"TZ": "CET-1CEST"}, tmp_path) == "America/New_York"


def test_the_declaration_holds_every_key_tool_and_column_by_name(tmp_path: Path) -> None:
    begun(tmp_path / "p")
    told = set(re.findall(r"[a-z_]+", text_of(tmp_path / "p")))
    for model in (ProgrammeFile, About, Source, Wave, Target, Privacy, Health, ReportEntry):
        assert {field.alias or name for name, field in model.model_fields.items()} <= told
    assert set(TOOLS) <= told
    for kind in KINDS:
        assert set(our_columns(kind)) <= told


def test_all_examples_together_are_a_valid_programme_once_their_marks_are_gone(tmp_path: Path) -> None:
    begun(tmp_path / "p", "--starts-on", "2026-01-12", "--ends-on", "2026-12-18")
    lines = [EXAMPLE.sub(r"\1\2", line) for line in text_of(tmp_path / "p").splitlines()]
    (tmp_path / "p" / "programme.yaml").write_text("\n".join(lines), encoding="utf-8")
    programme = load_programme(tmp_path / "p")
    assert {source.tool for source in programme.sources} == set(TOOLS)
    assert [wave.id for wave in programme.waves] == ["baseline", "final"]
    assert programme.programme.meetings_per_month == 2
    assert programme.segments == ("department", "cohort")
    assert len(programme.targets) == 6
    assert {report.audience for report in programme.reports} == {"sponsor", "coordinator"}


def test_no_line_of_comment_is_wider_than_a_screen(tmp_path: Path) -> None:
    begun(tmp_path / "p")
    prose = [line for line in text_of(tmp_path / "p").splitlines() if not EXAMPLE.match(line)]
    assert max(map(len, prose)) <= 120


@pytest.mark.parametrize("length", [1, 10, 28, 29, 365])
def test_the_waves_of_the_example_lie_within_the_programme(tmp_path: Path, length: int) -> None:
    first, last = date(2026, 1, 1), date.fromordinal(date(2026, 1, 1).toordinal() + length - 1)
    begun(tmp_path / "p", "--starts-on", first, "--ends-on", last)
    found = re.findall(r"from: ([\d-]+), to: ([\d-]+)\}", text_of(tmp_path / "p"))
    assert len(found) == 2
    for begins, ends in found:
        assert first <= date.fromisoformat(begins) <= date.fromisoformat(ends) <= last


def test_files_that_are_there_stay_as_they_are_and_it_is_said(tmp_path: Path) -> None:
    own = "instrument: skills\ntitle: Ours\nitems: [{id: a, text: A}]\n"
    (tmp_path / "p" / "instruments").mkdir(parents=True)
    (tmp_path / "p" / "instruments" / "skills.yaml").write_text(own)
    done = call(tmp_path / "p", "--yes")
    assert done.exit_code == 0
    assert "instruments/skills.yaml: was there already, and is left as it was" in done.stdout
    assert "instruments/pulse.yaml: written" in done.stdout
    assert (tmp_path / "p" / "instruments" / "skills.yaml").read_text() == own


def test_an_example_is_left_out_where_another_file_has_its_name(tmp_path: Path) -> None:
    (tmp_path / "p" / "instruments").mkdir(parents=True)
    (tmp_path / "p" / "instruments" / "ours.yaml").write_text(
        "instrument: skills\ntitle: Ours\nitems: [{id: a, text: A}]\n"
    )
    assert begun(tmp_path / "p").instruments["skills"].title == "Ours"


def test_a_faulty_questionnaire_that_is_there_is_told(tmp_path: Path) -> None:
    (tmp_path / "p" / "instruments").mkdir(parents=True)
    (tmp_path / "p" / "instruments" / "ours.yaml").write_text("- a list\n")
    done = call(tmp_path / "p", "--yes")
    assert done.exit_code == 2
    assert "instruments/ours.yaml" in done.stderr


@pytest.mark.parametrize("failing", [1, 2, 3])
@pytest.mark.parametrize("fault", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_what_breaks_off_leaves_no_half_file_and_can_be_begun_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: int, fault: BaseException
) -> None:
    calls: list[int] = []
    fsync = os.fsync

    def failing_fsync(number: int) -> None:
        calls.append(number)
        if len(calls) == failing:
            raise fault
        fsync(number)

    monkeypatch.setattr(beginning.os, "fsync", failing_fsync)
    done = call(tmp_path / "p", "--yes")
    assert done.exit_code == (2 if isinstance(fault, OSError) else 130)
    whole = [path.name for path in (tmp_path / "p").rglob("*") if path.is_file()]
    assert whole == ["skills.yaml", "pulse.yaml"][: failing - 1] or sorted(whole) == ["pulse.yaml", "skills.yaml"]
    assert "Traceback" not in done.output
    assert begun(tmp_path / "p").id == "p"


def test_a_leftover_of_a_crash_is_in_nobodys_way(tmp_path: Path) -> None:
    (tmp_path / "p").mkdir()
    (tmp_path / "p" / ".programme.yaml.unfinished").write_text("programme: {id")
    begun(tmp_path / "p")
    assert not (tmp_path / "p" / ".programme.yaml.unfinished").exists()


@pytest.mark.parametrize("name", ["file", "file/inside"])
def test_a_file_is_no_folder_for_a_programme(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("")
    done = call(tmp_path / name, "--yes")
    assert done.exit_code == 2
    assert "is a file. Fix: name a folder" in done.stderr


@pytest.mark.parametrize("name", ["outer/inner", "outer/exports/people", "outer/a/b/c"])
def test_no_programme_begins_inside_another(tmp_path: Path, name: str) -> None:
    begun(tmp_path / "outer")
    before = everything(tmp_path)
    done = call(tmp_path / name, "--yes")
    assert done.exit_code == 2
    assert "lies inside the programme in" in done.stderr
    assert f"Fix: name a folder beside that one, such as {tmp_path / Path(name).name}" in done.stderr
    assert everything(tmp_path) == before


def test_a_portfolio_is_no_programme(tmp_path: Path) -> None:
    begun(tmp_path / "one")
    done = call(tmp_path, "--yes")
    assert done.exit_code == 2
    assert "holds programmes of its own (one). Fix: name a new folder in it" in done.stderr


def test_a_folder_that_cannot_be_written_to_is_refused_before_anything_is_asked(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    somebody_there: None,  # noqa: ARG001
) -> None:
    monkeypatch.setattr(beginning.os, "access", lambda *_: False)
    done = call(tmp_path / "p")
    assert done.exit_code == 2
    assert f"{tmp_path} cannot be written to. Fix: name a folder of your own" in done.stderr
    assert "Name of the programme" not in done.output


def test_a_folder_that_turns_out_not_to_be_writable_is_told_with_the_fix(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Path, **_: object) -> None:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "mkdir", refuse)
    done = call(tmp_path / "p", "--yes")
    assert done.exit_code == 2
    assert "cannot be used: Permission denied. Fix: let it be written to" in done.stderr


def test_exports_that_are_there_become_sources(tmp_path: Path) -> None:
    folder = tmp_path / "p"
    put(folder, "people/roster.csv", PEOPLE)
    put(folder, "pairs/matches.csv", PAIRS)
    put(folder, "meetings/log.csv", MEETINGS)
    put(folder, "meetings/zoom/a.csv", ZOOM.format(day="11/19/2026"))
    put(folder, "meetings/zoom/b.csv", ZOOM.format(day="11/20/2026"))
    done = call(folder, "--yes")
    assert done.exit_code == 0
    assert [(source.name, source.tool, source.files) for source in load_programme(folder).sources] == [
        ("people", "table", "people/roster.csv"),
        ("pairs", "table", "pairs/matches.csv"),
        ("meetings", "table", "meetings/log.csv"),
        ("zoom_participants", "zoom_participants", "meetings/zoom/*.csv"),
    ]
    assert "meetings/zoom/a.csv and 1 more like it" in done.stdout
    assert "Save these tables" not in done.stdout, "people and pairs are there"


def test_a_pattern_takes_no_file_of_another_tool_with_it_and_names_stay_apart(tmp_path: Path) -> None:
    folder = tmp_path / "p"
    put(folder, "meetings/log.csv", MEETINGS)
    put(folder, "meetings/a.csv", ZOOM.format(day="11/19/2026"))
    put(folder, "meetings/b.csv", ZOOM.format(day="11/20/2026"))
    put(folder, "loose.csv", MEETINGS.replace("10:00", "11:00"))
    put(folder, "more.csv", MEETINGS.replace("10:00", "12:00"))
    found = {source.name: source.files for source in begun(folder).sources}
    assert found == {
        "people": "people/*",
        "pairs": "pairs/*",
        "meetings": "*.csv",
        "meetings_2": "meetings/log.csv",
        "zoom_participants": "meetings/a.csv",
        "zoom_participants_2": "meetings/b.csv",
    }


def test_files_of_one_tool_with_other_endings_are_all_of_the_folder(tmp_path: Path) -> None:
    folder = tmp_path / "p"
    put(folder, "meetings/a.csv", MEETINGS)
    put(folder, "meetings/b.txt", MEETINGS.replace("10:00", "11:00"))
    assert [source.files for source in begun(folder).sources if source.kind == "meetings"] == ["meetings/*"]


def test_of_several_rosters_the_newest_holds_and_it_is_said(tmp_path: Path) -> None:
    folder = tmp_path / "p"
    put(folder, "people/january.csv", PEOPLE)
    put(folder, "people/march.csv", PEOPLE + "103,mentee\n")
    begun(folder)
    assert "- {name: people, kind: people, tool: table, files: people/*.csv}" in entries(folder)
    assert "# Of these 2 files the newest alone is used, for each is taken to hold all people." in text_of(folder)


def test_rosters_that_no_pattern_names_are_each_used_and_it_is_said(tmp_path: Path) -> None:
    folder = tmp_path / "p"
    put(folder, "people/january.csv", PEOPLE)
    put(folder, "people/march.csv", PEOPLE + "103,mentee\n")
    put(folder, "people/notes.csv", "hello\n")
    programme = begun(folder)
    assert [source.name for source in programme.sources if source.kind == "people"] == ["people", "people_2"]
    assert "take away the entry of the earlier one" in text_of(folder)


def test_surveys_wait_as_comments_for_their_questionnaire(tmp_path: Path) -> None:
    folder = tmp_path / "p"
    put(folder, "surveys/pulse.csv", FORM)
    done = call(folder, "--yes")
    assert not any("google_forms" in entry for entry in entries(folder))
    assert "# - {name: google_forms, kind: surveys, tool: google_forms, files: surveys/pulse.csv" in text_of(folder)
    assert "# Describe its questionnaire in a file under instruments/" in text_of(folder)
    assert "Describe its questionnaire" in done.stdout
    assert "1. Go through what is not used yet" in done.stdout


def test_only_answers_to_the_same_questions_share_an_entry(tmp_path: Path) -> None:
    folder = tmp_path / "p"
    put(folder, "surveys/one/a.csv", FORM)
    put(folder, "surveys/one/b.csv", FORM.replace("Good", "Bad"))
    put(folder, "surveys/two/a.csv", FORM)
    put(folder, "surveys/two/b.csv", FORM.replace("How was it?", "How will it be?"))
    begun(folder)
    assert re.findall(r"tool: google_forms, files: (surveys/(?:one|two)/\S+), instr", text_of(folder)) == [
        "surveys/one/*.csv",
        "surveys/two/a.csv",
        "surveys/two/b.csv",
    ]


def test_a_refused_file_waits_as_a_comment_with_the_reason(tmp_path: Path) -> None:
    folder = tmp_path / "p"
    put(folder, "people/staff.csv", STAFF)
    put(folder, "meetings/bad.csv", ZOOM.format(day="05/06/2026").replace(" AM", ""))
    put(folder, "notes.txt", "hello\n")
    begun(folder)
    text = text_of(folder)
    assert entries(folder) == [
        "- {name: people, kind: people, tool: table, files: people/*}",
        "- {name: pairs, kind: pairs, tool: table, files: pairs/*}",
    ]
    assert "# - {name: people_2, kind: people, tool: table, files: people/staff.csv, columns: {" in text
    assert "and put it in place of the one above" in " ".join(text.replace("# ", "").split())
    assert "# - {name: zoom_participants, kind: meetings, tool: zoom_participants, files: meetings/bad.csv}" in text
    assert "date_order" in re.search(r"# meetings/bad.csv: not used yet.*?# - \{", text, re.DOTALL)[0]
    assert "# notes.txt: no entry is known for it." in text


def test_calendars_are_read_within_the_programmes_days(tmp_path: Path) -> None:
    folder = tmp_path / "p"
    event = (
        "BEGIN:VEVENT\r\nUID:a\r\nDTSTART:20260301T100000Z\r\nDTEND:20260301T110000Z\r\nSUMMARY:Talk\r\nEND:VEVENT\r\n"
    )
    put(folder, "meetings/c.ics", f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{event}END:VCALENDAR\r\n")
    begun(folder, "--starts-on", "2020-01-01", "--ends-on", "2020-12-31")
    assert "none of its 1 event" in text_of(folder)
    assert any("tool: ics" in entry for entry in entries(folder))


@pytest.mark.parametrize(
    "name",
    ["a b.csv", "#1: {x}, [y]*?.csv", 'it\'s "q".csv', "two\nlines.csv", "ü👩‍💻.csv", "%d $id.csv", "-x.csv", "~a.csv"],
)
def test_a_file_of_any_name_is_declared_by_its_name(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "p"
    put(folder, f"people/{name}", PEOPLE)
    programme = begun(folder)
    assert [file.path for file in Inbox(folder).collect(programme).files["people"]] == [f"people/{name}"]


@pytest.mark.parametrize("name", ["a\\b.csv", os.fsdecode(b"a\xff.csv")])
def test_a_file_whose_name_cannot_be_written_is_told_and_harms_nothing(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "p"
    put(folder, f"meetings/{name}", MEETINGS)
    assert [source.kind for source in begun(folder).sources] == ["people", "pairs"]
    assert "rename the file" in " ".join(text_of(folder).replace("# ", "").split())


def test_a_link_out_of_the_folder_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "p"
    outside = tmp_path / "outside.csv"
    outside.write_text(PEOPLE)
    (folder / "exports" / "people").mkdir(parents=True)
    (folder / "exports" / "people" / "roster.csv").symlink_to(outside)
    begun(folder)
    assert "it is a link that leads out of the programme's folder" in text_of(folder)


def test_a_programme_that_is_there_is_not_changed_and_its_uncovered_files_are_told(tmp_path: Path) -> None:
    folder = tmp_path / "p"
    begun(folder)
    put(folder, "people/people.csv", PEOPLE)
    put(folder, "meetings/log.csv", MEETINGS)
    put(folder, "meetings/people.csv", MEETINGS.replace("10:00", "11:00"))
    before = everything(folder)
    done = call(folder, "--name", "Another", "--yes")
    assert done.exit_code == 0
    assert everything(folder) == before
    assert "nothing was changed" in done.stdout
    assert "- {name: meetings, kind: meetings, tool: table, files: meetings/*.csv}" in done.stdout
    assert "people/people.csv" not in done.stdout
    assert f"1. Paste each into {folder / 'programme.yaml'}" in done.stdout


def test_an_entry_to_paste_has_a_name_of_its_own(tmp_path: Path) -> None:
    folder = tmp_path / "p"
    put(folder, "meetings/log.csv", MEETINGS)
    begun(folder)
    put(folder, "meetings/more/log.csv", MEETINGS.replace("10:00", "11:00"))
    done = call(folder)
    entry = "- {name: meetings_2, kind: meetings, tool: table, files: meetings/more/log.csv}"
    assert entry in done.stdout
    text = text_of(folder).replace("\nsources:\n", f"\nsources:\n  {entry}\n")
    (folder / "programme.yaml").write_text(text, encoding="utf-8")
    assert "Every file under exports/ is covered by a source." in call(folder).stdout


def test_a_programme_without_files_is_told_what_it_needs(tmp_path: Path) -> None:
    begun(tmp_path / "p")
    assert "exports/people/people.csv: all who take part" in call(tmp_path / "p").stdout


def test_a_faulty_declaration_that_is_there_is_told_with_its_line(tmp_path: Path) -> None:
    begun(tmp_path / "p")
    path = tmp_path / "p" / "programme.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("  time_zone:", "  timezone:"), encoding="utf-8")
    done = call(tmp_path / "p")
    assert done.exit_code == 2
    assert "did you mean 'time_zone'?" in done.stderr


def test_what_comes_next_is_said_in_commands_that_can_be_copied(tmp_path: Path) -> None:
    folder = tmp_path / "our mentors"
    done = call(folder, "--yes")
    wanted = [
        f"{folder}/exports/people/people.csv",
        f"{folder}/exports/pairs/pairs.csv",
        f"mentorship inspect '{folder}/exports'",
        f"mentorship check '{folder}'",
        f"mentorship run '{folder}'",
        f"{folder}/reports/latest/report.html",
    ]
    places = [done.stdout.find(text) for text in wanted]
    assert -1 not in places
    assert places == sorted(places)


def test_the_command_is_named_as_it_can_be_called(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(sys, "argv", ["my tools/bin/mentorship", "init"])
    assert f"'my tools/bin/mentorship' check {tmp_path / 'p'}" in call(tmp_path / "p", "--yes").stdout


def test_of_many_faults_the_first_are_told_and_the_others_counted(tmp_path: Path) -> None:
    folder = tmp_path / "p"
    put(folder, "notes.csv", "a,b\n" + "1,2,3\n" * 9)
    begun(folder)
    assert re.search(r"# And \d+ more, which mentorship inspect tells\.", text_of(folder))


def test_a_file_that_changes_meanwhile_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "p"
    put(folder, "meetings/log.csv", MEETINGS)
    monkeypatch.setattr(Path, "read_bytes", lambda _: b"something else")
    begun(folder)
    assert "# meetings/log.csv: it changed while" in text_of(folder)


def test_a_neighbourhood_that_may_not_be_looked_into_stops_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(beginning, "find", refuse)
    assert begun(tmp_path / "p").id == "p"
